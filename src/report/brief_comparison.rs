//! The brief report of a comparison: what was asked, who is best, how sure that is, what to do.

use crate::study::comparison::{Comparison, Difference, MeasureResult, Row, Verdict};

use super::album::Album;
use super::brief::{again, cautions, figure, heading, intervals, model, page, picture, sentences};
use super::comparison_words::ranking_at;
use super::manifest::Manifest;
use super::page::prose::{Number, Prose, prose};
use super::page::tree::{Block, Column, Cover, Figure, Grid, Page};
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
    fn said(&self) -> Prose {
        let at = format!("measures.{}", self.measure_ix);
        let row = format!("{at}.rows.{}.difference", self.row_ix);
        sentence_at(self.measure, &self.difference, &at, &row)
    }
}

/// The brief report of a comparison.
pub(super) fn brief(
    comparison: &Comparison,
    album: &Album,
    manifest: &Manifest,
    cover: &Cover,
) -> Page {
    let mut blocks = vec![
        heading("The question"),
        Block::Paragraph(question(comparison)),
        heading("The answer"),
        Block::Answer(answer(comparison)),
        heading("Did voting, counting and publication hold?"),
    ];
    blocks.extend(held(comparison));
    blocks.push(heading("Who came, and when?"));
    blocks.extend(who_came(comparison));
    let figures = figures(comparison, album);
    if !figures.is_empty() {
        blocks.push(Block::Figures(figures));
    }
    blocks.push(heading("What to do"));
    blocks.push(Block::List(actions(comparison)));
    blocks.push(heading("Limits"));
    let mut limits = vec![
        model(),
        intervals(comparison.replications),
        prose![
            "Differences are held to more: all ",
            Number::new(comparison.comparisons.to_string(), "comparisons"),
            " of them hold together in 19 of 20 such comparisons, so that no policy looks better \
             only because many were tried."
        ],
    ];
    limits.extend(cautions(&comparison.warnings, "warnings", "comparison.md"));
    blocks.push(Block::List(limits));
    blocks.extend(again(manifest));
    page(cover, &comparison.name, "comparison.json", blocks)
}

/// A policy by its id and, where it has one, its name.
fn named(comparison: &Comparison, id: &str) -> Prose {
    let name = comparison.name_of(id);
    if name == id {
        Prose::code(id)
    } else {
        prose![Prose::code(id), format!(" ({name})")]
    }
}

fn question(comparison: &Comparison) -> Prose {
    let by = comparison
        .headline()
        .map_or_else(String::new, |it| format!(" by the {}", it.words));
    prose![
        "Which of ",
        Number::new(comparison.policies.len().to_string(), "count(policies)"),
        " policies is the best in “",
        Prose::strong(&comparison.name),
        format!("”{by}, and which are better than the baseline, "),
        named(comparison, &comparison.baseline),
        "? Each met the same luck in ",
        Number::new(grouped(comparison.replications), "replications"),
        " simulated election periods, so that differences are those of the policies."
    ]
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
fn answer(comparison: &Comparison) -> Prose {
    if comparison.nothing_differs.len() == comparison.measures.len() {
        return "Nothing differs: every measure is the same under every policy in every simulated \
                election period."
            .into();
    }
    let line = |it: &Shown<'_>, before: &str| {
        let id = &comparison.policies[it.row_ix].id;
        prose![before, named(comparison, id), " ", it.said(), "."]
    };
    let better = shown(comparison, Verdict::Better);
    let worse = shown(comparison, Verdict::Worse);
    let gain = better.first().map_or_else(
        || "No policy is shown to be better than the baseline in any measure.".into(),
        |it| line(it, "The greatest gain that is shown: "),
    );
    let loss = worse.first().map_or_else(
        || "None is shown to be worse than the baseline in any measure.".into(),
        |it| line(it, "The greatest loss that is shown: "),
    );
    sentences([
        ranking_at(comparison, MOST_NAMES).unwrap_or_else(|| {
            "No way of the headline measure is better than another, so no policy is the best."
                .into()
        }),
        gain,
        loss,
    ])
}

fn is_of_milestones(measure: &MeasureResult) -> bool {
    measure.name.starts_with("milestone")
}

