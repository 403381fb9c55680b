//! Several rows of one incident: joined by its id, or at least noticed.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::clip;
use super::columns::Columns;
use super::sheet::SheetRow;
use crate::calibrate::fate::Aside;
use crate::calibrate::record::{Bounds, Content, Ended, Part, Row};
use crate::calibrate::step::Step;

/// Rows that repeat others are suspicious from this share of all on.
const SHARE: f64 = 0.05;

/// Joins the rows of one id into the first of them. A column that the user did not name is an
/// incident's id only if the rows of one id begin at one moment.
pub(super) fn join(rows: &mut [Row], column: &str, told: bool, said: &mut Vec<String>) {
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Content::Incident(part) = &row.content
            && !part.id.is_empty()
        {
            by_id.entry(&part.id).or_default().push(at);
        }
    }
    let mut groups: Vec<Vec<usize>> = by_id.into_values().filter(|it| it.len() > 1).collect();
    groups.sort_unstable();
    if groups.is_empty() {
        return;
    }
    let onset = |at: usize| match &rows[at].content {
        Content::Incident(part) => part.record.occurred,
        _ => None,
    };
    if !told {
        let differs = |group: &Vec<usize>| {
            let mut onsets = group.iter().filter_map(|at| onset(*at));
            let first = onsets.next();
            onsets.any(|it| Some(it) != first)
        };
        if let Some(group) = groups.iter().find(|group| differs(group)) {
            said.push(format!(
                "`{column}` is not taken as the id of an incident, since rows of one value begin \
                 at different moments (lines {} and {}): if it is, say --map 'id={column}'",
                rows[group[0]].line, rows[group[1]].line
            ));
            return;
        }
    }
    let joined: usize = groups.iter().map(|group| group.len() - 1).sum();
    said.push(format!(
        "{} incidents have several rows each, by their id in `{column}`: {joined} rows are joined \
         to the first of theirs",
        groups.len()
    ));
    for group in groups {
        join_group(rows, &group);
    }
}

/// Joins the rows of one incident: the earliest beginnings and the latest ends hold.
fn join_group(rows: &mut [Row], group: &[usize]) {
    let Some((&first, others)) = group.split_first() else {
        return;
    };
    let place = rows[first].line.clone();
    for &other in others {
        let reason = format!("the incident of line {place}");
        let aside = Content::Aside(Aside::SameIncident, reason);
        let content = std::mem::replace(&mut rows[other].content, aside);
        let line = rows[other].line.clone();
        if let (Content::Incident(update), Content::Incident(kept)) =
            (content, &mut rows[first].content)
        {
            unite(kept, update, &line);
        }
    }
}

fn unite(kept: &mut Part, update: Part, line: &str) {
    let mut differing = Vec::new();
    let (mine, other) = (&mut kept.record, update.record);
    match (mine.occurred, other.occurred) {
        (None, at) => mine.occurred = at,
        (Some(one), Some(another)) if one != another => {
            differing.push("occurred: the earlier holds");
            if another.low < one.low {
                mine.occurred = Some(another);
            }
        }
        _ => {}
    }
    for step in Step::ALL {
        let (one, another) = (mine.ended[step.ix()], other.ended[step.ix()]);
        let (ended, note) = later_knowledge(one, another, step);
        mine.ended[step.ix()] = ended;
        differing.extend(note);
    }
    if mine.kind.is_empty() {
        mine.kind = other.kind;
    } else if !other.kind.is_empty() && mine.kind != other.kind {
        differing.push("kind: the first holds");
    }
    if mine.severity != other.severity {
        if mine.severity.is_some() && other.severity.is_some() {
            differing.push("severity: the graver holds");
        }
        mine.severity = mine.severity.max(other.severity);
    }
    if mine.false_alarm != other.false_alarm {
        differing.push("false_alarm: the last row holds");
        mine.false_alarm = other.false_alarm;
    }
    if !differing.is_empty() {
        kept.notes.push(format!(
            "line {line} differs in {}",
            differing.join(", in ")
        ));
    }
    for note in update.notes {
        if !kept.notes.contains(&note) {
            kept.notes.push(note);
        }
    }
}

