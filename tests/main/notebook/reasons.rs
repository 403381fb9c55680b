//! Why milestones were missed and deadlines passed, made again.

use serde_json::Value;
use sortie::inside::stats::wilson;

use super::{Made, Notebook};
use crate::parquet_table::{not_below_zero, sectioned};

impl Notebook {
    /// A cause of a milestone's misses.
    pub(super) fn of_miss(&self, entry: &Value, key: &str) -> Option<Made> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let cause = if entry["from"].is_null() {
            "unknown".to_owned()
        } else {
            let (from, kind) = (text(&entry["from"]), text(&entry["kind"]));
            format!("{from}/{kind}/{}", text(&entry["chain"][0]))
        };
        let causes = self
            .replications
            .texts(&format!("missed_by:{}", text(&entry["id"])));
        let misses: Vec<String> = causes.into_iter().flatten().collect();
        let missed = misses.iter().filter(|it| **it == cause).count() as u64;
        match key {
            "missed" => Some(Made::Number(missed as f64)),
            "share" => {
                let found = wilson(missed, misses.len() as u64, 0.95)?;
                Some(Made::Estimate(
                    [found.estimate, found.low, found.high].map(Some),
                ))
            }
            _ => None,
        }
    }

    /// A reason of a target's missed deadlines.
    pub(super) fn of_late(&self, entry: &Value, key: &str) -> Option<Made> {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        let reason = format!("{}/{}", text("from"), text("held_up_by"));
        let cells = self.replications.texts(&format!("late_by:{}", text("id")));
        // Of each section, the deadlines missed for this reason, and for any.
        let mut parts = vec![(0.0, 0.0); self.sections.last()? + 1];
        for (cell, section) in cells.into_iter().zip(&self.sections) {
            let cell = cell.unwrap_or_default();
            for (name, count) in cell.split(';').filter_map(|it| it.split_once('=')) {
                let count: f64 = count.parse().ok()?;
                let (mine, all) = &mut parts[*section];
                *all += count;
                *mine += if name == reason { count } else { 0.0 };
            }
        }
        let missed: f64 = parts.iter().map(|part| part.0).sum();
        let all: f64 = parts.iter().map(|part| part.1).sum();
        let share = |(mine, all): &(f64, f64)| (*all > 0.0).then(|| mine / all);
        let shares: Vec<Option<f64>> = parts.iter().map(share).collect();
        match key {
            "missed" => Some(Made::Number(missed)),
            "share" => {
                let [value, low, high] = not_below_zero(sectioned(missed / all, &shares));
                Some(Made::Estimate([value, low, high.map(|it| it.min(1.0))]))
            }
            _ => None,
        }
    }
}
