//! The brief report of a comparison: what was asked, who is best, how sure that is, what to do.

use crate::study::comparison::{Comparison, Difference, MeasureResult, Row, Verdict};

use super::album::Album;
use super::comparison_words::ranking_at;
use super::language::{Language, say};
use super::manifest::Manifest;
use super::page::prose::{Number, Prose};
use super::page::tree::{Block, Column, Cover, Figure, Grid, Page};
use super::page_parts::{
    again, cautions, figure, heading, intervals, model, page, picture, sentences,
};
use super::verdict_words::{sentence_at, signed_at, value_at};
use super::words::{first_upper, grouped};

/// Most measures with a row of their own.
const MOST_ROWS: usize = 8;
/// Most policies that are named in a cell or a sentence.
const MOST_NAMES: usize = 4;
/// Most policies that are worth a line on what to do.
const MOST_ACTIONS: usize = 3;

/// A difference that is shown, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Shown<'a> {
    measure: &'a MeasureResult,
    measure_ix: usize,
    difference: Difference,
    row_ix: usize,
}

impl Shown<'_> {
    /// The least that it comes to, in units of what is worth acting on; 0 where nobody said
    /// what that is.
    fn weight(&self) -> f64 {
        let (low, high) = (self.difference.together_low, self.difference.together_high);
        let least = match (low, high) {
            (Some(low), _) if low > 0.0 => low,
            (_, Some(high)) if high < 0.0 => -high,
            _ => 0.0,
        };
        let worth = self.measure.worthwhile.map(|it| it.size);
        worth.map_or(0.0, |worth| least / worth)
    }

    /// Whether it is shown to be worth acting on.
    fn is_worthwhile(&self) -> bool {
        self.measure.worthwhile.is_none() || self.weight() >= 1.0
    }

    /// What it is, to follow the name of the policy.
    fn said(&self, language: Language) -> Prose {
        let at = format!("measures.{}", self.measure_ix);
        let row = format!("{at}.rows.{}.difference", self.row_ix);
        sentence_at(self.measure, &self.difference, (&at, &row), language)
    }
}

