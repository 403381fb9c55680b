//! Curves rise where the records say, to the last of them, between their limits.

use std::ops::Range;

use sortie::inside::outcome::IncidentRecord;
use sortie::inside::report::words;
use sortie::inside::stats::{normal_quantile, sectioned};
use sortie::inside::study::chunk::Plan;

use super::{Run, SEVERITIES, STAFFED, TIED, named, staffed};
use crate::drawn::{Axis, Drawn, extent, time};

/// The Kaplan–Meier steps of durations that all ended: hours, and share from there on.
fn steps(mut hours: Vec<f64>) -> Vec<(f64, f64)> {
    hours.sort_by(f64::total_cmp);
    let n = hours.len() as f64;
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (k, at) in hours.into_iter().enumerate() {
        let share = (k + 1) as f64 / n;
        match steps.last_mut() {
            Some(last) if last.0 >= at => last.1 = share,
            _ => steps.push((at, share)),
        }
    }
    steps
}

/// Distance of a point from a segment.
fn away((x, y): (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((x - from.0) * dx + (y - from.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (x - from.0 - along * dx).hypot(y - from.1 - along * dy)
}

pub fn near(point: (f64, f64), path: &[(f64, f64)], most: f64) -> bool {
    path.windows(2)
        .any(|pair| away(point, pair[0], pair[1]) <= most)
}

/// The heights of 0% and 100% on the left of a chart of shares.
pub fn heights(chart: &Drawn) -> impl Fn(f64) -> f64 + use<> {
    let (none, all) = (chart.find("0%").y, chart.find("100%").y);
    // Ticks' words stand a little above the baseline that they name.
    let grid = chart
        .lines
        .iter()
        .find(|line| (line.points[0].1 - none).abs() < 12.0);
    let shift = grid.expect("a grid line").points[0].1 - none;
    move |share| none + shift + share * (all - none)
}

/// Holds a curve of a colour to its steps: what is drawn is on them, and each is drawn.
pub fn hold(chart: &Drawn, axis: &Axis, color: &str, steps: &[(f64, f64)]) {
    let height = heights(chart);
    let at_once = steps
        .first()
        .filter(|step| step.0 <= 0.0)
        .map_or(0.0, |step| step.1);
    let mut path = vec![(axis.first().0, height(at_once))];
    for (hours, share) in steps.iter().filter(|step| step.0 > 0.0) {
        let x = axis.log_place(*hours);
        path.push((x, path[path.len() - 1].1));
        path.push((x, height(*share)));
    }
    let (_, end) = path[path.len() - 1];
    path.push((axis.end(), end));
    let bottom = height(0.0);
    let lines: Vec<&Vec<(f64, f64)>> = chart
        .lines
        .iter()
        .filter(|line| line.color == color)
        // The legend's swatches stand below the axis.
        .filter(|line| line.points[0].1 <= bottom + 1.0)
        .map(|line| &line.points)
        .collect();
    let zero: Vec<(f64, f64)> = if axis.has_zero() {
        let x = axis.log_place(0.0);
        vec![
            (x, bottom),
            (x, height(at_once)),
            (axis.first().0, height(at_once)),
        ]
    } else {
        Vec::new()
    };
    for point in lines.iter().flat_map(|line| line.iter()) {
        assert!(
            near(*point, &path, 1.0) || near(*point, &zero, 1.0),
            "{color}: {point:?} is drawn, and neither on {path:?} nor on {zero:?}"
        );
    }
    // Dashes may leave out a corner by the length of a gap.
    for corner in path.iter().chain(&zero[..zero.len().min(2)]) {
        assert!(
            lines.iter().any(|line| near(*corner, line, 7.0)),
            "{color}: {corner:?} is not drawn"
        );
    }
}

/// What ends the duration of an incident, hours since the start.
type End = fn(&IncidentRecord) -> Option<f64>;

#[test]
fn curves_rise_where_the_records_say_and_to_the_last_of_them() {
    let run = &*TIED;
    let ends: [(&str, &str, End); 2] = [
        ("response-times", "response", |it| it.hands_on_h),
        ("containment-times", "containment", |it| it.contained_h),
    ];
    for (name, measure, end) in ends {
        let chart = run.chart(name);
        let axis = chart.axis(chart.find("0%").y - 2.0, time);
        for (severity, color) in SEVERITIES {
            let of = run.records.iter().filter(|it| it.severity == severity);
            let hours: Vec<f64> = of
                .map(|it| end(it).expect("an end") - it.detected_h.expect("detected"))
                .collect();
            if hours.is_empty() {
                assert!(!chart.said().contains(severity), "{severity} on {name}");
                continue;
            }
            hold(chart, &axis, color, &steps(hours));
            // The table below says what the summary says, and the median is marked there.
            let rows = run.summary["durations"]
                .as_array()
                .expect("durations")
                .iter();
            let row = rows
                .clone()
                .find(|row| row["measure"] == measure && row["severity"] == severity)
                .expect("a row");
            let median = row["median"]["estimate"].as_f64().expect("a median");
            let typed = run
                .typed
                .durations
                .iter()
                .find(|row| row.measure.name() == measure && row.severity == Some(severity));
            let median_words =
                words::duration_estimate(&typed.and_then(|row| row.median).expect("a median"));
            let line = chart.find(severity).y;
            let cells: Vec<&str> = chart
                .words
                .iter()
                .filter(|words| (words.y - line).abs() < 1.0)
                .map(|words| words.text.as_str())
                .collect();
            assert_eq!(cells[1], row["n"].to_string(), "{cells:?}");
            assert_eq!(cells[2], median_words, "{cells:?}");
            let (x, y) = (axis.log_place(median), heights(chart)(0.5));
            let mut marks = chart.shapes.iter().filter(|shape| shape.color == color);
            assert!(
                marks.any(|mark| mark
                    .points
                    .iter()
                    .all(|point| (point.0 - x).hypot(point.1 - y) < 10.0)),
                "{severity}: a mark at {x}, {y}"
            );
            if measure == "response" {
                for (cell, id) in cells[3..].iter().zip(["an-hour", "two"]) {
                    let target = named(&run.summary["targets"], "id", id);
                    let rows = target["by_severity"].as_array().expect("rows").iter();
                    let share = rows
                        .clone()
                        .find(|row| row["severity"] == severity)
                        .and_then(|row| row["share"].as_f64());
                    let said =
                        share.map_or_else(|| "–".to_owned(), |it| format!("{:.0}%", it * 100.0));
                    assert_eq!(*cell, said, "{id} of {severity}");
                }
            }
        }
        assert!(!chart.said().contains("Bands"), "no band is drawn");
    }
    // Hands on after exactly two hours is in time, and a target for a kind is not for all.
    let said = run.chart("response-times").said();
    assert!(
        said.contains("67%") && said.contains("A target for some kinds"),
        "{said}"
    );
    assert!(said.contains("0 stands left of the break"), "{said}");
}

/// Durations in hours, and whether each ended, in order of time.
struct Durations(Vec<(f64, bool)>);

impl Durations {
    /// Of the incidents of a severity in some replications.
    fn of(run: &Run, severity: &str, end: End, replications: &Range<u64>) -> Self {
        let records = run.records.iter();
        let last = run.world.document.end.hours();
        let durations = records
            .filter(|it| it.severity == severity && replications.contains(&it.replication))
            .filter_map(|it| {
                let begun = it.detected_h?;
                let ended = end(it);
                Some((ended.unwrap_or(last) - begun, ended.is_some()))
            });
        let mut durations: Vec<(f64, bool)> = durations.collect();
        durations.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self(durations)
    }

    /// Kaplan and Meier's share of those not ended after a time, and Greenwood's sum.
    fn survival(&self, at: f64) -> (f64, f64) {
        let (mut survival, mut sum) = (1.0, 0.0);
        for (before, (end, ended)) in self.0.iter().enumerate() {
            if *end > at {
                break;
            }
            let watched = (self.0.len() - before) as f64;
            if *ended {
                survival *= 1.0 - 1.0 / watched;
                sum += 1.0 / (watched * (watched - 1.0));
            }
        }
        (survival, sum)
    }
}

/// The 95% limits of the share that has ended by a time, on the scale of log(−log), from the
/// spread of sections of replications, or with Greenwood's variance without sections.
fn limits(all: &Durations, sections: &[Durations], at: f64) -> Option<(f64, f64)> {
    let scale = |survival: f64| libm::log(-libm::log(survival));
    let (survival, sum) = all.survival(at);
    if survival <= 0.0 || survival >= 1.0 {
        return None;
    }
    let (low, high) = if sections.is_empty() {
        let half = normal_quantile(0.975) * sum.sqrt() / libm::log(survival).abs();
        (scale(survival) - half, scale(survival) + half)
    } else {
        let parts: Vec<Option<f64>> = sections
            .iter()
            .map(|section| section.survival(at).0)
            .map(|part| (part > 0.0 && part < 1.0).then(|| scale(part)))
            .collect();
        let interval = sectioned(scale(survival), &parts, 0.95)?;
        (interval.low, interval.high)
    };
    let share = |scaled: f64| 1.0 - libm::exp(-libm::exp(scaled));
    Some((share(low), share(high)))
}

/// Holds the bands of a chart to the records, and returns at how many places. Durations are kept
/// to a 64th, which is two pixels, and steps of less than a pixel are drawn as one: a limit lies
/// between those that hold a little to both sides.
fn hold_bands(run: &Run, name: &str, end: End, sections: &[Range<u64>]) -> usize {
    let chart = run.chart(name);
    let axis = chart.axis(chart.find("0%").y - 2.0, time);
    let height = heights(chart);
    let mut held = 0;
    for (severity, color) in SEVERITIES {
        let all = Durations::of(run, severity, end, &(0..u64::MAX));
        let parts: Vec<Durations> = sections
            .iter()
            .map(|replications| Durations::of(run, severity, end, replications))
            .collect();
        let bands = chart.shapes.iter().filter(|shape| shape.color == color);
        let bands: Vec<_> = bands.filter(|shape| shape.opacity < 0.5).collect();
        let mut x = axis.first().0 + 3.0;
        while x < axis.end() - 3.0 {
            let found = bands.iter().filter_map(|band| band.upright_at(x));
            let found: Vec<(f64, f64)> = found.collect();
            let around = (0_u8..8).map(|by| axis.log_value(x - 3.5 + f64::from(by)));
            let around = around.map(|at| limits(&all, &parts, at));
            let told: Vec<(f64, f64)> = around.clone().flatten().collect();
            if told.is_empty() {
                assert_eq!(found, [], "{severity} at {x}");
            } else if told.len() == around.len() {
                let [(top, bottom)] = found[..] else {
                    panic!("one band of {severity} at {x}: {found:?}");
                };
                let upper = extent(told.iter().map(|limits| height(limits.1)));
                let lower = extent(told.iter().map(|limits| height(limits.0)));
                for (drawn, (least, most)) in [(top, upper), (bottom, lower)] {
                    assert!(
                        (least - 0.7..=most + 0.7).contains(&drawn),
                        "{severity} at {x}: {drawn} is drawn for {least} to {most}"
                    );
                }
                held += 1;
            }
            x += 5.0;
        }
    }
    held
}

#[test]
fn bands_lie_between_the_limits_that_the_records_give() {
    let plan = Plan::new(40);
    let mut sections: Vec<Range<u64>> = Vec::new();
    for chunk in (0..plan.chunks()).filter_map(|index| plan.chunk(index)) {
        match sections.get_mut(chunk.section) {
            Some(section) => section.end = chunk.replications().end,
            None => sections.push(chunk.replications()),
        }
    }
    assert_eq!(sections.len(), 20);
    let few = Run::of(&staffed(), 2);
    let ends: [(&str, End); 2] = [
        ("response-times", |it| it.hands_on_h),
        ("containment-times", |it| it.contained_h),
    ];
    for (name, end) in ends {
        let held = hold_bands(&STAFFED, name, end, &sections);
        assert!(held > 100, "{held} places of {name}");
        let held = hold_bands(&few, name, end, &[]);
        assert!(held > 100, "{held} places of {name}, Greenwood");
        assert!(few.chart(name).said().contains("Greenwood"));
    }
}
