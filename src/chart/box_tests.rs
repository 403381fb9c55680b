//! No two labels touch and none leaves the sheet, whatever a figure holds, on a page and on half of
//! one.

use super::figure::Figure;
use super::samples;
use super::{
    AnswerBar, AssetNode, ChoiceBar, ChoiceBars, Elimination, EliminationBar, FlipPoints,
    FlipStrip, GoodnessOfFit, InfrastructureGraph, Link, LinkKind, TimelineRow, VerdictCell,
    VerdictColumn, VerdictGrid, VerdictRow, Way,
};

/// A page and half of one.
const WIDTHS: [f64; 2] = [960.0, 490.0];

/// A name, and one that goes on and on, from right to left, or in letters of pixels.
fn names() -> [String; 5] {
    [
        "Vyriausioji rinkimų komisija".to_owned(),
        "A name that goes on and on ".repeat(11),
        "x".repeat(300),
        "מרכז הסייבר הלאומי, פרויקט הבחירות של המדינה".to_owned(),
        "国家网络安全中心和选举委员会的共同工作组".to_owned(),
    ]
}

/// What was found at all figures.
#[derive(Default)]
struct Found(Vec<String>);

impl Found {
    /// Looks at a figure on each width.
    fn look(&mut self, what: &str, figure: &dyn Figure) {
        for width in WIDTHS {
            let faults = figure.sheet(width).faults().into_iter().take(6);
            self.0
                .extend(faults.map(|fault| format!("{what} at {width}: {fault}")));
        }
    }

    /// Holds all of them to it.
    fn none(&self) {
        assert!(self.0.is_empty(), "{:#?}", self.0);
    }
}

#[test]
fn figures_of_a_run_with_any_names() {
    let mut found = Found::default();
    for name in names() {
        let what = name.chars().take(12).collect::<String>();
        let mut curves = samples::response_curves();
        curves.caption.title.clone_from(&name);
        curves.curves[0].label.clone_from(&name);
        curves.targets[0].label.clone_from(&name);
        found.look(&format!("curves, {what}"), &curves);
        let mut calendar = samples::election_calendar();
        calendar.caption.subtitle.clone_from(&name);
        calendar.phases[0].label.clone_from(&name);
        calendar.duty[0].label.clone_from(&name);
        calendar.duty[0].shifts[0].label.clone_from(&name);
        calendar.elections[0].label.clone_from(&name);
        found.look(&format!("calendar, {what}"), &calendar);
        let mut graph = samples::infrastructure();
        for node in graph.nodes.iter_mut().take(20) {
            node.label.clone_from(&name);
        }
        graph.measure.clone_from(&name);
        found.look(&format!("graph, {what}"), &graph);
        let mut who = samples::who_answered();
        who.teams[0].label.clone_from(&name);
        who.nations[1].label.clone_from(&name);
        found.look(&format!("who, {what}"), &who);
        let mut timeline = samples::timeline();
        timeline.rows[0].label.clone_from(&name);
        timeline.rows[1].answered_by.clone_from(&name);
        timeline.elections[0].label.clone_from(&name);
        found.look(&format!("timeline, {what}"), &timeline);
        let mut roster = samples::roster_strip();
        roster.bands[0].label.clone_from(&name);
        roster.bands[0].note.clone_from(&name);
        roster.nations[0] = (name.clone(), name.clone());
        found.look(&format!("roster, {what}"), &roster);
        let mut effectiveness = samples::effectiveness();
        effectiveness.teams[0].label.clone_from(&name);
        found.look(&format!("effectiveness, {what}"), &effectiveness);
        let mut load = samples::group_load();
        load.teams[0].label.clone_from(&name);
        load.teams[0].groups[0].label.clone_from(&name);
        found.look(&format!("load, {what}"), &load);
        let mut waits = samples::wait_bars();
        waits.teams[0].label.clone_from(&name);
        found.look(&format!("waits, {what}"), &waits);
    }
    found.none();
}

#[test]
fn figures_of_a_comparison_with_any_names_and_many_policies() {
    let mut found = Found::default();
    for name in names() {
        let what = name.chars().take(12).collect::<String>();
        let mut forest = samples::forest();
        forest.rows[0].label.clone_from(&name);
        forest.baseline.clone_from(&name);
        forest.measure.clone_from(&name);
        found.look(&format!("forest, {what}"), &forest);
        let mut violins = samples::paired_differences();
        violins.violins[0].label.clone_from(&name);
        violins.measure.clone_from(&name);
        found.look(&format!("violins, {what}"), &violins);
        let bar = |ix: usize| ChoiceBar {
            label: format!("{name} {ix}"),
            best: 1.0 / (ix + 1) as f64,
            best_words: "12.5%".to_owned(),
            regret: ix as f64,
            worst: 2.0 * ix as f64,
            words: "3.1 h, at worst 12.2 h".to_owned(),
        };
        let choice = ChoiceBars {
            measure: "Behind the best (h)".to_owned(),
            bars: (0..30).map(bar).collect(),
            ..ChoiceBars::default()
        };
        found.look(&format!("choice, {what}"), &choice);
        let strip = FlipStrip {
            policy: name.clone(),
            assumption: name.clone(),
            ends: (name.clone(), name.clone()),
            places: (0.2, 0.4, 0.5),
            at: "12 h".to_owned(),
            rises: true,
        };
        let flips = FlipPoints {
            strips: vec![strip; 3],
            ..FlipPoints::default()
        };
        found.look(&format!("flips, {what}"), &flips);
        let system = |ix: usize| EliminationBar {
            label: format!("{name} {ix}"),
            length: 100.0,
            inside: ix == 0,
            words: "out after 100 replications".to_owned(),
        };
        let elimination = Elimination {
            measure: "Replications".to_owned(),
            bars: (0..30).map(system).collect(),
            ..Elimination::default()
        };
        found.look(&format!("elimination, {what}"), &elimination);
        let cell = Some(VerdictCell {
            sense: super::Sense::Better,
            worthwhile: true,
            times: Some(-123.4),
        });
        let grid = VerdictGrid {
            columns: vec![
                VerdictColumn {
                    label: name.clone(),
                    unit: "30 min".to_owned(),
                };
                12
            ],
            rows: vec![
                VerdictRow {
                    label: name.clone(),
                    cells: vec![cell; 12],
                };
                30
            ],
            ..VerdictGrid::default()
        };
        found.look(&format!("grid, {what}"), &grid);
    }
    // One policy alone.
    let mut forest = samples::forest();
    forest.rows.truncate(1);
    found.look("one policy", &forest);
    let mut violins = samples::paired_differences();
    violins.violins.truncate(1);
    violins.violins[0].values.truncate(1);
    found.look("one replication", &violins);
    found.none();
}