/// What two rows know of a step's end together, with what is to be said.
fn later_knowledge(one: Ended, another: Ended, step: Step) -> (Ended, Option<&'static str>) {
    let known = |ended: Ended| matches!(ended, Ended::Moment(_) | Ended::After(_));
    match (one, another) {
        (one, another) if one == another => (one, None),
        (one, another) if known(one) && !known(another) => (one, None),
        (one, another) if !known(one) && known(another) => (another, None),
        (Ended::Moment(one), Ended::Moment(another)) => {
            // An incident that was opened again ended when it ended last.
            let earliest = matches!(step, Step::Detection | Step::Response);
            let note = match step {
                Step::Detection => "detected: the earlier holds",
                Step::Response => "hands_on: the earlier holds",
                Step::Containment => "contained: the later holds",
                Step::Recovery => "recovered: the later holds",
            };
            let first = (one.low, one.high) <= (another.low, another.high);
            let taken = if first == earliest { one } else { another };
            (Ended::Moment(taken), Some(note))
        }
        (one, another) if known(one) && known(another) => {
            let note = match step {
                Step::Detection => "detected: the last row holds",
                Step::Response => "hands_on: the last row holds",
                Step::Containment => "contained: the last row holds",
                Step::Recovery => "recovered: the last row holds",
            };
            (another, Some(note))
        }
        (Ended::Never, _) | (_, Ended::Never) => (Ended::Never, None),
        (Ended::Open, _) | (_, Ended::Open) => (Ended::Open, None),
        (Ended::Empty, _) | (_, Ended::Empty) => (Ended::Empty, None),
        (one, _) => (one, None),
    }
}

/// A caution if many rows repeat earlier ones and nothing says that they are of one incident.
pub(super) fn alike(
    rows: &[Row],
    sources: &[SheetRow],
    names: &StringRecord,
    columns: &Columns,
) -> Option<String> {
    // Rows that name a moment to the minute and are alike in all that is read.
    let exact = |bounds: Bounds| bounds.low >= bounds.high;
    let exact_moments = |part: &Part| {
        let ends = part.record.ended.iter().filter_map(|end| match end {
            Ended::Moment(at) => Some(*at),
            _ => None,
        });
        ends.chain(part.record.occurred)
            .filter(|at| exact(*at))
            .count()
    };
    let mut first_of: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    // For each row that counts: its place and that of the first like it.
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Content::Incident(part) = &row.content else {
            continue;
        };
        if exact_moments(part) == 0 {
            continue;
        }
        let cells = sources[at].cells.iter().enumerate();
        let read: Vec<&str> = cells
            .filter(|(column, _)| columns.has(*column))
            .map(|(_, cell)| cell.trim())
            .collect();
        let first = *first_of.entry(read).or_insert(at);
        groups.push((at, first));
    }
    let repeated = groups.iter().filter(|(at, first)| at != first).count();
    if repeated < 2 || (repeated as f64) < SHARE * groups.len() as f64 {
        return None;
    }
    let (at, first) = groups.iter().find(|(at, first)| at != first)?;
    // A column that has one value for each group and no other is the id.
    let is_id = |column: &usize| {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut values: BTreeMap<usize, &str> = BTreeMap::new();
        groups.iter().all(|(at, first)| {
            let cell = sources[*at].cells.get(*column).unwrap_or_default().trim();
            !cell.is_empty()
                && *seen.entry(cell).or_insert(*first) == *first
                && *values.entry(*first).or_insert(cell) == cell
        })
    };
    let id = (0..names.len())
        .filter(|column| !columns.has(*column))
        .find(is_id)
        .map_or_else(|| "COLUMN".to_owned(), |column| clip(names[column].trim()));
    let quote = if id.contains(',') { "\"" } else { "" };
    Some(format!(
        "{repeated} of {} rows repeat an earlier one in every column that is read (line {} that of \
         line {}), and each counts as an incident: if they are several rows of one, name its id: \
         --map 'id={quote}{id}{quote}'",
        groups.len(),
        rows[*at].line,
        rows[*first].line,
    ))
}
