//! Pictures say what the tables say: every number, and where each line and bar ends.

mod bars;
mod calendar;
mod comparisons;
mod curves;
mod duty;
mod fits;
mod paging;
mod sweeps;
mod tornados;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use sortie::inside::chart::Caption;
use sortie::inside::export::incidents;
use sortie::inside::outcome::IncidentRecord;
use sortie::inside::report::figures;
use sortie::inside::study::Study;
use sortie::inside::study::summary::Summary;
use sortie::inside::world::World;

use crate::drawn::{Bar, Drawn, INK, plain};
use crate::harness::{TEN_DAYS, study_of, world};

/// The charts of a run by name, what it found, its summary as JSON too, and the incidents of
/// all replications.
struct Run {
    world: World,
    study: Study,
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
            world,
            study,
        }
    }

    fn chart(&self, name: &str) -> &Drawn {
        &self.charts[name]
    }
}

/// Severities, the gravest first, and their colours.
const SEVERITIES: [(&str, &str); 4] = [
    ("critical", "#D55E00"),
    ("high", "#E69F00"),
    ("medium", "#0072B2"),
    ("low", "#56B4E9"),
];

/// A kind of incident that one analyst contains.
fn kind(id: &str, severity: &str, effort: &str) -> String {
    format!(
        "[[incident]]\nid = \"{id}\"\nseverity = \"{severity}\"\nimpact = \"50%\"\n\
         stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = {effort} }}]\n"
    )
}

/// An incident of a kind on an asset at each of some times after the start.
fn strikes(kind: &str, asset: &str, after: &[&str]) -> String {
    let at: Vec<String> = after
        .iter()
        .map(|after| format!("\"start + {after}\""))
        .collect();
    format!(
        "[[threat]]\nid = \"{kind}-{asset}\"\nincident = \"{kind}\"\ntargets = \"{asset}\"\nat = [{}]\n",
        at.join(", ")
    )
}

/// Three faults at once for one expert, who begins at once: hands on after 0, 2 and 4 hours. A
/// blip that is over as soon as it begins. One that waits an hour for its team, every time.
fn tied() -> String {
    let blocks = [
        TEN_DAYS,
        r#"[[asset]]
id = "a"
[[asset]]
id = "b"
[[asset]]
id = "c"
[[team]]
id = "at-once"
experts = [{ skills = ["analyst"] }]
[[team]]
id = "in-an-hour"
notice = "1h"
experts = [{ skills = ["analyst"], count = 2 }, { skills = ["admin"] }]
[[target]]
id = "an-hour"
within = "1h"
[[target]]
id = "two"
severity = ["high"]
within = "2h"
[[target]]
id = "faults-only"
kinds = ["fault"]
within = "3h"
[[dispatch.rule]]
severity = ["medium"]
teams = ["in-an-hour"]
[[dispatch.rule]]
teams = ["at-once"]
"#,
        &kind("fault", "high", "\"2h\""),
        &kind("blip", "low", "\"0s\""),
        &kind("slow", "medium", "\"90min\""),
        &strikes("fault", "a", &["1h"]),
        &strikes("fault", "b", &["1h"]),
        &strikes("fault", "c", &["1h"]),
        &strikes("blip", "a", &["30h"]),
        &strikes("slow", "b", &["50h", "80h"]),
    ];
    blocks.concat()
}

/// Twenty replications of that.
static TIED: LazyLock<Run> = LazyLock::new(|| Run::of(&tied(), 20));

