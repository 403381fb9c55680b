//! The brief report of a comparison: what was asked, who is best, how sure that is, what to do.

use std::cmp::Reverse;

use crate::scenario::document::Document;
use crate::study::comparison::{Comparison, MeasureResult, Verdict};

use super::album::Album;
use super::comparison_figures::differences_file;
use super::comparison_parts::{
    MOST_NAMES, Shown, better_and_worse, differences, named, overview, overview_finding,
    policy_name, shown, who,
};
use super::comparison_words::{Naming, ranking_at};
use super::head::Head;
use super::language::{Language, say};
use super::page::prose::{Number, Prose};
use super::page::tree::{Block, Figure, Page};
use super::page_parts::{
    again, cautions, figure, heading, intervals, model, or_none, page, picture, sentences,
};
use super::template::Asked;
use super::verdict_words::{value_at, worth_at};
use super::words::{first_upper, grouped};

/// Most measures with a row of their own.
const MOST_ROWS: usize = 8;
/// The charts that it shows, or the beginnings of their names.
pub(super) const CHARTS: [&str; 2] = ["overview", "differences-"];
/// Most policies that are worth a line on what to do.
const MOST_ACTIONS: usize = 3;

/// The brief report of a comparison.
pub(super) fn brief(
    (document, comparison, album): (&Document, &Comparison, &Album),
    asked: &Asked<'_>,
) -> Page {
    let language = asked.cover.language;
    let mut blocks = vec![
        heading(say!(language, "brief.question")),
        Block::Paragraph(question(comparison, language)),
        heading(say!(language, "brief.answer")),
        Block::Answer(answer(comparison, language)),
        heading(say!(language, "brief.held")),
    ];
    blocks.extend(held(comparison, MOST_ROWS, language));
    blocks.push(heading(say!(language, "brief.who-came")));
    blocks.extend(who_came(comparison, language));
    let figures = figures(comparison, album, asked);
    if !figures.is_empty() {
        blocks.push(Block::Figures(figures));
    }
    blocks.push(heading(say!(language, "brief.actions")));
    blocks.extend(actions(document, comparison, language));
    blocks.push(heading(say!(language, "brief.limits")));
    blocks.push(Block::List(limits(comparison, language)));
    blocks.extend(again(asked));
    let title = say!(language, "brief.title", name = &comparison.name);
    page(asked.cover, &title, "comparison.json", blocks)
}

/// What the numbers of a comparison do not say.
pub(super) fn limits(comparison: &Comparison, language: Language) -> Vec<Prose> {
    let count = Number::new(comparison.comparisons.to_string(), "comparisons");
    let mut limits = vec![
        model(language),
        intervals(comparison.replications, language),
        say!(language, "limit.together", count = count),
    ];
    limits.extend(cautions(
        &comparison.warnings,
        "warnings",
        "comparison.md",
        language,
    ));
    limits
}

/// What was asked of a comparison.
pub(super) fn question(comparison: &Comparison, language: Language) -> Prose {
    let by = comparison.headline().map(|it| {
        say!(
            language,
            "compare.by-headline",
            measure = language.measure(it)
        )
    });
    say!(
        language,
        "compare.question",
        count = Number::new(comparison.policies.len().to_string(), "count(policies)"),
        name = Prose::strong(&comparison.name),
        by = by,
        baseline = named(comparison, &comparison.baseline, language),
        periods = Number::new(grouped(comparison.replications), "replications")
    )
}

/// Three sentences: who is best, the greatest gain and the greatest loss that are shown.
pub(super) fn answer(comparison: &Comparison, language: Language) -> Prose {
    if comparison.nothing_differs.len() == comparison.measures.len() {
        return say!(language, "compare.nothing-differs");
    }
    let policy = |it: &Shown<'_>| {
        let id = &comparison.policies[it.row_ix].id;
        named(comparison, id, language)
    };
    let better = shown(comparison, Verdict::Better);
    let worse = shown(comparison, Verdict::Worse);
    let gain = match better.first() {
        None => say!(language, "compare.no-gain"),
        Some(it) => say!(
            language,
            "compare.gain",
            policy = policy(it),
            said = it.said(language)
        ),
    };
    let loss = match worse.first() {
        None => say!(language, "compare.no-loss"),
        Some(it) => say!(
            language,
            "compare.loss",
            policy = policy(it),
            said = it.said(language)
        ),
    };
    let best = ranking_at(comparison, Naming::Names(MOST_NAMES), language);
    let best = best.unwrap_or_else(|| say!(language, "compare.no-best"));
    sentences([best, gain, loss])
}

