//! The full report of a sweep.

use crate::report::album::Album;
use crate::report::brief_sweep as brief;
use crate::report::draft::Draft;
use crate::report::language::say;
use crate::report::page::prose::Prose;
use crate::report::page::tree::{Block, Page};
use crate::report::page_parts::{again, page};
use crate::report::sweep_parts::{Told, curves, effects, table, telling, varied};
use crate::report::sweep_text::slug;
use crate::report::template::Asked;
use crate::report::words::first_upper;
use crate::study::sweep::{Method, SweepSummary};

use super::assumptions::assumptions;
use super::glossary::glossary;
use super::method::method;
use super::run::simulated;

/// The charts of a measure, in their order.
const KINDS: [&str; 5] = ["screening", "tornado", "curves", "choices", "heat-map"];

/// The full report of a sweep.
pub(in crate::report) fn full(
    (summary, album): (&SweepSummary, &Album),
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
    draft.section(say!(language, "sweep.varied"));
    draft.table(varied(summary, language));
    draft.say(match summary.design.method {
        Method::Grid => say!(language, "sweep.how-grid"),
        Method::Lhs => say!(language, "sweep.how-lhs"),
        Method::Sobol => say!(language, "sweep.how-sobol"),
        Method::Morris => say!(language, "sweep.how-morris"),
    });
    draft.section(say!(language, "results.heading"));
    for it in &told {
        measure(&mut draft, (summary, album), it);
    }
    same(&mut draft, summary, &told, asked);
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
    page(asked.cover, &title, "sweep.json", draft.into_blocks())
}

/// Adds all that is known of a measure.
fn measure(draft: &mut Draft, (summary, album): (&SweepSummary, &Album), told: &Told<'_>) {
    let language = draft.language;
    draft.part(first_upper(&told.called).into());
    let all = effects(summary, told);
    draft.list(all.iter().map(|it| it.said(told, language)).collect());
    draft.table(table(summary, told, language));
    draft.table(curves(summary, told, language));
    for kind in KINDS {
        let file = format!("{kind}.{}", slug(&told.measure.name));
        if crate::report::page_parts::picture(album, &file).is_some() {
            let (title, finding, data) = brief::about(kind, summary, told, language);
            draft.figure((album, &file), &title, &finding, data);
        }
    }
}

/// Adds the measures that are the same at every point, or have no value at any.
fn same(draft: &mut Draft, summary: &SweepSummary, told: &[Told<'_>], asked: &Asked<'_>) {
    let language = draft.language;
    let all = summary.measures.iter().enumerate();
    let others = all.filter(|(ix, _)| told.iter().all(|it| it.at != *ix));
    let others: Vec<Prose> = others
        .map(|(_, it)| {
            let called = language.measure_called((&it.name, &it.words), asked.document);
            Prose::from(first_upper(&called))
        })
        .collect();
    if !others.is_empty() {
        draft.part(say!(language, "sweep.same-everywhere"));
        draft.list(others);
    }
}
