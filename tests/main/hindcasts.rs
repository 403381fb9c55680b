//! Real election nights beside the simulated ones: `docs/hindcasts.md` says what the program says.
//!
//! After a change that moves the numbers: `REWRITE_DOCS=1 cargo test --test main hindcasts`.

use std::fs;
use std::path::Path;

use sortie::inside::chart::{Caption, CurvePoint, ResponseCurve, ResponseCurves, TargetLine, Tone};
use sortie::inside::export::incidents;
use sortie::inside::outcome::IncidentRecord;
use sortie::inside::report::table::Table;
use sortie::inside::report::words;
use sortie::inside::scenario;
use sortie::inside::scenario::document::{Moment, Target};
use sortie::inside::stats::{quantile, wilson};
use sortie::inside::study::summary::Summary;
use sortie::inside::world::World;

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

static NIGHTS: [Night; 4] = [
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

/// A night with its histories.
struct Histories {
    night: &'static Night,
    world: World,
    summary: Summary,
    /// Hours from the onset of the scripted incident until it was contained, shortest first.
    lengths: Vec<f64>,
}

impl Histories {
    fn of(night: &'static Night) -> Self {
        let loaded = scenario::open(night.scenario, &[]);
        let loaded = loaded.unwrap_or_else(|report| panic!("{report}"));
        let world = World::compile(loaded.document);
        let (seed, replications) = (world.document.seed, world.document.replications);
        let summary = Summary::new(&world, &study_of(&world, replications), "");
        let kind = world.document.targets[0].kinds[0];
        for target in &world.document.targets {
            let moments = (target.from, target.to);
            assert_eq!(moments, (Moment::Onset, Moment::Contained));
            assert_eq!(target.kinds, [kind], "the scripted kind");
        }
        let kind = &world.document.kinds[kind.ix()].id;
        let mut lengths: Vec<f64> = (0..replications)
            .map(|replication| {
                let records = incidents::record(&world, seed, replication);
                length(kind, &records.expect("a replication that ends"))
            })
            .collect();
        lengths.sort_by(f64::total_cmp);
        Self {
            night,
            world,
            summary,
            lengths,
        }
    }

    fn name(&self) -> &str {
        &self.world.document.name
    }

    /// The target whose deadline is a length that was reported.
    fn target(&self, id: &str) -> &Target {
        let mut targets = self.world.document.targets.iter();
        let found = targets.find(|target| target.id == id);
        found.expect("a target of that id")
    }

    /// Histories that took no longer than some hours.
    fn within(&self, hours: f64) -> usize {
        self.lengths.partition_point(|length| *length <= hours)
    }

    fn quantile(&self, p: f64) -> String {
        words::duration(quantile(&self.lengths, p).expect("values"))
    }
}

/// Hours from the onset of the scripted incident until it was contained; infinite if it is open
/// at the end.
fn length(kind: &str, records: &[IncidentRecord]) -> f64 {
    let mut of_kind = records
        .iter()
        .filter(|record| record.kind == kind && record.origin.starts_with("inject:"));
    let scripted = of_kind.next().expect("the incident of the night");
    assert!(of_kind.next().is_none(), "one of the kind");
    scripted
        .contained_h
        .map_or(f64::INFINITY, |contained| contained - scripted.onset_h)
}

fn lengths_table(nights: &[Histories]) -> String {
    let mut table = Table::new(&[
        "night: from the onset until the service is back",
        "what happened",
        "source",
        "simulated median",
        "80% of histories",
        "percentile of what happened",
    ]);
    for histories in nights {
        for (id, reported, source) in histories.night.lengths {
            let target = histories.target(id);
            let hours = target.within.hours();
            // What `sortie run` prints beside the target is the percentile.
            let mut rows = histories.summary.targets.iter();
            let met = rows.find(|row| row.id == *id).expect("the same target");
            assert_eq!(met.met, histories.within(hours) as u64, "{id}");
            assert_eq!(met.undecided, 0, "{id}: the scenario is long enough");
            let share = met.share.as_ref().expect("incidents in every history");
            let (p10, p90) = (histories.quantile(0.1), histories.quantile(0.9));
            table.row(vec![
                format!("{}: {}", histories.name(), target.name),
                format!("{}{hours} h", reported.words()),
                (*source).to_owned(),
                histories.quantile(0.5),
                format!("{p10} to {p90}"),
                format!("{}{}", reported.words(), words::share(share)),
            ]);
        }
    }
    table.markdown()
}

fn milestones_table(nights: &[Histories]) -> String {
    let mut table = Table::new(&[
        "night: milestone",
        "that night",
        "source",
        "kept in histories",
    ]);
    for histories in nights {
        for (id, kept, source) in histories.night.milestones {
            let mut rows = histories.summary.milestones.iter();
            let row = rows.find(|row| row.id == *id).expect("that milestone");
            table.row(vec![
                format!("{}: {}", histories.name(), row.name),
                if *kept { "kept" } else { "broken" }.to_owned(),
                (*source).to_owned(),
                words::share(&row.share),
            ]);
        }
    }
    table.markdown()
}

/// The curve of a night, in as many steps as can be seen, and exact at what was reported.
fn curve(tone: Tone, histories: &Histories) -> ResponseCurve {
    const STEPS: usize = 100;
    let n = histories.lengths.len();
    let reported = histories.world.document.targets.iter();
    let mut ranks: Vec<usize> = (1..=STEPS)
        .map(|step| n * step / STEPS)
        .chain(reported.map(|target| histories.within(target.within.hours())))
        .filter(|rank| *rank > 0)
        .collect();
    ranks.sort_unstable();
    ranks.dedup();
    let points = ranks.into_iter().map(|rank| {
        let share = wilson(rank as u64, n as u64, 0.95).expect("a share");
        CurvePoint {
            hours: histories.lengths[rank - 1],
            share: share.estimate,
            low: share.low,
            high: share.high,
        }
    });
    ResponseCurve {
        tone,
        label: histories.night.short.to_owned(),
        n: n as u64,
        median: histories.quantile(0.5),
        median_at: quantile(&histories.lengths, 0.5),
        points: points.collect(),
    }
}

/// The chart of the page, as SVG.
fn chart(nights: &[Histories]) -> String {
    let mut chart = ResponseCurves {
        caption: Caption {
            title: "What happened on four nights, among what could have".to_owned(),
            subtitle: "Ukraine 2014 (UA), Bulgaria 2015 (BG), Czechia 2017 (CZ), North Macedonia 2020 (MK); \
                       upright lines: what was reported"
                .to_owned(),
            statistic: "Share of histories in which the scripted incident was contained".to_owned(),
            interval: "Bands: 95% pointwise (Wilson)".to_owned(),
            note: "Reports for UA are upper bounds, for MK lower ones".to_owned(),
            source: "Sortie, docs/hindcasts.md".to_owned(),
            ..Caption::default()
        },
        reached: "Share of histories in which the service is back".to_owned(),
        clock: "Time since onset".to_owned(),
        ..ResponseCurves::default()
    };
    for (number, histories) in nights.iter().enumerate() {
        let tone = Tone::Series(number);
        chart.curves.push(curve(tone, histories));
        for (id, ..) in histories.night.lengths {
            let hours = histories.target(id).within.hours();
            chart.targets.push(TargetLine {
                hours,
                label: format!("{} {hours} h", histories.night.short),
                shares: (0..nights.len())
                    .map(|other| {
                        let kept = histories.within(hours) as f64 / histories.lengths.len() as f64;
                        (other == number).then_some((kept, kept))
                    })
                    .collect(),
            });
        }
    }
    chart.draw().expect("a drawing").text().to_owned()
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
    let nights: Vec<Histories> = NIGHTS.iter().map(Histories::of).collect();
    let tables = format!("{}\n{}", lengths_table(&nights), milestones_table(&nights));
    let chart = chart(&nights);
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
