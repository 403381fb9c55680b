//! Tornados: what moves a measure, and shares of its variance.

use sortie::inside::chart::{Tornado, TornadoBar};

use super::sweeps::{GRID, SAMPLED, chart, factors, label, rounding, told};
use super::{caption, close, named, three};
use crate::drawn::{Bar, Drawn, plain};

#[test]
fn shares_of_the_variance_end_where_they_are_estimated() {
    let bar = |name: &str, main: f64, total: f64| TornadoBar {
        name: name.to_owned(),
        responses: (0.4, 0.6),
        swing: (20.0, 10.0, 30.0),
        main: Some((main, main - 0.1, main + 0.2)),
        total: Some((total, total - 0.1, total + 0.2)),
        ..TornadoBar::default()
    };
    for (main, total) in [(0.3, 0.6), (0.9, 1.3), (-0.2, 2.4)] {
        let figure = Tornado {
            caption: caption(),
            change: "pp".to_owned(),
            center: 0.5,
            bars: vec![bar("a", main, total)],
            ..Tornado::default()
        };
        let drawn = Drawn::read(figure.draw().expect("a drawing").text());
        for (color, share) in [("#0072B2", main), ("#7FCEB9", total)] {
            let bars = drawn.bars_of(color);
            // The first is the legend's.
            let axis = drawn.axis(bars[1].bottom, |words| {
                words.ends_with('%').then(|| plain(words)).flatten()
            });
            let (left, right) = (axis.value(bars[1].left), axis.value(bars[1].right));
            let (from, to) = (f64::min(0.0, share) * 100.0, f64::max(0.0, share) * 100.0);
            assert!(
                (left - from).abs() < 1.0 && (right - to).abs() < 1.5,
                "{left}–{right} for {share}"
            );
        }
        assert!(
            drawn.said().contains("+20.0 pp (10.0 to 30.0)"),
            "{}",
            drawn.said()
        );
    }
    let figure = Tornado {
        bars: vec![bar("far", 0.9, 7.0)],
        ..Tornado::default()
    };
    let said = Drawn::read(figure.draw().expect("a drawing").text()).said();
    assert!(said.contains("Beyond the axis: far 700% in all"), "{said}");
}

#[test]
fn a_tornado_reaches_from_the_first_to_the_last_of_a_curve() {
    for (folder, measure) in [(&GRID, "response"), (&GRID, "loss"), (&SAMPLED, "response")] {
        let told = told(folder);
        let found = named(&told["measures"], "name", measure);
        let center = found["mean"].as_f64().expect("a mean");
        let chart = chart(folder, &format!("tornado.{measure}"));
        for factor in factors(&told, measure) {
            let path = factor["path"].as_str().expect("a path");
            let curve = factor["curve"].as_array().expect("a curve");
            let y = chart.find(&label(&told, path)).center + 7.0;
            for (point, color) in [(&curve[0], "#56B4E9"), (&curve[curve.len() - 1], "#E69F00")] {
                let bars = chart.bars_of(color).into_iter();
                let bars: Vec<&Bar> = bars.filter(|bar| (bar.middle() - y).abs() < 1.0).collect();
                let [bar] = bars[..] else {
                    panic!("one bar of {path}: {bars:?}");
                };
                // Ticks left of the shares of the variance.
                let axis = chart.axis(bar.bottom, |words| {
                    (!words.ends_with('%')).then(|| plain(words)).flatten()
                });
                let end = point["estimate"].as_f64().expect("a response");
                close(
                    &[axis.value(bar.left), axis.value(bar.right)],
                    &[end.min(center), end.max(center)],
                );
            }
            let [swing, low, high] = three(&factor["swing"]);
            let said = chart.said();
            let found = said.lines().any(|line| {
                let words = line.split([' ', '(', ')', '+']);
                let numbers: Vec<&str> = words.filter(|it| plain(it).is_some()).collect();
                let told = [swing, low, high];
                numbers.len() == 3
                    && numbers.iter().zip(told).all(|(words, told)| {
                        plain(words).is_some_and(|it| (it - told).abs() <= rounding(words))
                    })
            });
            assert!(found, "{swing} ({low} to {high}) in\n{said}");
        }
    }
}
