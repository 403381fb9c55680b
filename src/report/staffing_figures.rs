//! The charts of who serves, how well and how long requests wait.

use crate::chart::{
    Caption, EffectivenessCurves, EffectivenessPanel, EffectivenessPoint, GroupLoad, LoadBar,
    RosterBand, RosterStrip, Stint, TeamLoad, WaitBar, WaitBars,
};
use crate::outcome::Wait;
use crate::scenario::document::{Document, Mode, NationIx, Staff};
use crate::scenario::time::Instant;
use crate::study::Study;
use crate::study::estimate::{CONFIDENCE, Estimate};
use crate::study::staffing::gauge_time;
use crate::study::summary::Summary;
use crate::world::World;
use crate::world::pool::Pool;

use super::calendar_figures::{calendar_ticks, duty_spans, election_marks};
use super::captions::{caption, finding};
use super::chart_findings;
use super::words::share;

/// Rows of bars and names that fit on a page.
const MOST_GROUP_ROWS: usize = 34;

/// Nations in the order in which rosters name them, which gives them their colours, then the
/// others.
fn nations(document: &Document) -> Vec<NationIx> {
    let rosters = document.rosters.iter();
    let named = rosters.flat_map(|roster| roster.nations.iter().chain(&roster.lead).copied());
    let mut order: Vec<NationIx> = Vec::new();
    for nation in named.chain((0..document.nations.len()).map(NationIx::from)) {
        if !order.contains(&nation) {
            order.push(nation);
        }
    }
    order
}

/// Who is on duty when, seat by seat; `None` without rosters.
pub(super) fn roster_strip(world: &World, summary: &Summary) -> Option<RosterStrip> {
    let document = &world.document;
    let order = nations(document);
    let teams = document.teams.iter().zip(&world.pools);
    let bands: Vec<RosterBand> = teams
        .filter_map(|(team, pool)| match team.staff {
            Staff::Roster(roster) => Some((team, pool, &document.rosters[roster.ix()])),
            Staff::Standing(_) | Staff::Unlimited { .. } => None,
        })
        .map(|(team, pool, roster)| {
            let seats: u32 = roster.seats.iter().map(|(_, count)| count).sum();
            let most = pool.shifts.iter().map(|shift| shift.on_duty.len()).max();
            let kind = match roster.mode {
                Mode::Rotating if roster.stagger > 1 => {
                    format!("{seats} seats in {} groups", roster.stagger)
                }
                Mode::Rotating => format!("{seats} seats"),
                Mode::Permanent => format!("{seats} seats, permanent"),
                Mode::OnCall => "all on call".to_owned(),
            };
            RosterBand {
                label: team.name.clone(),
                note: kind,
                seats: match roster.mode {
                    Mode::OnCall => most.unwrap_or(1),
                    Mode::Rotating | Mode::Permanent => seats,
                },
                stints: stints(pool, &order, document.end),
                changeovers: changeovers(document, pool)
                    .map(|at| {
                        let day = document.calendar.local(at).strftime("%-d %b");
                        (at.hours(), day.to_string())
                    })
                    .collect(),
                freezes: roster
                    .freezes
                    .iter()
                    .map(|(from, to)| (from.hours(), to.hours()))
                    .collect(),
            }
        })
        .collect();
    (!bands.is_empty()).then(|| RosterStrip {
        caption: Caption {
            replications: 0,
            statistic: "Each row is a seat; numbers are experts".to_owned(),
            note: "Who serves follows from the scenario alone: it is the same in every replication"
                .to_owned(),
            ..caption(document, summary, "Who is on duty when")
        },
        from: 0.0,
        to: document.end.hours(),
        ticks: calendar_ticks(document, Instant::START, document.end),
        elections: election_marks(document),
        nations: order
            .iter()
            .map(|nation| {
                let nation = &document.nations[nation.ix()];
                (nation.name.clone(), nation.id.clone())
            })
            .collect(),
        bands,
    })
}

/// When duty changes hands after the start.
fn changeovers<'w>(document: &'w Document, pool: &'w Pool) -> impl Iterator<Item = Instant> + 'w {
    let times = pool.shifts.iter().skip(1).map(|shift| shift.from);
    times.filter(|at| *at > Instant::START && *at < document.end)
}

