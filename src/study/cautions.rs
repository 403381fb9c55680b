//! What a reader of a comparison has to keep in mind, in words.

use crate::scenario::document::Document;

use super::compare::{Contender, Stopped};
use super::comparison::{Comparison, MeasureResult};
use super::measures::Yardstick;

/// Paths of a scenario that say what happens, as against how it is answered.
const HAPPENS: [&str; 9] = [
    "threat",
    "incident",
    "inject",
    "election",
    "phase",
    "asset",
    "scenario.start",
    "scenario.end",
    "scenario.warm_up",
];

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
    said
}

/// What policies change beside how incidents are answered.
pub(super) fn remarks(contenders: &[Contender], measures: &[Yardstick]) -> Vec<String> {
    let mut said = Vec::new();
    let base = &contenders[0];
    for contender in &contenders[1..] {
        let touched = happens(&base.world.document, &contender.id);
        if !touched.is_empty() {
            said.push(format!(
                "Policy `{}` changes {}: not only how incidents are answered, but which there are or \
                 how they are counted. Its differences mean both.",
                contender.id,
                touched.join(", ")
            ));
        }
        for measure in measures {
            if measure.is_redefined(&contender.world, &base.world)
                && measure.quantity(&contender.world).is_some()
            {
                said.push(format!(
                    "Policy `{}` means something else by `{}` than the baseline does: their difference \
                     is not one of performance.",
                    contender.id, measure.name
                ));
            }
        }
    }
    said
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
            "The precision of {} can't be reached: the baseline has no value, or 0, for the first \
             measure.",
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

/// The parts of what happens that a policy sets something in.
fn happens(document: &Document, policy: &str) -> Vec<&'static str> {
    let Some(policy) = document.policies.iter().find(|it| it.id == policy) else {
        return Vec::new();
    };
    let within = |path: &str, part: &str| {
        let rest = path.strip_prefix(part);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    HAPPENS
        .into_iter()
        .filter(|part| policy.set.iter().any(|setting| within(&setting.path, part)))
        .collect()
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
