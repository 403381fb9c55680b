//! Offered load: the work that rules send to some teams, set against what these teams can do from
//! the start to the end.
//!
//! Both are bounds on the safe side: whatever is left out would add work or
//! take experts away, so that a warning is never wrong, and its absence promises nothing.
//! Counted: arrivals with phases, weekdays, hours of the day and clusters; missed incidents,
//! which nobody answers; crews, mean efforts, one notice and one release by the nations for
//! each incident and rule; experts, seats and hours on duty, at the greatest proficiency and
//! remote rate among the teams. Left out: incidents that follow from others, threats
//! `while = "healthy"`, learning, fatigue, handovers and single phases of much work; journeys
//! too, for where much waits an expert who is released goes on from there, which takes no
//! journey within a site, and the way home takes nobody's time in the model. Approvals and
//! refusals make incidents wait, but no expert.

use std::collections::BTreeMap;

use super::super::document::{
    Action, Arrivals, AssetIx, Document, Mode, NationIx, OnChange, Pattern, Poisson, Severity,
    SkillIx, Staff, TeamIx, Threat, WorkPlace,
};
use super::super::time::{Instant, Span};
use super::rules::{Classes, course};

/// Steps after which the search is given up.
const PATIENCE: usize = 5_000_000;

/// What the rules with one list of teams send to them, in milliseconds of experts.
#[derive(Clone, Debug, Default)]
pub(super) struct Load {
    /// The rules.
    pub(super) rules: Vec<usize>,
    pub(super) incidents: f64,
    /// By skill.
    pub(super) work: BTreeMap<SkillIx, f64>,
}

/// What is sent to some teams and to no other, and what they can do, for the skill (or all
/// experts together) that is scarcest.
#[derive(Clone, Debug)]
pub(super) struct Scarcest {
    pub(super) load: Load,
    pub(super) skill: Option<SkillIx>,
    /// Milliseconds of experts that are asked for, and that there are.
    pub(super) work: f64,
    pub(super) there: f64,
}

/// `None` if nothing is asked for, or if nobody is there to be counted.
pub(super) fn scarcest(
    document: &Document,
    loads: &BTreeMap<Vec<usize>, Load>,
    teams: &[usize],
) -> Option<Scarcest> {
    // Whatever no other team may do.
    let mut sum = Load::default();
    let within = loads.iter().filter(|(other, _)| {
        loads.len() < 1000 && other.iter().all(|it| teams.binary_search(it).is_ok())
            || other.as_slice() == teams
    });
    for (_, load) in within {
        sum.rules.extend(&load.rules);
        sum.incidents += load.incidents;
        for (skill, work) in &load.work {
            *sum.work.entry(*skill).or_default() += work;
        }
    }
    let of = |skill: Option<SkillIx>| -> f64 {
        teams
            .iter()
            .map(|team| capacity(document, *team, skill))
            .sum()
    };
    let all: f64 = sum.work.values().sum();
    let skills = sum
        .work
        .iter()
        .map(|(skill, work)| (Some(*skill), *work, of(Some(*skill))));
    let (skill, work, there) = skills
        .chain([(None, all, of(None))])
        .filter(|(_, work, there)| *work > 0.0 && *there > 0.0 && there.is_finite())
        .max_by(|a, b| (a.1 / a.2).total_cmp(&(b.1 / b.2)))?;
    Some(Scarcest {
        load: sum,
        skill,
        work,
        there,
    })
}

/// How busy the work that rules send to some teams keeps them at least.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OfferedLoad {
    /// The teams; the work is sent to these and to no other.
    pub teams: Vec<TeamIx>,
    /// The skill that is scarcest; `None` if it is all experts together.
    pub skill: Option<SkillIx>,
    /// Work asked for as a part of what the teams can do; above 1 they can't keep up.
    pub part: f64,
}

/// What is offered to each list of teams that rules name, the most loaded first. Empty if that
/// takes too long to find out.
pub(crate) fn offered(document: &Document) -> Vec<OfferedLoad> {
    let loads = loads(document, &expected_arrivals(document)).unwrap_or_default();
    let mut offered: Vec<OfferedLoad> = loads
        .keys()
        .filter_map(|teams| {
            let found = scarcest(document, &loads, teams)?;
            Some(OfferedLoad {
                teams: teams.iter().map(|team| TeamIx(*team as u32)).collect(),
                skill: found.skill,
                part: found.work / found.there,
            })
        })
        .collect();
    offered.sort_by(|a, b| b.part.total_cmp(&a.part));
    offered
}

