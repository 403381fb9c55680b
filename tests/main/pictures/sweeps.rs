//! Sweeps: screenings, curves by factor, grids and samples.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use super::{close, three, whisker};
use crate::drawn::{Anchor, Axis, Bar, Drawn, Words, plain};
use crate::harness::run;

/// What `sortie sweep minimal` with some arguments makes, in a folder `r`.
fn swept(args: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let line = format!("sweep minimal {args} --out r -q");
    let args: Vec<&str> = line.split_whitespace().collect();
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 0, "{err}");
    folder
}

fn read(folder: &TempDir, name: &str) -> String {
    let path = Path::new("r").join(name);
    fs::read_to_string(folder.path().join(path)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn told(folder: &TempDir) -> Value {
    serde_json::from_str(&read(folder, "sweep.json")).expect("JSON")
}

pub fn chart(folder: &TempDir, name: &str) -> Drawn {
    Drawn::read(&read(folder, &format!("charts/{name}.svg")))
}

/// A measure's factors.
pub fn factors<'a>(told: &'a Value, measure: &str) -> &'a Vec<Value> {
    let found = super::named(&told["measures"], "name", measure);
    found["factors"].as_array().expect("factors")
}

/// What a factor is called on charts.
pub fn label(told: &Value, path: &str) -> String {
    let factor = super::named(&told["factors"], "path", path);
    let label = factor["label"].as_str().expect("a label");
    label[..1].to_uppercase() + &label[1..]
}

#[test]
fn shares_change_by_percentage_points() {
    let folder = swept(
        "--vary team.cert.notice=0h..12h --vary team.cert.experts.1.count=2,3,4 --design morris \
         -n 4 --points 3 -m target:hands-on-fast",
    );
    let told = told(&folder);
    let chart = chart(&folder, "screening.target-hands-on-fast");
    let said = chart.said();
    assert!(said.contains("whole extent (percentage points)"), "{said}");
    let hash = told["scenario_hash"].as_str().expect("a hash");
    assert!(said.contains(&hash[..12]), "{said}");
    let mut sizes: Vec<[f64; 4]> = factors(&told, "target:hands-on-fast")
        .iter()
        .map(|factor| {
            let [size, low, high] = three(&factor["mu_star"]);
            let spread = factor["sigma"]["estimate"].as_f64().expect("a spread");
            [size, low, high, spread].map(|effect| effect * 100.0)
        })
        .filter(|size| size[0] > 0.0)
        .collect();
    sizes.sort_by(|a, b| b[0].total_cmp(&a[0]));
    // The first is the legend's.
    let bars = &chart.bars_of("#56B4E9")[1..];
    assert!(!sizes.is_empty());
    for (bar, [size, low, high, spread]) in bars.iter().zip(sizes) {
        let axis = chart.axis(bar.bottom, plain);
        let [from, to] = whisker(&chart, bar, 0.0);
        close(&[axis.value(bar.right), from, to], &[size, low, high]);
        let marks = chart.shapes.iter().map(|shape| {
            let (left, right) = shape.ends();
            (f64::midpoint(left, right), shape.points[0].1)
        });
        let mut here = marks.filter(|(_, y)| (y - bar.middle()).abs() < 8.0);
        assert!(
            here.any(|(x, _)| (x - axis.place(spread)).abs() < 0.2),
            "σ {spread}"
        );
    }
}

/// Every combination of two lists.
pub static GRID: LazyLock<TempDir> = LazyLock::new(|| {
    swept(
        "--vary team.cert.notice=0h,3h,9h --vary threat.botnet.rate=2/week,6/week -n 12 \
         -m response,loss",
    )
});

/// Points all over two ranges.
pub static SAMPLED: LazyLock<TempDir> = LazyLock::new(|| {
    swept(
        "--vary team.cert.notice=1h..9h --vary threat.botnet.rate=2/week..9/week --design sobol \
         --points 8 -n 6 -m response",
    )
});

/// `9h`.
fn hours(words: &str) -> Option<f64> {
    words.strip_suffix('h')?.parse().ok()
}

/// `9/week`.
fn per_week(words: &str) -> Option<f64> {
    words.strip_suffix("/week")?.parse().ok()
}

