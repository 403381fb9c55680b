//! The after-action report of a comparison: how the objectives fare under each policy.

use crate::report::brief_comparison as brief;
use crate::report::comparison_parts::{all_shown, better_and_worse, who};
use crate::report::draft::Draft;
use crate::report::full::comparison::policies;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Number, Prose};
use crate::report::page::tree::{Block, Page};
use crate::report::page_parts::{again, page};
use crate::report::template::Asked;
use crate::report::verdict_words::value_at;
use crate::report::words::{first_upper, grouped};
use crate::scenario::document::Document;
use crate::study::comparison::{Comparison, MeasureResult, Verdict};
use crate::study::measures::Unit;

use super::parts::{Area, STRENGTH, areas, objectives, overview, participants, plan};

/// Most strengths.
const MOST_STRENGTHS: usize = 10;

/// The after-action report of a comparison.
pub(in crate::report) fn aar(
    (document, comparison): (&Document, &Comparison),
    asked: &Asked<'_>,
) -> Page {
    let language = asked.cover.language;
    let mut draft = Draft::new(language, asked.figures);
    let scope = say!(
        language,
        "aar.scope-comparison",
        count = Number::new(grouped(comparison.replications), "replications"),
        policies = Number::new(comparison.policies.len().to_string(), "count(policies)")
    );
    overview(&mut draft, document, asked, scope);
    draft.table(policies(document, comparison, language));
    draft.section(say!(language, "aar.summary"));
    draft.add([Block::Answer(brief::answer(comparison, language))]);
    let rows = comparison.measures.iter().enumerate().map(|(ix, it)| {
        let name = Prose::from(first_upper(&language.measure(it)));
        (name, under_baseline((ix, it), language))
    });
    objectives(&mut draft, rows.collect());
    draft.part(say!(language, "aar.strengths"));
    let strengths = all_shown(comparison, Verdict::Better, MOST_STRENGTHS, language);
    if strengths.is_empty() {
        draft.say(say!(language, "compare.no-gain"));
    }
    draft.list(strengths);
    let to_improve = to_improve(comparison, language);
    let reference = say!(language, "aar.timeline-comparison");
    let to_improve = areas(&mut draft, to_improve, reference, "comparison.md");
    draft.section(say!(language, "brief.limits"));
    draft.list(brief::limits(comparison, language));
    plan(&mut draft, &to_improve);
    participants(&mut draft, document);
    draft.add(again(asked));
    let title = say!(language, "aar.title", name = &comparison.name);
    page(asked.cover, &title, "comparison.json", draft.into_blocks())
}

/// The value of a measure under the baseline.
fn under_baseline((ix, it): (usize, &MeasureResult), language: Language) -> Prose {
    let value = it.rows.first().and_then(|row| row.value);
    let at = format!("measures.{ix}.rows.0.value");
    value.map_or_else(
        || say!(language, "compare.no-value"),
        |value| {
            let value = value_at(it.unit, &value, &at);
            say!(language, "aar.under-baseline", value = value)
        },
    )
}

/// Shares of milestones and targets that the baseline falls short in, and measures in which a
/// policy is shown to be better.
fn to_improve(comparison: &Comparison, language: Language) -> Vec<Area> {
    let measures = comparison.measures.iter().enumerate();
    let short = |it: &MeasureResult| {
        let value = it.rows.first().and_then(|row| row.value);
        it.unit == Unit::Share && value.is_some_and(|it| it.estimate < STRENGTH)
    };
    let gains = |it: &MeasureResult| it.count(Verdict::Better) > 0;
    let found = measures.filter(|(_, it)| short(it) || gains(it));
    let areas = found.map(|(ix, it)| {
        let action = if gains(it) {
            let policies = who(comparison, (it, ix), Verdict::Better, language);
            say!(language, "aar.weigh", policies = policies)
        } else {
            Prose::default()
        };
        Area {
            name: Prose::from(first_upper(&language.measure(it))),
            said: vec![
                say!(
                    language,
                    "aar.observation",
                    said = under_baseline((ix, it), language)
                ),
                say!(
                    language,
                    "aar.reference-measure",
                    name = Prose::code(&it.name)
                ),
                better_and_worse(comparison, (it, ix), language),
            ],
            action,
        }
    });
    areas.collect()
}