/// Arrivals of each threat from the start to the end, the expected number.
pub(super) fn expected_arrivals(document: &Document) -> Vec<f64> {
    let arrivals = |threat: &Threat| match &threat.arrivals {
        Arrivals::At(times) => times.len() as f64,
        Arrivals::Poisson(process) if process.while_healthy => 0.0,
        Arrivals::Poisson(process) => expected(document, process),
    };
    document.threats.iter().map(arrivals).collect()
}

/// Incidents that a process starts from the start to the end, the expected number.
fn expected(document: &Document, process: &Poisson) -> f64 {
    let mut cuts = vec![process.from, process.to];
    if process.follows_phases {
        let ends = document
            .phases
            .iter()
            .flat_map(|phase| [phase.from, phase.to]);
        cuts.extend(ends.filter(|at| process.from < *at && *at < process.to));
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mean = |factors: &[f64]| factors.iter().sum::<f64>() / factors.len() as f64;
    // The mean of a week; single days of a short window are not told apart.
    let clock = mean(&process.weekdays) * mean(&process.hours);
    let whole: f64 = cuts
        .windows(2)
        .map(|pair| {
            let phases = document.phases.iter().filter(|phase| {
                process.follows_phases && phase.from <= pair[0] && pair[0] < phase.to
            });
            let threat: f64 = phases.map(|phase| phase.threat).product();
            threat * (pair[1] - pair[0]).0.max(0) as f64
        })
        .sum();
    // Clusters that outlast the scenario bring less within it.
    let cluster = process
        .clustering
        .filter(|it| it.decay * 20.0 < document.end.0 as f64);
    process.rate * clock * whole / (1.0 - cluster.map_or(0.0, |it| it.branching))
}

/// What is sent to each list of teams; `None` if that takes too long to find out.
pub(super) fn loads(document: &Document, arrivals: &[f64]) -> Option<BTreeMap<Vec<usize>, Load>> {
    let classes = Classes::of(document);
    let mut counts: BTreeMap<(usize, usize, usize), f64> = BTreeMap::new();
    let mut steps = 0;
    let mut add = |kind: usize, mix: &[f64; 4], targets: &[AssetIx], count: f64| {
        let weights: f64 = targets
            .iter()
            .map(|it| document.assets[it.ix()].exposure)
            .sum();
        let severities: f64 = mix.iter().sum();
        let answered = count * (1.0 - document.kinds[kind].missed) / weights / severities;
        if !(answered > 0.0 && answered.is_finite()) {
            return true;
        }
        for target in targets {
            let class = classes.class[target.ix()];
            let exposure = document.assets[target.ix()].exposure;
            for severity in Severity::ALL {
                let here = answered * exposure * mix[severity.ix()];
                if here > 0.0 {
                    *counts.entry((kind, severity.ix(), class)).or_default() += here;
                }
            }
        }
        steps += targets.len();
        steps < PATIENCE
    };
    for (threat, count) in document.threats.iter().zip(arrivals) {
        let kinds: f64 = threat.kinds.iter().map(|(_, weight)| weight).sum();
        for (kind, weight) in &threat.kinds {
            let mix = document.kinds[kind.ix()].severity;
            if !add(kind.ix(), &mix, &threat.targets, count * weight / kinds) {
                return None;
            }
        }
    }
    for inject in &document.injects {
        if let Action::Incident {
            kind,
            targets,
            severity,
        } = &inject.action
            && (Instant::START..document.end).contains(&inject.at)
        {
            let mix = severity.map_or(document.kinds[kind.ix()].severity, |it| {
                let mut mix = [0.0; 4];
                mix[it.ix()] = 1.0;
                mix
            });
            if !add(kind.ix(), &mix, targets, inject.chance) {
                return None;
            }
        }
    }
    if counts.len().saturating_mul(document.dispatch.rules.len()) > PATIENCE {
        return None;
    }
    let mut loads: BTreeMap<Vec<usize>, Load> = BTreeMap::new();
    for ((kind, severity, class), count) in counts {
        let asset = classes.example[class];
        let course = course(document, kind, Severity::ALL[severity], asset);
        for (nth, (rule, since)) in course.into_iter().enumerate() {
            let it = &document.dispatch.rules[rule];
            let mut teams: Vec<usize> = it.teams.iter().map(|it| it.team.ix()).collect();
            let unlimited =
                |team: &usize| matches!(document.teams[*team].staff, Staff::Unlimited { .. });
            // Whoever gives up takes the work along.
            if it.give_up_after.is_some() || teams.iter().any(unlimited) {
                continue;
            }
            teams.sort_unstable();
            let stage = &document.kinds[kind].stages[nth];
            let least = |of: &dyn Fn(usize) -> f64| {
                teams
                    .iter()
                    .map(|team| of(*team))
                    .fold(f64::INFINITY, f64::min)
            };
            let ready =
                |team: usize| document.teams[team].notice.mean() + least_release(document, team);
            let ready = if nth == since { least(&ready) } else { 0.0 };
            let time = ready + stage.effort.mean() / best_rate(document, &teams, stage.place);
            if !time.is_finite() {
                continue;
            }
            let load = loads.entry(teams).or_default();
            if !load.rules.contains(&rule) {
                load.rules.push(rule);
            }
            if nth == since {
                load.incidents += count;
            }
            for (skill, crew) in &stage.crew {
                *load.work.entry(*skill).or_default() += count * f64::from(*crew) * time;
            }
        }
    }
    Some(loads)
}

/// The mean delay of the nation that releases its experts soonest, of those in a team: that of a
/// crew is the longest among its nations.
fn least_release(document: &Document, team: usize) -> f64 {
    let of = |nation: NationIx| document.nations[nation.ix()].release.mean();
    let delays: Vec<f64> = match &document.teams[team].staff {
        Staff::Unlimited { .. } => Vec::new(),
        Staff::Standing(groups) => groups
            .iter()
            .map(|(_, nation)| nation.map_or(0.0, of))
            .collect(),
        Staff::Roster(roster) => {
            let roster = &document.rosters[roster.ix()];
            let nations = roster.nations.iter().chain(&roster.lead);
            nations.map(|nation| of(*nation)).collect()
        }
    };
    let least = delays.into_iter().reduce(f64::min);
    least.unwrap_or(0.0)
}

/// The greatest rate at which a crew of some teams could work.
fn best_rate(document: &Document, teams: &[usize], place: WorkPlace) -> f64 {
    let rates = teams.iter().map(|team| {
        let it = &document.teams[*team];
        let best = experts(document, *team).map(|(_, proficiency, _)| proficiency);
        let best = best.fold(0.0, f64::max);
        best * if place == WorkPlace::Remote {
            it.remote
        } else {
            1.0
        }
    });
    rates.fold(0.0, f64::max)
}

/// The groups of experts of a team: skills, proficiency and count.
fn experts(
    document: &Document,
    team: usize,
) -> Box<dyn Iterator<Item = (&[SkillIx], f64, u32)> + '_> {
    match &document.teams[team].staff {
        Staff::Unlimited { .. } => Box::new(std::iter::empty()),
        Staff::Standing(groups) => Box::new(
            groups
                .iter()
                .map(|(it, _)| (it.skills.as_slice(), it.proficiency, it.count)),
        ),
        Staff::Roster(roster) => {
            let roster = &document.rosters[roster.ix()];
            let nations = roster.nations.iter().chain(&roster.lead);
            Box::new(nations.flat_map(|nation| {
                let groups = document.nations[nation.ix()].experts.iter();
                groups.map(|it| (it.skills.as_slice(), it.proficiency, it.count))
            }))
        }
    }
}

