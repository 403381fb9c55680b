//! Who serves when, and how effective those are: rosters and effectiveness.

use sortie::inside::outcome::trace::{Entry, trace};

use super::{STAFFED, named};
use crate::drawn::{Axis, Bar, Drawn, INK, Line, day, plain};

/// Colours of nations, in the order in which rosters name them.
const NATIONS: [(&str, &str); 2] = [("Nederland", "#8CCBF0"), ("Lietuva", "#F1C566")];

/// The band of a roster: paper, as wide as the chart.
fn band<'a>(chart: &'a Drawn, team: &str) -> &'a Bar {
    let y = chart.find(team).center;
    let bands = chart.bars.iter();
    let mut bands = bands.filter(|bar| bar.color == "#F3F5F7" && bar.right - bar.left > 400.0);
    let found = bands.find(|band| (band.top..band.bottom).contains(&y));
    found.unwrap_or_else(|| panic!("a band beside {team}"))
}

/// Bars of a colour and opacity on a band, from the left.
fn on<'a>(chart: &'a Drawn, band: &Bar, color: &str, opacity: f64) -> Vec<&'a Bar> {
    let bars = chart.bars.iter();
    let mut bars: Vec<&Bar> = bars
        .filter(|bar| bar.color == color && (bar.opacity - opacity).abs() < 0.01)
        .filter(|bar| bar.middle() > band.top && bar.middle() < band.bottom)
        .collect();
    bars.sort_by(|a, b| a.left.total_cmp(&b.left));
    bars
}

/// Hours of an event of a team in a trace, with the rest of its line.
fn told<'a>(entries: &'a [Entry], team: &str, event: &str) -> Vec<(f64, &'a str)> {
    let entries = entries.iter().filter(|entry| entry.event == event);
    entries
        .filter(|entry| entry.team.as_deref() == Some(team))
        .map(|entry| (entry.ms as f64 / 3.6e6, entry.note.as_str()))
        .collect()
}

/// Experts in a line that says `2 experts`.
fn experts(note: &str) -> f64 {
    let (before, _) = note.split_once(" expert").expect("experts");
    let number = before.rsplit(' ').next().and_then(|it| it.parse().ok());
    number.unwrap_or_else(|| panic!("a number in {note}"))
}

/// Seats of a nation that are taken on a band at a pixel.
fn seats(chart: &Drawn, band: &Bar, row: f64, color: &str, x: f64) -> f64 {
    let blocks = on(chart, band, color, 1.0).into_iter();
    let here = blocks.filter(|block| block.left < x && x < block.right);
    here.map(|block| (block.bottom - block.top) / row).sum()
}

/// Expert-days that some bars show.
fn expert_days(axis: &Axis, row: f64, bars: &[&Bar]) -> f64 {
    let days = bars.iter().map(|bar| {
        let hours = axis.value(bar.right) - axis.value(bar.left);
        hours / 24.0 * (bar.bottom - bar.top) / row
    });
    days.sum()
}

#[test]
fn a_strip_shows_who_serves_when_as_the_trace_tells() {
    let run = &*STAFFED;
    let chart = run.chart("roster");
    let lowest = band(chart, "Watchers");
    let axis = chart.axis(lowest.bottom + 22.0, day);
    let entries = trace(&run.world, run.world.document.seed, 0).entries;
    let band = band(chart, "Those who take turns");
    let row = (band.bottom - band.top) / 2.0;
    // A pixel is less than two hours; places are kept to a sixteenth.
    let at = |x: f64, hours: f64| (axis.place(hours) - x).abs() < 0.1;

    // The first shift is there from the start, without a change.
    let mut changes = vec![(0.0, "turn of Nederland, 2 experts on duty")];
    changes.extend(told(&entries, "turns", "shift_change"));
    let mut ends: Vec<f64> = changes.iter().map(|change| change.0).collect();
    ends.push(60.0 * 24.0);
    assert_eq!(changes.len(), 5, "{changes:?}");
    let mut before = None;
    for (k, (from, note)) in changes.iter().enumerate() {
        let middle = axis.place(f64::midpoint(*from, ends[k + 1]));
        let on_duty = experts(note);
        for (nation, color) in NATIONS {
            let told = if note.contains(nation) { on_duty } else { 0.0 };
            let drawn = seats(chart, band, row, color, middle);
            assert!((drawn - told).abs() < 0.01, "{note}: {drawn} of {nation}");
            // Whoever comes begins there, and has a mark and a date.
            let begins = on(chart, band, color, 1.0);
            let begins = begins.iter().any(|block| at(block.left, *from));
            assert_eq!(begins, told > 0.0, "{note}: {nation}");
        }
        if let Some(before) = before {
            assert_ne!(before, note);
            let mut edges = chart.lines.iter().filter(|line| line.color == INK);
            assert!(edges.any(|line| {
                let (left, right) = line.ends();
                at(left, *from) && at(right, *from)
            }));
            let words = chart.words.iter().filter(|words| at(words.x, *from));
            let mut days = words.filter_map(|words| day(&words.text));
            assert!(days.any(|hours| (hours - from).abs() < 1e-9), "{note}");
        }
        before = Some(note);
    }

    // Those who learn alongside, and when nothing may change.
    let overlaps = on(chart, band, "#FFFFFF", 0.55);
    let alongside = told(&entries, "turns", "overlap");
    assert_eq!((overlaps.len(), alongside.len()), (4, 4));
    for ((from, note), overlap) in alongside.iter().zip(&overlaps) {
        assert!(at(overlap.left, *from), "{overlap:?} for {from} h");
        let drawn = (overlap.bottom - overlap.top) / row;
        assert!((drawn - experts(note)).abs() < 0.01, "{note}: {drawn}");
        assert!(ends.iter().any(|end| at(overlap.right, *end)));
    }
    let frozen = on(chart, band, INK, 0.16);
    let [frozen] = frozen[..] else {
        panic!("one freeze: {frozen:?}");
    };
    // Five days before 10 February to the midnight that ends the second day after it.
    assert!(
        at(frozen.left, 35.0 * 24.0) && at(frozen.right, 43.0 * 24.0),
        "{frozen:?}"
    );

    // All of it comes to the expert-days of the summary.
    for (team, name, seats) in [("turns", band, 2.0), ("watch", lowest, 3.0)] {
        let row = (name.bottom - name.top) / seats;
        let blocks = NATIONS
            .map(|(_, color)| on(chart, name, color, 1.0))
            .concat();
        let told = named(&run.summary["rosters"], "team", team);
        for (drawn, key) in [
            (expert_days(&axis, row, &blocks), "expert_days"),
            (
                expert_days(&axis, row, &on(chart, name, "#FFFFFF", 0.55)),
                "overlap_days",
            ),
        ] {
            let told = told[key].as_f64().expect("days");
            assert!(
                (drawn - told).abs() < 0.1,
                "{team}: {drawn} is drawn for {told} {key}"
            );
        }
    }
}

