//! Made-up but plausible data for looking at the figures.

use super::{
    AnswerBar, AssetNode, CalendarBin, CalendarPhase, Caption, CurvePoint, DayMark, DutySpan,
    DutyStrip, ElectionCalendar, InfrastructureGraph, Link, LinkKind, ResponseCurve,
    ResponseCurves, TargetLine, Timeline, TimelineRow, Tone, WhoAnswered,
};
use crate::scenario::document::Severity;

/// A small generator of numbers in 0..1 (Lehmer's, with Park and Miller's multiplier).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0 * 48_271 % 0x7fff_ffff;
        self.0 as f64 / f64::from(0x7fff_ffff)
    }
}

fn caption(title: &str, statistic: &str, interval: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        subtitle: "Lithuania 2019 · municipal, presidential and European elections · policy “six months, rotating”".to_owned(),
        statistic: statistic.to_owned(),
        interval: interval.to_owned(),
        replications: 1000,
        note: String::new(),
        source: "Source: sortie 0.1.0, scenario lithuania-2019, seed 2019. Simulated, not observed: incidents are invented.".to_owned(),
    }
}

/// Four severities with a realistic spread of medians.
pub(super) fn response_curves() -> ResponseCurves {
    let curve =
        |severity, label: &str, n: u64, median: f64, spread: f64, reached: f64, words: &str| {
            let steps = n.min(400);
            let points = (1..=steps)
                .map(|k| {
                    let share = k as f64 / (steps + 1) as f64;
                    // The logistic distribution's quantile stands in for the normal one.
                    let z = libm::log(share / (1.0 - share)) / 1.7;
                    let half = 1.96 * libm::sqrt(share * (1.0 - share) / n as f64);
                    CurvePoint {
                        hours: median * libm::exp(z * spread),
                        share: share * reached,
                        low: (share * reached - half).max(0.0),
                        high: (share * reached + half).min(1.0),
                    }
                })
                .collect();
            ResponseCurve {
                tone: Tone::Severity(severity),
                label: label.to_owned(),
                n,
                median: words.to_owned(),
                points,
            }
        };
    ResponseCurves {
        caption: caption(
            "Half of the critical incidents have hands on within three hours",
            "Cumulative share of incidents with hands on since detection (1 − Kaplan–Meier; incidents open at the end are censored)",
            "Bands: 95% pointwise, log–log",
        ),
        reached: "Share of incidents with hands on".to_owned(),
        clock: "Time since detection".to_owned(),
        curves: vec![
            curve(
                Severity::Critical,
                "critical",
                96,
                2.6,
                1.0,
                0.99,
                "2.6 h (2.2–3.1)",
            ),
            curve(
                Severity::High,
                "high",
                1_204,
                6.1,
                1.2,
                0.97,
                "6.1 h (5.8–6.4)",
            ),
            curve(
                Severity::Medium,
                "medium",
                8_310,
                14.0,
                1.3,
                0.93,
                "14 h (13.6–14.3)",
            ),
            curve(
                Severity::Low,
                "low",
                23_977,
                40.0,
                1.5,
                0.82,
                "40 h (39–41)",
            ),
        ],
        targets: vec![
            TargetLine {
                hours: 4.0,
                label: "target 4 h".to_owned(),
            },
            TargetLine {
                hours: 24.0,
                label: "early warning 24 h".to_owned(),
            },
            TargetLine {
                hours: 72.0,
                label: "on site 72 h".to_owned(),
            },
        ],
    }
}

fn months() -> Vec<(f64, String)> {
    [
        (0, "1 Jan"),
        (31, "1 Feb"),
        (59, "1 Mar"),
        (90, "1 Apr"),
        (120, "1 May"),
        (151, "1 Jun"),
        (181, "1 Jul"),
    ]
    .into_iter()
    .map(|(day, words)| (f64::from(day) * 24.0, words.to_owned()))
    .collect()
}

fn elections() -> Vec<DayMark> {
    [
        (61, "Municipal"),
        (75, "Mayoral run-off"),
        (131, "President, 1st round"),
        (145, "President run-off and European Parliament"),
    ]
    .into_iter()
    .map(|(day, label)| DayMark {
        at: f64::from(day) * 24.0 + 12.0,
        label: label.to_owned(),
    })
    .collect()
}

