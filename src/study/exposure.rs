//! Who is on duty when it matters, under each policy: rosters alone, nothing is simulated.
//!
//! A policy that changes when a team changes hands also changes *who* serves on an election
//! day. Then the difference between two policies is one of the rule and of the people.

mod confounding;

use serde::{Deserialize, Serialize};

use crate::scenario::document::{Document, Staff};
use crate::scenario::time::Instant;
use crate::world::pool::Pool;

use super::alternative::Alternative;

/// Who is on duty, by policy, team and window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// The windows, in order of time; the last is all of the time that is counted.
    pub windows: Vec<Window>,
    /// Duty of each team with a roster, by policy, then window.
    pub duties: Vec<Duty>,
    /// Where policies differ in who serves: a sentence for each, and how to take that out.
    pub confounders: Vec<String>,
}

/// A stretch of time that matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// What it is.
    pub name: String,
    /// `election`, `milestone` or `all`.
    pub kind: WindowKind,
    /// Local time at which it begins.
    pub from: String,
    /// Local time at which it ends.
    pub to: String,
    /// The same as instants, for looking up.
    #[serde(skip)]
    span: (i64, i64),
}

/// Why a window matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowKind {
    /// Polls are open.
    Election,
    /// A service must hold.
    Milestone,
    /// All that is counted.
    All,
}

impl WindowKind {
    /// `election`, `milestone` or `all`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Election => "election",
            Self::Milestone => "milestone",
            Self::All => "all",
        }
    }
}

/// Who of a team is on duty in a window, on average over it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duty {
    /// Id of the policy.
    pub policy: String,
    /// Id of the team.
    pub team: String,
    /// Id of its roster.
    pub roster: String,
    /// Number of the window, from 0.
    pub window: usize,
    /// Experts on duty.
    pub experts: f64,
    /// By nation: id, and experts on duty.
    pub nations: Vec<(String, f64)>,
    /// By skill: name, and experts on duty who have it. An expert may have several.
    pub skills: Vec<(String, f64)>,
    /// By what they can do, skills and proficiency together: experts on duty.
    #[serde(skip)]
    profiles: Vec<(String, f64)>,
}

impl Exposure {
    /// Who is on duty under each alternative, the first of which is the baseline.
    pub fn new(alternatives: &[Alternative]) -> Self {
        let document = &alternatives[0].world.document;
        let windows = windows(document);
        let duties: Vec<Duty> = alternatives
            .iter()
            .flat_map(|alternative| duties(alternative, &windows))
            .collect();
        let confounders = confounding::sentences(alternatives, &windows, &duties);
        Self {
            windows,
            duties,
            confounders,
        }
    }

    /// The duty of a policy's team through a window.
    pub fn duty(&self, policy: &str, team: &str, window: usize) -> Option<&Duty> {
        self.duties
            .iter()
            .find(|it| it.policy == policy && it.team == team && it.window == window)
    }

    /// Ids of the teams with a roster, in the order of the file.
    pub fn teams(&self) -> Vec<&str> {
        let mut teams: Vec<&str> = Vec::new();
        for duty in &self.duties {
            if !teams.contains(&duty.team.as_str()) {
                teams.push(&duty.team);
            }
        }
        teams
    }
}

impl Duty {
    /// True if the same nations and the same skills are on duty, to a thousandth of an expert.
    pub fn is_like(&self, other: &Self) -> bool {
        moved(&self.nations, &other.nations) < 1e-3 && moved(&self.skills, &other.skills) < 1e-3
    }
}

