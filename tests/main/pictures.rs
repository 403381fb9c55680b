//! Pictures say what the tables say: every number, and where each line and bar ends.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use sortie::chart::{
    AnswerBar, Caption, Elimination, EliminationBar, FittedCurve, Forest, ForestRow, GoodnessOfFit,
    ObservedPiece, Sense, Tornado, TornadoBar, WhoAnswered,
};
use sortie::export::incidents;
use sortie::outcome::IncidentRecord;
use sortie::report::{figures, words};
use sortie::study::summary::Summary;

use crate::drawn::{Axis, Drawn, plain, time};
use crate::harness::{run, study_of, world};

/// The charts of a run by name, its summary as JSON, and the incidents of all replications.
struct Run {
    charts: BTreeMap<String, Drawn>,
    summary: Value,
    typed: Summary,
    records: Vec<IncidentRecord>,
}

impl Run {
    fn of(text: &str, replications: u64) -> Self {
        let world = world(text);
        let study = study_of(&world, replications);
        let typed = Summary::new(&world, &study, "0123456789abcdef");
        let of = |replication| {
            incidents::record(&world, world.document.seed, replication).expect("a history")
        };
        let never = AtomicBool::new(false);
        let history = incidents::rows(&world, world.document.seed, 0, &never);
        let album = figures::draw(&world, &study, &typed, &history.expect("a history"));
        assert_eq!(album.undrawn, []);
        Self {
            charts: album
                .pictures
                .iter()
                .map(|it| (it.file.clone(), Drawn::read(it.drawing.text())))
                .collect(),
            summary: serde_json::to_value(&typed).expect("JSON"),
            typed,
            records: (0..replications).flat_map(of).collect(),
        }
    }

    fn chart(&self, name: &str) -> &Drawn {
        &self.charts[name]
    }
}

/// Ten days; blocks may follow as keys.
const TEN_DAYS: &str = r#"schema = 1
scenario = { name = "Test", timezone = "UTC", start = "2019-01-01", end = "2019-01-11", seed = 7 }"#;

const COLORS: [(&str, &str); 4] = [
    ("critical", "#D55E00"),
    ("high", "#E69F00"),
    ("medium", "#0072B2"),
    ("low", "#56B4E9"),
];

/// Three faults at once for one expert, who begins at once: hands on after 0, 2 and 4 hours. A
/// blip that is over as soon as it begins. One that waits an hour for its team, every time.
fn tied() -> String {
    format!(
        r#"{TEN_DAYS}
asset = [{{ id = "a", tags = ["site"] }}, {{ id = "b", tags = ["site"] }}, {{ id = "c", tags = ["site"] }}]
team = [
    {{ id = "at-once", experts = [{{ skills = ["analyst"] }}] }},
    {{ id = "in-an-hour", notice = "1h", experts = [{{ skills = ["analyst"], count = 2 }}, {{ skills = ["admin"] }}] }},
]
target = [
    {{ id = "an-hour", within = "1h" }},
    {{ id = "two", severity = ["high"], within = "2h" }},
    {{ id = "faults-only", kinds = ["fault"], within = "3h" }},
]
[[incident]]
id = "fault"
severity = "high"
impact = "100%"
stage = [{{ name = "contain", crew = {{ analyst = 1 }}, effort = "2h" }}]
[[incident]]
id = "blip"
severity = "low"
impact = "50%"
stage = [{{ name = "contain", crew = {{ analyst = 1 }}, effort = "0s" }}]
[[incident]]
id = "slow"
severity = "medium"
impact = "50%"
stage = [{{ name = "contain", crew = {{ analyst = 1 }}, effort = "90min" }}]
[[threat]]
id = "one"
incident = "fault"
targets = "a"
at = ["start + 1h"]
[[threat]]
id = "two"
incident = "fault"
targets = "b"
at = ["start + 1h"]
[[threat]]
id = "three"
incident = "fault"
targets = "c"
at = ["start + 1h"]
[[threat]]
id = "four"
incident = "blip"
targets = "a"
at = ["start + 30h"]
[[threat]]
id = "five"
incident = "slow"
targets = "b"
at = ["start + 50h", "start + 80h"]
[dispatch]
rule = [{{ severity = ["medium"], teams = ["in-an-hour"] }}, {{ teams = ["at-once"] }}]
"#
    )
}

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

