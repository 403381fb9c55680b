//! The figures of sweeps are drawn with plausible, empty and absurd data.

use std::path::Path;

use super::figure::Figure;
use super::look::PAGE_WIDTH;
use super::{
    Caption, ChoiceBlock, ChoiceRow, FactorChoices, FactorCurves, FactorPanel, FactorPoint,
    FactorTurn, HeatMap, Screening, ScreeningBar, Svg, Tornado, TornadoBar,
};

fn caption(title: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        subtitle: "Lithuania 2019 · Sobol' sequence, 384 points on the same attacks".to_owned(),
        statistic: "Mean response time of high and critical incidents, each cut at 7 d".to_owned(),
        interval: "Bands: 95% interval over replications and points".to_owned(),
        replications: 200,
        ..Caption::default()
    }
}

/// Curves with a list, a range in hours and one in per cent.
fn curves() -> FactorCurves {
    let panel = |name: &str, unit: &str, from: f64, to: f64| {
        let point = |k: u32| {
            let at = from + (to - from) * f64::from(k) / 8.0;
            let response = 20.0 + 9.0 * f64::from(k) / 8.0;
            FactorPoint {
                at,
                response,
                low: response - 1.5,
                high: response + 1.5,
            }
        };
        FactorPanel {
            name: name.to_owned(),
            unit: unit.to_owned(),
            points: (0..=8).map(point).collect(),
            dots: (0..60)
                .map(|k| {
                    let part = f64::from(k * 37 % 60) / 60.0;
                    (from + part * (to - from), 15.0 + f64::from(k) / 4.0)
                })
                .collect(),
            ..FactorPanel::default()
        }
    };
    let months = FactorPanel {
        ticks: [(1.0, "1 month"), (3.0, "3 months"), (6.0, "6 months")]
            .map(|(at, words)| (at, words.to_owned()))
            .to_vec(),
        ..panel("roster.eu-crrt.period", "months", 1.0, 6.0)
    };
    let notice = FactorPanel {
        own: Some((6.0, "now 6h".to_owned())),
        turns: vec![FactorTurn {
            at: 22.5,
            response: 22.25,
            words: "shortest at 22h".to_owned(),
            above: false,
        }],
        ..panel("team.eu-crrt.notice", "h", 6.0, 72.0)
    };
    let refusal = panel(
        "dispatch.rule.gravest.teams.eu-crrt.refusal",
        "%",
        0.0,
        40.0,
    );
    FactorCurves {
        caption: caption("Mean response time by each of 3 factors"),
        measure: "Mean response time of high and critical incidents (h)".to_owned(),
        zoom: true,
        dots: "single points".to_owned(),
        panels: vec![months, notice, refusal],
    }
}

fn tornado() -> Tornado {
    let bar = |name: &str, ends: (&str, &str), responses: (f64, f64), swing, total| TornadoBar {
        name: name.to_owned(),
        ends: (ends.0.to_owned(), ends.1.to_owned()),
        responses,
        intervals: (
            (responses.0 - 0.3, responses.0 + 0.3),
            (responses.1 - 0.3, responses.1 + 0.3),
        ),
        span: (
            f64::min(responses.0, responses.1),
            f64::max(responses.0, responses.1),
        ),
        from_to: String::new(),
        swing,
        main: Some((0.9 * total, 0.7 * total, 1.1 * total)),
        total: Some((total, 0.8 * total, 1.2 * total)),
    };
    Tornado {
        change: "h".into(),
        caption: caption("What moves the mean response time"),
        measure: "Mean response time of high and critical incidents (h)".to_owned(),
        center: 24.0,
        bars: vec![
            bar(
                "team.eu-crrt.notice",
                ("≈ 9.1 h", "≈ 2.9 d"),
                (21.4, 26.6),
                (5.2, 4.1, 6.3),
                0.7,
            ),
            bar(
                "threat.phishing.rate",
                ("≈ 1.1/week", "≈ 3.9/week"),
                (23.0, 25.1),
                (2.1, 1.0, 3.2),
                0.2,
            ),
            bar(
                "dispatch.rule.gravest.teams.eu-crrt.refusal",
                ("≈ 38%", "≈ 2%"),
                (24.1, 23.9),
                (-0.2, -1.0, 0.6),
                0.0,
            ),
            // It turns: both ends are above the line, and the least lies between them.
            TornadoBar {
                span: (22.0, 25.9),
                from_to: "from 1 month to 1 year".to_owned(),
                ..bar(
                    "length of a turn of the team",
                    ("4 months", "1 year"),
                    (25.1, 25.9),
                    (0.8, 0.1, 1.5),
                    0.3,
                )
            },
            // It has no ends.
            TornadoBar {
                responses: (f64::NAN, f64::NAN),
                intervals: ((f64::NAN, f64::NAN), (f64::NAN, f64::NAN)),
                span: (23.5, 24.6),
                ..bar(
                    "order of the queue",
                    ("severity", "fifo"),
                    (f64::NAN, f64::NAN),
                    (1.1, 0.2, 2.0),
                    0.1,
                )
            },
        ],
    }
}