/// What the measures say, those of milestones first.
fn held(comparison: &Comparison) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !comparison.measures.iter().any(is_of_milestones) {
        blocks.push(Block::Paragraph(prose![
            "Whether milestones were kept was not measured in this comparison; ",
            Prose::code("-m milestones"),
            " adds it. What was measured:"
        ]));
    }
    let mut order: Vec<(usize, &MeasureResult)> = comparison.measures.iter().enumerate().collect();
    order.sort_by_key(|(_, it)| (!is_of_milestones(it), it.name != comparison.headline));
    let all = order.len();
    order.truncate(MOST_ROWS);
    let rows = order.iter().map(|(ix, measure)| {
        let at = format!("measures.{ix}.rows.0.value");
        let value = measure.rows.first().and_then(|row| row.value);
        vec![
            Prose::from(first_upper(&measure.words)),
            value.map_or_else(|| "–".into(), |it| value_at(measure.unit, &it, &at)),
            who(comparison, measure, *ix, Verdict::Better),
            who(comparison, measure, *ix, Verdict::Worse),
        ]
    });
    let caption = if order.len() < all {
        prose![
            format!("The first {MOST_ROWS} measures of "),
            Number::new(all.to_string(), "count(measures)"),
            "; the others stand in ",
            Prose::code("comparison.md")
        ]
    } else {
        "Every measure, and which policies are shown to differ from the baseline".into()
    };
    blocks.push(Block::Table(Grid {
        caption,
        head: vec![
            Column::words("Measure"),
            Column::numbers("Baseline (95% interval)"),
            Column::words("Shown to be better"),
            Column::words("Shown to be worse"),
        ],
        rows: rows.collect(),
    }));
    blocks
}

/// The policies of a verdict by a measure.
fn who(comparison: &Comparison, measure: &MeasureResult, ix: usize, verdict: Verdict) -> Prose {
    let of_verdict = |row: &&Row| row.difference.is_some_and(|it| it.verdict == verdict);
    let found: Vec<&Row> = measure.rows.iter().filter(of_verdict).collect();
    let codes = || {
        let first = found.iter().take(MOST_NAMES);
        first.map(|row| Prose::code(&row.policy))
    };
    if found.is_empty() {
        return "none".into();
    }
    if found.len() + 1 == comparison.policies.len() && found.len() > MOST_NAMES {
        return "all of them".into();
    }
    if found.len() <= MOST_NAMES {
        return Prose::join(codes(), ", ");
    }
    let from = format!(
        "count(measures.{ix}.rows.*.difference.verdict={}) - {MOST_NAMES}",
        verdict.name()
    );
    let more = Number::new((found.len() - MOST_NAMES).to_string(), from);
    prose![Prose::join(codes(), ", "), " and ", more, " more"]
}

fn who_came(comparison: &Comparison) -> Vec<Block> {
    let mut blocks = Vec::new();
    let times = comparison.measures.iter().enumerate().filter(|(_, it)| {
        let family = it.name.split(':').next();
        family == Some("response") || family == Some("recovery")
    });
    let said = times.take(2).filter_map(|(ix, measure)| {
        let value = measure.rows.first()?.value?;
        let at = format!("measures.{ix}.rows.0.value");
        Some(prose![
            format!("Under the baseline the {} is ", measure.words),
            value_at(measure.unit, &value, &at),
            "."
        ])
    });
    let said = sentences(said);
    if !said.is_empty() {
        blocks.push(Block::Paragraph(said));
    }
    let exposure = &comparison.exposure;
    if exposure.confounders.is_empty() {
        let who = if exposure.duties.is_empty() {
            "No team has a roster, so no policy changes who serves by changing when."
        } else {
            "No policy changes who serves when it matters."
        };
        blocks.push(Block::Paragraph(who.into()));
    } else {
        blocks.push(Block::Paragraph(
            "Some policies also change who serves. Their differences mean the rule and the people together:"
                .into(),
        ));
        let list = "exposure.confounders";
        blocks.push(Block::List(cautions(
            &exposure.confounders,
            list,
            "comparison.md",
        )));
    }
    blocks
}

/// Two figures: all policies by all measures, and the first measure that has a chart of its own.
fn figures(comparison: &Comparison, album: &Album) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some(chart) = picture(album, "overview") {
        let finding = prose![
            "Against the baseline: ",
            tally(comparison, Verdict::Better),
            " for the better and ",
            tally(comparison, Verdict::Worse),
            " for the worse are shown."
        ];
        figures.push(figure(
            chart,
            (1, "What each policy does to each measure"),
            &finding,
            overview(comparison),
        ));
    }
    let own = comparison.telling().find_map(|measure| {
        let file = format!("differences-{}", measure.name.replace(':', "-"));
        Some((picture(album, &file)?, measure))
    });
    if let Some((chart, measure)) = own {
        let mut all = comparison.measures.iter();
        let ix = all.position(|it| it.name == measure.name).unwrap_or(0);
        let finding = prose![
            "Shown to be better than the baseline: ",
            who(comparison, measure, ix, Verdict::Better),
            "; worse: ",
            who(comparison, measure, ix, Verdict::Worse),
            "."
        ];
        let number = figures.len() + 1;
        let data = differences(comparison, measure, ix);
        let title = format!("What each policy does to the {}", measure.words);
        figures.push(figure(chart, (number, &title), &finding, data));
    }
    figures
}