/// Holds a panel to its curve: its line, whose ends are both on it, its band and its whiskers.
fn hold_panel(chart: &Drawn, along: &Axis, curve: &Value) {
    let curve = curve.as_array().expect("a curve");
    let at = |point: &Value| along.place(point["at"].as_f64().expect("a value"));
    let (first, last) = (at(&curve[0]), at(&curve[curve.len() - 1]));
    let blue = chart.lines.iter().filter(|line| line.color == "#0072B2");
    let here = blue.filter(|line| {
        let (left, right) = line.ends();
        left > first - 1.0 && right < last + 1.0
    });
    let upright = here.clone().filter(|line| (line.width - 1.25).abs() < 0.1);
    let mut lines = here.filter(|line| line.points.len() == curve.len() && line.width > 2.0);
    let line = lines.find(|line| line.ends().1 - line.ends().0 > 20.0);
    let line = line.expect("a curve");
    let up = chart.upright(first, (0.0, f64::INFINITY), plain);
    let bands = chart
        .shapes
        .iter()
        .filter(|it| (it.opacity - 0.2).abs() < 0.01);
    let bands: Vec<_> = bands
        .filter(|band| band.upright_at(first).is_some())
        .collect();
    let [band] = bands[..] else {
        panic!("one band from {first} on: {bands:?}");
    };
    for (point, (x, y)) in curve.iter().zip(&line.points) {
        assert!((x - at(point)).abs() < 0.1, "{x} for {point}");
        let [mean, low, high] = three(point);
        let (top, bottom) = band.upright_at(at(point)).expect("a band there");
        let drawn = [*y, bottom, top].map(|y| up.value(y));
        close(&drawn, &[mean, low, high]);
        let whisker = upright
            .clone()
            .find(|line| (line.points[0].0 - x).abs() < 0.1);
        let ends = &whisker.expect("a whisker").points;
        close(&[up.value(ends[0].1), up.value(ends[1].1)], &[low, high]);
        let discs = chart.shapes.iter().filter(|it| it.points.len() == 1);
        let mut marks = discs.filter(|disc| disc.color == "#0072B2" && disc.opacity > 0.9);
        assert!(marks.any(|disc| (disc.points[0].0 - x).hypot(disc.points[0].1 - y) < 0.1));
    }
}

#[test]
fn curves_by_factor_have_the_means_and_limits_of_the_table() {
    let told = told(&GRID);
    for measure in ["response", "loss"] {
        let chart = chart(&GRID, &format!("curves.{measure}"));
        let factors = factors(&told, measure);
        let below = chart.find("0h").y - 2.0;
        hold_panel(&chart, &chart.axis(below, hours), &factors[0]["curve"]);
        hold_panel(&chart, &chart.axis(below, per_week), &factors[1]["curve"]);
    }
}

