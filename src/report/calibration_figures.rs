//! The charts of a calibration: how well each fit follows its data.

use crate::calibrate::{Calibration, DurationFound, KindFound, Step, Verdict};
use crate::chart::{Caption, FittedCurve, GoodnessOfFit, ObservedPart};
use crate::stats::fit::FitState;

use super::album::Album;
use super::calibration_toml::sample;
use super::words::decimal;

/// A chart for each fitted duration.
pub fn draw(found: &Calibration) -> Album {
    let mut album = Album::default();
    for kind in &found.kinds {
        for (step, duration) in &kind.steps {
            if !matches!(duration.verdict, Verdict::Fitted { .. }) {
                continue;
            }
            let figure = goodness(found, kind, *step, duration);
            album.add(format!("fit.{}.{}", kind.id, step.name()), &figure);
        }
    }
    album
}

fn goodness(
    found: &Calibration,
    kind: &KindFound,
    step: Step,
    duration: &DurationFound,
) -> GoodnessOfFit {
    let chosen = match &duration.verdict {
        Verdict::Fitted { lifetime, .. } => Some(lifetime.kind()),
        _ => None,
    };
    let mut candidates: Vec<_> = duration
        .candidates
        .iter()
        .filter(|fit| fit.state == FitState::Found)
        .collect();
    candidates.sort_by(|a, b| a.aic.total_cmp(&b.aic));
    let curves = candidates.into_iter().map(|fit| {
        let family = fit.lifetime.kind();
        let points = duration.band.iter().map(|&(at, _, low, high)| {
            let share = fit.share_by(at);
            if Some(family) == chosen {
                (at, share, low, high)
            } else {
                (at, share, share, share)
            }
        });
        FittedCurve {
            label: format!("{} (AIC {})", family.name(), decimal(fit.aic, 1)),
            points: points.collect(),
        }
    });
    GoodnessOfFit {
        caption: Caption {
            title: format!("{}: {}", kind.id, step.name()),
            subtitle: format!("{}, until {}", found.source, found.until),
            statistic: if duration.truncation.is_some() {
                "The data: product-limit estimate under right truncation (Lynden-Bell), scaled to \
                 the fit's share by the longest time on record"
            } else {
                "The data: nonparametric maximum likelihood (Turnbull), open incidents censored"
            }
            .to_owned(),
            interval: if duration.band.iter().any(|(_, _, low, high)| low < high) {
                format!(
                    "Band: 95% of {} bootstrap fits of the chosen family",
                    duration.draws
                )
            } else {
                String::new()
            },
            replications: 0,
            note: duration.cautions.join("; "),
            source: format!(
                "Sortie {}, calibrate, seed {}",
                env!("CARGO_PKG_VERSION"),
                found.seed
            ),
        },
        clock: match step {
            Step::Detection => "Time from onset to detection",
            Step::Response => "Time from detection to hands on",
            Step::Containment => "Time to containment, from the step before",
            Step::Recovery => "Time to recovery, from the step before",
        }
        .to_owned(),
        counted: sample(duration),
        pieces: duration
            .pieces
            .iter()
            .map(|&(low, high, share)| ObservedPart { low, high, share })
            .collect(),
        curves: curves.collect(),
    }
}
