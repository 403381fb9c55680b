//! The full report of a study of assumptions.

use crate::report::album::Album;
use crate::report::brief_uncertain as brief;
use crate::report::draft::Draft;
use crate::report::language::say;
use crate::report::page::prose::Prose;
use crate::report::page::tree::{Block, Page};
use crate::report::page_parts::{again, page, picture, sentences};
use crate::report::template::Asked;
use crate::report::uncertain_parts::{Under, alone, telling, varied};
use crate::report::words::first_upper;
use crate::study::uncertain::UncertainSummary;

use super::assumptions::assumptions;
use super::glossary::glossary;
use super::method::method;
use super::run::simulated;

/// The charts of a measure, by the beginnings of their names.
const KINDS: [&str; 4] = ["average-", "choice-", "acceptability-", "flip-points-"];

/// The full report of a study of assumptions.
pub(in crate::report) fn full(
    (summary, album): (&UncertainSummary, &Album),
    asked: &Asked<'_>,
) -> Page {
    let language = asked.cover.language;
    let told = telling(summary, asked.document, language);
    let mut draft = Draft::new(language, asked.figures);
    draft.section(say!(language, "brief.question"));
    draft.say(brief::question(summary, language));
    draft.section(say!(language, "brief.answer"));
    draft.add([Block::Answer(brief::answer(summary, &told, language))]);
    draft.add([Block::Contents {
        title: say!(language, "full.contents"),
        to: 2,
    }]);
    draft.section(say!(language, "uncertain.varied"));
    draft.table(varied(summary, language));
    draft.say(say!(language, "uncertain.how"));
    draft.section(say!(language, "results.heading"));
    if summary.policies.len() == 1 {
        draft.table(alone(&told, language));
    } else {
        for it in &told {
            measure(&mut draft, album, it);
        }
        alike(&mut draft, summary, asked);
    }
    simulated(&mut draft, asked.document);
    draft.section(say!(language, "brief.actions"));
    draft.add(brief::actions(summary, &told, language));
    assumptions(&mut draft, asked.document);
    draft.section(say!(language, "brief.limits"));
    draft.list(brief::limits(summary, language));
    method(&mut draft);
    glossary(&mut draft);
    draft.add(again(asked));
    let title = say!(language, "full.title", name = &summary.name);
    page(asked.cover, &title, "uncertainty.json", draft.into_blocks())
}

/// Adds all that is known of a measure.
fn measure(draft: &mut Draft, album: &Album, under: &Under<'_>) {
    let language = draft.language;
    draft.part(first_upper(&under.called).into());
    draft.say(sentences(under.value_said(language)));
    draft.say(sentences(under.verdicts_said(usize::MAX, language)));
    draft.table(under.table(language));
    for kind in KINDS {
        let file = brief::file(kind, under);
        if picture(album, &file).is_some() {
            let (title, finding, data) = brief::about(kind, under, language);
            draft.figure((album, &file), &title, &finding, data);
        }
    }
    draft.list(under.flips(usize::MAX, language));
    draft.add(under.knowing(language).map(Block::Table));
}

/// Adds the measures in which no policy differs at any point.
fn alike(draft: &mut Draft, summary: &UncertainSummary, asked: &Asked<'_>) {
    let language = draft.language;
    let same = summary.measures.iter().filter(|it| !it.differs());
    let same: Vec<Prose> = same
        .map(|it| {
            let called = language.measure_called((&it.name, &it.words), asked.document);
            Prose::from(first_upper(&called))
        })
        .collect();
    if !same.is_empty() {
        draft.part(say!(language, "policies.nothing-differs"));
        draft.list(same);
    }
}
