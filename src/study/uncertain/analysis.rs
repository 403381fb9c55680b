//! What the points say: spreads, differences, choices, thresholds.

use crate::scenario::assumption::{Assumption, Drawn, Extent, Pick};
use crate::stats::{
    Basis, Components, Interval, bonferroni, chances, components, partial_information,
    perfect_information, regrets, t_quantile,
};

use super::super::compared_policies::ComparedPolicies;
use super::super::comparison::Verdict;
use super::super::estimate::{CONFIDENCE, Estimate};
use super::super::measures::{Better, MeasureSpec};
use super::super::sweep::draws::{Draws, Purpose};
use super::acceptability::{Acceptability, weigh};
use super::design::Design;
use super::flips::{amount_flip, class_flip};
use super::points::PointResult;
use super::summary::{
    AssumptionEntry, Choice, DifferenceUnder, Flip, Knowing, KnowingOne, MeasureUnder, RowUnder,
    Spread, UncertainSummary,
};

/// Level of each of the two one-sided tests for a difference that does not matter.
const EQUIVALENCE: f64 = 0.90;

/// All that a summary is made of.
pub(crate) struct Material<'a> {
    /// Who took part.
    pub compared: &'a ComparedPolicies,
    /// What was varied.
    pub assumptions: &'a [Assumption],
    /// The points.
    pub design: &'a Design,
    /// Measures, the headline first.
    pub measures: &'a [MeasureSpec],
    /// The smallest difference worth acting on, by measure; `None` for 1% of the baseline's value.
    pub worthwhile: &'a [Option<f64>],
    /// What each point gave.
    pub results: &'a [PointResult],
    /// Root seed.
    pub seed: u64,
    /// Replications of each policy at each point.
    pub replications: u64,
}

impl Material<'_> {
    /// Sums up.
    pub(crate) fn sum_up(&self) -> UncertainSummary {
        let compared = self.compared;
        let drawn = self.drawn();
        let measures = self.measures.iter().enumerate();
        let measures = measures
            .map(|(ix, spec)| MeasureTable::new(self, ix).sum_up(self, spec, &drawn, ix))
            .collect();
        let mut summary = UncertainSummary {
            format: 1,
            sortie: env!("CARGO_PKG_VERSION"),
            scenario: compared.scenario.clone(),
            name: compared.name.clone(),
            seed: self.seed,
            points: self.design.points.len(),
            designs: self.design.designs,
            replications: self.replications,
            confidence: CONFIDENCE,
            baseline: compared.policies[0].id.clone(),
            policies: compared.policies.clone(),
            assumptions: self
                .assumptions
                .iter()
                .zip(&drawn)
                .map(|(assumption, drawn)| {
                    let values = drawn.iter().map(|it| it.words.clone()).collect();
                    AssumptionEntry::of(assumption, values)
                })
                .collect(),
            measures,
            remarks: compared.remarks.clone(),
            acceptability: None,
        };
        summary.acceptability = summary.headline_place().and_then(|ix| {
            let spec = &self.measures[ix];
            MeasureTable::new(self, ix).acceptability(self, spec)
        });
        summary
    }

    /// What each assumption is at each point.
    fn drawn(&self) -> Vec<Vec<Drawn>> {
        let of = |(ix, assumption): (usize, &Assumption)| {
            let points = self.design.points.iter();
            points.map(|point| assumption.at(&point[ix])).collect()
        };
        self.assumptions.iter().enumerate().map(of).collect()
    }

    /// The places of an assumption at some points, if it is an amount.
    fn places(&self, assumption: usize, points: &[usize]) -> Vec<f64> {
        let place = |point: &usize| match &self.design.points[*point][assumption] {
            Pick::Place(place) => *place,
            Pick::Order(_) => 0.0,
        };
        points.iter().map(place).collect()
    }
}

/// The numbers of a measure at the points that have some.
struct MeasureTable {
    /// Numbers of the points, from 0.
    points: Vec<usize>,
    counts: Vec<u64>,
    /// Who has the measure at each of these points.
    there: Vec<bool>,
    /// By alternative, then point.
    means: Vec<Vec<f64>>,
    variances: Vec<Vec<f64>>,
    difference_variances: Vec<Vec<f64>>,
}

