//! Every figure is drawn with plausible, empty and absurd data.

use std::path::PathBuf;

use super::samples;
use super::{ElectionCalendar, InfrastructureGraph, ResponseCurves, Svg, Timeline, WhoAnswered};

/// Where the pictures go, to be looked at.
fn folder() -> PathBuf {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("CARGO_TARGET_TMPDIR")
        .map_or(tests.join("target/tmp/chart"), PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn keep(name: &str, svg: &Svg) {
    std::fs::write(folder().join(format!("{name}.svg")), svg.text()).unwrap();
    std::fs::write(folder().join(format!("{name}.png")), svg.png(2.0).unwrap()).unwrap();
}

/// Keeps a figure and holds it to saying `words`.
fn look(name: &str, svg: &Svg, again: &Svg, words: &[&str]) {
    keep(name, svg);
    assert_eq!(svg, again, "two drawings of {name} differ");
    for word in words {
        assert!(svg.text().contains(word), "{name} does not say {word:?}");
    }
}

#[test]
fn response_curves_name_statistic_interval_and_sample() {
    let figure = samples::response_curves();
    look(
        "response-curves",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &[
            "target 4 h",
            "15 min",
            "30 d",
            "Kaplan–Meier",
            "1\u{a0}000 replications",
            "critical",
            "6.1 h (5.8–6.4)",
        ],
    );
}

#[test]
fn election_calendar_marks_days_phases_and_shifts() {
    let figure = samples::election_calendar();
    look(
        "election-calendar",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &[
            "Incidents per week",
            "Municipal",
            "Early voting",
            "Lietuva",
            "Ελλάδα",
            "1 Mar",
        ],
    );
}

#[test]
fn infrastructure_graph_names_assets_and_unit() {
    let figure = samples::infrastructure();
    look(
        "infrastructure-graph",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &["register", "Weighted hours lost", "57 assets"],
    );
}

#[test]
fn who_answered_gives_both_panels() {
    let figure = samples::who_answered();
    look(
        "who-answered",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &[
            "Vyriausioji rinkimų komisija",
            "By nation",
            "Ελλάδα",
            "21.4",
        ],
    );
}

#[test]
fn timeline_says_that_it_is_a_selection() {
    let figure = samples::timeline();
    look(
        "timeline",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &[
            "Shown are 38 of 212 incidents",
            "Šiaulių savivaldybė",
            "answered by",
            "waiting for hands",
            "over ",
        ],
    );
}

#[test]
fn empty_figures_say_so() {
    let drawings = [
        (
            "empty-response-curves",
            ResponseCurves::default().draw(),
            "no incidents",
        ),
        (
            "empty-election-calendar",
            ElectionCalendar::default().draw(),
            "no incidents",
        ),
        (
            "empty-infrastructure-graph",
            InfrastructureGraph::default().draw(),
            "no assets",
        ),
        (
            "empty-who-answered",
            WhoAnswered::default().draw(),
            "nobody answered",
        ),
        ("empty-timeline", Timeline::default().draw(), "no incidents"),
    ];
    for (name, drawing, words) in drawings {
        let svg = drawing.unwrap();
        keep(name, &svg);
        assert!(svg.text().contains(words), "{name} does not say {words:?}");
    }
}
