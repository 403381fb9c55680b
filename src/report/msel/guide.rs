//! The facilitator's guide: what the exercise is for, what happens when, what players should do,
//! and how to set up the room.

use crate::msel::{About, Msel, Row};
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::Prose;
use crate::report::page::tree::{Block, Grid};
use crate::report::page_parts::{heading, or_none};

use super::scheduled;

/// The title of the guide, and what it says.
pub(super) fn guide(msel: &Msel, language: Language) -> (String, Vec<Block>) {
    let header = &msel.header;
    let title = say!(language, "msel.guide-title", name = &header.exercise).plain();
    let minute = |at| Prose::from(msel.calendar.minute(at));
    let injects = msel.rows.iter().filter(|row| row.is_scripted()).count();
    let mut blocks = vec![
        Block::Answer(say!(
            language,
            "msel.guide-answer",
            length = header.length.to_string(),
            from = minute(header.from),
            to = minute(header.to),
            injects = injects.to_string(),
            simulated = (msel.rows.len() - injects).to_string()
        )),
        Block::Paragraph(Prose::from(&header.summary)),
        Block::Note(say!(
            language,
            "msel.guide-secret",
            seed = header.seed.to_string(),
            replication = header.replication.to_string()
        )),
    ];
    let objectives = objectives(msel, language);
    if !objectives.rows.is_empty() {
        blocks.push(heading(say!(language, "msel.objectives")));
        blocks.push(Block::Table(objectives));
    }
    blocks.push(heading(say!(language, "msel.room")));
    blocks.push(Block::List(vec![
        say!(language, "msel.room-tables"),
        say!(language, "msel.room-clock"),
        say!(language, "msel.room-roles"),
        say!(language, "msel.room-cards"),
        say!(language, "msel.room-rule"),
    ]));
    blocks.push(heading(say!(language, "msel.running")));
    blocks.push(Block::List(vec![
        say!(language, "msel.running-before"),
        say!(language, "msel.running-pace"),
        say!(language, "msel.running-stuck"),
        say!(language, "msel.running-notes"),
        say!(language, "msel.running-end"),
    ]));
    blocks.push(heading(say!(language, "msel.sheet")));
    blocks.push(Block::Table(run_sheet(msel, language)));
    let expected = expected(msel, language);
    if !expected.rows.is_empty() {
        blocks.push(heading(say!(language, "msel.expected")));
        blocks.push(Block::Table(expected));
    }
    (title, blocks)
}

/// Each objective with the injects that exercise it: those with blocks first.
fn objectives(msel: &Msel, language: Language) -> Grid {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for (_, name, capability) in &msel.header.objectives {
        all.push((name, capability));
    }
    let scripted = || msel.rows.iter().filter(|row| row.is_scripted());
    for row in scripted() {
        for name in row.objectives.split("; ").filter(|it| !it.is_empty()) {
            if !all.iter().any(|it| it.0 == name) {
                all.push((name, ""));
            }
        }
    }
    let rows = all.into_iter().map(|(name, capability)| {
        let by = scripted().filter(|row| row.objectives.split("; ").any(|it| it == name));
        let by = by.map(|row| Prose::code(&row.id));
        vec![
            Prose::from(name),
            or_none(capability),
            or_none(Prose::join(by, ", ")),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("msel.objective")
        .words("msel.capability")
        .words("msel.exercised-by")
        .grid(say!(language, "msel.objectives-caption"), rows)
}

/// What happens when.
fn run_sheet(msel: &Msel, language: Language) -> Grid {
    let rows = msel.rows.iter().map(|row| {
        vec![
            Prose::from(scheduled(msel, row)),
            Prose::from(msel.calendar.minute(row.at)),
            what(row, language),
            or_none(&row.to),
            or_none(&row.method),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("msel.scheduled")
        .words("msel.scenario-time")
        .words("msel.what")
        .words("msel.to")
        .words("msel.method")
        .grid(say!(language, "msel.sheet-caption"), rows)
}

/// What a row is: an inject stands out, and says whether players see something of it.
fn what(row: &Row, language: Language) -> Prose {
    let mut said = match row.about {
        About::Inject(_) => Prose::strong(&row.title),
        _ => Prose::from(&row.title),
    };
    if row.status == "Deferred" {
        said.push(" — ");
        said.push(say!(language, "msel.deferred"));
    } else if row.seen.is_none() {
        said.push(" — ");
        said.push(say!(language, "msel.unseen"));
    }
    said
}

/// What players should do about each inject, and what the facilitator must know.
fn expected(msel: &Msel, language: Language) -> Grid {
    let scripted = msel.rows.iter().filter(|row| row.is_scripted());
    let scripted = scripted.filter(|row| !row.expected.is_empty() || !row.note.is_empty());
    let rows = scripted.map(|row| {
        vec![
            Prose::from(&row.title),
            or_none(&row.description),
            or_none(&row.expected),
            or_none(&row.note),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("msel.inject")
        .words("msel.told")
        .words("msel.should")
        .words("msel.note")
        .grid(say!(language, "msel.expected-caption"), rows)
}
