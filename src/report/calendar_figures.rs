//! The charts over the calendar: when incidents happen, and one history, incident by incident.

use jiff::ToSpan;

use crate::chart::{
    CalendarBin, CalendarPhase, Caption, DayMark, DutySpan, DutyStrip, ElectionCalendar, Timeline,
    TimelineRow,
};
use crate::outcome::{IncidentRecord, Row, Rows};
use crate::scenario::document::{Document, Moment, Staff};
use crate::scenario::time::{Instant, Span};
use crate::study::Study;
use crate::study::summary::Summary;
use crate::world::World;
use crate::world::pool::Pool;

use super::album::{Grouping, Window};
use super::captions::{caption, finding};
use super::words::{bare, decimal};

/// Rows that a timeline can hold and stay legible.
const TIMELINE_ROWS: usize = 40;

/// Ticks for an axis over a part of the calendar: months, or days where it is short.
pub(super) fn calendar_ticks(
    document: &Document,
    from: Instant,
    to: Instant,
) -> Vec<(f64, String)> {
    let calendar = &document.calendar;
    let days = (to - from).hours() / 24.0;
    let first = calendar.local(from).date();
    let mut ticks = Vec::new();
    let mut add = |date: jiff::civil::Date, label: String| {
        if let Ok(stamp) = calendar.zone().to_timestamp(date.at(0, 0, 0, 0)) {
            let at = calendar.instant(stamp);
            if at >= from && at <= to {
                ticks.push((at.hours(), label));
            }
        }
    };
    if days > 70.0 {
        let months = (days / 30.4).ceil() as i64 + 1;
        let step = (months / 14 + 1).max(1);
        let start = first.first_of_month();
        for month in (0..=months).step_by(step as usize) {
            if let Ok(date) = start.checked_add(month.months()) {
                let label = if date.month() == 1 || month == 0 {
                    date.strftime("%b %Y").to_string()
                } else {
                    date.strftime("%b").to_string()
                };
                add(date, label);
            }
        }
    } else {
        let step = (days / 10.0).ceil().max(1.0) as i64;
        for day in (0..=days as i64).step_by(step as usize) {
            if let Ok(date) = first.checked_add(day.days()) {
                add(date, date.strftime("%-d %b").to_string());
            }
        }
    }
    ticks
}

/// Election days; elections on the same day share a mark.
pub(super) fn election_marks(document: &Document) -> Vec<DayMark> {
    let mut days: Vec<(Instant, f64, Vec<&str>)> = Vec::new();
    for election in &document.elections {
        match days.iter_mut().find(|(day, ..)| *day == election.day) {
            Some((_, _, names)) => names.push(&election.name),
            None => days.push((
                election.day,
                election.polls_open.hours(),
                vec![&election.name],
            )),
        }
    }
    days.iter()
        .map(|(day, at, names)| DayMark {
            at: *at,
            label: format!("{}, {}", names.join(" + "), document.calendar.day(*day)),
        })
        .collect()
}

/// Whose turn it is, shift by shift.
pub(super) fn duty_spans(document: &Document, pool: &Pool) -> Vec<DutySpan> {
    let end = document.end.hours();
    pool.shifts
        .iter()
        .enumerate()
        .map(|(ix, shift)| DutySpan {
            from: shift.from.hours().max(0.0),
            to: pool
                .shifts
                .get(ix + 1)
                .map_or(end, |next| next.from.hours())
                .clamp(0.0, end),
            label: match shift.rotating {
                Some(nation) => document.nations[nation.ix()].name.clone(),
                None if shift.on_duty.is_empty() => "nobody".to_owned(),
                None => "all on call".to_owned(),
            },
        })
        .filter(|span| span.to > span.from)
        .collect()
}

