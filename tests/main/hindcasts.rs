//! Real election nights beside the simulated ones: `docs/hindcasts.md` says what the program says.
//!
//! After a change that moves the numbers: `REWRITE_DOCS=1 cargo test --test main hindcasts`.

use std::fs;
use std::path::Path;

use sortie::chart::{Caption, CurvePoint, ResponseCurve, ResponseCurves, TargetLine, Tone};
use sortie::export::incidents;
use sortie::outcome::IncidentRecord;
use sortie::report::table::Table;
use sortie::report::words;
use sortie::scenario;
use sortie::scenario::document::{Moment, Target};
use sortie::stats::{quantile, wilson};
use sortie::study::summary::{Estimate, Summary};
use sortie::world::World;

use crate::harness::study_of;

/// How the length that was reported bounds the one that is compared.
#[derive(Clone, Copy, PartialEq)]
enum Reported {
    AtMost,
    About,
    AtLeast,
}

impl Reported {
    fn words(self) -> &'static str {
        match self {
            Self::AtMost => "at most ",
            Self::About => "",
            Self::AtLeast => "at least ",
        }
    }
}

/// A night: the ready scenario, in which a target's deadline is the length that was reported,
/// and what is known of it. Sources stand beside the targets and milestones in the scenarios.
struct Night {
    scenario: &'static str,
    /// Its country, for the chart.
    short: &'static str,
    /// Target, what its length is, where that is from.
    lengths: &'static [(&'static str, Reported, &'static str)],
    /// Milestone, whether it was kept, where that is from.
    milestones: &'static [(&'static str, bool, &'static str)],
}

const NIGHTS: [Night; 4] = [
    Night {
        scenario: "ukraine-2014",
        short: "UA",
        lengths: &[
            ("that-day", Reported::AtMost, "Kyiv Post 7672"),
            (
                "the-day-before",
                Reported::AtMost,
                "Christian Science Monitor",
            ),
        ],
        milestones: &[
            ("count-ready", true, "Kyiv Post 7672"),
            ("site-stands", true, "Kyiv Post 349941"),
        ],
    },
    Night {
        scenario: "bulgaria-2015",
        short: "BG",
        lengths: &[("that-day", Reported::About, "vesti.bg 6044382; Xinhua")],
        milestones: &[("turnout-shown", false, "Sofia Globe")],
    },
    Night {
        scenario: "czechia-2017",
        short: "CZ",
        lengths: &[("that-day", Reported::About, "novinky.cz 455106")],
        milestones: &[("results-shown", false, "novinky.cz 455106")],
    },
    Night {
        scenario: "north-macedonia-2020",
        short: "MK",
        lengths: &[
            ("that-night", Reported::AtLeast, "RT, from Balkan Insight"),
            ("the-next-evening", Reported::AtLeast, "intellinews 187684"),
        ],
        milestones: &[("results-shown", false, "RT, from Balkan Insight")],
    },
];

/// Hours between the two moments of a target in one replication's scripted incident; infinite
/// if the second has not come by the end.
fn length(world: &World, target: &Target, records: &[IncidentRecord]) -> f64 {
    assert_eq!(
        (target.from, target.to),
        (Moment::Onset, Moment::Contained),
        "from the onset until the service is back"
    );
    let kind = &world.document.kinds[target.kinds[0].ix()].id;
    let mut of_kind = records
        .iter()
        .filter(|record| record.kind == *kind && record.origin.starts_with("inject:"));
    let scripted = of_kind.next().expect("the incident of the night");
    assert!(of_kind.next().is_none(), "one of the kind");
    scripted
        .contained_h
        .map_or(f64::INFINITY, |contained| contained - scripted.onset_h)
}

/// The curve of a night's lengths, in as many steps as can be seen.
fn curve(tone: Tone, label: &str, sorted: &[f64]) -> ResponseCurve {
    const STEPS: usize = 200;
    let n = sorted.len();
    let points = (1..=STEPS).map(|step| n * step / STEPS).map(|rank| {
        let share = wilson(rank as u64, n as u64, 0.95).expect("a share");
        CurvePoint {
            hours: sorted[rank - 1],
            share: share.estimate,
            low: share.low,
            high: share.high,
        }
    });
    ResponseCurve {
        tone,
        label: label.to_owned(),
        n: n as u64,
        median: words::duration(quantile(sorted, 0.5).expect("values")),
        points: points.collect(),
    }
}

