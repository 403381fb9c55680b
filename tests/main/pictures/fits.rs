//! Fits: the data with their boxes, the fitted curves and the band around them.

use std::fmt::Write as _;

use sortie::inside::calibrate::{ColumnMap, Options, Step, calibrate, moment, read_csv};
use sortie::inside::chart::{FittedCurve, GoodnessOfFit, ObservedPart};
use sortie::inside::report::calibration_figures;

use super::caption;
use super::curves::{heights, near};
use crate::calibrate::options;
use crate::drawn::{Bar, Drawn, INK, time};

#[test]
fn a_fit_rises_at_nothing_where_durations_are_nothing() {
    let piece = |low, high, share| ObservedPart { low, high, share };
    let mut figure = GoodnessOfFit {
        caption: caption(),
        pieces: vec![
            piece(0.0, 0.0, 0.4),
            piece(1.0, 1.0, 0.4),
            piece(5.0, 5.0, 0.2),
        ],
        curves: vec![FittedCurve {
            label: "a law".to_owned(),
            points: vec![(0.5, 0.2, 0.2, 0.2), (6.0, 0.8, 0.8, 0.8)],
        }],
        ..GoodnessOfFit::default()
    };
    let chart = Drawn::read(figure.draw().expect("a drawing").text());
    let axis = chart.axis(chart.find("0%").y - 2.0, time);
    let height = heights(&chart);
    let drawn = |x: f64, y: f64| {
        let ink = chart.lines.iter().filter(|line| line.color == "#22262B");
        ink.clone().any(|line| near((x, y), &line.points, 1.0))
    };
    for (hours, share) in [(0.0, 0.0), (0.0, 0.4), (1.0, 0.4), (1.0, 0.8), (5.0, 1.0)] {
        assert!(
            drawn(axis.log_place(hours), height(share)),
            "{hours} h, {share}"
        );
    }
    assert!(
        !drawn(axis.first().0, height(0.2)),
        "no rise at the left edge"
    );
    for words in ["somewhere in the box", "Whiskers"] {
        assert!(!chart.said().contains(words), "{words} is not drawn");
    }
    figure.pieces[1].high = 3.0;
    let said = Drawn::read(figure.draw().expect("a drawing").text()).said();
    assert!(said.contains("somewhere in the box"));
}

/// What a column says of detection, how often, and the bounds that it gives, hours. None overlap.
const KNOWN: [(&str, usize, f64, f64); 8] = [
    ("20 min", 2, 1.0 / 3.0, 1.0 / 3.0),
    ("45 min", 3, 0.75, 0.75),
    ("1-2 h", 6, 1.0, 2.0),
    ("3 h", 4, 3.0, 3.0),
    ("4-7 h", 5, 4.0, 7.0),
    ("9 h", 3, 9.0, 9.0),
    ("14 h", 2, 14.0, 14.0),
    ("30 h", 1, 30.0, 30.0),
];

#[test]
fn steps_and_boxes_are_the_shares_of_the_records() {
    let mut csv = "occurred,detected\n".to_owned();
    let mut nth = 0;
    let open = ("", 4, 0.0, 0.0);
    for (cell, count, ..) in KNOWN.into_iter().chain([open]) {
        for _ in 0..count {
            nth += 1;
            let _ = writeln!(csv, "2024-03-{nth:02} 03:{nth:02}:{:02},{cell}", 60 - nth);
        }
    }
    let mut records = read_csv(&csv, &ColumnMap::default(), &options().zone).expect("columns");
    let options = Options {
        until: moment("2024-06-01", None, &options().zone),
        draws: 40,
        ..options()
    };
    let found = calibrate(&mut records, &options).expect("rows");
    let album = calibration_figures::draw(&found);
    let [picture] = &album.pictures[..] else {
        panic!("one fit: {:?}", album.undrawn);
    };
    let chart = Drawn::read(picture.drawing.text());
    let axis = chart.axis(chart.find("0%").y - 2.0, time);
    let height = heights(&chart);
    let ink: Vec<_> = chart
        .lines
        .iter()
        .filter(|line| line.color == INK)
        .collect();
    let drawn = |x: f64, y: f64| ink.iter().any(|line| near((x, y), &line.points, 0.7));
    let mut boxes: Vec<&Bar> = chart
        .bars
        .iter()
        .filter(|bar| bar.color == INK && bar.top > height(1.0) - 1.0)
        .collect();
    boxes.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut boxes = boxes.into_iter();
    let (mut before, mut so_far) = (axis.first().0, 0);
    for (cell, count, low, high) in KNOWN {
        let share = |count: usize| count as f64 / f64::from(nth);
        let (y, next) = (height(share(so_far)), height(share(so_far + count)));
        let (from, to) = (axis.log_place(low), axis.log_place(high));
        assert!(
            drawn(before, y) && drawn(from, y),
            "{cell}: level from {before} to {from}"
        );
        if from < to {
            let it = boxes.next().expect("a box");
            for (drawn, told) in [
                (it.left, from),
                (it.right, to),
                (it.top, next),
                (it.bottom, y),
            ] {
                assert!((drawn - told).abs() < 0.7, "{cell}: {it:?}");
            }
        } else {
            let half = f64::midpoint(y, next);
            assert!(
                drawn(to, y) && drawn(to, half) && drawn(to, next),
                "{cell}: a rise"
            );
        }
        so_far += count;
        before = to;
    }
    assert!(boxes.next().is_none(), "two boxes");
    assert!(!drawn(axis.end(), height(1.0)), "four are not detected yet");

    let steps = &found.kinds[0].steps;
    let (_, detection) = steps
        .iter()
        .find(|(it, _)| *it == Step::Detection)
        .expect("a step");
    let bands = chart
        .shapes
        .iter()
        .filter(|it| (it.opacity - 0.18).abs() < 0.01);
    let band = bands.clone().next().expect("a band");
    let best = detection
        .candidates
        .iter()
        .min_by(|a, b| a.aic.total_cmp(&b.aic));
    let best = best.expect("a fit");
    let curves = chart.lines.iter().filter(|line| line.color == band.color);
    let curve = curves
        .max_by(|a, b| a.points.len().cmp(&b.points.len()))
        .expect("a curve");
    let mut held = 0;
    for (at, _, low, high) in &detection.band {
        let x = axis.log_place(*at);
        if x < axis.first().0 || x > axis.end() {
            continue;
        }
        let (top, bottom) = band.upright_at(x).expect("a band there");
        assert!(
            (top - height(*high)).abs() < 0.2 && (bottom - height(*low)).abs() < 0.2,
            "{at} h: {low} to {high}"
        );
        let share = best.share_by(*at);
        assert!(
            near((x, height(share)), &curve.points, 0.2),
            "{at} h: {share}"
        );
        held += 1;
    }
    assert!(held > 20, "{held} places");
}
