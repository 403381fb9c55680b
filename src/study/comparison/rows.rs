//! The rows of a comparison: a policy under a measure.

use super::{Best, Difference, Row};
use crate::stats::{BehindBest, Contrast, compare_with_best};
use crate::study::compare::{CONFIDENCE, MeasureColumn, Paired, contrast, value};
use crate::study::compared_policies::PolicyEntry;
use crate::study::estimate::Estimate;
use crate::study::measures::{Better, MeasureSpec, Unit};
use crate::study::skewed;

/// The rows of a measure, differences still without what depends on all of them.
pub(super) fn rows(
    policies: &[PolicyEntry],
    measure: &MeasureSpec,
    place: MeasureColumn,
    study: &Paired,
) -> Vec<Row> {
    let best = best(policies.len(), measure, place, study);
    policies
        .iter()
        .enumerate()
        .map(|(policy, entry)| Row {
            policy: entry.id.clone(),
            n: count(study, place, policy),
            value: value(study, place, policy).map(|(value, error)| {
                let estimate = error
                    .and_then(|error| error.interval(CONFIDENCE))
                    .map_or_else(|| Estimate::bare(value), Estimate::from_interval);
                within(estimate, measure.unit)
            }),
            difference: (policy > 0)
                .then(|| difference(study, place, policy, 0))
                .flatten(),
            best: best.get(policy).copied().flatten(),
        })
        .collect()
}

/// No value of any unit is below 0, and no share above 1; nor are limits.
fn within(estimate: Estimate, unit: Unit) -> Estimate {
    let most = if unit == Unit::Share {
        1.0
    } else {
        f64::INFINITY
    };
    Estimate {
        low: estimate.low.map(|low| low.max(0.0)),
        high: estimate.high.map(|high| high.min(most)),
        ..estimate
    }
}

fn count(study: &Paired, place: MeasureColumn, policy: usize) -> u64 {
    match place {
        MeasureColumn::Value(measure) => study.pairs.of(policy, measure).count(),
        MeasureColumn::Quantile(pool, p) => {
            let sections = study.sections.of(policy, pool).iter();
            sections
                .filter(|section| section.quantile(p).is_some())
                .count() as u64
        }
    }
}

fn difference(
    study: &Paired,
    place: MeasureColumn,
    policy: usize,
    base: usize,
) -> Option<Difference> {
    let found = contrast(study, place, policy, base);
    let (estimate, n) = match (found, place) {
        (Some(contrast), MeasureColumn::Quantile(..)) => {
            (contrast.estimate, contrast.df as u64 + 1)
        }
        (None, MeasureColumn::Quantile(..)) => {
            let of = |policy| value(study, place, policy).map(|(value, _)| value);
            (of(policy)? - of(base)?, 0)
        }
        (_, MeasureColumn::Value(measure)) => {
            let moments = study.pairs.difference(policy, base, measure);
            (moments.mean()?, moments.count())
        }
    };
    let own = found
        .and_then(|contrast| contrast.interval(CONFIDENCE))
        .map_or_else(|| Estimate::bare(estimate), Estimate::from_interval);
    let skewed = match place {
        MeasureColumn::Value(measure) => skewed::look(study, policy, base, measure),
        MeasureColumn::Quantile(..) => None,
    };
    let bca = skewed.and_then(|it| it.limits);
    Some(Difference {
        skewness: skewed.map(|it| it.skewness),
        bca_low: bca.map(|it| it.low),
        bca_high: bca.map(|it| it.high),
        relative: value(study, place, base)
            .map(|(base, _)| base.abs())
            .filter(|base| *base > 0.0)
            .map(|base| estimate / base),
        p_value: found.map(|contrast| contrast.p_value()),
        variance_saved: variance_saved(study, place, policy, base, found),
        ..Difference::bare(n, own)
    })
}

fn variance_saved(
    study: &Paired,
    place: MeasureColumn,
    policy: usize,
    base: usize,
    found: Option<Contrast>,
) -> Option<f64> {
    match place {
        MeasureColumn::Value(measure) => study.pairs.pair(policy, base, measure).variance_saved(),
        MeasureColumn::Quantile(..) => {
            let error = |policy| value(study, place, policy)?.1.map(|it| it.error);
            let (a, b) = (error(policy)?, error(base)?);
            let paired = found?.error;
            (paired > 0.0).then(|| (a * a + b * b) / (paired * paired))
        }
    }
}

/// Multiple comparisons with the best, in the order of alternatives.
fn best(
    count: usize,
    measure: &MeasureSpec,
    place: MeasureColumn,
    study: &Paired,
) -> Vec<Option<Best>> {
    let found: Vec<Option<BehindBest>> = match measure.better {
        Better::Neither => return Vec::new(),
        Better::Lower => compare_with_best(count, CONFIDENCE, |i, j| contrast(study, place, i, j)),
        Better::Higher => compare_with_best(count, CONFIDENCE, |i, j| contrast(study, place, j, i)),
    };
    found
        .into_iter()
        .map(|found| {
            found.map(|it| Best {
                may_be_best: it.may_be_best,
                ahead: -it.ahead,
                behind: it.behind,
                lead: it.lead,
            })
        })
        .collect()
}