/// The two tables of the page, and its chart as SVG.
fn tables_and_chart() -> (String, String) {
    let mut chart = ResponseCurves {
        caption: Caption {
            title: "What happened on four nights, among what could have".to_owned(),
            subtitle: "Hindcasts; upright lines: the lengths that were reported".to_owned(),
            statistic: "Share of histories in which the scripted incident was contained".to_owned(),
            interval: "Bands: 95% pointwise (Wilson)".to_owned(),
            note: "Reported lengths are bounds for UA (at most) and MK (at least)".to_owned(),
            source: "Sortie, docs/hindcasts.md".to_owned(),
            ..Caption::default()
        },
        reached: "Share of histories in which the service is back".to_owned(),
        clock: "Time since onset".to_owned(),
        ..ResponseCurves::default()
    };
    let mut lengths = Table::new(&[
        "night: from the onset until the service is back",
        "what happened",
        "source",
        "simulated median",
        "80% of histories",
        "percentile of what happened",
    ]);
    let mut milestones = Table::new(&[
        "night: milestone",
        "that night",
        "source",
        "kept in histories",
    ]);
    for (number, night) in NIGHTS.iter().enumerate() {
        let tone = Tone::Series(number);
        let loaded = scenario::open(night.scenario, &[]);
        let loaded = loaded.unwrap_or_else(|report| panic!("{report}"));
        let world = World::compile(loaded.document);
        let (seed, replications) = (world.document.seed, world.document.replications);
        let summary = Summary::new(&world, &study_of(&world, replications), "");
        let records: Vec<Vec<IncidentRecord>> = (0..replications)
            .map(|replication| {
                incidents::record(&world, seed, replication).expect("a replication that ends")
            })
            .collect();
        let name = &world.document.name;
        for (id, reported, source) in night.lengths {
            let target = world
                .document
                .targets
                .iter()
                .find(|target| target.id == *id);
            let target = target.expect("a target of that id");
            let mut hours: Vec<f64> = records
                .iter()
                .map(|records| length(&world, target, records))
                .collect();
            hours.sort_by(f64::total_cmp);
            let at = |p| words::duration(quantile(&hours, p).expect("values"));
            let happened = target.within.hours();
            if chart.curves.len() == number {
                chart.caption.replications = replications;
                chart.curves.push(curve(tone, name, &hours));
            }
            chart.targets.push(TargetLine {
                hours: happened,
                label: format!("{} {}", night.short, words::duration(happened)),
                binds: vec![tone],
            });
            // What `sortie run` prints beside the target is the percentile.
            let met = summary.targets.iter().find(|row| row.id == *id);
            let met = met.expect("the same target");
            let within = hours.iter().filter(|hours| **hours <= happened).count();
            assert_eq!(met.met, within as u64, "{name}: {id}");
            lengths.row(vec![
                format!("{name}: {}", target.name),
                format!("{}{}", reported.words(), words::duration(happened)),
                (*source).to_owned(),
                at(0.5),
                format!("{} to {}", at(0.1), at(0.9)),
                format!("{}{}", reported.words(), share(met.share.as_ref())),
            ]);
        }
        for (id, kept, source) in night.milestones {
            let row = summary.milestones.iter().find(|row| row.id == *id);
            let row = row.expect("a milestone of that id");
            milestones.row(vec![
                format!("{name}: {}", row.name),
                if *kept { "kept" } else { "broken" }.to_owned(),
                (*source).to_owned(),
                share(Some(&row.share)),
            ]);
        }
    }
    let drawing = chart.draw().expect("a drawing");
    let tables = format!("{}\n{}", lengths.markdown(), milestones.markdown());
    (tables, drawing.text().to_owned())
}

fn share(estimate: Option<&Estimate>) -> String {
    words::share(estimate.expect("incidents in every history"))
}

const BEGIN: &str = "<!-- tables: begin -->\n";
const END: &str = "<!-- tables: end -->";

#[test]
fn hindcasts_in_the_docs_are_what_this_version_makes() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let (page, figure) = (docs.join("hindcasts.md"), docs.join("hindcasts.svg"));
    let text = fs::read_to_string(&page).expect("the page");
    let (before, rest) = text.split_once(BEGIN).expect("where the tables begin");
    let (written, after) = rest.split_once(END).expect("where they end");
    let (tables, chart) = tables_and_chart();
    if std::env::var_os("REWRITE_DOCS").is_some() {
        let text = format!("{before}{BEGIN}{tables}{END}{after}");
        fs::write(&page, text).expect("the page is written");
        fs::write(&figure, chart).expect("the figure is written");
    } else {
        let again = "REWRITE_DOCS=1 cargo test --test main hindcasts";
        assert!(
            written == tables,
            "the tables have changed: {again}\n{tables}"
        );
        let drawn = fs::read_to_string(&figure).expect("the figure");
        assert!(drawn == chart, "the figure has changed: {again}");
    }
}
