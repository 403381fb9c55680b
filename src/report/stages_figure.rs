//! The chart of where the time of an incident goes, from its beginning to its end.

use crate::chart::{Caption, StageStep, Stages};
use crate::outcome::Measure;
use crate::study::estimate::Estimate;
use crate::study::summary::Summary;
use crate::world::World;

use super::captions::caption;
use super::words::duration;

/// The steps in order of time: what each leads to, what is done in it, and its end within a
/// sentence.
const STEPS: [(Measure, &str, &str, &str); 4] = [
    (Measure::Detection, "Noticed", "Noticing", "detection"),
    (
        Measure::Response,
        "Somebody at work",
        "Getting somebody to work",
        "somebody at work",
    ),
    (
        Measure::Containment,
        "Contained",
        "Containing",
        "containment",
    ),
    (Measure::Recovery, "Recovered", "Recovering", "recovery"),
];

/// A step whose median is known.
struct Known {
    name: &'static str,
    doing: &'static str,
    end_name: &'static str,
    /// Hours from the end of the step before.
    takes: f64,
    /// Hours from the beginning to its end, with the limits of its own median.
    from: f64,
    end: Estimate,
}

/// The chart; none where no incident was noticed.
pub(super) fn stages(world: &World, summary: &Summary) -> Option<Stages> {
    let known = known(summary);
    let longest = known.iter().max_by(|a, b| a.takes.total_cmp(&b.takes))?;
    let last = known.last()?;
    let all = last.end.estimate;
    let title = if longest.takes > 0.0 {
        format!(
            "{} takes longest: {} of the {} to {}",
            longest.doing,
            duration(longest.takes),
            duration(all),
            last.end_name
        )
    } else {
        format!("Half of the incidents come to {} at once", last.end_name)
    };
    let (scale, unit) = if all > 96.0 {
        (1.0 / 24.0, "Days")
    } else if all < 2.0 {
        (60.0, "Minutes")
    } else {
        (1.0, "Hours")
    };
    let steps = known.iter().map(|it| StageStep {
        label: it.name.to_owned(),
        from: it.from * scale,
        to: it.end.estimate * scale,
        interval: it
            .end
            .low
            .zip(it.end.high)
            .map(|(low, high)| (low * scale, high * scale)),
        words: format!("+ {}", duration(it.takes)),
        longest: std::ptr::eq(it, longest),
    });
    let steps = steps.collect();
    let missing = STEPS.len() - known.len();
    Some(Stages {
        caption: Caption {
            statistic: "Medians over all detected incidents (Kaplan–Meier): the first bar ends when \
                        half have been noticed, each further one when half have come so far, counted \
                        from detection. Half of one step are not the same incidents as half of another"
                .to_owned(),
            interval: "Whiskers: 95% interval of the median behind each end".to_owned(),
            note: if missing > 0 {
                "Steps that fewer than half of the incidents had come through by the end are left out"
                    .to_owned()
            } else {
                String::new()
            },
            ..caption(&world.document, summary, &title)
        },
        measure: format!("{unit} since the beginning of an incident"),
        steps,
    })
}

/// The steps that half of all incidents come through.
fn known(summary: &Summary) -> Vec<Known> {
    let median = |measure: Measure| {
        let mut rows = summary.durations.iter();
        let row = rows.find(|it| it.measure == measure && it.severity.is_none())?;
        row.median
    };
    let Some(detected) = median(Measure::Detection) else {
        return Vec::new();
    };
    let mut steps: Vec<Known> = Vec::new();
    for (measure, name, doing, end_name) in STEPS {
        let own = match measure {
            Measure::Detection => Some(detected),
            _ => median(measure).map(|it| after(&it, detected.estimate)),
        };
        let Some(end) = own else {
            continue;
        };
        let from = steps.last().map_or(0.0, |it| it.end.estimate);
        steps.push(Known {
            name,
            doing,
            end_name,
            takes: (end.estimate - from).max(0.0),
            from,
            end,
        });
    }
    steps
}

/// An estimate that is counted from a later beginning.
fn after(found: &Estimate, hours: f64) -> Estimate {
    Estimate {
        estimate: found.estimate + hours,
        low: found.low.map(|it| it + hours),
        high: found.high.map(|it| it + hours),
    }
}