/// Experts by nation who come and go together.
fn stints(pool: &Pool, order: &[NationIx], end: Instant) -> Vec<Stint> {
    let mut stints: Vec<Stint> = Vec::new();
    for (number, expert) in pool.experts.iter().enumerate() {
        let place = |nation| order.iter().position(|other| *other == nation);
        let Some(nation) = expert.nation.and_then(place) else {
            continue;
        };
        let mut serves: Option<Stint> = None;
        for (ix, shift) in pool.shifts.iter().enumerate() {
            let on_duty = shift.on_duty.contains(number);
            let next = pool.shifts.get(ix + 1).map_or(end, |next| next.from);
            match &mut serves {
                Some(stint) if on_duty => stint.to = next.hours(),
                None if on_duty => {
                    serves = Some(Stint {
                        nation,
                        experts: 1,
                        alongside: shift.alongside.hours(),
                        from: shift.from.hours(),
                        to: next.hours(),
                    });
                }
                _ => stints.extend(serves.take()),
            }
        }
        stints.extend(serves);
    }
    stints.sort_by(|a, b| {
        let when = a.from.total_cmp(&b.from).then(a.to.total_cmp(&b.to));
        when.then(a.nation.cmp(&b.nation))
    });
    stints.dedup_by(|next, first| {
        let alike = Stint {
            experts: first.experts,
            ..*next
        } == *first;
        if alike {
            first.experts += next.experts;
        }
        alike
    });
    stints
}

/// How effective those on duty are; `None` if no team's effectiveness changes.
pub(super) fn effectiveness(
    world: &World,
    study: &Study,
    summary: &Summary,
) -> Option<EffectivenessCurves> {
    let document = &world.document;
    let teams: Vec<EffectivenessPanel> = document
        .teams
        .iter()
        .enumerate()
        .filter(|(ix, _)| world.pools[*ix].varies())
        .map(|(ix, team)| {
            let points = study.pooled.details[ix].effectiveness.moments.iter();
            let points = points.enumerate().map(|(nth, moments)| {
                let mean = moments.mean().unwrap_or(f64::NAN);
                let interval = moments.interval(CONFIDENCE);
                EffectivenessPoint {
                    at: gauge_time(world, nth).hours(),
                    mean,
                    low: interval.map_or(mean, |interval| interval.low),
                    high: interval.map_or(mean, |interval| interval.high),
                    least: moments.min().unwrap_or(mean),
                    greatest: moments.max().unwrap_or(mean),
                }
            });
            let row = summary.rosters.iter().find(|row| row.team == team.id);
            let numbers = row.and_then(|row| {
                let (mean, lowest) = (row.effectiveness.as_ref()?, row.lowest.as_ref()?);
                let (mean, on) = (share(mean), &lowest.on);
                Some(format!(
                    "mean {mean}, lowest {} on {on}",
                    share(&lowest.mean)
                ))
            });
            let pool = &world.pools[ix];
            EffectivenessPanel {
                label: team.name.clone(),
                numbers: numbers.unwrap_or_default(),
                points: points.collect(),
                turns: if matches!(team.staff, Staff::Roster(_)) {
                    duty_spans(document, pool)
                } else {
                    Vec::new()
                },
            }
        })
        .collect();
    let days = world.effectiveness_every.hours() / 24.0;
    let every = if days < 1.01 {
        "every day".to_owned()
    } else {
        format!("every {days:.1} days")
    };
    (!teams.is_empty()).then(|| EffectivenessCurves {
        caption: Caption {
            statistic: format!(
                "Mean of those on duty, measured {every}: proficiency × familiarity × what fatigue leaves; 100% is a \
                 proficient expert who knows the place and is rested. The axis need not begin at 0"
            ),
            interval: "95% interval of the mean: Student t over replications".to_owned(),
            ..finding(
                caption(document, summary, "How effective those on duty are"),
                chart_findings::least_effective(summary),
            )
        },
        from: 0.0,
        to: document.end.hours(),
        ticks: calendar_ticks(document, Instant::START, document.end),
        elections: election_marks(document),
        teams,
    })
}

fn ends(estimate: &Estimate) -> (f64, f64, f64) {
    let mean = estimate.estimate;
    (
        mean,
        estimate.low.unwrap_or(mean),
        estimate.high.unwrap_or(mean),
    )
}

