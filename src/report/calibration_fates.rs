//! What became of every row and file of the records, and what was guessed in reading them.

use std::collections::BTreeMap;

use crate::calibrate::{Aside, Calibration, Records, RowFate};
use crate::text;

use super::words::plural;

/// Most things of a sort that the terminal names.
const SHOWN: usize = 10;

/// What the records are, in a sentence or two.
pub(super) fn about(found: &Calibration) -> String {
    let guessed = if found.until_guessed {
        ", the last moment in them: say when they really end with --until"
    } else {
        ""
    };
    let fates = &found.fates;
    let mut parts = vec![plural(fates.incidents(), "incident")];
    if fates.arrivals_alone > 0 {
        parts[0].push_str(&format!(
            " ({} of them as arrivals alone)",
            fates.arrivals_alone
        ));
    }
    let same = fates.aside(Aside::SameIncident);
    if same > 0 {
        parts.push(format!("{same} more of the same incidents"));
    }
    parts.push(format!("{} not used", fates.bad));
    let mut besides = Vec::new();
    for (aside, what) in [
        (Aside::Empty, "empty row"),
        (Aside::NotARecord, "line"),
        (Aside::NotRead, "file or sheet"),
    ] {
        let count = fates.aside(aside);
        match aside {
            _ if count == 0 => {}
            Aside::NotARecord if count == 1 => {}
            Aside::Empty => besides.push(format!("{} left out", plural(count, what))),
            Aside::NotARecord => {
                besides.push(format!("{} of titles and headers", plural(count, what)));
            }
            Aside::NotRead => besides.push(format!("{count} files or sheets not read")),
            Aside::SameIncident => {}
        }
    }
    let besides = if besides.is_empty() {
        String::new()
    } else {
        format!(" Besides: {}.", besides.join(", "))
    };
    let kept: Vec<String> = found
        .kept
        .iter()
        .map(|it| {
            let heaped = it.heaped.map_or_else(String::new, |percent| {
                format!(" ({percent}% of them on a full hour: some may be rounded)")
            });
            format!("`{}` to the {}{heaped}", it.field, it.unit)
        })
        .collect();
    let kept = if kept.is_empty() {
        String::new()
    } else {
        format!(
            "Moments are kept: {}. Each is taken as uniform within its own.\n",
            kept.join(", ")
        )
    };
    format!(
        "{}: {}.{besides} Records from {} until {}{guessed} ({}).\n{kept}",
        plural(found.rows, "row"),
        parts.join(", "),
        found.from,
        found.until,
        found.zone
    )
}

/// For the terminal: rows and files that are not used or not in full, what was guessed, and what
/// there is to say of the others.
pub(super) fn fates(found: &Calibration, records: &Records) -> String {
    let mut text = String::new();
    let told = |row: &&RowFate| {
        row.bad.is_some()
            || row.contradiction.is_some()
            || matches!(row.aside, Some((Aside::NotRead, _)))
    };
    let mut count = 0;
    for row in records.rows.iter().filter(told) {
        count += 1;
        if count <= SHOWN {
            let alone = if row.bad.is_none() && row.contradiction.is_some() {
                ": counts as an arrival, its times are left out"
            } else {
                ""
            };
            text.push_str(&format!("  {}: {}{alone}\n", row.place(), row.reason()));
        }
    }
    if count > SHOWN {
        text.push_str(&format!("  and {} more, in rows.csv\n", count - SHOWN));
    }
    for guess in found.guesses.iter().take(SHOWN) {
        text.push_str(&format!("Assumed: {guess}.\n"));
    }
    if found.guesses.len() > SHOWN {
        let more = found.guesses.len() - SHOWN;
        text.push_str(&format!("Assumed: {more} more, in calibration.md.\n"));
    }
    let notes = notes(records);
    for (note, (count, place)) in notes.iter().take(SHOWN) {
        text.push_str(&format!(
            "{}: {note} (first {place}).\n",
            plural(*count, "row")
        ));
    }
    if notes.len() > SHOWN {
        let more = notes.len() - SHOWN;
        text.push_str(&format!("{more} more notes on rows, in rows.csv.\n"));
    }
    for caution in &found.cautions {
        text.push_str(&format!("Caution: {caution}.\n"));
    }
    text
}

/// Notes on rows, each once, with the number of its rows and the place of the first; those on
/// most rows first.
fn notes(records: &Records) -> Vec<(&str, (usize, String))> {
    let mut notes: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for row in &records.rows {
        for note in &row.notes {
            let slot = notes.entry(note).or_insert_with(|| (0, row.place()));
            slot.0 += 1;
        }
    }
    let mut notes: Vec<_> = notes.into_iter().collect();
    notes.sort_by_key(|(note, (count, _))| (std::cmp::Reverse(*count), *note));
    notes
}

/// For `calibration.md`: what was guessed, and what looks wrong.
pub(super) fn guesses(found: &Calibration) -> String {
    let mut text = String::new();
    if !found.guesses.is_empty() {
        text.push_str("\n## How the records were read\n\n");
        for guess in &found.guesses {
            text.push_str(&format!("- {}\n", text::markdown(guess)));
        }
    }
    for caution in &found.cautions {
        text.push_str(&format!("\nCaution: {}.\n", text::markdown(caution)));
    }
    text
}

/// For `calibration.md`: rows and files that are not used, or not in full, and notes on others.
pub(super) fn unused(records: &Records) -> String {
    let mut text = String::new();
    let mut section = |title: &str, rows: &mut dyn Iterator<Item = &RowFate>| {
        let mut lines = String::new();
        for row in rows {
            let (place, reason) = (text::markdown(&row.place()), text::markdown(row.reason()));
            lines.push_str(&format!("- {place}: {reason}\n"));
        }
        if !lines.is_empty() {
            text.push_str(&format!("\n## {title}\n\n{lines}"));
        }
    };
    let rows = || records.rows.iter();
    section(
        "Rows that could not be used",
        &mut rows().filter(|row| row.bad.is_some()),
    );
    section(
        "Rows that count as arrivals alone",
        &mut rows().filter(|row| row.bad.is_none() && row.contradiction.is_some()),
    );
    section(
        "Files and sheets that were not read",
        &mut rows().filter(|row| matches!(row.aside, Some((Aside::NotRead, _)))),
    );
    let notes = notes(records);
    if !notes.is_empty() {
        text.push_str("\n## Notes on rows\n\n");
        for (note, (count, place)) in notes {
            let count = plural(count, "row");
            let (place, note) = (text::markdown(&place), text::markdown(note));
            text.push_str(&format!("- {count} (first {place}): {note}\n"));
        }
    }
    text
}

/// `rows.csv`: every row and what was made of it.
///
/// # Errors
/// If the writer fails, which writing to memory does not.
pub(crate) fn rows(records: &Records) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "line",
        "kind",
        "used",
        "reason",
        "arrival",
        "detection",
        "response",
        "containment",
        "recovery",
        "notes",
    ])?;
    for row in &records.rows {
        let [detection, response, containment, recovery] = &row.steps;
        writer.write_record([
            &*text::csv_cell(&row.line),
            &*text::csv_cell(&row.kind),
            row.word(),
            &*text::csv_cell(row.reason()),
            row.arrival.as_str(),
            detection,
            response,
            containment,
            recovery,
            &*text::csv_cell(&row.notes.join("; ")),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}