/// Half a year with four election days.
pub(super) fn election_calendar() -> ElectionCalendar {
    let mut dice = Dice(7);
    let bins = (0..27)
        .map(|week| {
            let day = f64::from(week) * 7.0 + 3.5;
            let near = |center: f64| libm::exp(-((day - center) / 12.0) * ((day - center) / 12.0));
            let heat =
                1.0 + 2.5 * near(61.0) + 1.2 * near(75.0) + 2.2 * near(131.0) + 3.5 * near(145.0);
            let mut part = |mean: f64| mean * heat * (0.85 + 0.3 * dice.roll());
            CalendarBin {
                from: f64::from(week) * 168.0,
                to: f64::from(week + 1) * 168.0,
                mean: [part(1.4), part(0.7), part(0.25), part(0.04)],
            }
        })
        .collect();
    let phase = |from: i32, to: i32, label: &str| CalendarPhase {
        from: f64::from(from) * 24.0,
        to: f64::from(to) * 24.0,
        label: label.to_owned(),
    };
    let shift = |from: i32, to: i32, label: &str| DutySpan {
        from: f64::from(from) * 24.0,
        to: f64::from(to) * 24.0,
        label: label.to_owned(),
    };
    ElectionCalendar {
        caption: caption(
            "Incidents gather around the election days",
            "Mean number of incidents by week of onset",
            "",
        ),
        from: 0.0,
        to: 192.0 * 24.0,
        ticks: months(),
        bins,
        per: "Incidents per week".to_owned(),
        phases: vec![
            phase(31, 61, "campaign"),
            phase(61, 62, "vote"),
            phase(62, 75, "run-off"),
            phase(101, 131, "campaign (president)"),
            phase(115, 145, "campaign (Europe)"),
            phase(145, 160, "count and complaints"),
        ],
        elections: elections(),
        duty: vec![
            DutyStrip {
                label: "EU rapid response".to_owned(),
                shifts: vec![
                    shift(0, 90, "Netherlands"),
                    shift(90, 181, "Lietuva"),
                    shift(181, 192, "Polska"),
                ],
            },
            DutyStrip {
                label: "Partner team".to_owned(),
                shifts: vec![
                    shift(0, 60, "Ελλάδα"),
                    shift(60, 120, "Hrvatska"),
                    shift(120, 192, "Eesti"),
                ],
            },
        ],
    }
}

/// 57 assets and their needs.
pub(super) fn infrastructure() -> InfrastructureGraph {
    const NAMES: [&str; 57] = [
        "grid-east",
        "grid-west",
        "backbone-a",
        "backbone-b",
        "dns-national",
        "time-source",
        "satellite-link",
        "state-datacentre-1",
        "state-datacentre-2",
        "secure-network",
        "pki-authority",
        "cloud-region-eu",
        "mobile-operator-1",
        "mobile-operator-2",
        "identity-service",
        "population-register",
        "e-signature",
        "mail-gateway",
        "siem-cluster",
        "backup-store",
        "vpn-concentrator",
        "ddos-shield",
        "firewall-core",
        "voter-register",
        "candidate-register",
        "party-portal",
        "observer-portal",
        "address-register",
        "code-repository",
        "build-server",
        "monitoring",
        "vrk-intranet",
        "vrk-workstations",
        "count-aggregation",
        "tally-servers",
        "results-database",
        "district-office-lan",
        "call-centre",
        "press-network",
        "print-house",
        "polling-laptops",
        "polling-tablets",
        "e-pollbook",
        "postal-voting",
        "consular-voting",
        "ballot-logistics",
        "municipal-it-vilnius",
        "municipal-it-kaunas",
        "municipal-it-klaipėda",
        "municipal-it-šiauliai",
        "results-site",
        "results-mirror",
        "results-feed-media",
        "public-broadcaster",
        "news-portals",
        "hotline",
        "social-media-office",
    ];
    const LAYER_ENDS: [usize; 6] = [7, 14, 23, 31, 40, 57];
    let mut dice = Dice(11);
    let nodes = NAMES
        .into_iter()
        .map(|label| {
            let loss = dice.roll();
            AssetNode {
                label: label.to_owned(),
                loss: loss * loss * loss * 41.0,
                layer: None,
            }
        })
        .collect();
    let mut links = Vec::new();
    for layer in 1..LAYER_ENDS.len() {
        let before = if layer == 1 { 0 } else { LAYER_ENDS[layer - 2] };
        let (first, end) = (LAYER_ENDS[layer - 1], LAYER_ENDS[layer]);
        for from in first..end {
            let pick =
                |roll: f64, low: usize, high: usize| low + (roll * (high - low) as f64) as usize;
            // The nearest by position gives a plausible, mostly orderly network.
            let share = (from - first) as f64 / (end - first) as f64;
            let wander = (share + 0.25 * (dice.roll() - 0.5)).clamp(0.0, 0.999);
            links.push(Link {
                from,
                to: pick(wander, before, first),
                kind: LinkKind::Hard,
            });
            if dice.roll() < 0.5 {
                let kind = if dice.roll() < 0.6 {
                    LinkKind::Soft
                } else {
                    LinkKind::Shared
                };
                links.push(Link {
                    from,
                    to: pick(dice.roll(), 0, first),
                    kind,
                });
            }
            if dice.roll() < 0.15 {
                links.push(Link {
                    from,
                    to: pick(dice.roll(), first, end),
                    kind: LinkKind::Reach,
                });
            }
        }
    }
    InfrastructureGraph {
        caption: caption(
            "Most service is lost where the count comes together",
            "Mean loss of service (criticality × share lost × hours, by phase)",
            "",
        ),
        measure: "Weighted hours lost per replication".to_owned(),
        nodes,
        links,
    }
}

