//! How things stand in a history that has come so far.

use crate::scenario::document::{AssetIx, KindIx, MilestoneIx, Moment, Severity, TeamIx};
use crate::scenario::time::{Instant, Span};

use super::decision::Lineage;
use super::incident::State;
use super::run::Simulation;

/// An incident that is open.
#[derive(Clone, Debug)]
pub(crate) struct OpenIncident {
    /// Which it is.
    pub lineage: Lineage,
    /// Its number by onset.
    pub number: u32,
    /// Its kind.
    pub kind: KindIx,
    /// Where.
    pub asset: AssetIx,
    /// Which instance.
    pub instance: u32,
    /// How grave.
    pub severity: Severity,
    /// What it waits for.
    pub state: State,
    /// The players want nobody to be asked.
    pub withheld: bool,
    /// The stage that is asked for or worked on.
    pub stage: u8,
    /// Its life so far, in the order of [`Moment::ALL`]; what a crew on its way will reach is not
    /// in it.
    pub moments: [Instant; Moment::ALL.len()],
    /// Who is sent or at work.
    pub team: Option<TeamIx>,
    /// How many they are.
    pub crew: u32,
    /// They work from afar.
    pub remote: bool,
    /// When a crew that is on its way begins to work.
    pub expected: Option<Instant>,
    /// Teams whose rule names them for the current stage: whether they have agreed to come.
    pub teams: Vec<(TeamIx, bool)>,
}

/// A team.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TeamNow {
    /// Experts on duty within their hours, or called in; 0 for unlimited teams.
    pub present: u32,
    /// Those who are sent or at work.
    pub busy: u32,
    /// Those who could go.
    pub free: u32,
    /// It can start no work.
    pub lost: bool,
    /// As many people as it takes.
    pub unlimited: bool,
    /// It is asked only by the players.
    pub on_call: bool,
}

/// A milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MilestoneNow {
    /// Its interval has not begun.
    ToCome,
    /// Its interval runs; the asset has been below the level for so long.
    Running(Span),
    /// Its interval is over, and it was kept.
    Kept,
    /// It is missed.
    Missed,
}

impl Simulation<'_> {
    /// Where the history stands: what has happened before an instant.
    pub(crate) fn open_incidents(&self, now: Instant) -> Vec<OpenIncident> {
        let world = self.world;
        let mut slots = Vec::new();
        self.incidents.unfinished(&mut slots);
        let open = slots.iter().map(|slot| {
            let incident = self.incidents.get(*slot);
            let work = incident.work();
            let past = |at: Instant| if at <= now { at } else { Instant::NEVER };
            let rule = incident.rule();
            let candidates = rule.map_or(&[][..], |rule| {
                &world.document.dispatch.rules[rule.ix()].teams
            });
            let demand = self.demand_of(*slot);
            let named = candidates.iter().enumerate();
            let able = named.filter(|(_, it)| world.rules.able(it.team, demand));
            let agreed = |number: usize| incident.eligible & (1 << number) != 0;
            OpenIncident {
                lineage: self.lineage_of(*slot),
                number: incident.number,
                kind: incident.kind,
                asset: incident.asset,
                instance: incident.instance,
                severity: incident.severity,
                state: incident.state,
                withheld: self.is_withheld(self.lineage_of(*slot)),
                stage: incident.stage(),
                moments: incident.moments().map(past),
                team: work.team,
                crew: work.crew.len(),
                remote: work.remote,
                expected: work.hands_on.known().filter(|at| *at > now),
                teams: able.map(|(nth, it)| (it.team, agreed(nth))).collect(),
            }
        });
        open.collect()
    }

    /// How each team stands.
    pub(crate) fn teams_now(&self) -> Vec<TeamNow> {
        let teams = self.staff.teams.iter().enumerate();
        let now = teams.map(|(ix, state)| TeamNow {
            present: state.present.len(),
            busy: state.busy.len(),
            free: state.free.len(),
            lost: state.lost > 0,
            unlimited: state.unlimited,
            on_call: self.orders.on_call.contains(&TeamIx::from(ix)),
        });
        now.collect()
    }

    /// How each milestone stands at an instant.
    pub(crate) fn milestones_now(&self, now: Instant) -> Vec<MilestoneNow> {
        let specs = self.world.document.milestones.iter().enumerate();
        let stands = specs.map(|(ix, spec)| {
            let below = self.service.below_so_far(ix, now);
            if self.service.lost(MilestoneIx::from(ix)).is_some() || below > spec.tolerance {
                MilestoneNow::Missed
            } else if now < spec.from {
                MilestoneNow::ToCome
            } else if now < spec.to {
                MilestoneNow::Running(below)
            } else {
                MilestoneNow::Kept
            }
        });
        stands.collect()
    }

    /// True while a decision keeps an asset off.
    pub(crate) fn is_switched_off(&self, asset: AssetIx) -> bool {
        self.service.is_off(asset)
    }
}