/// The rows of `sweep.csv` for a measure: its cells by the names of columns.
fn rows(folder: &TempDir, measure: &str) -> Vec<Vec<f64>> {
    let text = read(folder, "sweep.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| row.expect("a row"));
    let here = rows.filter(|row| {
        let at = head.iter().position(|name| name == "measure").expect("it");
        &row[at] == measure
    });
    let wanted = [
        "team.cert.notice",
        "threat.botnet.rate",
        "estimate",
        "low",
        "high",
    ];
    let places: Vec<usize> = wanted
        .iter()
        .map(|name| {
            head.iter()
                .position(|it| it.starts_with(name))
                .expect("a column")
        })
        .collect();
    here.map(|row| {
        let numbers = places.iter().map(|at| row[*at].parse().expect("a number"));
        numbers.collect()
    })
    .collect()
}

/// The parts of a colour.
fn parts(color: &str) -> [i32; 3] {
    [1, 3, 5].map(|at| i32::from_str_radix(&color[at..at + 2], 16).expect("a colour"))
}

/// Half a unit of the last digit of a number.
pub fn rounding(words: &str) -> f64 {
    let digits = words.split_once('.').map_or(0, |(_, digits)| digits.len());
    0.500_001 * libm::pow(10.0, -(digits as f64))
}

#[test]
fn cells_of_a_grid_say_what_the_table_says_in_colour_too() {
    for measure in ["response", "loss"] {
        let chart = chart(&GRID, &format!("heat-map.{measure}"));
        let rows = rows(&GRID, measure);
        assert_eq!(rows.len(), 6);
        let values = || rows.iter().map(|row| row[2]);
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(0.0, f64::max);
        // The key: 45 colours from the least to the greatest.
        let is_key = |bar: &&Bar| (bar.bottom - bar.top - 12.0).abs() < 0.1;
        let mut key: Vec<&Bar> = chart.bars.iter().filter(is_key).collect();
        key.sort_by(|a, b| a.left.total_cmp(&b.left));
        assert_eq!(key.len(), 45);
        let ends: Vec<f64> = chart
            .beside(key[0].middle())
            .iter()
            .filter_map(|it| plain(it))
            .collect();
        close(&ends, &[low, high]);

        let centered = chart.words.iter().filter(|it| it.anchor == Anchor::Middle);
        let find = |anchor: Anchor, value: f64, of: fn(&str) -> Option<f64>| {
            let words = chart.words.iter().filter(|words| words.anchor == anchor);
            let mut named =
                words.filter(|words| of(&words.text).is_some_and(|it| (it - value).abs() < 1e-9));
            let found = named.next();
            found.unwrap_or_else(|| panic!("{value} in\n{}", chart.said()))
        };
        for row in &rows {
            let column = find(Anchor::Middle, row[0], hours);
            let line = find(Anchor::End, row[1], per_week);
            let inside = |bar: &&Bar| {
                bar.left < column.x
                    && column.x < bar.right
                    && bar.right - bar.left < 400.0
                    && bar.top < line.center
                    && line.center < bar.bottom
            };
            let cells: Vec<&Bar> = chart.bars.iter().filter(inside).collect();
            let [cell] = cells[..] else {
                panic!("one cell at {row:?}: {cells:?}");
            };
            let mut said: Vec<&Words> = centered
                .clone()
                .filter(|it| (it.x - f64::midpoint(cell.left, cell.right)).abs() < 0.1)
                .filter(|it| it.center > cell.top && it.center < cell.bottom)
                .collect();
            said.sort_by(|a, b| a.y.total_cmp(&b.y));
            let [value, half] = said[..] else {
                panic!("value and half-width of {row:?}: {said:?}");
            };
            let drawn = plain(&value.text).expect("a number");
            assert!(
                (drawn - row[2]).abs() <= rounding(&value.text),
                "{drawn} for {row:?}"
            );
            let half = half.text.strip_prefix('±').expect("a half-width");
            let drawn = plain(half).expect("a number");
            assert!(
                (drawn - (row[4] - row[3]) / 2.0).abs() <= rounding(half),
                "±{drawn} for {row:?}"
            );
            let nth = ((row[2] - low) / (high - low) * 44.0).round() as usize;
            let far = parts(&cell.color).into_iter().zip(parts(&key[nth].color));
            let far = far.map(|(a, b)| (a - b).abs()).max();
            assert!(far < Some(10), "{} for {}", cell.color, key[nth].color);
        }
    }
}

#[test]
fn single_points_and_shares_of_a_sample_are_those_of_the_tables() {
    let told = told(&SAMPLED);
    let factors = factors(&told, "response");
    let curves = chart(&SAMPLED, "curves.response");
    // Both panels have their ticks in one row: those of a panel lie on its side.
    let discs = curves.shapes.iter();
    let dots: Vec<(f64, f64)> = discs
        .filter(|disc| disc.points.len() == 1 && (disc.opacity - 0.6).abs() < 0.01)
        .map(|disc| disc.points[0])
        .collect();
    // Two tables of 8 points, in each of the two panels.
    let rows = &rows(&SAMPLED, "response")[..16];
    assert_eq!(dots.len(), 2 * rows.len());
    for (panel, dots) in dots.chunks(rows.len()).enumerate() {
        let left = dots.iter().map(|dot| dot.0).fold(f64::INFINITY, f64::min);
        let up = curves.upright(left, (0.0, f64::INFINITY), plain);
        let span = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, 0.0_f64), |(low, high), it| {
                (low.min(it), high.max(it))
            })
        };
        let drawn = span(&mut dots.iter().map(|dot| dot.0));
        let meant = span(&mut rows.iter().map(|row| row[panel]));
        for (dot, row) in dots.iter().zip(rows) {
            close(&[up.value(dot.1)], &[row[2]]);
            let share = (row[panel] - meant.0) / (meant.1 - meant.0);
            let x = drawn.0 + share * (drawn.1 - drawn.0);
            assert!((dot.0 - x).abs() < 0.2, "{dot:?} for {row:?}");
        }
    }
    let tornado = chart(&SAMPLED, "tornado.response");
    for factor in factors {
        let path = factor["path"].as_str().expect("a path");
        let y = tornado.find(&label(&told, path)).center + 7.0;
        for (key, color, by) in [("main", "#0072B2", -7.5), ("total", "#7FCEB9", 7.5)] {
            let [share, low, high] = three(&factor[key]);
            let bars = tornado.bars_of(color).into_iter();
            let bars: Vec<&Bar> = bars
                .filter(|bar| (bar.middle() - y - by).abs() < 1.0)
                .collect();
            let [bar] = bars[..] else {
                panic!("one bar of {path}: {bars:?}");
            };
            let axis = tornado.axis(bar.bottom, |words| {
                words.ends_with('%').then(|| plain(words)).flatten()
            });
            let clamp = |share: f64| (share * 100.0).clamp(-100.0, 300.0);
            let ends = [axis.value(bar.left), axis.value(bar.right)];
            let (from, to) = (clamp(share.min(0.0)), clamp(share.max(0.0)));
            // A bar of nothing is a pixel wide.
            assert!(
                (ends[0] - from).abs() < 0.5 && (ends[1] - to).abs() < 1.5,
                "{ends:?}"
            );
            let whiskers = tornado.level(crate::drawn::INK, y + by);
            let [line] = whiskers[..] else {
                panic!("one whisker of {path}: {whiskers:?}");
            };
            let (from, to) = line.ends();
            close(
                &[axis.value(from), axis.value(to)],
                &[clamp(low), clamp(high)],
            );
        }
    }
}