impl MeasureTable {
    fn new(material: &Material<'_>, measure: usize) -> Self {
        let policies = material.compared.policies.len();
        let sums = |point: usize| &material.results[point].measures[measure];
        let points: Vec<usize> = (0..material.results.len())
            .filter(|point| sums(*point).count >= 2)
            .collect();
        let list =
            |of: &dyn Fn(usize) -> f64| -> Vec<f64> { points.iter().map(|it| of(*it)).collect() };
        let by_policy = |of: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
            (0..policies)
                .map(|policy| list(&|point| of(point, policy)))
                .collect()
        };
        let means = by_policy(&|point, policy| sums(point).means[policy]);
        Self {
            counts: points.iter().map(|it| sums(*it).count).collect(),
            there: means
                .iter()
                .map(|means| !means.is_empty() && means.iter().all(|mean| mean.is_finite()))
                .collect(),
            means,
            variances: by_policy(&|point, policy| sums(point).variances[policy]),
            difference_variances: by_policy(&|point, policy| {
                sums(point).difference_variances[policy]
            }),
            points,
        }
    }

    /// A policy's differences to the baseline, by point.
    fn differences(&self, policy: usize) -> Vec<f64> {
        let pairs = self.means[policy].iter().zip(&self.means[0]);
        pairs.map(|(own, base)| own - base).collect()
    }

    /// The same with the error of each point's mean taken out.
    fn true_differences(&self, policy: usize) -> Option<Vec<f64>> {
        let differences = self.differences(policy);
        let variances = &self.difference_variances[policy];
        let found = components(&differences, variances, &self.counts)?;
        Some(found.true_means(&differences))
    }

    fn sum_up(
        &self,
        material: &Material<'_>,
        spec: &MeasureSpec,
        drawn: &[Vec<Drawn>],
        ix: usize,
    ) -> MeasureUnder {
        let design = material.design;
        let policies = &material.compared.policies;
        let compared = |policy: usize| policy > 0 && self.there[policy] && self.there[0];
        let worthwhile = material.worthwhile[ix].or_else(|| {
            let base = design.averages(&self.points, &self.means[0]).mean();
            base.map(|base| 0.01 * base.abs())
        });
        let comparisons = (1..policies.len()).filter(|it| compared(*it)).count();
        let mut flips = Vec::new();
        // Gains over the baseline, for those who can be compared.
        let mut gains: Vec<(usize, Vec<f64>, Vec<f64>)> = Vec::new();
        let mut rows: Vec<RowUnder> = Vec::new();
        for (policy, entry) in policies.iter().enumerate() {
            let value = self.there[policy]
                .then(|| self.spread(&self.means[policy], &self.variances[policy], design))
                .flatten();
            let mut difference = None;
            if policy == 0 && self.there[0] {
                let nothing = vec![0.0; self.points.len()];
                gains.push((0, nothing.clone(), nothing));
            }
            if compared(policy) {
                let differences = self.differences(policy);
                if let Some(true_ones) = self.true_differences(policy) {
                    difference = self.difference(
                        policy,
                        &true_ones,
                        (spec.better, worthwhile.unwrap_or(0.0)),
                        comparisons,
                        design,
                    );
                    let sign = match spec.better {
                        Better::Lower => -1.0,
                        Better::Higher | Better::Neither => 1.0,
                    };
                    let gain = |values: &[f64]| values.iter().map(|it| sign * it).collect();
                    gains.push((policy, gain(&true_ones), gain(&differences)));
                    if spec.better != Better::Neither {
                        let flip = self.flips(material, drawn, &entry.id, &gain(&differences));
                        flips.extend(flip);
                    }
                }
            }
            rows.push(RowUnder {
                policy: entry.id.clone(),
                value,
                difference,
                choice: None,
            });
        }
        let mut knowing = None;
        if spec.better != Better::Neither && gains.len() > 1 && !self.points.is_empty() {
            self.choices(&gains, &mut rows);
            knowing = Some(self.knowing(material, drawn, &gains));
        }
        MeasureUnder {
            name: spec.name.clone(),
            words: spec.words.clone(),
            note: spec.note.clone(),
            unit: spec.unit,
            better: spec.better,
            points: self.points.len(),
            worthwhile,
            rows,
            knowing,
            flips,
        }
    }

    /// The mean of a value over the points, and what makes it vary.
    fn spread(&self, means: &[f64], variances: &[f64], design: &Design) -> Option<Spread> {
        let found: Components = components(means, variances, &self.counts)?;
        let mut true_ones = found.true_means(means);
        true_ones.sort_by(f64::total_cmp);
        let interval = design.averages(&self.points, means).interval(CONFIDENCE);
        let all = found.between + found.within;
        Some(Spread {
            mean: interval.map_or(Estimate::bare(found.mean), |interval| {
                // The mean over the points, where designs have lost some of them.
                let half = interval.half_width();
                Estimate::from_interval(Interval::around(found.mean, half))
            }),
            luck_sd: libm::sqrt(found.within),
            assumptions_sd: libm::sqrt(found.between),
            assumptions_share: if all > 0.0 { found.between / all } else { 0.0 },
            p5: at_share(&true_ones, 0.05),
            p95: at_share(&true_ones, 0.95),
        })
    }

    fn difference(
        &self,
        policy: usize,
        true_ones: &[f64],
        (better, worthwhile): (Better, f64),
        comparisons: usize,
        design: &Design,
    ) -> Option<DifferenceUnder> {
        let differences = self.differences(policy);
        let spread = self.spread(&differences, &self.difference_variances[policy], design)?;
        let moments = design.averages(&self.points, &differences);
        let limits = |confidence: f64| {
            let df = moments.count().checked_sub(1)? as f64;
            let tail = f64::midpoint(1.0, bonferroni(confidence, comparisons));
            let half = t_quantile(df, tail) * moments.standard_error()?;
            let mean = spread.mean.estimate;
            half.is_finite().then_some((mean - half, mean + half))
        };
        let together = limits(CONFIDENCE);
        let within = limits(EQUIVALENCE);
        let share = |beyond: &dyn Fn(f64) -> bool| {
            let count = true_ones.iter().filter(|it| beyond(**it)).count();
            count as f64 / true_ones.len() as f64
        };
        let (less, more) = (share(&|it| it < -worthwhile), share(&|it| it > worthwhile));
        let (gain, loss) = match better {
            Better::Higher => (more, less),
            Better::Lower | Better::Neither => (less, more),
        };
        let verdict = match (together, within) {
            (_, Some((low, high))) if -worthwhile <= low && high <= worthwhile => {
                Verdict::PracticallyTheSame
            }
            (Some((low, high)), _) if low > 0.0 || high < 0.0 => match better {
                Better::Neither => Verdict::Different,
                Better::Lower if high < 0.0 => Verdict::Better,
                Better::Higher if low > 0.0 => Verdict::Better,
                Better::Lower | Better::Higher => Verdict::Worse,
            },
            _ => Verdict::NotShown,
        };
        Some(DifferenceUnder {
            spread,
            together_low: together.map(|it| it.0),
            together_high: together.map(|it| it.1),
            better: gain,
            worse: loss,
            same: (1.0 - gain - loss).max(0.0),
            verdict,
        })
    }

    /// Chances to be the best by worth against cost; `None` where no way is better.
    fn acceptability(&self, material: &Material<'_>, spec: &MeasureSpec) -> Option<Acceptability> {
        let sign = match spec.better {
            Better::Lower => -1.0,
            Better::Higher => 1.0,
            Better::Neither => return None,
        };
        let policies = &material.compared.policies;
        let there: Vec<usize> = (0..policies.len()).filter(|it| self.there[*it]).collect();
        if !self.there[0] || there.len() < 2 {
            return None;
        }
        let (mut ids, mut costs, mut gains) = (Vec::new(), Vec::new(), Vec::new());
        for policy in there {
            // The baseline's own are nothing.
            let true_ones = match policy {
                0 => self.differences(0),
                _ => self.true_differences(policy)?,
            };
            let at = |point: &usize| material.results[*point].costs[policy];
            ids.push(policies[policy].id.clone());
            costs.push(self.points.iter().map(at).collect::<Vec<f64>>());
            gains.push(true_ones.iter().map(|it| sign * it).collect::<Vec<f64>>());
        }
        weigh(&spec.name, &ids, &costs, &gains)
    }

    /// How each policy does against the best at each point.
    fn choices(&self, gains: &[(usize, Vec<f64>, Vec<f64>)], rows: &mut [RowUnder]) {
        let table = transposed(gains.iter().map(|(_, true_ones, _)| true_ones.as_slice()));
        let chances = chances(&table);
        let regrets = regrets(&table);
        for (column, (policy, ..)) in gains.iter().enumerate() {
            let own = regrets.iter().map(|row| row[column]);
            let mean = own.clone().sum::<f64>() / regrets.len() as f64;
            let (at, worst) = own.enumerate().fold((0, f64::NEG_INFINITY), |worst, it| {
                if it.1 > worst.1 { it } else { worst }
            });
            rows[*policy].choice = Some(Choice {
                best: chances[column],
                regret: mean,
                worst_regret: worst,
                worst_point: self.points[at] + 1,
            });
        }
    }

    /// What it is worth to know the assumptions.
    fn knowing(
        &self,
        material: &Material<'_>,
        drawn: &[Vec<Drawn>],
        gains: &[(usize, Vec<f64>, Vec<f64>)],
    ) -> Knowing {
        let true_ones = transposed(gains.iter().map(|(_, true_ones, _)| true_ones.as_slice()));
        let found = transposed(gains.iter().map(|(.., found)| found.as_slice()));
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let best = gains
            .iter()
            .fold((0, f64::NEG_INFINITY), |best, (policy, _, found)| {
                let mean = mean(found);
                if mean > best.1 { (*policy, mean) } else { best }
            });
        let each = material.assumptions.iter().enumerate();
        let each = each
            .map(|(ix, assumption)| {
                let basis = self.basis(material, drawn, ix);
                let mut draws = Draws::new(material.seed, Purpose::Signs);
                let worth = partial_information(&found, &basis, || draws.unit() < 0.5);
                KnowingOne {
                    assumption: assumption.id.clone(),
                    value: worth.map(|it| it.value),
                    error: worth.map(|it| it.error),
                }
            })
            .collect();
        Knowing {
            choice: material.compared.policies[best.0].id.clone(),
            all: perfect_information(&true_ones),
            each,
        }
    }

    /// What a regression on an assumption can tell apart: a cubic in an amount's place, the levels
    /// of a list, the item that comes first in an order.
    fn basis(&self, material: &Material<'_>, drawn: &[Vec<Drawn>], ix: usize) -> Basis {
        match material.assumptions[ix].extent() {
            Extent::Places => Basis::of_places(&material.places(ix, &self.points), 3),
            Extent::Values(_) | Extent::Orders(_) => Basis::of_classes(&self.classes(drawn, ix)),
        }
    }

    fn classes(&self, drawn: &[Vec<Drawn>], ix: usize) -> Vec<usize> {
        self.points
            .iter()
            .map(|point| drawn[ix][*point].class)
            .collect()
    }

    /// The assumptions on which it depends whether a policy gains, by its gains at the points.
    fn flips(
        &self,
        material: &Material<'_>,
        drawn: &[Vec<Drawn>],
        policy: &str,
        gains: &[f64],
    ) -> Vec<Flip> {
        let confidence = bonferroni(CONFIDENCE, material.assumptions.len());
        let found = material.assumptions.iter().enumerate();
        found
            .filter_map(|(ix, assumption)| match assumption.extent() {
                Extent::Places => {
                    let places = material.places(ix, &self.points);
                    amount_flip(assumption, policy, &places, gains, confidence)
                }
                Extent::Values(_) | Extent::Orders(_) => class_flip(
                    assumption,
                    policy,
                    &self.classes(drawn, ix),
                    gains,
                    confidence,
                ),
            })
            .collect()
    }
}

/// Rows of columns.
fn transposed<'a>(columns: impl Iterator<Item = &'a [f64]>) -> Vec<Vec<f64>> {
    let columns: Vec<&[f64]> = columns.collect();
    let rows = columns.first().map_or(0, |column| column.len());
    (0..rows)
        .map(|row| columns.iter().map(|column| column[row]).collect())
        .collect()
}

/// The value below which a share of sorted values lies.
fn at_share(sorted: &[f64], share: f64) -> f64 {
    let place = (share * (sorted.len() as f64 - 1.0)).max(0.0);
    let (low, part) = (libm::floor(place) as usize, place - libm::floor(place));
    let at = |ix: usize| sorted.get(ix.min(sorted.len().saturating_sub(1)));
    match (at(low), at(low + 1)) {
        (Some(a), Some(b)) => a + part * (b - a),
        _ => f64::NAN,
    }
}
