//! Made-up but plausible data for looking at the figures.

use super::{
    AnswerBar, AssetNode, CalendarBin, CalendarPhase, Caption, CurvePoint, DayMark, DutySpan,
    DutyStrip, EffectivenessCurves, EffectivenessPanel, EffectivenessPoint, ElectionCalendar,
    Forest, ForestRow, GroupLoad, InfrastructureGraph, Link, LinkKind, LoadBar, PairedDifferences,
    ResponseCurve, ResponseCurves, RosterBand, RosterStrip, Sense, Stint, TargetLine, TeamLoad,
    Timeline, TimelineRow, Tone, Violin, WaitBar, WaitBars, Way, WhoAnswered,
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
                median_at: Some(median),
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
                shares: vec![
                    Some((0.62, 0.62)),
                    Some((0.41, 0.44)),
                    None,
                    Some((0.995, 0.995)),
                ],
            },
            TargetLine {
                hours: 24.0,
                label: "early warning 24 h".to_owned(),
                shares: vec![
                    Some((0.62, 0.62)),
                    Some((0.41, 0.44)),
                    None,
                    Some((0.995, 0.995)),
                ],
            },
            TargetLine {
                hours: 72.0,
                label: "on site 72 h".to_owned(),
                shares: vec![
                    Some((0.62, 0.62)),
                    Some((0.41, 0.44)),
                    None,
                    Some((0.995, 0.995)),
                ],
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
    let phase = |from: f64, to: f64, label: &str| CalendarPhase {
        from: from * 24.0,
        to: to * 24.0,
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
            phase(0.0, 55.0, "Preparation"),
            phase(55.3, 58.8, "Early voting"),
            phase(60.8, 62.0, "Services switched off"),
            phase(61.3, 61.8, "Polls open"),
            phase(61.8, 62.2, "Count"),
            phase(75.3, 75.8, "Polls open"),
            phase(75.8, 76.2, "Count"),
            phase(125.3, 129.8, "Early voting"),
            phase(131.3, 131.8, "Polls open"),
            phase(131.8, 132.2, "Count"),
            phase(139.3, 143.8, "Early voting"),
            phase(145.3, 145.8, "Polls open"),
            phase(145.8, 146.2, "Count"),
            phase(146.2, 192.0, "Certification, complaints"),
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

/// The assets of the Lithuanian elections of 2019, with invented losses.
pub(super) fn infrastructure() -> InfrastructureGraph {
    const ASSETS: &str = "vrk-is-core, vrk-is-db, vrk-voter-lists, vrk-candidate-reg, vrk-campaign-finance, \
        vrk-results-tally, vrk-results-publish, vrk-website, rinkejo-puslapis, vrk-mail, \
        vrk-office-net, vrk-admin-ws, vrk-backup, ballot-print, election-call-centre, pop-register, \
        address-register, prison-care-lists, sodra-feed, egov-gateway, sdcn, gov-dc-1, gov-dc-2, \
        gov-dns, ddos-scrub, nksc-soc, nksc-sensors, mod-cyber-policy, vsd-intel, ria-vdai, \
        mun-vilnius, mun-kaunas, mun-klaipeda, mun-rest, mun-early-desks, mec, mun-sites, \
        ps-terminals, ps-paper, ps-commissions, home-vote, embassy-posts, isp-a, isp-b, mobile-net, \
        cdn-cloud, lrt, news-portals, bns-wire, social-platforms, gov-sites, party-net, \
        candidate-accounts, vendor-vrkis, vendor-msp, ep-results, eu-csirt-net";
    // `-` hard, `~` soft, `|` one of several, `>` a way of attack.
    const LINKS: &str = "vrk-is-core - vrk-is-db, vrk-is-core | gov-dc-1, vrk-is-core | gov-dc-2, vrk-is-core - sdcn, \
        vrk-is-core ~ egov-gateway, vrk-is-db ~ vrk-backup, vrk-voter-lists - vrk-is-db, \
        vrk-voter-lists - pop-register, vrk-voter-lists ~ address-register, \
        vrk-voter-lists ~ prison-care-lists, vrk-voter-lists ~ sodra-feed, \
        vrk-candidate-reg - vrk-is-core, vrk-campaign-finance - vrk-is-core, \
        vrk-results-tally - vrk-is-core, vrk-results-tally - mec, \
        vrk-results-publish - vrk-results-tally, vrk-results-publish | cdn-cloud, \
        vrk-results-publish - gov-dns, vrk-results-publish ~ ddos-scrub, vrk-website - gov-dns, \
        vrk-website - gov-dc-1, vrk-website ~ ddos-scrub, rinkejo-puslapis - egov-gateway, \
        rinkejo-puslapis - vrk-is-core, rinkejo-puslapis - gov-dns, vrk-mail - vrk-office-net, \
        vrk-office-net | isp-a, vrk-office-net | isp-b, vrk-admin-ws - vrk-office-net, \
        vrk-admin-ws > vrk-is-core, vrk-is-core ~ vrk-admin-ws, vendor-vrkis > vrk-is-core, \
        vrk-is-core ~ vendor-vrkis, ballot-print - vrk-candidate-reg, election-call-centre ~ isp-a, \
        egov-gateway - pop-register, egov-gateway - sdcn, pop-register - gov-dc-1, \
        pop-register - sdcn, sdcn | isp-a, sdcn | isp-b, gov-dns | gov-dc-1, gov-dns | gov-dc-2, \
        ddos-scrub - isp-a, nksc-soc ~ nksc-sensors, nksc-sensors ~ sdcn, \
        mod-cyber-policy ~ nksc-soc, mun-vilnius ~ sdcn, mun-kaunas ~ sdcn, mun-klaipeda ~ sdcn, \
        mun-rest ~ sdcn, mun-vilnius | isp-a, mun-kaunas - isp-b, mun-klaipeda - isp-b, \
        vendor-msp > mun-rest, mun-rest ~ vendor-msp, mun-rest - isp-a, \
        mun-early-desks ~ vrk-voter-lists, mun-early-desks ~ mun-vilnius, mun-early-desks ~ mun-rest, \
        mec ~ mun-vilnius, mec ~ mun-rest, mec - ps-commissions, mun-sites ~ mun-rest, \
        ps-terminals - vrk-voter-lists, ps-terminals ~ mobile-net, ps-commissions ~ ps-terminals, \
        ps-commissions - ps-paper, home-vote - ps-commissions, embassy-posts ~ vrk-voter-lists, \
        embassy-posts ~ isp-a, lrt ~ vrk-results-publish, lrt - isp-b, news-portals ~ cdn-cloud, \
        news-portals ~ bns-wire, bns-wire ~ vrk-results-publish, gov-sites - gov-dc-1, \
        social-platforms ~ lrt, social-platforms ~ gov-sites, party-net - isp-b, \
        candidate-accounts ~ party-net, ep-results ~ vrk-results-publish, nksc-soc ~ eu-csirt-net, \
        nksc-soc ~ vsd-intel, rinkejo-puslapis ~ ria-vdai";
    let mut dice = Dice(11);
    let names: Vec<&str> = ASSETS.split(", ").collect();
    let nodes = names
        .iter()
        .map(|label| {
            let loss = dice.roll();
            AssetNode {
                label: (*label).to_owned(),
                loss: loss * loss * loss * 41.0,
                layer: None,
            }
        })
        .collect();
    let place = |id: &str| names.iter().position(|name| *name == id).unwrap();
    let links = LINKS
        .split(", ")
        .map(|link| {
            let words: Vec<&str> = link.split(' ').collect();
            let kind = match words[1] {
                "-" => LinkKind::Hard,
                "~" => LinkKind::Soft,
                "|" => LinkKind::Shared,
                _ => LinkKind::Reach,
            };
            Link {
                from: place(words[0]),
                to: place(words[2]),
                kind,
            }
        })
        .collect();
    InfrastructureGraph {
        caption: caption(
            "Most service is lost where the count comes together",
            "Mean loss of service (criticality × share lost × hours, by phase)",
            "",
        ),
        measure: "Weighted hours lost per replication".to_owned(),
        nodes,
        links,
        ways: vec![
            Way {
                assets: vec![
                    place("isp-a"),
                    place("ddos-scrub"),
                    place("vrk-results-publish"),
                ],
                weight: 0.3,
            },
            Way {
                assets: vec![place("vrk-voter-lists"), place("ps-terminals")],
                weight: 0.8,
            },
        ],
    }
}

/// Six teams and six nations.
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
                work: Vec::new(),
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

/// Two rosters over half a year: one whose seats change hands in two groups with an overlap,
/// and one that changes all at once and can't fill a seat.
pub(super) fn roster_strip() -> RosterStrip {
    let stint = |nation, experts, alongside: i32, from: i32, to: i32| Stint {
        nation,
        experts,
        alongside: f64::from(alongside) * 24.0,
        from: f64::from(from) * 24.0,
        to: f64::from(to) * 24.0,
    };
    let day = |day: i32, words: &str| (f64::from(day) * 24.0, words.to_owned());
    let nations = [
        ("Nederland", "NL"),
        ("Lietuva", "LT"),
        ("Ελλάδα", "EL"),
        ("Hrvatska", "HR"),
        ("Polska", "PL"),
    ];
    RosterStrip {
        caption: Caption {
            replications: 0,
            ..caption("Who is on duty when", "Each row is a seat", "")
        },
        from: 0.0,
        to: 192.0 * 24.0,
        ticks: months(),
        elections: elections(),
        nations: nations
            .map(|(name, short)| (name.to_owned(), short.to_owned()))
            .to_vec(),
        bands: vec![
            RosterBand {
                label: "EU rapid response".to_owned(),
                note: "8 seats in 2 groups".to_owned(),
                seats: 8,
                stints: vec![
                    stint(0, 3, -20, -20, 45),
                    stint(1, 1, -20, -20, 45),
                    stint(0, 4, -20, -20, 90),
                    stint(2, 4, 31, 45, 150),
                    stint(4, 3, 76, 90, 192),
                    stint(1, 1, 76, 90, 192),
                    stint(3, 2, 136, 150, 192),
                    stint(1, 2, 136, 150, 192),
                ],
                changeovers: vec![day(45, "15 Feb"), day(90, "1 Apr"), day(150, "31 May")],
                freezes: vec![(47.0 * 24.0, 77.0 * 24.0), (117.0 * 24.0, 147.0 * 24.0)],
            },
            RosterBand {
                label: "Partner team".to_owned(),
                note: "3 seats".to_owned(),
                seats: 3,
                stints: vec![stint(4, 3, 0, 0, 100), stint(3, 2, 100, 100, 192)],
                changeovers: vec![day(100, "11 Apr")],
                freezes: Vec::new(),
            },
        ],
    }
}

/// A rotating team that learns and forgets, and a standing one that tires.
pub(super) fn effectiveness() -> EffectivenessCurves {
    let turns: Vec<DutySpan> = [
        (0, 90, "Netherlands"),
        (90, 181, "Ελλάδα"),
        (181, 192, "Polska"),
    ]
    .into_iter()
    .map(|(from, to, label)| DutySpan {
        from: f64::from(from) * 24.0,
        to: f64::from(to) * 24.0,
        label: label.to_owned(),
    })
    .collect();
    let mut dice = Dice(5);
    let mut points = |mean: &dyn Fn(f64) -> f64, spread: f64| -> Vec<EffectivenessPoint> {
        (0..192)
            .map(|day| {
                let mean = mean(f64::from(day)) - spread * 0.5 * dice.roll();
                EffectivenessPoint {
                    at: f64::from(day) * 24.0,
                    mean,
                    low: mean - 0.1 * spread,
                    high: mean + 0.1 * spread,
                    least: mean - 2.0 * spread * (0.6 + 0.4 * dice.roll()),
                    greatest: mean + 0.5 * spread,
                }
            })
            .collect()
    };
    let since = |day: f64| {
        let begun = [0.0, 90.0, 181.0].into_iter().rfind(|first| *first <= day);
        day - begun.unwrap_or(0.0)
    };
    let mut rotating = points(&|day| 1.0 - 0.3 * libm::exp(-since(day) / 21.0), 0.02);
    for point in &mut rotating[120..126] {
        point.mean = f64::NAN;
    }
    EffectivenessCurves {
        caption: caption(
            "Each changeover costs three weeks of familiarity",
            "Mean effectiveness of those on duty",
            "95% interval of the mean: Student t over replications",
        ),
        from: 0.0,
        to: 192.0 * 24.0,
        ticks: months(),
        elections: elections(),
        teams: vec![
            EffectivenessPanel {
                label: "EU rapid response".to_owned(),
                numbers: "mean 92.1% (92.0–92.2), lowest 70.0% on 1 Apr".to_owned(),
                points: rotating,
                turns,
            },
            EffectivenessPanel {
                label: "Nacionalinis kibernetinio saugumo centras".to_owned(),
                numbers: "mean 94.3% (94.1–94.5)".to_owned(),
                points: points(&|_| 0.95, 0.03),
                turns: Vec::new(),
            },
        ],
    }
}

/// Groups of two teams.
pub(super) fn group_load() -> GroupLoad {
    let bar = |label: &str, experts, nation, mean: f64, half: f64| LoadBar {
        label: label.to_owned(),
        experts,
        nation,
        mean,
        low: mean - half,
        high: mean + half,
    };
    GroupLoad {
        caption: caption(
            "Forensic experts carry the work",
            "Utilisation = expert hours / hours on duty",
            "Whiskers: 95%, Student t over replications",
        ),
        measure: "Share of hours on duty".to_owned(),
        teams: vec![
            TeamLoad {
                label: "EU rapid response".to_owned(),
                groups: vec![
                    bar("Nederland: forensics, malware", 3, Some(0), 0.412, 0.02),
                    bar("Ελλάδα: network", 4, Some(1), 0.221, 0.014),
                    bar("Polska: network, lead", 12, Some(2), 0.0, 0.0),
                ],
            },
            TeamLoad {
                label: "Vyriausioji rinkimų komisija".to_owned(),
                groups: vec![
                    bar("analyst", 2, None, 0.671, 0.03),
                    bar("analyst, identity, admin", 1, None, 0.054, 0.01),
                ],
            },
        ],
    }
}

/// Four teams that wait for different things.
pub(super) fn wait_bars() -> WaitBars {
    let bar = |label: &str, n, parts: [f64; 5], half: f64| {
        let mean: f64 = parts.iter().sum();
        WaitBar {
            label: label.to_owned(),
            n,
            parts: parts.to_vec(),
            mean,
            low: mean - half,
            high: mean + half,
        }
    };
    WaitBars {
        caption: caption(
            "Help from abroad waits longest for its approval",
            "Means over the requests on which the team had hands on",
            "Whiskers: 95% for the whole wait, sectioning",
        ),
        parts: [
            "approval",
            "queue",
            "mobilisation",
            "travel",
            "opening hours",
        ]
        .map(str::to_owned)
        .to_vec(),
        teams: vec![
            bar("Savivaldybės", 2_458, [0.0, 3.1, 1.2, 0.0, 9.6], 0.8),
            bar("NKSC", 18_023, [0.0, 0.4, 0.6, 0.2, 0.0], 0.2),
            bar("Telecom operators", 9_312, [0.0, 0.0, 0.3, 0.0, 0.0], 0.02),
            bar("EU rapid response", 672, [31.0, 12.6, 22.7, 6.8, 0.0], 2.4),
        ],
    }
}

/// Seven policies against the scenario as it is.
pub(super) fn forest() -> Forest {
    let row = |label: &str, estimate: f64, half: f64, sense| ForestRow {
        label: label.to_owned(),
        estimate: Some(estimate),
        own: Some((estimate - half, estimate + half)),
        together: Some((estimate - 1.6 * half, estimate + 1.6 * half)),
        words: format!(
            "{estimate:+.1} h ({:.1} to {:.1})",
            estimate - 1.6 * half,
            estimate + 1.6 * half
        ),
        sense,
    };
    Forest {
        caption: caption(
            "What each policy does to the mean recovery time of grave incidents",
            "Difference to the baseline, replication by replication on the same incidents",
            "Thick: 95% for itself; thin: all together at 95%",
        ),
        measure: "Difference in the mean recovery time (h)".to_owned(),
        baseline: "the scenario as it is".to_owned(),
        left: "better".to_owned(),
        right: "worse".to_owned(),
        worthwhile: Some(0.5),
        rows: vec![
            row("Three months", -3.1, 0.4, Sense::Better),
            row("One month", 2.2, 0.6, Sense::Worse),
            row("Staggered halves", -0.2, 0.3, Sense::Open),
            row("Consolidated", 0.9, 0.3, Sense::Different),
            ForestRow {
                label: "A year, as practised".to_owned(),
                estimate: Some(0.0),
                own: None,
                together: None,
                words: "the same".to_owned(),
                sense: Sense::Same,
            },
            ForestRow {
                label: "Reporting deadlines of NIS2".to_owned(),
                estimate: None,
                own: None,
                together: None,
                words: "no value".to_owned(),
                sense: Sense::Open,
            },
        ],
    }
}

/// Two policies, history by history.
pub(super) fn paired_differences() -> PairedDifferences {
    let mut dice = Dice(77);
    let mut violin = |label: &str, center: f64, spread: f64, sense| Violin {
        label: label.to_owned(),
        values: (0..400)
            .map(|_| {
                let sum: f64 = (0..6).map(|_| dice.roll()).sum();
                center + spread * (sum - 3.0)
            })
            .collect(),
        sense,
        words: "better in 63%, worse in 20%".to_owned(),
    };
    PairedDifferences {
        caption: caption(
            "How single histories differ in the mean recovery time",
            "Each history against the same history under the baseline",
            "",
        ),
        measure: "Difference in the mean recovery time (h)".to_owned(),
        left: "better".to_owned(),
        right: "worse".to_owned(),
        violins: vec![
            violin("Three months", -1.0, 1.5, Sense::Better),
            violin("One month", 0.8, 4.0, Sense::Worse),
        ],
    }
}