/// The measure that says whether voting, counting and publication held.
const MILESTONES: &str = "milestones";

/// How many milestones are kept, and who changes that.
fn milestones_kept(
    comparison: &Comparison,
    (measure, ix): (&MeasureResult, usize),
    language: Language,
) -> Option<Prose> {
    let value = measure.rows.first()?.value?;
    let share = value_at(measure.unit, &value, &format!("measures.{ix}.rows.0.value"));
    let change = if differing(measure) > 0 {
        better_and_worse(comparison, (measure, ix), language)
    } else {
        say!(language, "compare.held-alike")
    };
    Some(sentences([
        say!(language, "compare.held", share = share),
        change,
    ]))
}

/// Policies that are shown to be better or worse by a measure.
fn differing(measure: &MeasureResult) -> usize {
    measure.count(Verdict::Better) + measure.count(Verdict::Worse)
}

fn is_of_milestones(measure: &MeasureResult) -> bool {
    measure.name.starts_with("milestone")
}

/// What the measures say, those of milestones first, with a row for so many.
pub(super) fn held(comparison: &Comparison, most: usize, language: Language) -> Vec<Block> {
    let mut all = comparison.measures.iter().enumerate();
    let kept = all.find(|(_, it)| it.name == MILESTONES);
    let said = kept.and_then(|(ix, measure)| milestones_kept(comparison, (measure, ix), language));
    let measured = comparison.measures.iter().any(is_of_milestones);
    let mut blocks = Vec::new();
    if let Some(said) = said {
        blocks.push(Block::Paragraph(said));
    } else if !measured {
        blocks.push(Block::Paragraph(say!(language, "compare.no-milestones")));
    }
    let mut order: Vec<(usize, &MeasureResult)> = comparison.measures.iter().enumerate().collect();
    order.sort_by_key(|(_, it)| (!is_of_milestones(it), it.name != comparison.headline));
    let all = order.len();
    order.truncate(most);
    let rows = order.iter().map(|(ix, measure)| {
        let place = format!("measures.{ix}");
        let at = format!("{place}.rows.0.value");
        let value = measure.rows.first().and_then(|row| row.value);
        let worth = measure.worthwhile;
        let who = |verdict| who(comparison, (measure, *ix), verdict, language);
        vec![
            Prose::from(first_upper(&language.measure(measure))),
            or_none(value.map(|it| value_at(measure.unit, &it, &at))),
            or_none(worth.map(|it| worth_at(measure.unit, it, &place))),
            who(Verdict::Better),
            who(Verdict::Worse),
        ]
    });
    let caption = if order.len() < all {
        say!(
            language,
            "compare.measures.some",
            shown = most.to_string(),
            all = Number::new(all.to_string(), "count(measures)"),
            file = Prose::code("comparison.md")
        )
    } else {
        say!(language, "compare.measures.all")
    };
    blocks.push(Block::Table(
        Head::new(language)
            .words("compare.measures.measure")
            .numbers("compare.measures.value")
            .numbers("compare.measures.worth")
            .words("compare.measures.better")
            .words("compare.measures.worse")
            .grid(caption, rows.collect()),
    ));
    blocks
}

/// Who served, and how fast help was there under the baseline.
pub(super) fn who_came(comparison: &Comparison, language: Language) -> Vec<Block> {
    let mut blocks = Vec::new();
    let times = comparison.measures.iter().enumerate().filter(|(_, it)| {
        let family = it.name.split(':').next();
        family == Some("response") || family == Some("recovery")
    });
    let said = times.take(2).filter_map(|(ix, measure)| {
        let value = measure.rows.first()?.value?;
        let at = format!("measures.{ix}.rows.0.value");
        Some(say!(
            language,
            "compare.baseline-value",
            measure = language.measure(measure),
            value = value_at(measure.unit, &value, &at)
        ))
    });
    let said = sentences(said);
    if !said.is_empty() {
        blocks.push(Block::Paragraph(said));
    }
    let exposure = &comparison.exposure;
    if exposure.confounders.is_empty() {
        blocks.push(Block::Paragraph(if exposure.duties.is_empty() {
            say!(language, "compare.no-roster")
        } else {
            say!(language, "compare.same-people")
        }));
    } else {
        blocks.push(Block::Paragraph(say!(language, "compare.other-people")));
        let list = "exposure.confounders";
        blocks.push(Block::List(cautions(
            &exposure.confounders,
            list,
            "comparison.md",
            language,
        )));
    }
    blocks
}