fn choices() -> FactorChoices {
    let row = |name: &str, response: f64, own: bool| ChoiceRow {
        name: name.to_owned(),
        response,
        low: response - 0.7,
        high: response + 0.7,
        words: format!("{response} h"),
        own,
    };
    let block = |name: &str, rows: Vec<ChoiceRow>| ChoiceBlock {
        name: name.to_owned(),
        rows,
    };
    FactorChoices {
        caption: caption("Mean response time by each of 2 factors"),
        measure: "Mean response time of high and critical incidents (h)".to_owned(),
        blocks: vec![
            block(
                "Order of the queue",
                vec![row("fifo", 22.5, true), row("severity", 20.1, false)],
            ),
            block(
                "Order of nations of the rapid response team",
                vec![
                    row("LT, NL, PL, EE, HR, RO", 21.0, true),
                    row("NL, PL, EE, HR, RO, LT", 24.0, false),
                    row("PL, EE, HR, RO, LT, NL", 23.0, false),
                ],
            ),
        ],
    }
}

fn screening() -> Screening {
    let bar = |name: &str, extent: &str, size: f64, mean: f64| ScreeningBar {
        name: name.to_owned(),
        extent: extent.to_owned(),
        size,
        low: 0.8 * size,
        high: 1.2 * size,
        mean,
        spread: 0.4 * size,
    };
    Screening {
        caption: caption("What moves the mean response time, and what does not"),
        measure: "Change over the factor's whole extent (h)".to_owned(),
        bars: vec![
            bar("team.eu-crrt.notice", "6h to 72h", 8.1, 8.1),
            bar("threat.phishing.rate", "1/week to 4/week", 3.0, 1.0),
            bar(
                "roster.eu-crrt.period",
                "1 month, 3 months, 6 months",
                1.2,
                -1.2,
            ),
            bar("incident.phishing.detection.mean", "1h to 2d", 0.0, 0.0),
        ],
    }
}

/// Keeps a figure where it can be looked at, and holds it to saying `words`, the same twice.
fn look(name: &str, draw: &dyn Fn() -> Svg, words: &[&str]) {
    let svg = draw();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp/chart");
    if std::fs::create_dir_all(&folder).is_ok() {
        let _ = std::fs::write(folder.join(format!("{name}.png")), svg.png(2.0).unwrap());
    }
    assert_eq!(svg, draw(), "two drawings of {name} differ");
    for word in words {
        assert!(svg.text().contains(word), "{name} does not say {word:?}");
    }
}

fn heat_map(columns: usize, rows: usize) -> HeatMap {
    let cell = |row: usize, column: usize| {
        let value = 0.4 + (row * column) as f64 * 2.3;
        (value, value / 20.0)
    };
    HeatMap {
        caption: caption("Mean response time by two factors"),
        measure: "Mean response time of high and critical incidents (h)".to_owned(),
        more_is_better: Some(false),
        across: "team.eu-crrt.notice".to_owned(),
        upward: "threat.phishing.rate".to_owned(),
        columns: (0..columns).map(|it| format!("{}h", it * 6)).collect(),
        rows: (0..rows).map(|it| format!("{}/week", it + 1)).collect(),
        cells: (0..rows)
            .map(|row| (0..columns).map(|column| cell(row, column)).collect())
            .collect(),
    }
}