fn near(point: (f64, f64), path: &[(f64, f64)], most: f64) -> bool {
    path.windows(2)
        .any(|pair| away(point, pair[0], pair[1]) <= most)
}

/// The heights of 0% and 100% on the left of a chart of shares.
fn heights(chart: &Drawn) -> impl Fn(f64) -> f64 + use<> {
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
fn hold(chart: &Drawn, axis: &Axis, color: &str, steps: &[(f64, f64)]) {
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

fn named<'a>(rows: &'a Value, key: &str, name: &str) -> &'a Value {
    let mut rows = rows.as_array().expect("rows").iter();
    let found = rows.find(|row| row[key] == name);
    found.unwrap_or_else(|| panic!("{key} {name}"))
}

/// What ends the duration of an incident, hours since the start.
type End = fn(&IncidentRecord) -> Option<f64>;

#[test]
fn curves_rise_where_the_records_say_and_to_the_last_of_them() {
    let run = Run::of(&tied(), 20);
    let ends: [(&str, &str, End); 2] = [
        ("response-times", "response", |it| it.hands_on_h),
        ("containment-times", "containment", |it| it.contained_h),
    ];
    for (name, measure, end) in ends {
        let chart = run.chart(name);
        let axis = chart.axis(chart.find("0%").y - 2.0, time);
        for (severity, color) in COLORS {
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

/// Values at the right ends of bars of a colour, from the top.
fn lengths(chart: &Drawn, color: &str, skip: usize) -> Vec<f64> {
    let bars = chart.bars_of(color);
    bars[skip..]
        .iter()
        .map(|bar| chart.axis(bar.bottom, plain).value(bar.right))
        .collect()
}

fn close(drawn: &[f64], told: &[f64]) {
    let top = told.iter().fold(0.0_f64, |top, it| top.max(it.abs()));
    assert_eq!(drawn.len(), told.len(), "{drawn:?} and {told:?}");
    for (drawn, told) in drawn.iter().zip(told) {
        assert!(
            (drawn - told).abs() <= 0.005 * top,
            "{drawn} is drawn for {told}"
        );
    }
}

fn estimates(rows: &Value, key: &str) -> Vec<f64> {
    let rows = rows.as_array().expect("rows").iter();
    rows.filter_map(|row| row[key]["estimate"].as_f64())
        .collect()
}

#[test]
fn bars_end_at_the_numbers_of_the_summary() {
    let run = Run::of(&tied(), 20);
    let chart = run.chart("who-answered");
    close(
        &lengths(chart, "#56B4E9", 0),
        &estimates(&run.summary["teams"], "deployments"),
    );
    // No expert has a nation: nothing is said of nations but that.
    let said = chart.said();
    assert!(
        !said.contains("By nation") && said.contains("no expert has a nation"),
        "{said}"
    );
    assert!(!said.contains("Whiskers"), "none is drawn:\n{said}");

    let chart = run.chart("group-load");
    let told: Vec<f64> = estimates(&run.summary["groups"], "utilisation");
    let told: Vec<f64> = told.iter().map(|share| share * 100.0).collect();
    // A bar of nothing has no area.
    let some: Vec<f64> = told.into_iter().filter(|share| *share > 0.0).collect();
    close(&lengths(chart, "#D3D8DE", 0), &some);

    let chart = run.chart("waits");
    let waits = run.summary["waits"].as_array().expect("waits");
    for row in waits {
        let said = chart.find(row["team"].as_str().expect("a team"));
        let hours = row["in_all"]["estimate"].as_f64().expect("hours");
        let beside: Vec<&str> = chart
            .words
            .iter()
            .filter(|words| (words.y - said.y).abs() < 3.0)
            .map(|words| words.text.as_str())
            .collect();
        let decimals = if hours >= 1.0 { 1 } else { 2 };
        assert!(
            beside.contains(&format!("{hours:.decimals$} h").as_str()),
            "{beside:?}"
        );
        assert!(
            beside.contains(&format!("n = {}", row["n"]).as_str()),
            "{beside:?}"
        );
        let right = chart
            .bars
            .iter()
            .filter(|bar| bar.top < said.y + 8.0 && bar.bottom > said.y + 8.0)
            .filter(|bar| bar.color != "#FFFFFF")
            .map(|bar| chart.axis(bar.bottom, plain).value(bar.right))
            .fold(0.0, f64::max);
        assert!((right - hours).abs() < 0.02, "{right} is drawn for {hours}");
    }

    let chart = run.chart("infrastructure");
    for row in run.summary["assets"].as_array().expect("assets") {
        let loss = row["service_loss_hours"]["estimate"]
            .as_f64()
            .expect("hours");
        let said = chart.said();
        assert!(said.contains(&format!("{loss:.1}")), "{loss} in\n{said}");
    }
}

#[test]
fn a_calendar_holds_every_incident_of_every_week() {
    let run = Run::of(&tied(), 20);
    let chart = run.chart("election-calendar");
    let zero = chart.find("0");
    let (mut ticks, row) = (Vec::new(), zero.x);
    for words in chart
        .words
        .iter()
        .filter(|words| (words.x - row).abs() < 0.1)
    {
        ticks.extend(plain(&words.text).map(|value| (words.y, value)));
    }
    let (low, high) = (ticks[0], ticks[ticks.len() - 1]);
    let per_pixel = (high.1 - low.1) / (low.0 - high.0);
    for (severity, color) in COLORS {
        let drawn: f64 = chart
            .bars_of(color)
            .into_iter()
            .filter(|bar| bar.top > high.0 - 2.0)
            .map(|bar| (bar.bottom - bar.top) * per_pixel)
            .sum();
        let count = named(
            &run.summary["counts"],
            "name",
            &format!("incidents_{severity}"),
        );
        let told = count["estimate"].as_f64().expect("a count");
        assert!(
            (drawn - told).abs() < 0.05,
            "{severity}: {drawn} is drawn for {told}"
        );
        assert_eq!(
            chart.said().contains(severity),
            told > 0.0,
            "{severity} in the legend"
        );
    }
}

#[test]
fn a_timeline_has_a_row_for_every_incident_however_short() {
    let run = Run::of(&tied(), 1);
    let chart = run.chart("timeline");
    // Ticks are days; the first is the start of the scenario.
    let day = |words: &str| -> Option<f64> {
        let (day, month) = words.split_once(' ')?;
        (month == "Jan")
            .then(|| day.parse::<f64>().ok())?
            .map(|day| (day - 1.0) * 24.0)
    };
    let axis = chart.axis(chart.find("fault").y + 40.0, day);
    let (mut at_once, mut bars) = (0, 0);
    for record in &run.records {
        let label = format!("{} · {}", record.kind, record.asset);
        let (onset, end) = (record.onset_h, record.recovered_h.expect("an end"));
        let hands_on = record.hands_on_h.expect("hands on");
        let mut rows = chart.words.iter().filter(|words| words.text == label);
        let found = rows.any(|row| {
            let here = |top: f64, bottom: f64| top < row.y + 12.0 && bottom > row.y + 2.0;
            let ends = |color: &str, from: f64, to: f64| {
                let mut bars = chart.bars.iter().filter(|bar| bar.color == color);
                bars.any(|bar| {
                    here(bar.top, bar.bottom)
                        && (axis.value(bar.left) - from).abs() < 0.5
                        && (axis.value(bar.right) - to).abs() < 1.0
                })
            };
            if end > onset {
                let waited = hands_on <= onset || ends("#F0E442", onset, hands_on);
                return waited && ends("#009E73", hands_on, end);
            }
            chart.lines.iter().any(|line| {
                let (x, top) = line.points[0];
                let upright = line.points.iter().all(|point| (point.0 - x).abs() < 0.1);
                upright && here(top, top + 13.0) && (axis.value(x) - onset).abs() < 0.2
            })
        });
        assert!(found, "{label} at {onset} h in\n{}", chart.said());
        at_once += usize::from(end <= onset);
        bars += usize::from(end > onset);
    }
    assert_eq!((at_once, bars), (1, 5));
    assert!(chart.said().contains("over as soon as it began"));
    assert!(!chart.said().contains("between stages"), "none is drawn");
    assert!(!chart.said().contains("critical"), "none is drawn");
}

#[test]
fn a_history_of_one_moment_is_no_empty_picture() {
    let text = format!(
        r#"{TEN_DAYS}
asset = [{{ id = "a" }}]
incident = [{{ id = "job", severity = "medium", impact = "50%", stage = [{{ name = "contain", crew = {{ analyst = 1 }}, effort = "0s" }}] }}]
inject = [{{ id = "m", at = "start", incident = {{ kind = "job", targets = "a" }} }}]
team = [{{ id = "t", experts = [{{ skills = ["analyst"] }}] }}]
dispatch = {{ rule = [{{ teams = ["t"] }}] }}
"#
    );
    let run = Run::of(&text, 1);
    assert!(run.chart("timeline").said().contains("job · a"));
    let chart = run.chart("response-times");
    let axis = chart.axis(chart.find("0%").y - 2.0, time);
    hold(chart, &axis, "#0072B2", &[(0.0, 1.0)]);
    for (name, chart) in &run.charts {
        let said = chart.said();
        assert!(!said.contains("no incidents"), "{name}");
        for words in ["Bands", "Whiskers", "Thick"] {
            assert!(!said.contains(words), "{name} says {words}:\n{said}");
        }
        assert!(
            said.contains("(0123456789ab)"),
            "{name} names the scenario's hash"
        );
    }
}

#[test]
fn a_comparison_of_ties_draws_them_apart_and_marks_the_difference() {
    let text = format!(
        "{}\n[[policy]]\nid = \"slow\"\nset = {{ \"team.in-an-hour.notice\" = \"2h\" }}\n\
         [[policy]]\nid = \"same\"\nset = {{ \"scenario.name\" = \"Another\" }}\n\
         [[milestone]]\nid = \"up\"\nasset = \"a\"\nlevel = \"80%\"\nfrom = \"start\"\nto = \"end\"\n",
        tied()
    );
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("s.toml"), text).expect("a file");
    let args = [
        "compare",
        "s.toml",
        "-n",
        "20",
        "-m",
        "response:medium,response:medium:median,milestones",
        "--out",
        "r",
        "-q",
    ];
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 0, "{err}");
    let read = |name: &str| {
        let path = folder.path().join("r").join(name);
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let told: Value = serde_json::from_str(&read("comparison.json")).expect("JSON");
    let chart = Drawn::read(&read("charts/curves-response.svg"));
    let axis = chart.axis(chart.find("0%").y - 2.0, time);
    let said = chart.said().replace('\n', " ");
    assert!(
        said.contains("Everywhere within a percentage point"),
        "{said}"
    );
    let (_, after) = said.split_once("Everywhere within").expect("the sentence");
    let (after, _) = after.split_once("Sortie").expect("the footer");
    assert!(
        !after.contains("slow"),
        "an hour more is no percentage point: {after}"
    );
    for (policy, hours, color) in [
        ("the scenario as it is", 1.0, "#0072B2"),
        ("slow", 2.0, "#D55E00"),
    ] {
        assert!(said.contains(policy), "{policy} in\n{said}");
        hold(&chart, &axis, color, &[(hours, 1.0)]);
    }
    let chart = Drawn::read(&read("charts/differences-response-medium.svg"));
    let row = &told["measures"][0]["rows"][1]["difference"];
    let difference = row["estimate"].as_f64().expect("a difference");
    assert!((difference - 1.0).abs() < 1e-9);
    let axis = chart.axis(chart.find("slow").y + 40.0, plain);
    let mark = chart
        .shapes
        .iter()
        .filter(|shape| (shape.points[0].1 - chart.find("slow").y).abs() < 20.0)
        .map(|shape| {
            shape.points.iter().map(|point| point.0).sum::<f64>() / shape.points.len() as f64
        })
        .find(|x| (axis.value(*x) - 1.0).abs() < 0.03);
    assert!(mark.is_some(), "a mark at 1 h: {:?}", chart.shapes);
    let chart_of = |name: &str| Drawn::read(&read(&format!("charts/differences-{name}.svg")));
    let said = chart_of("milestones").said();
    assert!(
        said.contains("One milestone") && !said.contains("Incidents:"),
        "{said}"
    );
    let hash = told["policies"][0]["scenario_hash"]
        .as_str()
        .expect("a hash");
    assert!(chart.said().contains(&hash[..12]), "the hash in the footer");
}

fn caption() -> Caption {
    Caption {
        interval: "Whiskers: 95%".to_owned(),
        ..Caption::default()
    }
}

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
fn a_fit_rises_at_nothing_where_durations_are_nothing() {
    let piece = |low, high, share| ObservedPiece { low, high, share };
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

#[test]
fn what_does_not_fit_on_a_page_is_left_out_with_a_word() {
    let target = |k| format!("[[target]]\nid = \"t{k}\"\nwithin = \"{k}min\"\n");
    let targets = (1..=900).map(target).collect::<Vec<String>>().concat();
    let text = tied();
    let (before, after) = text.split_once("target = [").expect("targets");
    let (_, after) = after.split_once("\n]\n").expect("their end");
    let run = Run::of(&format!("{before}{after}{targets}"), 1);
    let said = run.chart("response-times").said().replace('\n', " ");
    let (_, shown) = said.split_once("Drawn are the first ").expect("a word");
    let (shown, rest) = shown.split_once(" of ").expect("a number");
    let shown: usize = shown.parse().expect("a number");
    assert!(
        rest.starts_with("900 targets; the tables hold them all"),
        "{rest}"
    );
    assert!((3..=8).contains(&shown));
    assert!(said.contains(&format!("target {shown} min")) && !said.contains("target 20 min"));

    let many = 5_000;
    let bar = |k: usize| AnswerBar {
        label: format!("team {k}"),
        mean: k as f64,
        ..AnswerBar::default()
    };
    let answered = WhoAnswered {
        teams: (0..many).map(bar).collect(),
        nations: (0..many).map(bar).collect(),
        ..WhoAnswered::default()
    };
    let row = |k: usize| ForestRow {
        label: format!("policy {k}"),
        estimate: Some(k as f64),
        own: None,
        together: None,
        words: String::new(),
        sense: Sense::Open,
    };
    let forest = Forest {
        rows: (0..many).map(row).collect(),
        ..Forest::default()
    };
    let bar = |k: usize| EliminationBar {
        label: format!("policy {k}"),
        length: k as f64,
        ..EliminationBar::default()
    };
    let elimination = Elimination {
        bars: (0..many).map(bar).collect(),
        ..Elimination::default()
    };
    for (drawing, words) in [
        (answered.draw(), "5\u{a0}000 teams"),
        (forest.draw(), "5\u{a0}000 policies"),
        (elimination.draw(), "5\u{a0}000 policies"),
    ] {
        let drawing = drawing.expect("a drawing");
        assert!(drawing.png(0.1).is_ok());
        let said = Drawn::read(drawing.text()).said();
        assert!(said.contains(words), "{words}");
        assert!(!said.contains("95% for itself"), "none is drawn");
    }
}

#[test]
fn shares_change_by_percentage_points() {
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "sweep",
        "minimal",
        "--vary",
        "team.cert.notice=0h..12h",
        "--vary",
        "team.cert.experts.1.count=2,3,4",
        "--design",
        "morris",
        "-n",
        "4",
        "--points",
        "3",
        "-m",
        "target:hands-on-fast",
        "--out",
        "r",
        "-q",
    ];
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 0, "{err}");
    let read =
        |name: &str| std::fs::read_to_string(folder.path().join("r").join(name)).expect("a file");
    let told: Value = serde_json::from_str(&read("sweep.json")).expect("JSON");
    let chart = Drawn::read(&read("charts/screening.target-hands-on-fast.svg"));
    let said = chart.said();
    assert!(said.contains("whole extent (percentage points)"), "{said}");
    let hash = told["scenario_hash"].as_str().expect("a hash");
    assert!(said.contains(&hash[..12]), "{said}");
    let mut sizes: Vec<f64> = told["measures"][0]["factors"]
        .as_array()
        .expect("factors")
        .iter()
        .map(|factor| factor["mu_star"]["estimate"].as_f64().expect("an effect") * 100.0)
        .filter(|size| *size > 0.0)
        .collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    // The first is the legend's.
    let drawn: Vec<f64> = lengths(&chart, "#56B4E9", 1);
    close(&drawn[..sizes.len()], &sizes);
}
