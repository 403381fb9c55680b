//! The brief report of a study of assumptions: what holds, whatever is true.

use crate::study::comparison::Verdict;
use crate::study::measures::Better;
use crate::study::uncertain::UncertainSummary;

use super::album::Album;
use super::language::{Language, say};
use super::page::prose::{Number, Prose};
use super::page::tree::{Block, Figure, Grid, Page};
use super::page_parts::{again, cautions, figure, heading, model, page, picture, sentences};
use super::template::Asked;
use super::uncertain_parts::{Under, alone, assumption, named, telling};
use super::verdict_words::distance_at;
use super::words::grouped;

/// The charts that it may show, by the beginnings of their names.
pub(super) const CHARTS: [&str; 2] = ["average-", "choice-"];
/// Most policies that are named in a sentence.
const MOST_NAMES: usize = 3;
/// Most lines on what a choice depends on.
const MOST_FLIPS: usize = 3;

/// The brief report of a study of assumptions.
pub(super) fn brief((summary, album): (&UncertainSummary, &Album), asked: &Asked<'_>) -> Page {
    let language = asked.cover.language;
    let told = telling(summary, asked.document, language);
    let mut blocks = vec![
        heading(say!(language, "brief.question")),
        Block::Paragraph(question(summary, language)),
        heading(say!(language, "brief.answer")),
        Block::Answer(answer(summary, &told, language)),
    ];
    if let Some(first) = told.first() {
        blocks.push(heading(say!(language, "uncertain.heading")));
        blocks.push(Block::Table(if summary.policies.len() == 1 {
            alone(&told, language)
        } else {
            first.table(language)
        }));
        let figures = figures(first, album, asked);
        if !figures.is_empty() {
            blocks.push(Block::Figures(figures));
        }
    }
    blocks.push(heading(say!(language, "brief.actions")));
    blocks.extend(actions(summary, &told, language));
    blocks.push(heading(say!(language, "brief.limits")));
    blocks.push(Block::List(limits(summary, language)));
    blocks.extend(again(asked));
    let title = say!(language, "brief.title", name = &summary.name);
    page(asked.cover, &title, "uncertainty.json", blocks)
}

/// What was asked of a study of assumptions.
pub(super) fn question(summary: &UncertainSummary, language: Language) -> Prose {
    let number = |value: u64, from: &str| Number::new(grouped(value), from);
    let assumptions = number(summary.assumptions.len() as u64, "count(assumptions)");
    let points = number(summary.points as u64, "points");
    let periods = number(summary.replications, "replications");
    let name = Prose::strong(&summary.name);
    if summary.policies.len() == 1 {
        return say!(
            language,
            "uncertain.question-alone",
            name = name,
            count = assumptions,
            points = points,
            periods = periods
        );
    }
    say!(
        language,
        "uncertain.question",
        policies = number(summary.policies.len() as u64, "count(policies)"),
        name = name,
        baseline = named(summary, &summary.baseline, language),
        count = assumptions,
        points = points,
        periods = periods
    )
}

/// The headline measure: its value, who is better on average, who is best most often.
pub(super) fn answer(summary: &UncertainSummary, told: &[Under<'_>], language: Language) -> Prose {
    let Some(first) = told.first() else {
        return say!(language, "uncertain.nothing-differs");
    };
    let mut said: Vec<Prose> = first.value_said(language).into_iter().collect();
    if summary.policies.len() > 1 {
        said.extend(first.verdicts_said(MOST_NAMES, language));
        said.extend(first.choice_said(language));
    }
    sentences(said)
}

/// The title of a chart of a measure, and what is to be seen.
pub(super) fn about(kind: &str, under: &Under<'_>, language: Language) -> (Prose, Prose, Grid) {
    let measure = [("measure", Prose::from(&under.called))];
    let title = match kind {
        "average-" => language.say("uncertain.figure-average", &measure),
        "choice-" => language.say("uncertain.figure-choice", &measure),
        "acceptability-" => language.say("uncertain.figure-acceptability", &measure),
        _ => language.say("uncertain.figure-flips", &measure),
    };
    let verdicts = || sentences(under.verdicts_said(MOST_NAMES, language));
    let finding = match kind {
        "average-" => verdicts(),
        "flip-points-" => sentences(under.flips(1, language)),
        _ => under.choice_said(language).unwrap_or_else(verdicts),
    };
    (title, finding, under.table(language))
}

/// The name of the file of a chart of a measure.
pub(super) fn file(kind: &str, under: &Under<'_>) -> String {
    format!("{kind}{}", under.measure.name.replace(':', "-"))
}

fn figures(under: &Under<'_>, album: &Album, asked: &Asked<'_>) -> Vec<Figure> {
    let language = asked.cover.language;
    let mut figures = Vec::new();
    for kind in CHARTS {
        if let Some(chart) = picture(album, &file(kind, under)) {
            let (title, finding, data) = about(kind, under, language);
            let titled = (asked.figures + figures.len() + 1, &title);
            figures.push(figure(chart, titled, &finding, data, language));
        }
    }
    figures
}

/// What follows: whom to choose, as far as that is shown, and what to find out first.
pub(super) fn actions(
    summary: &UncertainSummary,
    told: &[Under<'_>],
    language: Language,
) -> Vec<Block> {
    let mut items = Vec::new();
    let directed = told.iter().find(|it| it.measure.better != Better::Neither);
    if let Some(first) = directed.filter(|_| summary.policies.len() > 1) {
        match first.of_verdict(Verdict::Better).first() {
            Some((_, row, _)) => items.push(say!(
                language,
                "uncertain.consider",
                policy = named(summary, &row.policy, language),
                measure = &first.called
            )),
            None => items.push(say!(language, "uncertain.keep", measure = &first.called)),
        }
        items.extend(first.flips(MOST_FLIPS, language));
        items.extend(find_out(summary, first, language));
    }
    if items.is_empty() {
        return vec![Block::Paragraph(say!(language, "uncertain.no-action"))];
    }
    vec![
        Block::List(items),
        Block::Note(say!(language, "compare.action.note")),
    ]
}

/// The assumption that it is worth most to know before choosing, if it is shown to be worth
/// anything.
fn find_out(summary: &UncertainSummary, under: &Under<'_>, language: Language) -> Option<Prose> {
    let each = &under.measure.knowing.as_ref()?.each;
    let known = each.iter().enumerate();
    let shown = known.filter_map(|(ix, it)| {
        let (value, error) = (it.value?, it.error?);
        (value > 2.0 * error).then_some((ix, it, value))
    });
    let (ix, one, value) = shown.max_by(|a, b| a.2.total_cmp(&b.2))?;
    let place = format!("measures.{}.knowing.each.{ix}.value", under.at);
    Some(say!(
        language,
        "uncertain.find-out",
        assumption = assumption(summary, &one.assumption, language),
        size = distance_at(under.measure.unit, value, place)
    ))
}

/// What the numbers of a study of assumptions do not say.
pub(super) fn limits(summary: &UncertainSummary, language: Language) -> Vec<Prose> {
    let mut limits = vec![
        model(language),
        say!(language, "uncertain.covers"),
        say!(language, "uncertain.error-out"),
    ];
    limits.extend(cautions(
        &summary.remarks,
        "remarks",
        "uncertainty.md",
        language,
    ));
    limits
}