/// Nine teams and ten nations.
pub(super) fn who_answered() -> WhoAnswered {
    let bar = |label: &str, mean: f64, half: f64| AnswerBar {
        label: label.to_owned(),
        mean,
        low: mean - half,
        high: mean + half,
    };
    WhoAnswered {
        caption: caption(
            "The owners answer most; the rapid response team the gravest",
            "Means per replication",
            "Whiskers: 95% interval of the mean (Student's t)",
        ),
        team_measure: "Deployments per replication".to_owned(),
        teams: vec![
            bar("Vyriausioji rinkimų komisija", 21.4, 0.6),
            bar("NKSC", 14.2, 0.5),
            bar("Telecom operators", 9.8, 0.4),
            bar("EU CRRT", 3.1, 0.2),
            bar("Savivaldybės", 2.6, 0.2),
            bar("Partner team", 0.4, 0.08),
        ],
        nation_measure: "Expert-hours per replication, rapid response teams only".to_owned(),
        nations: vec![
            bar("Lietuva", 212.0, 9.5),
            bar("Nederland", 118.0, 6.2),
            bar("Polska", 64.0, 5.1),
            bar("Ελλάδα", 12.5, 2.2),
            bar("Hrvatska", 8.2, 1.9),
            bar("Eesti", 0.0, 0.0),
        ],
    }
}

/// One history of half a year.
pub(super) fn timeline() -> Timeline {
    const KINDS: [&str; 6] = [
        "Web flood",
        "Phishing wave",
        "Ransomware",
        "Defacement",
        "Intrusion",
        "False report",
    ];
    const ASSETS: [&str; 5] = [
        "results site",
        "voter register",
        "Šiaulių savivaldybė",
        "VRK intranet",
        "public broadcaster",
    ];
    const TEAMS: [&str; 4] = ["owner", "NKSC", "EU CRRT", "nobody"];
    let mut dice = Dice(23);
    let to = 192.0 * 24.0;
    let rows = (0..38)
        .map(|_| {
            let mut pick = |n: usize| ((dice.roll() * n as f64) as usize).min(n - 1);
            let (kind, asset, team) = (KINDS[pick(6)], ASSETS[pick(5)], TEAMS[pick(4)]);
            let severity = Severity::ALL[[0, 0, 0, 1, 1, 2, 3][pick(7)]];
            let onset = dice.roll() * to;
            let detected = onset + dice.roll() * dice.roll() * 400.0;
            let hands_on = detected + dice.roll() * dice.roll() * 260.0;
            let recovered = hands_on + 4.0 + dice.roll() * 300.0;
            let known = |at: f64| (at < to).then_some(at);
            TimelineRow {
                label: format!("{kind} · {asset}"),
                group: String::new(),
                severity,
                onset,
                detected: known(detected),
                hands_on: if team == "nobody" {
                    None
                } else {
                    known(hands_on)
                },
                recovered: known(recovered),
                answered_by: team.to_owned(),
            }
        })
        .collect();
    let mut caption = caption(
        "One history: the spring of 2019 as it fell out in replication 17",
        "",
        "",
    );
    caption.replications = 1;
    Timeline {
        caption,
        from: 0.0,
        to,
        ticks: months(),
        elections: elections(),
        rows,
        total: 212,
        selection: "those with the longest waits".to_owned(),
    }
}
