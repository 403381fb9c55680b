//! Bars and whiskers end at the numbers of the summary.

use serde_json::Value;

use super::{STAFFED, TIED, close, estimates, lengths, three, whisker};
use crate::drawn::{Bar, Drawn, plain};

#[test]
fn bars_end_at_the_numbers_of_the_summary() {
    let run = &*TIED;
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

/// The bars beside some words, from the left; paper is none.
fn row<'a>(chart: &'a Drawn, words: &str) -> Vec<&'a Bar> {
    let y = chart.find(words).center;
    let bars = chart.bars.iter();
    let mut row: Vec<&Bar> = bars
        .filter(|bar| bar.color != "#FFFFFF" && (bar.middle() - y).abs() < 1.0)
        .collect();
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    row
}

/// Holds a bar, its whisker and the words beside it to an estimate, `scale` times as large.
fn hold_bar(chart: &Drawn, bar: &Bar, estimate: &Value, scale: f64) {
    let [mean, low, high] = three(estimate).map(|number| number * scale);
    let [from, to] = whisker(chart, bar, 0.0);
    let end = chart.axis(bar.bottom, plain).value(bar.right);
    close(&[end, from, to], &[mean, low, high]);
    let beside = chart.beside(bar.middle()).join(" ");
    for decimals in 0..3 {
        let told = format!("({low:.decimals$}–{high:.decimals$})");
        if beside.contains(&told) {
            return assert!(beside.contains(&format!("{mean:.decimals$}")), "{beside}");
        }
    }
    panic!("{low}–{high} in {beside}");
}

#[test]
fn whiskers_end_at_the_limits_of_the_summary() {
    let run = &*STAFFED;
    let chart = run.chart("who-answered");
    let told = ["teams", "nations"].map(|table| run.summary[table].as_array().expect("rows"));
    for (rows, key, color) in [
        (told[0], "deployments", "#56B4E9"),
        (told[1], "expert_hours", "#7FCEB9"),
    ] {
        // A bar of nothing has no area.
        let rows: Vec<&Value> = rows
            .iter()
            .filter(|row| row[key]["estimate"].as_f64() > Some(0.0))
            .collect();
        let bars = chart.bars_of(color);
        assert_eq!((bars.len(), rows.is_empty()), (rows.len(), false));
        for (bar, row) in bars.iter().zip(rows) {
            hold_bar(chart, bar, &row[key], 1.0);
        }
    }
}

#[test]
fn load_by_group_ends_at_the_utilisation_of_the_summary() {
    let run = &*STAFFED;
    let chart = run.chart("group-load");
    let groups = run.summary["groups"].as_array().expect("groups");
    assert_eq!(groups.len(), run.typed.groups.len());
    let mut busy = 0;
    for (told, group) in groups.iter().zip(&run.typed.groups) {
        let bars = row(chart, &group.words());
        if group.utilisation.estimate <= 0.0 {
            assert!(bars.is_empty(), "{bars:?}");
            continue;
        }
        busy += 1;
        let [bar] = bars[..] else {
            panic!("one bar for {told}: {bars:?}");
        };
        hold_bar(chart, bar, &told["utilisation"], 100.0);
        let count = format!("{} ×", group.experts);
        assert!(chart.beside(bar.middle()).contains(&count.as_str()));
        let color = match group.nation.as_str() {
            "NL" => "#8CCBF0",
            "LT" => "#F1C566",
            _ => "#D3D8DE",
        };
        assert_eq!(bar.color, color, "{}", group.nation);
    }
    assert!(busy >= 4, "{busy} groups did something");
}

/// Causes of waits in order of time, as the summary names them, and their colours.
const CAUSES: [(&str, &str); 5] = [
    ("approval", "#E2B1CC"),
    ("queue", "#E99E6B"),
    ("mobilisation", "#F6EE8E"),
    ("travel", "#8CCBF0"),
    ("opening_hours", "#7FCEB9"),
];

#[test]
fn each_cause_of_a_wait_is_as_long_as_the_summary_says() {
    let run = &*STAFFED;
    let chart = run.chart("waits");
    let rows = run.summary["waits"].as_array().expect("waits");
    assert_eq!(rows.len(), 2);
    for (told, team) in rows.iter().zip(&run.typed.waits) {
        let bars = row(chart, &team.name);
        let axis = chart.axis(bars[0].bottom, plain);
        let mut at = axis.place(0.0);
        for (cause, color) in CAUSES {
            let hours = told[cause].as_f64().expect("hours");
            // Words on a part stand on paper of its colour.
            let parts: Vec<&&Bar> = bars.iter().filter(|bar| bar.color == color).collect();
            if hours <= 0.0 {
                assert!(parts.is_empty(), "{cause}");
                continue;
            }
            let left = parts
                .iter()
                .map(|bar| bar.left)
                .fold(f64::INFINITY, f64::min);
            let right = parts.iter().map(|bar| bar.right).fold(0.0, f64::max);
            assert!(
                (left - at).abs() < 0.1,
                "{cause} begins at {left}, not {at}"
            );
            at = right;
            assert!(
                (axis.place(hours) - axis.place(0.0) - (right - left)).abs() < 0.15,
                "{cause}: {hours} h"
            );
        }
        let [mean, low, high] = three(&told["in_all"]);
        let bar = bars[0];
        // The whisker is below the words.
        let [from, to] = whisker(chart, bar, -((bar.bottom - bar.top) / 2.0 - 2.5));
        close(&[axis.value(at), from, to], &[mean, low, high]);
        // Thousands are set apart.
        let beside = chart.beside(bar.middle()).join(" ").replace('\u{a0}', "");
        for words in [
            format!("{mean:.1} h"),
            format!("({low:.1}–{high:.1})"),
            format!("n = {}", team.n),
        ] {
            assert!(beside.contains(&words), "{words} in {beside}");
        }
    }
    let drawn = |color: &str| chart.bars.iter().any(|bar| bar.color == color);
    for (cause, color) in CAUSES {
        assert!(drawn(color), "{cause} is drawn nowhere: {rows:?}");
    }
}
