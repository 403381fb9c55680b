//! The brief report of a sweep: what was varied, what that changes, what to do about it.

use crate::study::sweep::SweepSummary;

use super::album::Album;
use super::language::{Language, say};
use super::page::prose::{Number, Prose};
use super::page::tree::{Block, Figure, Page};
use super::page_parts::{again, cautions, figure, heading, model, page, picture, sentences};
use super::sweep_parts::{Effect, Told, curves, effects, table, telling};
use super::sweep_text::slug;
use super::template::Asked;
use super::words::{first_upper, grouped};

/// The charts that it may show, by the beginnings of their names.
pub(super) const CHARTS: [&str; 4] = ["screening.", "tornado.", "curves.", "choices."];
/// Figures of it.
const MOST_FIGURES: usize = 2;
/// Most measures with a table.
const MOST_MEASURES: usize = 2;
/// Most factors that are worth a line on what to do.
const MOST_ACTIONS: usize = 3;

/// The brief report of a sweep.
pub(super) fn brief((summary, album): (&SweepSummary, &Album), asked: &Asked<'_>) -> Page {
    let language = asked.cover.language;
    let told = telling(summary, asked.document, language);
    let mut blocks = vec![
        heading(say!(language, "brief.question")),
        Block::Paragraph(question(summary, language)),
        heading(say!(language, "brief.answer")),
        Block::Answer(answer(summary, &told, language)),
    ];
    if !told.is_empty() {
        blocks.push(heading(say!(language, "sweep.heading")));
    }
    let tables = told.iter().take(MOST_MEASURES);
    blocks.extend(tables.map(|it| Block::Table(table(summary, it, language))));
    let figures = figures(summary, told.first(), album, asked);
    if !figures.is_empty() {
        blocks.push(Block::Figures(figures));
    }
    blocks.push(heading(say!(language, "brief.actions")));
    blocks.extend(actions(summary, &told, language));
    blocks.push(heading(say!(language, "brief.limits")));
    blocks.push(Block::List(limits(summary, language)));
    blocks.extend(again(asked));
    let title = say!(language, "brief.title", name = &summary.name);
    page(asked.cover, &title, "sweep.json", blocks)
}

/// What was asked of a sweep.
pub(super) fn question(summary: &SweepSummary, language: Language) -> Prose {
    let names = summary.factors.iter();
    let names = names.map(|it| Prose::strong(first_upper(&it.label)));
    let runs = grouped(summary.design.runs as u64);
    say!(
        language,
        "sweep.question",
        factors = language.and(names.collect()),
        name = Prose::strong(&summary.name),
        count = Number::new(runs, "design.runs"),
        periods = Number::new(grouped(summary.replications), "replications")
    )
}

/// What the factors do to the first measure that varies: at most two that are shown to, and those
/// that are not.
pub(super) fn answer(summary: &SweepSummary, told: &[Told<'_>], language: Language) -> Prose {
    let Some(first) = told.first() else {
        return say!(language, "sweep.nothing-varies");
    };
    let all = effects(summary, first);
    let (shown, open): (Vec<&Effect<'_>>, Vec<_>) = all.iter().partition(|it| it.is_shown());
    let mut said: Vec<Prose> = shown
        .iter()
        .take(2)
        .map(|it| it.said(first, language))
        .collect();
    if shown.is_empty() {
        let none = say!(language, "sweep.none-shown", measure = &first.called);
        said.push(none);
    } else if !open.is_empty() {
        said.push(say!(
            language,
            "sweep.open",
            measure = &first.called,
            factors = language.and(open.iter().map(|it| it.name()).collect())
        ));
    }
    sentences(said)
}

/// Two figures of the first measure that varies.
fn figures(
    summary: &SweepSummary,
    told: Option<&Told<'_>>,
    album: &Album,
    asked: &Asked<'_>,
) -> Vec<Figure> {
    let mut figures = Vec::new();
    let Some(told) = told else {
        return figures;
    };
    let language = asked.cover.language;
    for kind in CHARTS {
        let file = format!("{kind}{}", slug(&told.measure.name));
        let Some(chart) = picture(album, &file).filter(|_| figures.len() < MOST_FIGURES) else {
            continue;
        };
        let kind = kind.trim_end_matches('.');
        let (title, finding, data) = about(kind, summary, told, language);
        let titled = (asked.figures + figures.len() + 1, &title);
        figures.push(figure(chart, titled, &finding, data, language));
    }
    figures
}

/// The title of a chart of a measure, what is to be seen, and what it draws.
pub(super) fn about(
    kind: &str,
    summary: &SweepSummary,
    told: &Told<'_>,
    language: Language,
) -> (Prose, Prose, super::page::tree::Grid) {
    let measure = [("measure", Prose::from(&told.called))];
    let title = match kind {
        "screening" => language.say("sweep.figure-screening", &measure),
        "tornado" => language.say("sweep.figure-tornado", &measure),
        "choices" => language.say("sweep.figure-choices", &measure),
        "heat-map" => language.say("sweep.figure-heat-map", &measure),
        _ => language.say("sweep.figure-curves", &measure),
    };
    let all = effects(summary, told);
    let finding = match all.iter().find(|it| it.is_shown()) {
        Some(it) => it.said(told, language),
        None => language.say("sweep.none-shown", &measure),
    };
    if kind == "heat-map" {
        let cells = say!(language, "sweep.cells", file = Prose::code("sweep.csv"));
        return (
            title,
            sentences([finding, cells]),
            curves(summary, told, language),
        );
    }
    let data = if ["screening", "tornado"].contains(&kind) {
        table(summary, told, language)
    } else {
        curves(summary, told, language)
    };
    (title, finding, data)
}

/// What follows: values that are shown to be better, and values to be sure of.
pub(super) fn actions(summary: &SweepSummary, told: &[Told<'_>], language: Language) -> Vec<Block> {
    let mut items = Vec::new();
    for it in told {
        for effect in effects(summary, it) {
            let Some((best, other)) = effect.best(it.measure.better, language) else {
                continue;
            };
            items.push(say!(
                language,
                "sweep.prefer",
                factor = effect.name(),
                best = best,
                other = other,
                measure = &it.called
            ));
        }
    }
    items.truncate(MOST_ACTIONS);
    if let Some(first) = told.first() {
        let all = effects(summary, first);
        let shown = all.iter().filter(|it| it.is_shown()).take(MOST_ACTIONS);
        let shown: Vec<Prose> = shown.map(Effect::name).collect();
        if !shown.is_empty() {
            items.push(say!(
                language,
                "sweep.be-sure",
                factors = language.and(shown),
                measure = &first.called
            ));
        }
    }
    if items.is_empty() {
        return vec![Block::Paragraph(say!(language, "sweep.no-action"))];
    }
    vec![
        Block::List(items),
        Block::Note(say!(language, "sweep.action-note")),
    ]
}

/// What the numbers of a sweep do not say.
pub(super) fn limits(summary: &SweepSummary, language: Language) -> Vec<Prose> {
    let mut limits = vec![model(language), say!(language, "sweep.intervals")];
    limits.extend(cautions(
        &summary.warnings,
        "warnings",
        "sweep.md",
        language,
    ));
    limits
}
