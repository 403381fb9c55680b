//! What happens when: incidents week by week, and one history, incident by incident.

use super::curves::hold;
use super::{Run, SEVERITIES, TIED, kind, named, strikes, tied};
use crate::drawn::{day, plain, time};
use crate::harness::TEN_DAYS;

#[test]
fn a_calendar_holds_every_incident_of_every_week() {
    let run = &*TIED;
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
    for (severity, color) in SEVERITIES {
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
    let blocks = [
        TEN_DAYS,
        "[[asset]]\nid = \"a\"\n",
        &kind("job", "medium", "\"0s\""),
        &strikes("job", "a", &["0h"]),
        "[[team]]\nid = \"t\"\nexperts = [{ skills = [\"analyst\"] }]\n[[dispatch.rule]]\nteams = [\"t\"]\n",
    ];
    let run = Run::of(&blocks.concat(), 1);
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