/// Two months in which nothing is certain. Two nations take turns in two seats, learn and tire,
/// with time alongside and a freeze around a vote; three watchers learn alone; an office waits
/// for its hours. All wait for approval, notice and travel.
fn staffed() -> String {
    let blocks = [
        r#"schema = 1
scenario = { name = "Staffed", timezone = "UTC", start = "2019-01-01", end = "2019-03-02", seed = 11 }
travel = { routes = [{ from = "base", to = "town", time = "4h" }] }
[[site]]
id = "base"
[[site]]
id = "town"
[[asset]]
id = "hall"
site = "town"
[[election]]
id = "vote"
day = "2019-02-10"
[[nation]]
id = "NL"
name = "Nederland"
site = "base"
role = "participant"
experts = [{ skills = ["analyst"], count = 3 }]
[[nation]]
id = "LT"
name = "Lietuva"
site = "base"
role = "participant"
experts = [{ skills = ["analyst"], count = 3 }]
[[roster]]
id = "turns"
nations = ["NL", "LT"]
seats = { analyst = 2 }
period = "13 days"
overlap = "3 days"
freeze = { before = "5d", after = "2d" }
learning = { start = "60%", time = "10d", forget = "30d" }
fatigue = { loss = "30%", time = "24h" }
[[roster]]
id = "alone"
nations = ["LT"]
seats = { analyst = 3 }
mode = "permanent"
learning = { start = "60%", time = "10d", forget = "30d" }
[[team]]
id = "turns"
name = "Those who take turns"
roster = "turns"
site = "base"
notice = { mean = "3h" }
[[team]]
id = "watch"
name = "Watchers"
roster = "alone"
site = "town"
[[team]]
id = "office"
name = "The office"
site = "town"
hours = "office"
notice = "1h"
experts = [{ skills = ["analyst"], count = 2 }, { skills = ["analyst", "admin"] }]
[[threat]]
id = "faults"
incident = "fault"
targets = "hall"
rate = "8/week"
[[threat]]
id = "slips"
incident = "slip"
targets = "hall"
rate = "5/week"
[[dispatch.rule]]
severity = ["high"]
teams = [{ team = "turns", approval = { mean = "2h" } }]
[[dispatch.rule]]
teams = ["office"]
"#,
        &kind("fault", "high", "{ mean = \"9h\" }").replace("effort", "where = \"onsite\", effort"),
        &kind("slip", "low", "{ mean = \"3h\" }"),
    ];
    blocks.concat()
}

/// Forty replications of that.
static STAFFED: LazyLock<Run> = LazyLock::new(|| Run::of(&staffed(), 40));

fn named<'a>(rows: &'a Value, key: &str, name: &str) -> &'a Value {
    let mut rows = rows.as_array().expect("rows").iter();
    let found = rows.find(|row| row[key] == name);
    found.unwrap_or_else(|| panic!("{key} {name}"))
}

/// An estimate with its lower and upper limit.
fn three(estimate: &Value) -> [f64; 3] {
    ["estimate", "low", "high"].map(|key| {
        let number = estimate[key].as_f64();
        number.unwrap_or_else(|| panic!("{key} in {estimate}"))
    })
}

/// Values at the right ends of bars of a colour, from the top.
fn lengths(chart: &Drawn, color: &str, skip: usize) -> Vec<f64> {
    let bars = chart.bars_of(color);
    bars[skip..]
        .iter()
        .map(|bar| chart.axis(bar.bottom, plain).value(bar.right))
        .collect()
}

/// Where the whisker over a bar begins and ends; `up` is how far above the middle of the bar it
/// is drawn.
fn whisker(chart: &Drawn, bar: &Bar, up: f64) -> [f64; 2] {
    let axis = chart.axis(bar.bottom, plain);
    let lines = chart.level(INK, bar.middle() - up);
    let [line] = lines[..] else {
        panic!("one whisker at {bar:?}: {lines:?}");
    };
    let (low, high) = line.ends();
    // A cap at each end.
    for end in [low, high] {
        let caps = chart.lines.iter().filter(|line| line.color == INK);
        let mut caps = caps.filter(|line| line.ends() == (end, end));
        assert!(
            caps.any(|line| (line.points[0].1 - bar.middle()).abs() < 16.0),
            "a cap at {end}"
        );
    }
    [axis.value(low), axis.value(high)]
}

/// Drawn and told are the same, within half a percent of the greatest.
#[track_caller]
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

fn caption() -> Caption {
    Caption {
        interval: "Whiskers: 95%".to_owned(),
        ..Caption::default()
    }
}