/// The windows of a scenario: each election day from the opening to the closing of the polls,
/// those on the same day together; the milestones, those that begin on the same day together
/// from the first to the last; and all that is counted.
fn windows(document: &Document) -> Vec<Window> {
    let calendar = &document.calendar;
    let mut found: Vec<(Instant, Instant, WindowKind, Vec<&str>)> = Vec::new();
    let elections = document.elections.iter().map(|it| {
        (
            it.polls_open,
            it.polls_close,
            WindowKind::Election,
            &it.name,
        )
    });
    let milestones = document
        .milestones
        .iter()
        .map(|it| (it.from, it.to, WindowKind::Milestone, &it.name));
    for (from, to, kind, name) in elections.chain(milestones) {
        let (from, to) = (from.max(Instant::START), to.min(document.end));
        if from >= to {
            continue;
        }
        let day = calendar.local(from).date();
        let same = found
            .iter_mut()
            .find(|it| it.2 == kind && calendar.local(it.0).date() == day);
        match same {
            Some((first, last, _, names)) => {
                *first = (*first).min(from);
                *last = (*last).max(to);
                names.push(name);
            }
            None => found.push((from, to, kind, vec![name])),
        }
    }
    found.sort_by_key(|(from, to, kind, _)| (*from, *kind == WindowKind::Milestone, *to));
    let all = (
        document.warm_up,
        document.end,
        WindowKind::All,
        vec!["all of the time"],
    );
    found.push(all);
    found
        .into_iter()
        .map(|(from, to, kind, names)| Window {
            name: match (kind, names.as_slice()) {
                (WindowKind::Milestone, names) if names.len() > 2 => {
                    format!("{} milestones", names.len())
                }
                (_, names) => names.join(" + "),
            },
            kind,
            from: calendar.minute(from),
            to: calendar.minute(to),
            span: (from.0, to.0),
        })
        .collect()
}

/// Who is on duty under one alternative, by team and window.
fn duties(alternative: &Alternative, windows: &[Window]) -> Vec<Duty> {
    let document = &alternative.world.document;
    let mut duties = Vec::new();
    for (team, pool) in document.teams.iter().zip(&alternative.world.pools) {
        let Staff::Roster(roster) = &team.staff else {
            continue;
        };
        for (number, window) in windows.iter().enumerate() {
            let on_duty = on_duty(pool, window);
            let mut duty = Duty {
                policy: alternative.id.clone(),
                team: team.id.clone(),
                roster: document.rosters[roster.ix()].id.clone(),
                window: number,
                experts: on_duty.iter().sum(),
                nations: Vec::new(),
                skills: Vec::new(),
                profiles: Vec::new(),
            };
            for (expert, share) in pool.experts.iter().zip(&on_duty) {
                if *share <= 0.0 {
                    continue;
                }
                if let Some(nation) = expert.nation {
                    add(&mut duty.nations, &document.nations[nation.ix()].id, *share);
                }
                let mut skills: Vec<&str> = (0..document.skills.len())
                    .filter(|skill| expert.skills >> *skill & 1 == 1)
                    .map(|skill| document.skills[skill].as_str())
                    .collect();
                skills.sort_unstable();
                for skill in &skills {
                    add(&mut duty.skills, skill, *share);
                }
                let profile = format!("{} at {}", skills.join("+"), expert.proficiency);
                add(&mut duty.profiles, &profile, *share);
            }
            duty.nations
                .sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            duty.skills.sort_by(|a, b| a.0.cmp(&b.0));
            duties.push(duty);
        }
    }
    duties
}

/// For each expert of a pool the share of a window that they are on duty.
fn on_duty(pool: &Pool, window: &Window) -> Vec<f64> {
    let (from, to) = window.span;
    let mut time = vec![0.0; pool.experts.len()];
    for (ix, shift) in pool.shifts.iter().enumerate() {
        let begins = shift.from.0.max(from);
        let ends = pool
            .shifts
            .get(ix + 1)
            .map_or(to, |next| next.from.0.min(to));
        if begins < ends {
            for expert in shift.on_duty.iter() {
                time[expert] += (ends - begins) as f64;
            }
        }
    }
    let length = (to - from).max(1) as f64;
    time.iter().map(|time| time / length).collect()
}

fn add(list: &mut Vec<(String, f64)>, name: &str, share: f64) {
    match list.iter_mut().find(|(known, _)| known == name) {
        Some((_, sum)) => *sum += share,
        None => list.push((name.to_owned(), share)),
    }
}

/// What a list has under a name.
fn of(list: &[(String, f64)], name: &str) -> f64 {
    list.iter()
        .find(|(known, _)| known == name)
        .map_or(0.0, |(_, count)| *count)
}

/// How many experts of one list are others than those of another: half of what differs.
fn moved(a: &[(String, f64)], b: &[(String, f64)]) -> f64 {
    let only_in_b = b
        .iter()
        .filter(|(name, _)| a.iter().all(|it| it.0 != *name));
    let apart: f64 = a
        .iter()
        .map(|(name, count)| (count - of(b, name)).abs())
        .chain(only_in_b.map(|(_, count)| *count))
        .sum();
    apart / 2.0
}
