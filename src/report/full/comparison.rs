//! The full report of a comparison.

use crate::report::album::Album;
use crate::report::brief_comparison as brief;
use crate::report::comparison_figures::differences_file;
use crate::report::comparison_parts::{
    better_and_worse, differences, overview, overview_finding, policy_name,
};
use crate::report::draft::Draft;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Prose, prose};
use crate::report::page::tree::{Block, Grid, Page};
use crate::report::page_parts::{again, intervals, or_none, page, picture};
use crate::report::template::Asked;
use crate::report::words::first_upper;
use crate::scenario::document::Document;
use crate::study::comparison::{Comparison, MeasureResult};

use super::assumptions::assumptions;
use super::duty;
use super::glossary::glossary;
use super::method::{drivers, method};
use super::run::simulated;
use super::values::few;

/// Most settings of a policy that are shown.
const MOST_SETTINGS: usize = 6;

/// The full report of a comparison.
pub(in crate::report) fn full(
    (document, comparison, album): (&Document, &Comparison, &Album),
    asked: &Asked<'_>,
) -> Page {
    let language = asked.cover.language;
    let mut draft = Draft::new(language, asked.figures);
    draft.section(say!(language, "brief.question"));
    draft.say(brief::question(comparison, language));
    draft.section(say!(language, "brief.answer"));
    draft.add([Block::Answer(brief::answer(comparison, language))]);
    draft.add([Block::Contents {
        title: say!(language, "full.contents"),
        to: 2,
    }]);
    draft.section(say!(language, "key.heading"));
    draft.add(brief::held(comparison, usize::MAX, language));
    draft.note(intervals(comparison.replications, language));
    draft.section(say!(language, "policies.heading"));
    draft.table(policies(document, comparison, language));
    for it in &comparison.same_as_baseline {
        draft.note(say!(
            language,
            "policies.same",
            id = Prose::code(&it.id),
            name = &it.name
        ));
    }
    results(&mut draft, comparison, album);
    draft.section(say!(language, "policies.who-serves"));
    draft.add(brief::who_came(comparison, language));
    duty::duty(&mut draft, (document, comparison, album));
    simulated(&mut draft, document);
    drivers(&mut draft);
    draft.section(say!(language, "brief.actions"));
    draft.add(brief::actions(document, comparison, language));
    assumptions(&mut draft, document);
    draft.section(say!(language, "brief.limits"));
    draft.list(brief::limits(comparison, language));
    method(&mut draft);
    glossary(&mut draft);
    draft.add(again(asked));
    let title = say!(language, "full.title", name = &comparison.name);
    page(asked.cover, &title, "comparison.json", draft.into_blocks())
}

/// The policies that took part, and what each sets.
pub(in crate::report) fn policies(
    document: &Document,
    comparison: &Comparison,
    language: Language,
) -> Grid {
    let rows = comparison.policies.iter().map(|entry| {
        let mut known = document.policies.iter();
        let policy = known.find(|it| it.id == entry.id);
        let mut about = if entry.id == comparison.baseline {
            say!(language, "policies.baseline")
        } else {
            Prose::default()
        };
        if let Some(policy) = policy.filter(|it| !it.summary.is_empty()) {
            if !about.is_empty() {
                about.push(" ");
            }
            about.push(&policy.summary);
        }
        let settings = policy.map_or(&[][..], |it| &it.set[..]).iter();
        let settings = settings.map(|it| Prose::code(format!("{} = {}", it.path, it.value)));
        let settings = few(settings.collect(), MOST_SETTINGS);
        vec![
            prose![
                policy_name(&entry.id, &entry.name, language),
                " (",
                Prose::code(&entry.id),
                ")"
            ],
            or_none(about),
            or_none(settings),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("policies.policy")
        .words("policies.about")
        .words("policies.sets")
        .grid(say!(language, "policies.caption"), rows)
}

/// Adds every measure: all policies by all measures, then each by itself.
fn results(draft: &mut Draft, comparison: &Comparison, album: &Album) {
    let language = draft.language;
    draft.section(say!(language, "results.heading"));
    let all = overview(comparison, language);
    if all.head.len() > 1 {
        draft.table(all.clone());
    }
    draft.figure(
        (album, "overview"),
        &say!(language, "compare.overview.title"),
        &overview_finding(comparison, language),
        all,
    );
    let place = |measure: &MeasureResult| {
        let mut all = comparison.measures.iter();
        all.position(|it| it.name == measure.name).unwrap_or(0)
    };
    for measure in comparison.telling() {
        let at = place(measure);
        let said = language.measure(measure);
        draft.part(first_upper(&said).into());
        let grid = differences(comparison, (measure, at), language);
        draft.table(grid.clone());
        let file = differences_file(measure);
        let finding = better_and_worse(comparison, (measure, at), language);
        let title = say!(language, "compare.own.title", measure = said);
        draft.figure((album, &file), &title, &finding, grid);
        curves(draft, (comparison, album), (measure, at));
    }
    let same = comparison.measures.iter().enumerate();
    let same: Vec<Prose> = same
        .filter(|(_, it)| !it.differs)
        .map(|(_, it)| Prose::from(first_upper(&language.measure(it))))
        .collect();
    if !same.is_empty() {
        draft.part(say!(language, "policies.nothing-differs"));
        draft.list(same);
    }
}

/// Adds the curves of a duration beside its measure; once for each sort of duration.
fn curves(
    draft: &mut Draft,
    (comparison, album): (&Comparison, &Album),
    (measure, at): (&MeasureResult, usize),
) {
    let language = draft.language;
    let family = |it: &MeasureResult| it.name.split(':').next().unwrap_or_default().to_owned();
    let own = family(measure);
    let first = comparison.telling().find(|it| family(it) == own);
    if first.is_none_or(|it| it.name != measure.name) {
        return;
    }
    let file = format!("curves-{own}");
    if picture(album, &file).is_none() {
        return;
    }
    let finding = say!(
        language,
        "policies.curves-finding",
        measure = language.measure(measure)
    );
    draft.figure(
        (album, &file),
        &say!(language, "policies.curves"),
        &finding,
        differences(comparison, (measure, at), language),
    );
}