#[test]
fn heat_maps_of_any_size_are_drawn() {
    look(
        "heat-map",
        &|| heat_map(6, 5).draw().unwrap(),
        &[
            "team.eu-crrt.notice",
            "threat.phishing.rate",
            "5/week",
            "30h",
            "±",
        ],
    );
    let nothing: Vec<String> = Vec::new();
    for (columns, rows) in [(2, 2), (6, 5), (9, 9), (40, 3), (3, 40), (40, 40)] {
        assert_eq!(heat_map(columns, rows).sheet(PAGE_WIDTH).faults(), nothing);
    }
    assert_eq!(HeatMap::default().sheet(PAGE_WIDTH).faults(), nothing);
    for value in [f64::NAN, f64::INFINITY, -1e300, 1e300, 0.0] {
        let mut figure = heat_map(3, 3);
        figure.cells[1][1] = (value, value);
        figure.draw().unwrap();
        figure.cells = vec![vec![(value, value); 3]; 3];
        figure.draw().unwrap();
    }
}

#[test]
fn sweeps_name_factors_units_and_intervals() {
    look(
        "factor-curves",
        &|| curves().draw().unwrap(),
        &[
            "roster.eu-crrt.period",
            "3 months",
            "95% band",
            "now 6h",
            "shortest at 22h",
            "than both ends",
            "200 replications",
        ],
    );
    look(
        "tornado",
        &|| tornado().draw().unwrap(),
        &[
            "team.eu-crrt.notice",
            "Share of the variance",
            "+5.20 h (4.10 to 6.30)",
            "≈ 2.9 d",
        ],
    );
    look(
        "choices",
        &|| choices().draw().unwrap(),
        &["Order of the queue", "fifo (now)", "20.1 h"],
    );
    look(
        "screening",
        &|| screening().draw().unwrap(),
        &["team.eu-crrt.notice", "6h to 72h", "+8.10", "spread"],
    );
}

#[test]
fn no_words_touch_in_sweeps() {
    for page in [PAGE_WIDTH, 490.0] {
        touch_nowhere(page);
    }
}

fn touch_nowhere(page: f64) {
    let nothing: Vec<String> = Vec::new();
    assert_eq!(curves().sheet(page).faults(), nothing);
    assert_eq!(tornado().sheet(page).faults(), nothing);
    assert_eq!(screening().sheet(page).faults(), nothing);
    assert_eq!(choices().sheet(page).faults(), nothing);
    assert_eq!(FactorChoices::default().sheet(page).faults(), nothing);
    let mut many = choices();
    let row = many.blocks[1].rows[0].clone();
    many.blocks[1].rows = vec![row; 300];
    assert_eq!(many.sheet(page).faults(), nothing);
    let mut alone = curves();
    alone.panels.truncate(1);
    assert_eq!(alone.sheet(page).faults(), nothing);
    assert_eq!(FactorCurves::default().sheet(page).faults(), nothing);
    assert_eq!(Tornado::default().sheet(page).faults(), nothing);
    assert_eq!(Screening::default().sheet(page).faults(), nothing);
}

#[test]
fn absurd_sweeps_are_drawn() {
    for value in [f64::NAN, f64::INFINITY, -1e300, 1e300, 0.0] {
        let mut figure = curves();
        for panel in &mut figure.panels {
            for point in &mut panel.points {
                point.at = value;
                point.low = value;
            }
            panel.dots.push((value, value));
        }
        figure.draw().unwrap();
        let mut figure = tornado();
        figure.center = value;
        for bar in &mut figure.bars {
            bar.responses = (value, 1.0);
            bar.intervals = ((value, value), (1.0, value));
            bar.span = (value, value);
            bar.swing = (value, value, value);
            bar.total = Some((value, value, value));
        }
        figure.draw().unwrap();
        let mut figure = choices();
        for row in &mut figure.blocks[1].rows {
            (row.low, row.response, row.high) = (value, value, value);
        }
        figure.draw().unwrap();
        let mut figure = screening();
        for bar in &mut figure.bars {
            bar.size = value;
            bar.spread = value;
            bar.high = value;
        }
        figure.draw().unwrap();
    }
}