#[test]
fn large_scenarios_fit_on_a_page() {
    let mut found = Found::default();
    // 300 assets, each needing some before it.
    let asset = |ix: usize| AssetNode {
        label: format!("Municipal network of district number {ix}"),
        loss: ((ix * 37) % 100) as f64,
        layer: None,
    };
    let need = |ix: usize| {
        [ix / 3, ix / 7].map(|to| Link {
            from: ix,
            to,
            kind: if ix.is_multiple_of(2) {
                LinkKind::Hard
            } else {
                LinkKind::Soft
            },
        })
    };
    let graph = InfrastructureGraph {
        measure: "Weighted hours lost, mean per replication".to_owned(),
        nodes: (0..300).map(asset).collect(),
        links: (1..300).flat_map(need).collect(),
        ways: vec![Way {
            assets: vec![1, 3, 9, 27, 81],
            weight: 3.0,
        }],
        ..InfrastructureGraph::default()
    };
    found.look("300 assets", &graph);
    for width in WIDTHS {
        let (across, high) = graph.sheet(width).size();
        assert!(
            across <= width && high < 1.6 * across * 960.0 / width,
            "{across} by {high}"
        );
    }
    // 120 elections.
    let mut calendar = samples::election_calendar();
    let day = calendar.elections[0].clone();
    let end = calendar.to;
    calendar.elections = (0..120)
        .map(|ix| super::DayMark {
            at: end * f64::from(ix) / 120.0,
            label: format!("{}, number {ix}", day.label),
        })
        .collect();
    let phase = calendar.phases[0].clone();
    calendar.phases = (0..120)
        .map(|ix| super::CalendarPhase {
            from: end * f64::from(ix) / 120.0,
            to: end * f64::from(ix + 1) / 120.0,
            label: format!("{}, number {ix}", phase.label),
        })
        .collect();
    found.look("120 elections", &calendar);
    let mut roster = samples::roster_strip();
    roster.elections.clone_from(&calendar.elections);
    found.look("120 elections, roster", &roster);
    let mut effectiveness = samples::effectiveness();
    effectiveness.elections.clone_from(&calendar.elections);
    found.look("120 elections, effectiveness", &effectiveness);
    let mut timeline = samples::timeline();
    timeline.elections = calendar.elections;
    found.look("120 elections, timeline", &timeline);
    // 30 policies, and as many teams.
    let mut forest = samples::forest();
    let row = forest.rows[0].clone();
    forest.rows = vec![row; 30];
    found.look("30 policies", &forest);
    let mut curves = samples::response_curves();
    let curve = curves.curves[0].clone();
    curves.curves = vec![curve; 30];
    found.look("30 curves", &curves);
    let mut who = samples::who_answered();
    who.teams = (0..120)
        .map(|ix| AnswerBar {
            label: format!("Team {ix}"),
            mean: f64::from(ix),
            low: f64::from(ix),
            high: f64::from(ix) * 1.5,
        })
        .collect();
    found.look("120 teams", &who);
    found.none();
}

#[test]
fn small_scenarios_fit_too() {
    let mut found = Found::default();
    let mut curves = samples::response_curves();
    // One incident.
    for curve in &mut curves.curves {
        curve.n = 1;
        curve.points.truncate(1);
    }
    found.look("one incident", &curves);
    // All are censored.
    for curve in &mut curves.curves {
        curve.points.clear();
        curve.median_at = None;
        "not reached".clone_into(&mut curve.median);
    }
    found.look("all censored", &curves);
    curves.curves.clear();
    found.look("no incident", &curves);
    let mut calendar = samples::election_calendar();
    for bin in &mut calendar.bins {
        bin.mean = [0.0; 4];
    }
    found.look("calendar without incidents", &calendar);
    let mut timeline = samples::timeline();
    let one: Vec<TimelineRow> = timeline.rows.drain(..1).collect();
    timeline.rows = one;
    found.look("timeline of one incident", &timeline);
    timeline.rows.clear();
    found.look("timeline of none", &timeline);
    let mut graph = samples::infrastructure();
    graph.nodes.truncate(1);
    found.look("one asset", &graph);
    for node in &mut graph.nodes {
        node.loss = 0.0;
    }
    found.look("no loss", &graph);
    found.look("no durations", &GoodnessOfFit::default());
    found.none();
}