/// What happens when.
pub(crate) fn election_calendar(
    world: &World,
    study: &Study,
    summary: &Summary,
) -> ElectionCalendar {
    let document = &world.document;
    let week = Span::WEEK.hours();
    let replications = study.replications.max(1) as f64;
    let end = document.end.hours();
    let part = |ix: usize| ((end - ix as f64 * week) / week).clamp(1.0 / 7.0, 1.0);
    let busiest = busiest_week(document, study, part);
    let cut = study
        .pooled
        .weeks
        .len()
        .checked_sub(1)
        .map(part)
        .filter(|it| *it < 1.0 && *it > 1.0 / 7.0);
    let bins = study
        .pooled
        .weeks
        .iter()
        .enumerate()
        .map(|(ix, counts)| CalendarBin {
            from: ix as f64 * week,
            to: ((ix + 1) as f64 * week).min(end),
            // The last week may be cut short: it is counted as if it went on.
            mean: counts.map(|count| count as f64 / replications / part(ix)),
        })
        .collect();
    let duty = document
        .teams
        .iter()
        .zip(&world.pools)
        .filter(|(team, _)| matches!(team.staff, Staff::Roster(_)))
        .map(|(team, pool)| DutyStrip {
            label: team.name.clone(),
            shifts: duty_spans(document, pool),
        })
        .collect();
    ElectionCalendar {
        caption: Caption {
            statistic: "Mean number of incidents per week of the scenario, false alarms left out"
                .to_owned(),
            note: cut.map_or_else(String::new, |part| {
                format!(
                    "The last week has {} days; its incidents are scaled to seven",
                    decimal(7.0 * part, 1).trim_end_matches(".0")
                )
            }),
            ..finding(
                caption(document, summary, "Incidents over the election calendar"),
                busiest,
            )
        },
        from: 0.0,
        to: end,
        ticks: calendar_ticks(document, Instant::START, document.end),
        bins,
        per: "Incidents per week".to_owned(),
        phases: document
            .phases
            .iter()
            .map(|phase| CalendarPhase {
                from: phase.from.hours(),
                to: phase.to.hours(),
                label: phase.name.clone(),
            })
            .collect(),
        elections: election_marks(document),
        duty,
    }
}

/// The week with most incidents.
fn busiest_week(document: &Document, study: &Study, part: impl Fn(usize) -> f64) -> Option<String> {
    let count = |ix: usize| study.pooled.weeks[ix].iter().sum::<u64>() as f64;
    let mean = |ix: usize| count(ix) / study.replications.max(1) as f64 / part(ix);
    let weeks = study.pooled.weeks.len();
    let most = (0..weeks).reduce(|most, ix| if mean(ix) > mean(most) { ix } else { most })?;
    let day = document
        .calendar
        .local(Instant((most as f64 * Span::WEEK.0 as f64) as i64));
    (weeks > 1 && mean(most) > 0.0).then(|| {
        format!(
            "Most incidents begin in the week from {}, {} of them",
            day.strftime("%-d %B"),
            bare(mean(most))
        )
    })
}

/// The stretch of a history that a timeline shows: all of a short one, else the four weeks
/// that end three days after the last election.
fn window(document: &Document) -> (Instant, Instant) {
    let whole = (Instant::START, document.end);
    if document.end.0 <= 6 * Span::WEEK.0 {
        return whole;
    }
    let last = document.elections.iter().map(|election| election.day).max();
    last.map_or(whole, |day| {
        let to = Instant(day.0 + 4 * Span::DAY.0).min(document.end);
        ((to - Span(4 * Span::WEEK.0)).max(Instant::START), to)
    })
}

/// The days that are asked for: from the beginning of the first to the end of the last.
fn days(document: &Document, wanted: &Window) -> (Instant, Instant) {
    let calendar = &document.calendar;
    let begin = |day: jiff::civil::Date| {
        let stamp = calendar.zone().to_timestamp(day.at(0, 0, 0, 0)).ok()?;
        Some(calendar.instant(stamp))
    };
    let (usual_from, usual_to) = window(document);
    let whole = wanted.from.is_some() || wanted.to.is_some() || wanted.full;
    let (from, to) = if whole {
        (Instant::START, document.end)
    } else {
        (usual_from, usual_to)
    };
    let last = wanted.to.and_then(|day| begin(day.tomorrow().ok()?));
    (
        wanted
            .from
            .and_then(begin)
            .unwrap_or(from)
            .max(Instant::START),
        last.unwrap_or(to).min(document.end),
    )
}

