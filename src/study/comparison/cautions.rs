//! What a reader of a comparison has to keep in mind, in words.

use super::{Comparison, MeasureResult};
use crate::study::compare::Stopped;
use crate::study::paired::KEPT;
use crate::study::skewed;

pub(super) fn cautions(comparison: &Comparison, remarks: &[String]) -> Vec<String> {
    let mut said = Vec::new();
    if comparison.replications < 20 {
        said.push(format!(
            "Only {} replication{}: intervals are missing or too wide to lean on; run at least 20.",
            comparison.replications,
            if comparison.replications == 1 {
                ""
            } else {
                "s"
            }
        ));
    }
    said.extend(stopping(comparison));
    said.extend_from_slice(remarks);
    said.extend(absences(comparison));
    for measure in &comparison.measures {
        said.extend(gaps(comparison, measure));
    }
    said.extend(skew(comparison));
    said
}

/// Differences whose Student's intervals err to one side.
fn skew(comparison: &Comparison) -> Option<String> {
    let mut beside = true;
    let mut places = Vec::new();
    for measure in &comparison.measures {
        let mut policies = Vec::new();
        for row in &measure.rows {
            let Some(it) = row.difference else { continue };
            if it.skewness.is_some_and(|of| skewed::is_material(of, it.n)) {
                policies.push(format!("`{}`", row.policy));
                beside &= it.bca_low.is_some();
            }
        }
        if !policies.is_empty() {
            places.push(format!(
                "in `{}` under {}",
                measure.name,
                policies.join(", ")
            ));
        }
    }
    let limits = if beside {
        "BCa limits stand beside them in comparison.md".to_owned()
    } else {
        format!(
            "BCa limits stand beside them in comparison.md where there are from {} to {KEPT} pairs",
            skewed::FEWEST
        )
    };
    (!places.is_empty()).then(|| {
        format!(
            "Some ranges of differences lean to one side, because a few replications make most of the \
             difference: {}. There the true difference lies outside more often on one side than on the \
             other, for all together most of all. {limits}; more replications help.",
            places.join("; ")
        )
    })
}

/// Measures that have no value under some policies, those of the same policies together.
fn absences(comparison: &Comparison) -> Vec<String> {
    let mut groups: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
    for measure in &comparison.measures {
        let absent: Vec<&str> = measure
            .rows
            .iter()
            .filter(|row| row.value.is_none())
            .map(|row| row.policy.as_str())
            .collect();
        if absent.is_empty() {
            continue;
        }
        let name = format!("`{}`", measure.name);
        match groups.iter_mut().find(|(policies, _)| *policies == absent) {
            Some((_, names)) => names.push(name),
            None => groups.push((absent, vec![name])),
        }
    }
    groups
        .into_iter()
        .map(|(policies, names)| {
            let has = if names.len() == 1 { "has" } else { "have" };
            let names = names.join(", ");
            if policies.len() == comparison.policies.len() {
                format!(
                    "{names} {has} no value under any policy: no such incident could be watched, or too \
                     many were open at the end."
                )
            } else {
                format!(
                    "{names} {has} no value under {}: nothing of the kind there, or hidden by incidents \
                     open at the end.",
                    policies.join(", ")
                )
            }
        })
        .collect()
}

fn stopping(comparison: &Comparison) -> Option<String> {
    let wanted = comparison.precision_wanted;
    let reached = comparison.precision_reached;
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    match (comparison.stopped, wanted, reached) {
        (Stopped::Capped, Some(wanted), Some(reached)) => {
            let goal = wanted / (1.0 + wanted);
            let times = (reached / goal) * (reached / goal);
            Some(format!(
                "The precision of {} was not reached within {} replications: it stands at {}. It would \
                 take about {:.0} in all.",
                percent(wanted),
                comparison.replications,
                percent(reached),
                (comparison.replications as f64 * times).min(1e15)
            ))
        }
        (Stopped::Capped, Some(wanted), None) => Some(format!(
            "The precision of {} can't be reached: the baseline has no value, or 0, for the \
             headline measure.",
            percent(wanted)
        )),
        (Stopped::TimeUp, _, reached) => Some(format!(
            "Time was up after {} replications{}.",
            comparison.replications,
            reached.map_or_else(String::new, |reached| format!(
                ", at a precision of {}",
                percent(reached)
            ))
        )),
        _ => None,
    }
}

/// Values that many replications do not have.
fn gaps(comparison: &Comparison, measure: &MeasureResult) -> Option<String> {
    let is_quantile = measure.name.ends_with(":median") || measure.name.ends_with(":p90");
    let thin = |n: u64| n > 0 && n * 10 < comparison.replications * 9;
    let pairs = measure
        .rows
        .iter()
        .filter_map(|row| row.difference.map(|it| it.n));
    let least = pairs.filter(|n| thin(*n)).min().filter(|_| !is_quantile)?;
    Some(format!(
        "`{}` is compared over as few as {least} of {} replications: the others have no such incident \
         under one of the two.",
        measure.name, comparison.replications
    ))
}
