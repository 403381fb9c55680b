//! What reports of a comparison are made of: policies by name, differences that are shown, tables.

use crate::study::alternative::AS_IT_IS;
use crate::study::comparison::{Comparison, Difference, MeasureResult, Row, Verdict};

use super::head::Head;
use super::language::{Language, say};
use super::page::prose::{Number, Prose};
use super::page::tree::{Column, Grid};
use super::page_parts::or_none;
use super::verdict_words::{sentence_at, signed_at, value_at};
use super::words::first_upper;

/// Most policies that are named in a cell or a sentence.
pub(super) const MOST_NAMES: usize = 4;

/// A difference that is shown, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub measure: &'a MeasureResult,
    pub measure_ix: usize,
    pub difference: Difference,
    pub row_ix: usize,
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
    pub(super) fn is_worthwhile(&self) -> bool {
        self.measure.worthwhile.is_none() || self.weight() >= 1.0
    }

    /// What it is, to follow the name of the policy.
    pub(super) fn said(&self, language: Language) -> Prose {
        let at = format!("measures.{}", self.measure_ix);
        let row = format!("{at}.rows.{}.difference", self.row_ix);
        sentence_at(self.measure, &self.difference, (&at, &row), language)
    }
}

/// All differences of a verdict, those that weigh most first.
pub(super) fn shown(comparison: &Comparison, verdict: Verdict) -> Vec<Shown<'_>> {
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

/// A policy by its name.
pub(super) fn named(comparison: &Comparison, id: &str, language: Language) -> Prose {
    let name = policy_name(id, comparison.name_of(id), language);
    say!(language, "compare.named", name = name)
}

/// The name of a policy; the scenario as it is has one in each language.
pub(super) fn policy_name(id: &str, name: &str, language: Language) -> String {
    if id == AS_IT_IS {
        language.words("compare.as-it-is")
    } else {
        name.to_owned()
    }
}

/// The policies of a verdict by a measure, which stands at a number among the measures.
pub(super) fn who(
    comparison: &Comparison,
    (measure, ix): (&MeasureResult, usize),
    verdict: Verdict,
    language: Language,
) -> Prose {
    let of_verdict = |row: &&Row| row.difference.is_some_and(|it| it.verdict == verdict);
    let found: Vec<&Row> = measure.rows.iter().filter(of_verdict).collect();
    let names = || {
        let first = found.iter().take(MOST_NAMES);
        Prose::join(
            first.map(|row| named(comparison, &row.policy, language)),
            ", ",
        )
    };
    if found.is_empty() {
        return say!(language, "compare.none");
    }
    if found.len() + 1 == comparison.policies.len() && found.len() > MOST_NAMES {
        return say!(language, "compare.all");
    }
    if found.len() <= MOST_NAMES {
        return names();
    }
    let from = format!(
        "count(measures.{ix}.rows.*.difference.verdict={}) - {MOST_NAMES}",
        verdict.name()
    );
    let more = Number::new((found.len() - MOST_NAMES).to_string(), from);
    let mut all = names();
    all.push(say!(language, "compare.and-more", count = more));
    all
}

/// The policies that are shown to be better by a measure, and those shown to be worse.
pub(super) fn better_and_worse(
    comparison: &Comparison,
    measure: (&MeasureResult, usize),
    language: Language,
) -> Prose {
    say!(
        language,
        "compare.own.finding",
        better = who(comparison, measure, Verdict::Better, language),
        worse = who(comparison, measure, Verdict::Worse, language)
    )
}

/// The differences of a verdict, those that weigh most first, as a sentence each.
pub(super) fn all_shown(
    comparison: &Comparison,
    verdict: Verdict,
    most: usize,
    language: Language,
) -> Vec<Prose> {
    let all = shown(comparison, verdict).into_iter().take(most);
    let said = all.map(|it| {
        let policy = named(comparison, &comparison.policies[it.row_ix].id, language);
        let said = it.said(language);
        say!(language, "aar.shown", policy = policy, said = said)
    });
    said.collect()
}

/// How many differences are shown, for the better and for the worse.
pub(super) fn overview_finding(comparison: &Comparison, language: Language) -> Prose {
    say!(
        language,
        "compare.overview.finding",
        better = tally(comparison, Verdict::Better, language),
        worse = tally(comparison, Verdict::Worse, language)
    )
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
    let names = measures.iter().map(|(_, it)| language.measure(it));
    let head = Head::new(language)
        .words("compare.overview.policy")
        .columns(names.map(|it| Column::numbers(first_upper(&it))));
    let policies = comparison.policies.iter().enumerate().skip(1);
    let rows = policies.map(|(row, policy)| {
        let mut cells = vec![policy_name(&policy.id, &policy.name, language).into()];
        let each = measures.iter();
        cells.extend(each.map(|(ix, it)| difference((it, *ix), row, language)));
        cells
    });
    head.grid(say!(language, "compare.overview.caption"), rows.collect())
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
            policy_name(&policy.id, &policy.name, language).into(),
            or_none(value.map(|it| value_at(measure.unit, &it, &at))),
            change,
        ]
    });
    Head::new(language)
        .words("compare.overview.policy")
        .numbers("compare.own.value")
        .numbers("compare.own.difference")
        .grid(
            first_upper(&language.measure(measure)).into(),
            rows.collect(),
        )
}
