//! The full report of a selection.

use crate::report::album::Album;
use crate::report::brief_selection as brief;
use crate::report::draft::Draft;
use crate::report::language::say;
use crate::report::page::prose::{Number, Prose};
use crate::report::page::tree::{Block, Page};
use crate::report::page_parts::{again, page};
use crate::report::template::Asked;
use crate::report::words::grouped;
use crate::study::select::Selected;

use super::assumptions::assumptions;
use super::glossary::glossary;
use super::method::method;
use super::run::simulated;

/// The full report of a selection.
pub(in crate::report) fn full((selected, album): (&Selected, &Album), asked: &Asked<'_>) -> Page {
    let language = asked.cover.language;
    let chosen = brief::chosen(selected, asked);
    let mut draft = Draft::new(language, asked.figures);
    draft.section(say!(language, "brief.question"));
    draft.say(brief::question(&chosen));
    draft.section(say!(language, "brief.answer"));
    draft.add([Block::Answer(chosen.answer())]);
    draft.add([Block::Contents {
        title: say!(language, "full.contents"),
        to: 2,
    }]);
    draft.section(say!(language, "select.heading"));
    draft.table(chosen.table());
    draft.figure(
        (album, brief::CHARTS[0]),
        &say!(language, "select.figure"),
        &chosen.spent(),
        chosen.table(),
    );
    if let Some(over) = &selected.over_assumptions {
        draft.section(say!(language, "uncertain.varied"));
        draft.table(chosen.varied(over));
        draft.say(say!(
            language,
            "select.points",
            points = Number::new(grouped(over.points), "over_assumptions.points"),
            file = Prose::code("points.csv")
        ));
    }
    draft.section(say!(language, "select.procedure"));
    let each = selected.replications_per_observation;
    draft.say(say!(
        language,
        "select.method",
        each = Number::new(grouped(each), "replications_per_observation"),
        first = Number::new(grouped(selected.first_stage), "first_stage")
    ));
    simulated(&mut draft, asked.document);
    draft.section(say!(language, "brief.actions"));
    draft.add(brief::actions(&chosen));
    assumptions(&mut draft, asked.document);
    draft.section(say!(language, "brief.limits"));
    draft.list(brief::limits(&chosen));
    method(&mut draft);
    glossary(&mut draft);
    draft.add(again(asked));
    let title = say!(language, "full.title", name = &selected.name);
    page(asked.cover, &title, "selection.json", draft.into_blocks())
}
