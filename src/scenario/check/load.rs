//! More work than people, and more incidents than a limit: what shows before a run.
//!
//! The work that rules send to some teams is set against what these teams can do from the
//! start to the end. Both are bounds on the safe side: whatever is left out would add work or
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

use super::super::code::Code;
use super::super::document::{
    Action, Arrivals, AssetIx, Document, Mode, NationIx, OnChange, Pattern, Poisson, Severity,
    SkillIx, Staff, Where, WorkPlace,
};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::super::time::{Instant, Span};
use super::rules::{Classes, course};

/// Steps after which the search is given up.
const PATIENCE: usize = 5_000_000;

/// Overload that is told: not the last digits of a sum.
const TOLD: f64 = 1.001;

/// What the rules with one list of teams send to them, in milliseconds of experts.
#[derive(Clone, Debug, Default)]
struct Load {
    /// The rules.
    rules: Vec<usize>,
    incidents: f64,
    /// By skill.
    work: BTreeMap<SkillIx, f64>,
}

pub(super) fn warn(cx: &mut Cx<'_>, document: &Document) {
    let arrivals: Vec<f64> = document
        .threats
        .iter()
        .map(|threat| match &threat.arrivals {
            Arrivals::At(times) => times.len() as f64,
            Arrivals::Poisson(process) if process.while_healthy => 0.0,
            Arrivals::Poisson(process) => expected(document, process),
        })
        .collect();
    expected_incidents(cx, document, &arrivals);
    spread(cx, document, &arrivals);
    let Some(loads) = loads(document, &arrivals) else {
        return;
    };
    let mut told: Vec<usize> = Vec::new();
    for teams in loads.keys() {
        overload(cx, document, &loads, teams, &mut told);
    }
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

fn expected_incidents(cx: &mut Cx<'_>, document: &Document, arrivals: &[f64]) {
    let all: f64 = arrivals.iter().sum();
    let limit = document.limits.incidents;
    if all <= limit as f64 * TOLD {
        return;
    }
    let most = (0..arrivals.len()).max_by(|a, b| arrivals[*a].total_cmp(&arrivals[*b]));
    let Some(most) = most else { return };
    let (key, count) = match &document.threats[most].arrivals {
        Arrivals::At(_) => ("at", arrivals[most]),
        Arrivals::Poisson(_) => ("rate", arrivals[most]),
    };
    let place = cx.find_in(Thing::Threat, most, &[Step::Key(key)]);
    let message = format!(
        "about {} incidents are expected in each replication, the limit is {}",
        number(all),
        number(limit as f64)
    );
    cx.report(Code::IncidentsLimit, place, message)
        .label(format!("about {} of them come from here", number(count)))
        .help("a replication that reaches the limit fails: lower the rate, end the scenario earlier, or raise `incidents` in `[limits]`");
}

/// Warns of counted assets over which one incident spreads so widely that a limit is reached.
fn spread(cx: &mut Cx<'_>, document: &Document, arrivals: &[f64]) {
    let reached = |asset: AssetIx| -> f64 {
        let it = &document.assets[asset.ix()];
        let counts = it.reaches.iter().map(|other| {
            // An instance doesn't reach itself.
            let itself = u32::from(*other == asset);
            f64::from(document.assets[other.ix()].count - itself)
        });
        counts.sum()
    };
    let mut following = vec![0.0; document.kinds.len()];
    for (threat, count) in document.threats.iter().zip(arrivals) {
        let kinds: f64 = threat.kinds.iter().map(|(_, weight)| weight).sum();
        let targets = threat.targets.iter();
        let weighed = targets.map(|it| (document.assets[it.ix()].exposure, reached(*it)));
        let (exposure, reach) = weighed.fold((0.0, 0.0), |(whole, sum), (weight, reach)| {
            (whole + weight, sum + weight * reach)
        });
        for (kind, weight) in &threat.kinds {
            let consequences = document.kinds[kind.ix()].consequences.iter();
            let chances = consequences
                .filter(|it| matches!(it.on, Where::Reached))
                .map(|it| it.chance);
            following[kind.ix()] +=
                count * weight / kinds * reach / exposure * chances.sum::<f64>();
        }
    }
    let limit = document.limits.incidents as f64;
    for (kind, count) in following.iter().enumerate() {
        if *count > limit * TOLD {
            let place = cx.find_in(Thing::Kind, kind, &[Step::Key("consequence")]);
            let message = format!(
                "up to about {} incidents follow from `{}` in each replication, the limit is {}",
                number(*count),
                document.kinds[kind].id,
                number(limit)
            );
            cx.report(Code::IncidentsLimit, place, message).help(
                "each instance of an asset that is reached has the chance of its own: lower the \
                 `chance`, or count what is struck and repaired as one",
            );
        }
    }
}

/// What is sent to each list of teams; `None` if that takes too long to find out.
fn loads(document: &Document, arrivals: &[f64]) -> Option<BTreeMap<Vec<usize>, Load>> {
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

/// Warns of what can't be done by some teams, unless its rules were told of already.
fn overload(
    cx: &mut Cx<'_>,
    document: &Document,
    loads: &BTreeMap<Vec<usize>, Load>,
    teams: &[usize],
    told: &mut Vec<usize>,
) {
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
    // The scarcest first: one skill, or all experts together.
    let skills = sum
        .work
        .iter()
        .map(|(skill, work)| (Some(*skill), *work, of(Some(*skill))));
    let scarcest = skills
        .chain([(None, all, of(None))])
        .filter(|(_, work, there)| *there > 0.0 && work / there > TOLD)
        .max_by(|a, b| (a.1 / a.2).total_cmp(&(b.1 / b.2)));
    let Some((skill, work, there)) = scarcest else {
        return;
    };
    sum.rules.sort_unstable();
    if sum.rules.iter().all(|rule| told.contains(rule)) {
        return;
    }
    told.extend(&sum.rules);
    let days = document.end.0 as f64 / Span::DAY.0 as f64;
    let hours = |millis: f64| number(millis / Span::HOUR.0 as f64 / days);
    let names: Vec<&str> = teams
        .iter()
        .map(|team| document.teams[*team].id.as_str())
        .collect();
    let (whom, verb) = match names.as_slice() {
        [one] => (format!("`{one}`"), "it has"),
        _ => (super::super::diagnostic::choices(names, "and"), "they have"),
    };
    let with = skill.map_or_else(String::new, |skill| {
        format!(" of `{}`", document.skills[skill.ix()])
    });
    let rule = sum.rules[0];
    let place = cx.find_in(Thing::Rule, rule, &[Step::Key("teams")]);
    let message = format!(
        "{whom} can't keep up: at least {} expert-hours{with} a day are asked for, {} at most {}",
        hours(work),
        verb,
        hours(there)
    );
    let waiting = sum.incidents * (1.0 - there / work);
    let open = document.limits.open as f64;
    let label = if waiting > open {
        format!(
            "about {} incidents would wait at the end, more than the limit of {} open ones",
            number(waiting),
            number(open)
        )
    } else {
        format!("about {} incidents would wait at the end", number(waiting))
    };
    cx.report(Code::Overload, place, message).label(label).help(
        "add experts, send work to other teams as well, or write `give_up_after`; incidents that \
         follow from others, threats `while = \"healthy\"`, journeys, handovers and fatigue are \
         not counted and would add to this",
    );
}

/// A number with three digits that count: `0.042`, `12.3`, `1,230,000`.
fn number(value: f64) -> String {
    if value <= 0.0 {
        return "0".to_owned();
    }
    let places = (2.0 - libm::floor(libm::log10(value))).clamp(-12.0, 6.0);
    if places > 0.0 {
        let text = format!("{value:.0$}", places as usize);
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let step = libm::pow(10.0, -places);
    let digits = format!("{:.0}", (value / step + 0.5).floor() * step);
    let mut shown = String::new();
    for (ix, digit) in digits.chars().enumerate() {
        if ix > 0 && (digits.len() - ix) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