/// Which groups of experts carry the work; `None` if no team has several.
pub(super) fn group_load(world: &World, summary: &Summary) -> Option<GroupLoad> {
    let document = &world.document;
    let order = nations(document);
    let mut teams: Vec<(&str, TeamLoad)> = Vec::new();
    for row in &summary.groups {
        let nation = order.iter().position(|nation| {
            !row.nation.is_empty() && document.nations[nation.ix()].id == row.nation
        });
        let (mean, low, high) = ends(&row.utilisation);
        let bar = LoadBar {
            label: row.words(),
            experts: row.experts,
            nation,
            mean,
            low,
            high,
        };
        match teams.last_mut() {
            Some((team, load)) if *team == row.team => load.groups.push(bar),
            _ => teams.push((
                &row.team,
                TeamLoad {
                    label: row.name.clone(),
                    groups: vec![bar],
                },
            )),
        }
    }
    let mut idle = 0;
    for (_, load) in &mut teams {
        let before = load.groups.len();
        load.groups.retain(|bar| bar.mean > 0.0);
        idle += before - load.groups.len();
        load.groups.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    }
    teams.retain(|(_, load)| !load.groups.is_empty());
    let all = teams.len();
    keep_busiest(&mut teams);
    let shown = teams.len();
    let note = if shown < all {
        format!("The {shown} busiest of {all} teams with several groups of experts are shown")
    } else {
        "Teams with several groups of experts are shown".to_owned()
    };
    let left_out = if idle > 0 {
        "; groups without work are left out"
    } else {
        ""
    };
    (!teams.is_empty()).then(|| GroupLoad {
        caption: Caption {
            statistic: "Utilisation = expert hours from assignment to the end of work / hours on duty, mean per \
                        replication"
                .to_owned(),
            interval: "Whiskers: 95% interval of the mean (Student t over replications), not the range of \
                       histories"
                .to_owned(),
            note: format!("{note}; colours tell nations apart{left_out}"),
            ..finding(
                caption(document, summary, "Which experts carry the work"),
                chart_findings::busiest(summary),
            )
        },
        measure: "Share of hours on duty".to_owned(),
        teams: teams.into_iter().map(|(_, load)| load).collect(),
    })
}

/// Leaves the teams with the busiest groups, in their order, as long as all their bars fit on
/// a page.
fn keep_busiest(teams: &mut Vec<(&str, TeamLoad)>) {
    let busiest = |load: &TeamLoad| {
        let means = load.groups.iter().map(|bar| bar.mean);
        means.fold(0.0, f64::max)
    };
    let mut ranking: Vec<usize> = (0..teams.len()).collect();
    ranking.sort_by(|a, b| busiest(&teams[*b].1).total_cmp(&busiest(&teams[*a].1)));
    let mut rows = 0;
    ranking.retain(|team| {
        rows += teams[*team].1.groups.len() + 1;
        rows <= MOST_GROUP_ROWS
    });
    let mut team = 0;
    teams.retain(|_| {
        team += 1;
        ranking.contains(&(team - 1))
    });
}

/// What requests wait for; `None` if none ever had to wait.
pub(super) fn wait_bars(world: &World, summary: &Summary) -> Option<WaitBars> {
    // A team that never waits has a row of nothing beside the others.
    let some = summary.waits.iter().any(|row| row.in_all.estimate > 0.0);
    let mut teams: Vec<WaitBar> = summary
        .waits
        .iter()
        .map(|row| {
            let (mean, low, high) = ends(&row.in_all);
            WaitBar {
                label: row.name.clone(),
                n: row.n,
                parts: row.parts().to_vec(),
                mean,
                low,
                high,
            }
        })
        .collect();
    teams.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    some.then(|| WaitBars {
        caption: Caption {
            statistic:
                "Means over the requests on which the team had hands on, false alarms included"
                    .to_owned(),
            interval:
                "Whiskers: 95% for the whole wait, from the spread of sections of replications"
                    .to_owned(),
            ..finding(
                caption(&world.document, summary, "What requests wait for"),
                chart_findings::longest_wait(summary),
            )
        },
        parts: Wait::ALL
            .iter()
            .map(|wait| wait.words().to_owned())
            .collect(),
        teams,
    })
}
