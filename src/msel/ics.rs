//! A list as events of a calendar (RFC 5545).

use jiff::Timestamp;

use super::model::{Msel, Row};
use super::preset::Audience;
use super::window::elapsed;
use crate::text;

/// Most octets of a line, without its end (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// A calendar with an event for each row of one audience; of both, of the controllers.
pub(super) fn ics(msel: &Msel, audience: Audience) -> String {
    let mut out = Lines::default();
    out.add("BEGIN:VCALENDAR");
    out.add("VERSION:2.0");
    out.add("PRODID:-//Sortie//MSEL//EN");
    out.add("CALSCALE:GREGORIAN");
    out.add(&format!("X-WR-CALNAME:{}", escaped(&msel.header.exercise)));
    if audience == Audience::Players {
        for (ix, (row, seen)) in msel.for_players().enumerate() {
            // Which history it is would let players look up what is to come.
            let id = format!("players-{}", ix + 1);
            event(&mut out, msel, row, &id, &seen.title, &seen.text);
        }
    } else {
        for row in &msel.rows {
            let parts = [
                ("", row.description.as_str()),
                ("From: ", &row.from),
                ("To: ", &row.to),
                ("By: ", &row.method),
                ("Expected: ", &row.expected),
                ("Objectives: ", &row.objectives),
                ("Note: ", &row.note),
                ("Simulated: ", &row.link),
            ];
            let parts = parts.iter().filter(|(_, said)| !said.is_empty());
            let parts: Vec<String> = parts.map(|(word, said)| format!("{word}{said}")).collect();
            let id = format!(
                "{}-{}-{}",
                msel.header.seed, msel.header.replication, row.id
            );
            event(&mut out, msel, row, &id, &row.title, &parts.join("\n"));
        }
    }
    out.add("END:VCALENDAR");
    out.0
}

fn event(out: &mut Lines, msel: &Msel, row: &Row, id: &str, title: &str, body: &str) {
    let header = &msel.header;
    let zone = msel.calendar.zone();
    let origin = msel.calendar.origin().as_millisecond();
    let scenario = origin.saturating_add(row.at.0);
    let begin = header.startex.and_then(|it| zone.to_timestamp(it).ok());
    let wall = begin.map(|it| it.as_millisecond().saturating_add(row.scheduled.0));
    out.add("BEGIN:VEVENT");
    out.add(&format!("UID:{}-{id}@sortie.invalid", header.scenario));
    // When the list was made is not told: the same list has the same bytes.
    out.add(&format!("DTSTAMP:{}", utc(origin)));
    out.add(&format!("DTSTART:{}", utc(wall.unwrap_or(scenario))));
    out.add(&format!("SUMMARY:{}", escaped(title)));
    let times = format!(
        "Scenario time {}, {} after STARTEX.",
        msel.calendar.second(row.at),
        elapsed(row.scheduled).trim_start_matches('+')
    );
    out.add(&format!(
        "DESCRIPTION:{}",
        escaped(&format!("{times}\n{body}"))
    ));
    out.add(&format!("CATEGORIES:{}", escaped(row.kind)));
    out.add("END:VEVENT");
}

/// `20190512T170000Z`.
fn utc(millisecond: i64) -> String {
    let stamp = Timestamp::from_millisecond(millisecond).unwrap_or(Timestamp::MAX);
    stamp.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A value of the type TEXT (RFC 5545, 3.3.11).
fn escaped(said: &str) -> String {
    let mut safe = String::with_capacity(said.len());
    for c in said.chars() {
        match c {
            '\\' => safe.push_str("\\\\"),
            ';' => safe.push_str("\\;"),
            ',' => safe.push_str("\\,"),
            '\n' => safe.push_str("\\n"),
            c if text::is_unfit(c) => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// Content lines: each ends with CR and LF, and goes on after a line end and a space where it is
/// longer than [`LONGEST`] octets.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