/// Two figures: all policies by all measures, and the first measure that has a chart of its own.
fn figures(comparison: &Comparison, album: &Album, asked: &Asked<'_>) -> Vec<Figure> {
    let language = asked.cover.language;
    let mut figures = Vec::new();
    if let Some(chart) = picture(album, CHARTS[0]) {
        let finding = overview_finding(comparison, language);
        let title = say!(language, "compare.overview.title");
        let data = overview(comparison, language);
        let number = asked.figures + 1;
        figures.push(figure(chart, (number, &title), &finding, data, language));
    }
    // The measure by which most policies are shown to differ; of equals the first.
    let own = comparison
        .telling()
        .filter_map(|measure| {
            let chart = picture(album, &differences_file(measure))?;
            Some((chart, measure))
        })
        .min_by_key(|(_, measure)| Reverse(differing(measure)));
    if let Some((chart, measure)) = own {
        let mut all = comparison.measures.iter();
        let ix = all.position(|it| it.name == measure.name).unwrap_or(0);
        let finding = better_and_worse(comparison, (measure, ix), language);
        let number = asked.figures + figures.len() + 1;
        let data = differences(comparison, (measure, ix), language);
        let measure = language.measure(measure);
        let title = say!(language, "compare.own.title", measure = measure);
        figures.push(figure(chart, (number, &title), &finding, data, language));
    }
    figures
}

/// What the verdicts say for and against each policy, and nothing that was not shown.
pub(super) fn actions(
    document: &Document,
    comparison: &Comparison,
    language: Language,
) -> Vec<Block> {
    let better = shown(comparison, Verdict::Better);
    let worse = shown(comparison, Verdict::Worse);
    let of = |all: &[Shown<'_>], policy: usize| {
        let first = all.iter().find(|it| it.row_ix == policy).copied();
        first.map(|it| it.said(language))
    };
    let policies = &comparison.policies;
    let worthwhile = |all: &[Shown<'_>]| {
        let mut found: Vec<usize> = Vec::new();
        for it in all.iter().filter(|it| it.is_worthwhile()) {
            if !found.contains(&it.row_ix) {
                found.push(it.row_ix);
            }
        }
        found
    };
    let gainers = worthwhile(&better);
    let mut items: Vec<Prose> = Vec::new();
    for &policy in gainers.iter().take(MOST_ACTIONS) {
        let (name, gain, loss) = (
            named(comparison, &policies[policy].id, language),
            of(&better, policy),
            of(&worse, policy),
        );
        let said = match loss {
            None => say!(
                language,
                "compare.action.consider",
                policy = name,
                gain = gain
            ),
            Some(loss) => say!(
                language,
                "compare.action.weigh",
                policy = name,
                gain = gain,
                loss = loss
            ),
        };
        let people = changes_who_serves(comparison, &policies[policy].id)
            .then(|| say!(language, "compare.action.perhaps-people"));
        let what = means(document, &policies[policy].id);
        items.push(sentences([
            said,
            people.into(),
            what.map(Prose::from).into(),
        ]));
    }
    if gainers.is_empty() {
        items.push(say!(language, "compare.action.keep"));
    }
    let losers = worthwhile(&worse);
    let losers: Vec<usize> = losers
        .into_iter()
        .filter(|it| !gainers.contains(it))
        .take(MOST_ACTIONS)
        .collect();
    if !losers.is_empty() {
        let names = losers.iter().map(|policy| &policies[*policy].id);
        let names = names.map(|id| named(comparison, id, language)).collect();
        let said = say!(
            language,
            "compare.action.wary",
            policies = language.and(names)
        );
        let each = losers.iter().map(|policy| {
            let entry = &policies[*policy];
            let name = policy_name(&entry.id, &entry.name, language);
            let what = means(document, &entry.id)?;
            Some(say!(
                language,
                "compare.action.means",
                policy = name,
                what = what
            ))
        });
        items.push(sentences(std::iter::once(said).chain(each.flatten())));
    }
    if !comparison.exposure.confounders.is_empty() {
        items.push(say!(language, "compare.action.people"));
    }
    vec![
        Block::List(items),
        Block::Note(say!(language, "compare.action.note")),
    ]
}

/// What a policy means, as the scenario says.
fn means(document: &Document, id: &str) -> Option<String> {
    let policy = document.policies.iter().find(|it| it.id == id)?;
    (!policy.summary.is_empty()).then(|| policy.summary.clone())
}

/// Whether a policy also changes who serves.
fn changes_who_serves(comparison: &Comparison, id: &str) -> bool {
    let named = format!("`{id}`");
    let mut said = comparison.exposure.confounders.iter();
    said.any(|it| it.contains(&named))
}