/// Why there are no such days; `None` if there are.
pub(super) fn outside(document: &Document, wanted: &Window) -> Option<String> {
    let (from, to) = days(document, wanted);
    let day = |at: Instant| document.calendar.local(at).strftime("%Y-%m-%d").to_string();
    (from >= to).then(|| {
        format!(
            "there are no such days: the scenario runs from {} to {}, and --from comes before --to",
            day(Instant::START),
            day(document.end - Span::MINUTE)
        )
    })
}

/// The group of a row.
fn group(record: &IncidentRecord, by: Option<Grouping>) -> String {
    match by {
        None => String::new(),
        Some(Grouping::Asset) => record.asset.clone(),
        Some(Grouping::Kind) => record.kind.clone(),
        Some(Grouping::Severity) => record.severity.to_owned(),
        Some(Grouping::Team) if record.first_team.is_empty() => "nobody".to_owned(),
        Some(Grouping::Team) => record.first_team.clone(),
    }
}

/// One history, incident by incident: the gravest, then the longest.
pub(crate) fn timeline(
    world: &World,
    summary: &Summary,
    history: &Rows,
    wanted: &Window,
) -> Timeline {
    let document = &world.document;
    let (from, to) = days(document, wanted);
    let most = if wanted.full {
        Timeline::MOST_ROWS
    } else {
        TIMELINE_ROWS
    };
    let end = document.end.hours();
    let onset = |row: &Row| row.moments[Moment::Onset as usize].hours();
    let over = |row: &Row| row.moment(Moment::Recovered).map_or(end, Instant::hours);
    // Those nobody ever noticed are in the summary: here they would be bars of nothing.
    let noticed = |row: &Row| {
        !document.kinds[row.kind.ix()].false_alarm && row.moment(Moment::Detected).is_some()
    };
    let mut shown: Vec<Row> = Vec::new();
    let mut total = 0;
    let keep_first = |shown: &mut Vec<Row>| {
        shown.sort_by(|a, b| {
            (b.severity, over(b) - onset(b))
                .partial_cmp(&(a.severity, over(a) - onset(a)))
                .unwrap_or(std::cmp::Ordering::Equal)
                .then(a.incident.cmp(&b.incident))
        });
        shown.truncate(most);
    };
    for row in history.iter() {
        if noticed(&row) && onset(&row) <= to.hours() && over(&row) >= from.hours() {
            total += 1;
            shown.push(row);
            // A history may have a million incidents: no more are kept than can be shown.
            if shown.len() > 64 * most {
                keep_first(&mut shown);
            }
        }
    }
    keep_first(&mut shown);
    let rows = shown
        .iter()
        .map(|row| (row.severity, IncidentRecord::new(world, history, row)))
        .map(|(severity, record)| TimelineRow {
            label: format!("{} · {}", record.kind, record.asset),
            group: group(&record, wanted.by),
            severity,
            onset: record.onset_h,
            detected: record.detected_h,
            hands_on: record.hands_on_h,
            recovered: record.recovered_h,
            answered_by: match record.first_team.is_empty() {
                false => record.teams.replace('+', ", "),
                // Nobody but the owner gets anywhere without a team.
                true if record.state == "alone" || record.recovered_h.is_some() => {
                    "the owner alone".to_owned()
                }
                true => "nobody".to_owned(),
            },
            work: record.work,
        })
        .collect();
    let mut elections = election_marks(document);
    elections.retain(|mark| (from.hours()..=to.hours()).contains(&mark.at));
    Timeline {
        caption: Caption {
            replications: 0,
            note: "One possible history, replication 0; false alarms and incidents that nobody noticed are left out"
                .to_owned(),
            subtitle: format!(
                "{} · {} to {}",
                document.title(),
                document.calendar.local(from).strftime("%-d %B %Y"),
                document.calendar.local(to - Span::MINUTE).strftime("%-d %B %Y")
            ),
            ..caption(document, summary, "One history, incident by incident")
        },
        from: from.hours(),
        to: to.hours(),
        ticks: calendar_ticks(document, from, to),
        elections,
        rows,
        total,
        selection: "the gravest, then the longest".to_owned(),
    }
}
