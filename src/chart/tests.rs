//! Every figure is drawn with plausible, empty and absurd data.

use std::path::Path;

use super::figure::Figure;
use super::look::PAGE_WIDTH;
use super::samples;
use super::{
    AnswerBar, AssetNode, ChartError, CurvePoint, EffectivenessCurves, EffectivenessPoint,
    ElectionCalendar, GroupLoad, InfrastructureGraph, Link, LinkKind, ResponseCurves, RosterStrip,
    Svg, Timeline, Tone, WaitBars, WhoAnswered,
};

/// Puts a picture where it can be looked at: `target/tmp/chart`. A read-only tree is no
/// reason to fail.
fn keep(name: &str, svg: &Svg) {
    let png = svg.png(2.0).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp/chart");
    if std::fs::create_dir_all(&folder).is_ok() {
        let _ = std::fs::write(folder.join(format!("{name}.svg")), svg.text());
        let _ = std::fs::write(folder.join(format!("{name}.png")), png);
    }
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
fn roster_strip_names_nations_and_legend() {
    let figure = samples::roster_strip();
    look(
        "roster-strip",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &[
            "Nederland · 4",
            "Ελλάδα",
            "15 Feb",
            "nobody",
            "freeze: no changeovers",
        ],
    );
}

#[test]
fn effectiveness_names_turns_and_bands() {
    let figure = samples::effectiveness();
    look(
        "effectiveness",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &["Ελλάδα", "95% interval", "70%", "Nacionalinis"],
    );
}

#[test]
fn group_load_names_unit_and_interval() {
    let figure = samples::group_load();
    look(
        "group-load",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &[
            "Share of hours on duty",
            "67.1%",
            "(39.2–43.2)",
            "12 ×",
            "Vyriausioji rinkimų",
        ],
    );
}

#[test]
fn wait_bars_name_parts_unit_and_sample() {
    let figure = samples::wait_bars();
    look(
        "wait-bars",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &[
            "Hours, mean per request",
            "approval",
            "n = 672",
            "n = 30\u{a0}465 requests",
            "73.1 h",
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
fn forest_says_which_side_is_better_and_what_zero_is() {
    let figure = samples::forest();
    look(
        "forest",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &[
            "0: no difference to the scenario as it is",
            "← better",
            "worse →",
            "95% for all together",
            "no value",
        ],
    );
}

#[test]
fn violins_say_how_often() {
    let figure = samples::paired_differences();
    look(
        "paired-differences",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &["better in 63%", "middle half of the histories"],
    );
}

#[test]
fn comparisons_are_drawn_whatever_they_hold() {
    let mut forest = samples::forest();
    let mut violins = samples::paired_differences();
    for (k, absurd) in [f64::NAN, f64::INFINITY, -1e308, 1e308, 0.0, 1e-300]
        .into_iter()
        .enumerate()
    {
        forest.rows[k % 6].estimate = Some(absurd);
        forest.rows[k % 6].together = Some((absurd, -absurd));
        violins.violins[k % 2].values.push(absurd);
        assert!(forest.draw().is_ok() && violins.draw().is_ok(), "{absurd}");
    }
    forest.rows.clear();
    violins.violins[0].values.clear();
    assert!(forest.draw().unwrap().text().contains("nothing to compare"));
    assert!(violins.draw().is_ok());
    violins.violins.clear();
    assert!(
        violins
            .draw()
            .unwrap()
            .text()
            .contains("no history differs")
    );
}

#[test]
fn no_words_touch() {
    let nothing: Vec<String> = Vec::new();
    assert_eq!(samples::forest().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(
        samples::paired_differences().sheet(PAGE_WIDTH).faults(),
        nothing
    );
    assert_eq!(
        samples::response_curves().sheet(PAGE_WIDTH).faults(),
        nothing
    );
    assert_eq!(
        samples::election_calendar().sheet(PAGE_WIDTH).faults(),
        nothing
    );
    assert_eq!(
        samples::infrastructure().sheet(PAGE_WIDTH).faults(),
        nothing
    );
    assert_eq!(samples::who_answered().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(samples::timeline().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(samples::roster_strip().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(samples::effectiveness().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(samples::group_load().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(samples::wait_bars().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(
        ResponseCurves::default().sheet(PAGE_WIDTH).faults(),
        nothing
    );
    assert_eq!(
        ElectionCalendar::default().sheet(PAGE_WIDTH).faults(),
        nothing
    );
    assert_eq!(
        InfrastructureGraph::default().sheet(PAGE_WIDTH).faults(),
        nothing
    );
    assert_eq!(WhoAnswered::default().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(Timeline::default().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(RosterStrip::default().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(
        EffectivenessCurves::default().sheet(PAGE_WIDTH).faults(),
        nothing
    );
    assert_eq!(GroupLoad::default().sheet(PAGE_WIDTH).faults(), nothing);
    assert_eq!(WaitBars::default().sheet(PAGE_WIDTH).faults(), nothing);
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
            "no teams",
        ),
        ("empty-timeline", Timeline::default().draw(), "no incidents"),
        (
            "empty-roster-strip",
            RosterStrip::default().draw(),
            "no rosters",
        ),
    ];
    for (name, drawing, words) in drawings {
        let svg = drawing.unwrap();
        keep(name, &svg);
        assert!(svg.text().contains(words), "{name} does not say {words:?}");
    }
}

/// Numbers that no figure should ever meet.
const ABSURD: [f64; 8] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    0.0,
    -1.0,
    1e300,
    1e-300,
    f64::MIN,
];

/// Words that no figure should ever meet.
fn absurd_words() -> String {
    format!("<&\"'>\u{0}\u{ffff}\n{}", "ž".repeat(400))
}

#[test]
fn absurd_curves_are_drawn_or_left_out() {
    for a in ABSURD {
        for b in ABSURD {
            let mut figure = samples::response_curves();
            figure.curves[0].points = vec![CurvePoint {
                hours: a,
                share: b,
                low: a,
                high: b,
            }];
            figure.curves[1].points.clear();
            figure.curves[2].label = absurd_words();
            figure.curves[3].n = u64::MAX;
            figure.targets[0].hours = a;
            figure.targets[1].label = absurd_words();
            figure.draw().unwrap();
        }
    }
    let mut figure = samples::response_curves();
    figure.caption.title = absurd_words();
    assert!(
        figure.draw().unwrap().png(0.2).is_ok(),
        "odd characters break the picture"
    );
}

#[test]
fn a_long_curve_is_thinned() {
    let mut figure = samples::response_curves();
    figure.curves[0].points = (1..=300_000)
        .map(|k| {
            let share = f64::from(k) / 300_000.0;
            CurvePoint {
                hours: share * 700.0,
                share,
                low: share,
                high: share,
            }
        })
        .collect();
    assert!(figure.draw().unwrap().text().len() < 3_000_000);
}

#[test]
fn absurd_calendars_are_drawn() {
    for a in ABSURD {
        for b in ABSURD {
            let mut figure = samples::election_calendar();
            (figure.from, figure.to) = (a, b);
            figure.draw().unwrap();
            let mut figure = samples::election_calendar();
            figure.bins[0].mean = [a, b, a, b];
            (figure.bins[1].from, figure.bins[1].to) = (a, b);
            (figure.phases[0].from, figure.phases[0].to) = (a, b);
            (figure.duty[0].shifts[0].from, figure.duty[0].shifts[0].to) = (a, b);
            figure.elections[0].at = a;
            figure.elections[1].label = absurd_words();
            figure.ticks[0].0 = a;
            figure.draw().unwrap();
        }
    }
}

#[test]
fn absurd_graphs_are_drawn() {
    for a in ABSURD {
        let mut figure = samples::infrastructure();
        figure.nodes[0].loss = a;
        figure.nodes[1].label = absurd_words();
        figure.nodes[2].layer = Some(usize::MAX);
        figure.links[0].to = usize::MAX;
        figure.links[1].to = figure.links[1].from;
        // A cycle.
        let back = Link {
            from: figure.links[2].to,
            to: figure.links[2].from,
            kind: LinkKind::Hard,
        };
        figure.links.push(back);
        figure.draw().unwrap();
    }
    let mut figure = InfrastructureGraph {
        nodes: vec![AssetNode::default()],
        ..InfrastructureGraph::default()
    };
    figure.draw().unwrap();
    figure.nodes = vec![AssetNode::default(); 5_000];
    assert!(figure.draw().unwrap().text().contains("too many assets"));
}

#[test]
fn a_large_graph_takes_moderate_time() {
    let nodes = vec![
        AssetNode {
            label: "asset".into(),
            loss: 1.0,
            layer: None
        };
        600
    ];
    let links = (1..600)
        .flat_map(|n: usize| [(n, n / 2), (n, n * 7 % n), (n, n - 1)])
        .map(|(from, to)| Link {
            from,
            to,
            kind: LinkKind::Soft,
        })
        .collect();
    let figure = InfrastructureGraph {
        nodes,
        links,
        ..InfrastructureGraph::default()
    };
    figure.draw().unwrap();
}

#[test]
fn absurd_bars_are_drawn() {
    for a in ABSURD {
        for b in ABSURD {
            let mut figure = samples::who_answered();
            figure.teams[0] = AnswerBar {
                label: absurd_words(),
                mean: a,
                low: b,
                high: a,
            };
            figure.nations[0] = AnswerBar {
                label: String::new(),
                mean: b,
                low: a,
                high: b,
            };
            figure.draw().unwrap();
        }
    }
}

#[test]
fn absurd_rosters_are_drawn() {
    for a in ABSURD {
        for b in ABSURD {
            let mut figure = samples::roster_strip();
            (figure.from, figure.to) = (a, b);
            figure.draw().unwrap();
            let mut figure = samples::roster_strip();
            let band = &mut figure.bands[0];
            (
                band.stints[0].from,
                band.stints[0].to,
                band.stints[0].alongside,
            ) = (a, b, a);
            band.stints[1].nation = usize::MAX;
            band.stints[2].experts = u32::MAX;
            band.changeovers[0].0 = a;
            band.changeovers[1].1 = absurd_words();
            band.freezes[0] = (a, b);
            band.label = absurd_words();
            figure.bands[1].seats = u32::MAX;
            figure.nations[0].0 = absurd_words();
            figure.draw().unwrap();
        }
    }
}

#[test]
fn absurd_staffing_is_drawn() {
    for a in ABSURD {
        for b in ABSURD {
            let mut figure = samples::effectiveness();
            (figure.from, figure.to) = (a, b);
            figure.draw().unwrap();
            let mut figure = samples::effectiveness();
            let team = &mut figure.teams[0];
            team.points[3] = EffectivenessPoint {
                at: a,
                mean: b,
                low: a,
                high: b,
                least: a,
                greatest: b,
            };
            (team.turns[1].from, team.turns[1].to) = (a, b);
            team.label = absurd_words();
            team.numbers = absurd_words();
            figure.draw().unwrap();
            let mut figure = samples::group_load();
            let bar = &mut figure.teams[0].groups[0];
            (bar.mean, bar.low, bar.high) = (a, b, a);
            bar.label = absurd_words();
            bar.nation = Some(usize::MAX);
            figure.teams[1].label = absurd_words();
            figure.draw().unwrap();
            let mut figure = samples::wait_bars();
            let bar = &mut figure.teams[0];
            bar.parts = vec![a, b, a];
            (bar.mean, bar.low, bar.high) = (b, a, b);
            bar.n = u64::MAX;
            bar.label = absurd_words();
            figure.draw().unwrap();
        }
    }
}

#[test]
fn absurd_histories_are_drawn() {
    for a in ABSURD {
        for b in ABSURD {
            let mut figure = samples::timeline();
            (figure.from, figure.to) = (a, b);
            figure.draw().unwrap();
            let mut figure = samples::timeline();
            let row = &mut figure.rows[0];
            (row.onset, row.detected, row.hands_on, row.recovered) = (a, Some(b), Some(a), Some(b));
            row.label = absurd_words();
            row.group = absurd_words();
            figure.draw().unwrap();
        }
    }
    let mut figure = samples::timeline();
    figure.rows = vec![figure.rows[0].clone(); 2_000];
    let svg = figure.draw().unwrap();
    assert!(svg.text().contains("Shown are 400 of 2\u{a0}000 incidents"));
    keep("timeline-long", &svg);
}

#[test]
fn other_shapes_of_data_look_right() {
    let mut figure = samples::timeline();
    for (k, row) in figure.rows.iter_mut().enumerate() {
        row.group = ["Central commission", "Municipalities", "Media"][k % 3].to_owned();
    }
    (figure.from, figure.to) = (110.0 * 24.0, 152.0 * 24.0);
    let days = ["21 Apr", "28 Apr", "5 May", "12 May", "19 May", "26 May"];
    figure.ticks = (110..)
        .step_by(7)
        .zip(days)
        .map(|(day, words)| (f64::from(day) * 24.0, words.to_owned()))
        .collect();
    let canvas = figure.sheet(PAGE_WIDTH);
    assert_eq!(canvas.faults(), Vec::<String>::new());
    keep("timeline-window", &figure.draw().unwrap());

    let mut figure = samples::election_calendar();
    for (k, phase) in figure.phases.iter_mut().enumerate() {
        phase.label = format!("{} {}", phase.label, k + 1);
    }
    let canvas = figure.sheet(PAGE_WIDTH);
    assert_eq!(canvas.faults(), Vec::<String>::new());
    keep("election-calendar-many-phases", &figure.draw().unwrap());

    let mut figure = samples::response_curves();
    let labels = [
        "six months, rotating",
        "three months, rotating",
        "permanent team",
        "on-call pool",
    ];
    for (k, curve) in figure.curves.iter_mut().enumerate() {
        curve.tone = Tone::Series(k);
        curve.label = labels[k].to_owned();
    }
    let canvas = figure.sheet(PAGE_WIDTH);
    assert_eq!(canvas.faults(), Vec::<String>::new());
    keep("response-curves-by-policy", &figure.draw().unwrap());
}

#[test]
fn a_picture_needs_a_sound_scale() {
    let svg = samples::who_answered().draw().unwrap();
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert!(matches!(svg.png(scale), Err(ChartError::Scale(_))));
    }
    assert!(matches!(svg.png(1e4), Err(ChartError::TooLarge { .. })));
    assert!(svg.png(1e-6).is_ok());
}

#[test]
fn goodness_of_fit_shows_data_bounds_and_fits() {
    use super::{Caption, FittedCurve, GoodnessOfFit, ObservedPart};

    let piece = |low, high, share| ObservedPart { low, high, share };
    let curve = |label: &str, mean: f64, wide: f64| FittedCurve {
        label: label.into(),
        points: (0..60)
            .map(|k| {
                let at = 0.02 * libm::exp(0.2 * f64::from(k));
                let share = 1.0 - libm::exp(-at / mean);
                (at, share, (share - wide).max(0.0), (share + wide).min(1.0))
            })
            .collect(),
    };
    let figure = GoodnessOfFit {
        caption: Caption {
            title: "phishing: detection".into(),
            statistic: "The data: nonparametric maximum likelihood".into(),
            ..Caption::default()
        },
        clock: "Time from onset to detection".into(),
        counted: "n = 40: 8 exact, 24 within bounds, 8 open (censored)".into(),
        pieces: vec![
            piece(0.5, 0.5, 0.1),
            piece(1.0, 24.0, 0.4),
            piece(24.0, 168.0, 0.25),
            piece(200.0, 200.0, 0.05),
            piece(300.0, f64::INFINITY, 0.2),
        ],
        curves: vec![
            curve("lognormal (AIC 186.6)", 40.0, 0.1),
            curve("Weibull (AIC 191.4)", 50.0, 0.0),
            curve("gamma (AIC 196.3)", 60.0, 0.0),
            curve("exponential (AIC 260.8)", 90.0, 0.0),
        ],
    };
    let faults = figure.sheet(PAGE_WIDTH).faults();
    assert!(faults.is_empty(), "{faults:?}");
    look(
        "goodness-of-fit",
        &figure.draw().unwrap(),
        &figure.draw().unwrap(),
        &["somewhere in the box", "lognormal", "n = 40", "30 d"],
    );
    for figure in [
        GoodnessOfFit::default(),
        GoodnessOfFit {
            pieces: vec![piece(f64::NAN, -1.0, f64::NAN), piece(1e300, 1e301, 7.0)],
            curves: vec![FittedCurve {
                label: String::new(),
                points: vec![(f64::NAN, 0.0, 0.0, f64::INFINITY), (-1.0, 2.0, 3.0, 4.0)],
            }],
            ..GoodnessOfFit::default()
        },
    ] {
        assert!(figure.draw().unwrap().png(1.0).is_ok());
    }
}