/// The curve of a team on the chart of effectiveness, its axis up the page, and its bands: from
/// the least replication to the greatest, and of the mean.
fn curve<'a>(chart: &'a Drawn, team: &str) -> (&'a Line, Axis, [&'a Line; 2]) {
    let name = chart.find(team).center;
    let here = |line: &&Line| line.color == "#0072B2" && line.points.len() > 2;
    let first = |lines: &'a [Line], opacity: f64| {
        let lines = lines.iter().filter(here);
        let lines = lines.filter(|line| (line.opacity - opacity).abs() < 0.01);
        lines
            .filter(|line| line.points[0].1 > name)
            .min_by(|a, b| a.points[0].1.total_cmp(&b.points[0].1))
            .expect("a curve")
    };
    let line = first(&chart.lines, 1.0);
    let (left, _) = line.ends();
    let all = chart
        .words
        .iter()
        .filter(|words| words.text == "100%" && words.center > name);
    let top = all.map(|words| words.center).fold(f64::INFINITY, f64::min);
    let axis = chart.upright(left, (top, top + 100.0), plain);
    let bands = [0.14, 0.28].map(|opacity| first(&chart.shapes, opacity));
    (line, axis, bands)
}

#[test]
fn effectiveness_is_what_each_replication_measured() {
    let run = &*STAFFED;
    let chart = run.chart("effectiveness");
    let teams = ["turns", "watch"];
    for (team, name) in teams.into_iter().zip(["Those who take turns", "Watchers"]) {
        let (line, axis, [ranges, bands]) = curve(chart, name);
        let days = chart.axis(line.points[0].1, day);
        let ix = run.world.document.teams.iter().position(|it| it.id == team);
        let gauges = &run.study.pooled.details[ix.expect("a team")]
            .effectiveness
            .moments;
        // Nobody is on duty any more at the end.
        let gauges = &gauges[..60];
        assert_eq!(line.points.len(), gauges.len());
        for (nth, (point, moments)) in line.points.iter().zip(gauges).enumerate() {
            let hours = run.world.effectiveness_every.hours() * nth as f64;
            assert!((days.place(hours) - point.0).abs() < 0.1, "{nth}");
            let mean = moments.mean().expect("someone is on duty");
            let interval = moments.interval(0.95).expect("replications");
            let drawn = |at: Option<(f64, f64)>| at.expect("a band there");
            let (greatest, least) = drawn(ranges.upright_at(point.0));
            let (high, low) = drawn(bands.upright_at(point.0));
            for (y, told) in [
                (point.1, mean),
                (low, interval.low),
                (high, interval.high),
                (least, moments.min().expect("a least")),
                (greatest, moments.max().expect("a greatest")),
            ] {
                let value = axis.value(y);
                assert!(
                    (value - told * 100.0).abs() < 0.2,
                    "{team} {nth}: {value} for {told}"
                );
            }
            if team == "watch" {
                // They learn, and never tire or leave.
                let learnt = 1.0 - 0.4 * libm::exp(-hours / 240.0);
                assert!((axis.value(point.1) - learnt * 100.0).abs() < 0.2, "{nth}");
            }
        }
        // The least is that of the summary, and on its day.
        let row = named(&run.summary["rosters"], "team", team);
        let lowest = &row["lowest"];
        let (x, y) =
            line.points.iter().fold(
                (0.0, 0.0),
                |lowest, point| {
                    if point.1 > lowest.1 { *point } else { lowest }
                },
            );
        let told = lowest["estimate"].as_f64().expect("a share") * 100.0;
        assert!((axis.value(y) - told).abs() < 0.2, "{team}: {told}");
        let on = lowest["on"].as_str().expect("a date");
        let hours = day(on).expect("a day");
        assert!(
            (days.value(x) - hours).abs() < 24.0,
            "{team}: {x} is not {on}"
        );
        let said = chart.beside(chart.find(name).center).join(" ");
        let mean = row["effectiveness"]["estimate"].as_f64().expect("a share");
        assert!(said.contains(&format!("{:.1}%", mean * 100.0)), "{said}");
        assert!(said.contains(&format!("{told:.1}%")), "{said}");
    }
    let whose = chart.words.iter().filter(|words| words.text == "Nederland");
    assert!(whose.count() >= 1, "turns are named");
}