/// The brief report of a comparison.
pub(super) fn brief(
    comparison: &Comparison,
    album: &Album,
    manifest: &Manifest,
    cover: &Cover,
) -> Page {
    let language = cover.language;
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
    let figures = figures(comparison, album, language);
    if !figures.is_empty() {
        blocks.push(Block::Figures(figures));
    }
    blocks.push(heading(say!(language, "brief.actions")));
    blocks.push(Block::List(actions(comparison, language)));
    blocks.push(heading(say!(language, "brief.limits")));
    blocks.push(Block::List(limits(comparison, language)));
    blocks.extend(again(manifest, language));
    let title = say!(language, "brief.title", name = &comparison.name);
    page(cover, &title, "comparison.json", blocks)
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

/// A policy by its id and, where it has one, its name.
pub(super) fn named(comparison: &Comparison, id: &str, language: Language) -> Prose {
    let name = comparison.name_of(id);
    if name == id {
        Prose::code(id)
    } else {
        say!(language, "compare.named", id = Prose::code(id), name = name)
    }
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

/// All differences of a verdict, those that weigh most first.
fn shown(comparison: &Comparison, verdict: Verdict) -> Vec<Shown<'_>> {
    let mut found = Vec::new();
    for (measure_ix, measure) in comparison.measures.iter().enumerate() {
        for (row_ix, row) in measure.rows.iter().enumerate() {
            if let Some(difference) = row.difference.filter(|it| it.verdict == verdict) {
                found.push(Shown {
                    measure,
                    measure_ix,
                    difference,
                    row_ix,
                });
            }
        }
    }
    found.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    found
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
    let best = ranking_at(comparison, MOST_NAMES, language);
    let best = best.unwrap_or_else(|| say!(language, "compare.no-best"));
    sentences([best, gain, loss])
}

fn is_of_milestones(measure: &MeasureResult) -> bool {
    measure.name.starts_with("milestone")
}

/// What the measures say, those of milestones first, with a row for so many.
pub(super) fn held(comparison: &Comparison, most: usize, language: Language) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !comparison.measures.iter().any(is_of_milestones) {
        blocks.push(Block::Paragraph(say!(language, "compare.no-milestones")));
    }
    let mut order: Vec<(usize, &MeasureResult)> = comparison.measures.iter().enumerate().collect();
    order.sort_by_key(|(_, it)| (!is_of_milestones(it), it.name != comparison.headline));
    let all = order.len();
    order.truncate(most);
    let rows = order.iter().map(|(ix, measure)| {
        let at = format!("measures.{ix}.rows.0.value");
        let value = measure.rows.first().and_then(|row| row.value);
        let who = |verdict| who(comparison, (measure, *ix), verdict, language);
        vec![
            Prose::from(first_upper(&language.measure(measure))),
            value.map_or_else(|| "–".into(), |it| value_at(measure.unit, &it, &at)),
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
    blocks.push(Block::Table(Grid {
        caption,
        head: vec![
            Column::words(language.words("compare.measures.measure")),
            Column::numbers(language.words("compare.measures.value")),
            Column::words(language.words("compare.measures.better")),
            Column::words(language.words("compare.measures.worse")),
        ],
        rows: rows.collect(),
    }));
    blocks
}

/// The policies of a verdict by a measure, which stands at a number among the measures.
fn who(
    comparison: &Comparison,
    (measure, ix): (&MeasureResult, usize),
    verdict: Verdict,
    language: Language,
) -> Prose {
    let of_verdict = |row: &&Row| row.difference.is_some_and(|it| it.verdict == verdict);
    let found: Vec<&Row> = measure.rows.iter().filter(of_verdict).collect();
    let codes = || {
        let first = found.iter().take(MOST_NAMES);
        Prose::join(first.map(|row| Prose::code(&row.policy)), ", ")
    };
    if found.is_empty() {
        return say!(language, "compare.none");
    }
    if found.len() + 1 == comparison.policies.len() && found.len() > MOST_NAMES {
        return say!(language, "compare.all");
    }
    if found.len() <= MOST_NAMES {
        return codes();
    }
    let from = format!(
        "count(measures.{ix}.rows.*.difference.verdict={}) - {MOST_NAMES}",
        verdict.name()
    );
    let more = Number::new((found.len() - MOST_NAMES).to_string(), from);
    let mut all = codes();
    all.push(say!(language, "compare.and-more", count = more));
    all
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
fn figures(comparison: &Comparison, album: &Album, language: Language) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some(chart) = picture(album, "overview") {
        let finding = say!(
            language,
            "compare.overview.finding",
            better = tally(comparison, Verdict::Better, language),
            worse = tally(comparison, Verdict::Worse, language)
        );
        let title = say!(language, "compare.overview.title");
        let data = overview(comparison, language);
        figures.push(figure(chart, (1, &title), &finding, data, language));
    }
    let own = comparison.telling().find_map(|measure| {
        let file = format!("differences-{}", measure.name.replace(':', "-"));
        Some((picture(album, &file)?, measure))
    });
    if let Some((chart, measure)) = own {
        let mut all = comparison.measures.iter();
        let ix = all.position(|it| it.name == measure.name).unwrap_or(0);
        let who = |verdict| who(comparison, (measure, ix), verdict, language);
        let finding = say!(
            language,
            "compare.own.finding",
            better = who(Verdict::Better),
            worse = who(Verdict::Worse)
        );
        let number = figures.len() + 1;
        let data = differences(comparison, (measure, ix), language);
        let measure = language.measure(measure);
        let title = say!(language, "compare.own.title", measure = measure);
        figures.push(figure(chart, (number, &title), &finding, data, language));
    }
    figures
}

/// How many differences of a verdict there are.
fn tally(comparison: &Comparison, verdict: Verdict, language: Language) -> Prose {
    let count = shown(comparison, verdict).len();
    let name = verdict.name();
    let each = (0..comparison.measures.len())
        .map(|ix| format!("count(measures.{ix}.rows.*.difference.verdict={name})"));
    let each: Vec<String> = each.collect();
    let count = Number::new(count.to_string(), each.join(" + "));
    say!(language, "compare.differences", count = count)
}

/// The difference of every policy by every measure that tells.
pub(super) fn overview(comparison: &Comparison, language: Language) -> Grid {
    let all = comparison.measures.iter().enumerate();
    let measures: Vec<(usize, &MeasureResult)> = all.filter(|(_, it)| it.differs).collect();
    let mut head = vec![Column::words(language.words("compare.overview.policy"))];
    let names = measures.iter().map(|(_, it)| language.measure(it));
    head.extend(names.map(|it| Column::numbers(first_upper(&it))));
    let policies = comparison.policies.iter().enumerate().skip(1);
    let rows = policies.map(|(row, policy)| {
        let mut cells = vec![Prose::from(&policy.name)];
        let each = measures.iter();
        cells.extend(each.map(|(ix, it)| difference((it, *ix), row, language)));
        cells
    });
    Grid {
        caption: say!(language, "compare.overview.caption"),
        head,
        rows: rows.collect(),
    }
}

fn difference((measure, ix): (&MeasureResult, usize), row: usize, language: Language) -> Prose {
    let at = format!("measures.{ix}.rows.{row}.difference");
    let found = measure.rows.get(row).and_then(|row| row.difference);
    found.map_or_else(
        || say!(language, "compare.no-value"),
        |it| signed_at(measure.unit, &it, &at, language),
    )
}

/// The value of every policy by a measure, and its difference to the baseline.
pub(super) fn differences(
    comparison: &Comparison,
    (measure, ix): (&MeasureResult, usize),
    language: Language,
) -> Grid {
    let policies = comparison.policies.iter().enumerate();
    let rows = policies.map(|(row, policy)| {
        let at = format!("measures.{ix}.rows.{row}.value");
        let value = measure.rows.get(row).and_then(|it| it.value);
        let change = if row == 0 {
            say!(language, "compare.baseline")
        } else {
            difference((measure, ix), row, language)
        };
        vec![
            Prose::from(&policy.name),
            value.map_or_else(|| "–".into(), |it| value_at(measure.unit, &it, &at)),
            change,
        ]
    });
    Grid {
        caption: first_upper(&language.measure(measure)).into(),
        head: vec![
            Column::words(language.words("compare.overview.policy")),
            Column::numbers(language.words("compare.own.value")),
            Column::numbers(language.words("compare.own.difference")),
        ],
        rows: rows.collect(),
    }
}

/// What the verdicts say for and against each policy, and nothing that was not shown.
pub(super) fn actions(comparison: &Comparison, language: Language) -> Vec<Prose> {
    let better = shown(comparison, Verdict::Better);
    let worse = shown(comparison, Verdict::Worse);
    let of = |all: &[Shown<'_>], policy: usize| {
        let first = all.iter().find(|it| it.row_ix == policy).copied();
        first.map(|it| it.said(language))
    };
    let named = |policy: usize| named(comparison, &comparison.policies[policy].id, language);
    let mut gainers: Vec<usize> = Vec::new();
    for it in better.iter().filter(|it| it.is_worthwhile()) {
        if !gainers.contains(&it.row_ix) {
            gainers.push(it.row_ix);
        }
    }
    let mut items: Vec<Prose> = Vec::new();
    for &policy in gainers.iter().take(MOST_ACTIONS) {
        let (policy, gain, loss) = (named(policy), of(&better, policy), of(&worse, policy));
        items.push(match loss {
            None => say!(
                language,
                "compare.action.consider",
                policy = policy,
                gain = gain
            ),
            Some(loss) => say!(
                language,
                "compare.action.weigh",
                policy = policy,
                gain = gain,
                loss = loss
            ),
        });
    }
    if gainers.is_empty() {
        items.push(say!(language, "compare.action.keep"));
    }
    let mut losers: Vec<usize> = Vec::new();
    for it in worse.iter().filter(|it| it.is_worthwhile()) {
        if !gainers.contains(&it.row_ix) && !losers.contains(&it.row_ix) {
            losers.push(it.row_ix);
        }
    }
    if !losers.is_empty() {
        let few = losers.iter().take(MOST_ACTIONS);
        let few = few.map(|policy| named(*policy)).collect();
        items.push(say!(
            language,
            "compare.action.wary",
            policies = language.and(few)
        ));
    }
    if !comparison.exposure.confounders.is_empty() {
        items.push(say!(language, "compare.action.people"));
    }
    items
}
