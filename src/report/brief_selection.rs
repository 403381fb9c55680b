//! The brief report of a selection: who is the best, and with which promise.

use crate::study::select::Selected;

use super::album::Album;
use super::language::say;
use super::page::prose::{Number, Prose};
use super::page::tree::{Block, Figure, Page};
use super::page_parts::{again, cautions, figure, heading, model, page, picture};
use super::selection_parts::Chosen;
use super::template::Asked;
use super::words::grouped;

/// The chart that it shows.
pub(super) const CHARTS: [&str; 1] = ["elimination"];

/// A selection as a report calls it.
pub(super) fn chosen<'a>(selected: &'a Selected, asked: &Asked<'_>) -> Chosen<'a> {
    let language = asked.cover.language;
    let measure = (selected.measure.as_str(), selected.words.as_str());
    Chosen {
        selected,
        called: language.measure_called(measure, asked.document),
        language,
    }
}

/// The brief report of a selection.
pub(super) fn brief((selected, album): (&Selected, &Album), asked: &Asked<'_>) -> Page {
    let language = asked.cover.language;
    let chosen = chosen(selected, asked);
    let mut blocks = vec![
        heading(say!(language, "brief.question")),
        Block::Paragraph(question(&chosen)),
        heading(say!(language, "brief.answer")),
        Block::Answer(chosen.answer()),
        heading(say!(language, "select.heading")),
        Block::Table(chosen.table()),
        Block::Paragraph(chosen.spent()),
    ];
    blocks.extend(elimination(&chosen, album, asked).map(|it| Block::Figures(vec![it])));
    blocks.push(heading(say!(language, "brief.actions")));
    blocks.extend(actions(&chosen));
    blocks.push(heading(say!(language, "brief.limits")));
    blocks.push(Block::List(limits(&chosen)));
    blocks.extend(again(asked));
    let title = say!(language, "brief.title", name = &selected.name);
    page(asked.cover, &title, "selection.json", blocks)
}

/// What was asked of a selection.
pub(super) fn question(chosen: &Chosen<'_>) -> Prose {
    let selected = chosen.selected;
    let count = Number::new(grouped(selected.policies.len() as u64), "count(policies)");
    say!(
        chosen.language,
        "select.question",
        count = count,
        name = Prose::strong(&selected.name),
        measure = &chosen.called,
        confidence = chosen.confidence(),
        apart = chosen.apart()
    )
}

fn elimination(chosen: &Chosen<'_>, album: &Album, asked: &Asked<'_>) -> Option<Figure> {
    let language = chosen.language;
    let chart = picture(album, CHARTS[0])?;
    let title = say!(language, "select.figure");
    let titled = (asked.figures + 1, &title);
    let finding = chosen.spent();
    Some(figure(chart, titled, &finding, chosen.table(), language))
}

/// What follows.
pub(super) fn actions(chosen: &Chosen<'_>) -> Vec<Block> {
    let language = chosen.language;
    let measure = &chosen.called;
    let item = match &chosen.selected.chosen {
        None => say!(language, "select.go-on"),
        Some(id) if chosen.selected.level.is_empty() => {
            let policy = chosen.named(id);
            say!(language, "select.take", policy = policy, measure = measure)
        }
        Some(_) => say!(language, "select.take-any", measure = measure),
    };
    vec![
        Block::List(vec![item, say!(language, "select.compare")]),
        Block::Note(say!(language, "compare.action.note")),
    ]
}

/// What the numbers of a selection do not say.
pub(super) fn limits(chosen: &Chosen<'_>) -> Vec<Prose> {
    let language = chosen.language;
    let mut limits = vec![model(language), say!(language, "select.means")];
    if chosen.selected.over_assumptions.is_some() {
        limits.push(say!(language, "select.average"));
    }
    limits.extend(cautions(
        &chosen.selected.warnings,
        "warnings",
        "selection.md",
        language,
    ));
    limits
}