/// Milliseconds of experts of a team from the start to the end; with a skill, if one is named.
fn capacity(document: &Document, team: usize, skill: Option<SkillIx>) -> f64 {
    let it = &document.teams[team];
    let all: f64 = experts(document, team)
        .filter(|(skills, ..)| skill.is_none_or(|skill| skills.contains(&skill)))
        .map(|(.., count)| f64::from(count))
        .sum();
    let on_duty = match &it.staff {
        Staff::Roster(roster) if document.rosters[roster.ix()].mode != Mode::OnCall => {
            let seats = document.rosters[roster.ix()].seats.iter();
            all.min(seats.map(|(_, count)| f64::from(*count)).sum())
        }
        _ => all,
    };
    let hours = match it.hours.pattern {
        // Work that is begun is finished, at any hour.
        _ if it.hours.changeover.rule == OnChange::Finish => 1.0,
        Pattern::Always => 1.0,
        Pattern::Weekly { days, from, to } => {
            let days = days.iter().filter(|on| **on).count() as f64;
            days / 7.0 * (to.0 - from.0) as f64 / Span::DAY.0 as f64
        }
        Pattern::Cycle { on, off, .. } => on.0 as f64 / (on.0 + off.0) as f64,
    };
    on_duty * hours * document.end.0 as f64
}
