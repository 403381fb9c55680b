//! When it was simulated: elections, phases, what was scripted and what threatened.

use crate::report::draft::Draft;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::Prose;
use crate::report::page::tree::Grid;
use crate::report::page_parts::or_none;
use crate::scenario::document::Document;

use super::values::{clock, count, few, number, percent, when};
use super::{MOST_ROWS, SCENARIO};

/// Most kinds of incident that are named of a threat.
const MOST_KINDS: usize = 5;

/// Adds the calendar of a scenario.
pub(super) fn calendar(draft: &mut Draft, document: &Document) {
    let language = draft.language;
    draft.part(say!(language, "simulated.calendar"));
    let zone = document.calendar.zone().iana_name().unwrap_or("UTC");
    draft.say(say!(language, "simulated.local-time", zone = zone));
    draft.first_rows(elections(document, language), MOST_ROWS, SCENARIO);
    draft.first_rows(phases(document, language), MOST_ROWS, SCENARIO);
    draft.first_rows(injects(document, language), MOST_ROWS, SCENARIO);
    draft.part(say!(language, "simulated.threats"));
    draft.say(say!(language, "simulated.threats-not-forecast"));
    draft.first_rows(threats(document, language), MOST_ROWS, SCENARIO);
}

/// The elections, with their days.
pub(in crate::report) fn elections(document: &Document, language: Language) -> Grid {
    let rows = document.elections.iter().map(|it| {
        let day = document.calendar.local(it.day).date();
        let open = clock(document, it.polls_open);
        let close = clock(document, it.polls_close);
        let first = it.run_off_of.map(|first| &document.elections[first.ix()]);
        vec![
            Prose::from(&it.name),
            language.date(day).into(),
            format!("{open}–{close}").into(),
            or_none(first.map(|it| Prose::from(&it.name))),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.election")
        .words("simulated.day")
        .words("simulated.polls")
        .words("simulated.run-off-of")
        .grid(say!(language, "simulated.elections"), rows)
}

fn phases(document: &Document, language: Language) -> Grid {
    let within = document.phases.iter().filter(|it| it.from < it.to);
    let rows = within.map(|it| {
        vec![
            Prose::from(&it.name),
            when(document, it.from, language),
            when(document, it.to, language),
            number(it.threat),
            number(it.criticality),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.phase")
        .words("simulated.from")
        .words("simulated.to")
        .numbers("simulated.threat-times")
        .numbers("simulated.criticality-times")
        .grid(say!(language, "simulated.phases"), rows)
}

fn injects(document: &Document, language: Language) -> Grid {
    let mut all: Vec<_> = document.injects.iter().collect();
    all.sort_by_key(|it| it.at);
    let rows = all.into_iter().map(|it| {
        vec![
            Prose::from(&it.name),
            when(document, it.at, language),
            percent(it.chance),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.inject")
        .words("simulated.when")
        .numbers("simulated.chance")
        .grid(say!(language, "simulated.injects"), rows)
}

fn threats(document: &Document, language: Language) -> Grid {
    let rows = document.threats.iter().map(|it| {
        let kinds = it.kinds.iter();
        let kinds = kinds.map(|(kind, _)| Prose::from(&document.kinds[kind.ix()].name));
        vec![
            Prose::from(&it.name),
            or_none(&it.actor),
            few(kinds.collect(), MOST_KINDS),
            count(it.targets.len()),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.threat")
        .words("simulated.actor")
        .words("simulated.kinds")
        .numbers("simulated.targets")
        .grid(say!(language, "simulated.threats-caption"), rows)
}