/// How many differences of a verdict there are.
fn tally(comparison: &Comparison, verdict: Verdict) -> Prose {
    let count = shown(comparison, verdict).len();
    let name = verdict.name();
    let each = (0..comparison.measures.len())
        .map(|ix| format!("count(measures.{ix}.rows.*.difference.verdict={name})"));
    let each: Vec<String> = each.collect();
    let noun = if count == 1 {
        " difference"
    } else {
        " differences"
    };
    prose![Number::new(count.to_string(), each.join(" + ")), noun]
}

/// The difference of every policy by every measure that tells.
fn overview(comparison: &Comparison) -> Grid {
    let all = comparison.measures.iter().enumerate();
    let measures: Vec<(usize, &MeasureResult)> = all.filter(|(_, it)| it.differs).collect();
    let mut head = vec![Column::words("Policy")];
    head.extend(
        measures
            .iter()
            .map(|(_, it)| Column::numbers(&first_upper(&it.words))),
    );
    let policies = comparison.policies.iter().enumerate().skip(1);
    let rows = policies.map(|(row, policy)| {
        let mut cells = vec![Prose::from(&policy.name)];
        cells.extend(measures.iter().map(|(ix, it)| difference(it, *ix, row)));
        cells
    });
    Grid {
        caption: "Difference to the baseline, with limits that hold for all differences together"
            .into(),
        head,
        rows: rows.collect(),
    }
}

fn difference(measure: &MeasureResult, ix: usize, row: usize) -> Prose {
    let at = format!("measures.{ix}.rows.{row}.difference");
    let found = measure.rows.get(row).and_then(|row| row.difference);
    found.map_or_else(|| "no value".into(), |it| signed_at(measure.unit, &it, &at))
}

fn differences(comparison: &Comparison, measure: &MeasureResult, ix: usize) -> Grid {
    let policies = comparison.policies.iter().enumerate();
    let rows = policies.map(|(row, policy)| {
        let at = format!("measures.{ix}.rows.{row}.value");
        let value = measure.rows.get(row).and_then(|it| it.value);
        let change = if row == 0 {
            "baseline".into()
        } else {
            difference(measure, ix, row)
        };
        vec![
            Prose::from(&policy.name),
            value.map_or_else(|| "–".into(), |it| value_at(measure.unit, &it, &at)),
            change,
        ]
    });
    Grid {
        caption: first_upper(&measure.words).into(),
        head: vec![
            Column::words("Policy"),
            Column::numbers("Value (95% interval)"),
            Column::numbers("Difference (all together 95%)"),
        ],
        rows: rows.collect(),
    }
}

/// What the verdicts say for and against each policy, and nothing that was not shown.
fn actions(comparison: &Comparison) -> Vec<Prose> {
    let better = shown(comparison, Verdict::Better);
    let worse = shown(comparison, Verdict::Worse);
    let of = |all: &[Shown<'_>], policy: usize| {
        all.iter()
            .find(|it| it.row_ix == policy)
            .copied()
            .map(|it| it.said())
    };
    let named = |policy: usize| named(comparison, &comparison.policies[policy].id);
    let mut gainers: Vec<usize> = Vec::new();
    for it in better.iter().filter(|it| it.is_worthwhile()) {
        if !gainers.contains(&it.row_ix) {
            gainers.push(it.row_ix);
        }
    }
    let mut items: Vec<Prose> = Vec::new();
    for &policy in gainers.iter().take(MOST_ACTIONS) {
        let gain = of(&better, policy);
        items.push(match of(&worse, policy) {
            None => prose!["Consider ", named(policy), ": it ", gain, "."],
            Some(loss) => prose!["Weigh ", named(policy), ": it ", gain, ", but ", loss, "."],
        });
    }
    if gainers.is_empty() {
        items.push(
            "Keep the baseline, as far as these measures go: no policy is shown to be better by what \
             is worth acting on. Costs and other aims may still decide."
                .into(),
        );
    }
    let mut losers: Vec<usize> = Vec::new();
    for it in worse.iter().filter(|it| it.is_worthwhile()) {
        if !gainers.contains(&it.row_ix) && !losers.contains(&it.row_ix) {
            losers.push(it.row_ix);
        }
    }
    if !losers.is_empty() {
        let few = losers
            .iter()
            .take(MOST_ACTIONS)
            .map(|policy| named(*policy));
        items.push(prose![
            "Be wary of ",
            Prose::and(few.collect()),
            ": shown to be worse by what is worth acting on in some measure, and better by as much in none."
        ]);
    }
    if !comparison.exposure.confounders.is_empty() {
        items.push(prose![
            "Before acting on a policy that changes who serves, take the people out of its difference: ",
            Prose::code("--uncertain"),
            " averages over orders of the nations."
        ]);
    }
    items
}
