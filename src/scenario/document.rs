//! The checked document: what an author wrote, with every unit, anchor and reference
//! resolved and every rule of the format verified.
//!
//! A [`Document`] is only ever made by [`crate::scenario::load`]; whoever holds one may rely
//! on its promises: indices are in range, instants lie in order, shares in `0..=1`, `needs`
//! has no cycle, every list that must not be empty is not.

mod calendar;
mod dispatch;
mod exercise;
mod incidents;
mod people;
mod places;
mod uncertain;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::time::{Calendar, Instant, Span};

pub(crate) use calendar::{Election, Milestone, Phase};
pub(crate) use dispatch::{Candidate, Dispatch, Policy, Preposition, Reserve, Rule, Setting};
pub use dispatch::{Preempt, QueueOrder, Target, TeamChoice};
pub(crate) use exercise::{Aim, Handout, Objective};
pub use incidents::{Action, Arrivals, Moment, Severity};
pub(crate) use incidents::{
    Clustering, Consequence, Inject, Kind, Overdispersion, Poisson, SeveritySet, Stage, Threat,
    Where, WorkPlace,
};
pub use people::{Changeover, Fatigue, Hours, Learning, Nation, OnChange, Pattern, Role, Staff};
pub(crate) use people::{ExpertGroup, MAX_WATCHES, Membership, Mode, Roster, ShiftStart, Team};
pub(crate) use places::{Asset, Fallback, Need, Site, Travel};
pub(crate) use uncertain::{Possible, Uncertain};

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The index as a `usize`, for slices.
            pub const fn ix(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            fn from(ix: usize) -> Self {
                Self(ix as u32)
            }
        }
    )*};
}

index! {
    /// Index into [`Document::elections`].
    ElectionIx,
    /// Index into [`Document::phases`].
    PhaseIx,
    /// Index into [`Document::milestones`].
    MilestoneIx,
    /// Index into [`Document::sites`].
    SiteIx,
    /// Index into [`Document::assets`].
    AssetIx,
    /// Index into [`Document::kinds`].
    KindIx,
    /// Index into [`Document::threats`].
    ThreatIx,
    /// Index into [`Document::objectives`].
    ObjectiveIx,
    /// Index into [`Document::injects`].
    InjectIx,
    /// Index into [`Document::nations`].
    NationIx,
    /// Index into [`Document::teams`].
    TeamIx,
    /// Index into [`Document::rosters`].
    RosterIx,
    /// Index into [`Dispatch::rules`].
    RuleIx,
    /// Index into [`Document::targets`].
    TargetIx,
    /// Index into [`Document::skills`].
    SkillIx,
}

/// Builds the [`crate::sim`] identity of a thing from its id: 64-bit FNV-1a.
///
/// Randomness is keyed by this identity, so moving a block in the file, or adding another
/// one, moves no draw. Source: Fowler, Noll, Vo; parameters as in
/// draft-eastlake-fnv-17.
pub(crate) fn identity(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Most experts that a team, or the nations of a roster together, can have.
pub(crate) const MAX_EXPERTS: usize = 128;

/// Most skills in a scenario.
pub(crate) const MAX_SKILLS: usize = 64;

/// Most teams in a rule.
pub(crate) const MAX_CANDIDATES: usize = 32;

/// Most stages of work of a kind of incident.
pub(crate) const MAX_STAGES: usize = 64;

/// Most blocks of one kind in a scenario.
pub(crate) const MAX_BLOCKS: usize = 65_000;

/// A whole scenario, checked.
#[derive(Clone, Debug)]
pub struct Document {
    /// Short id: the file's stem (`lithuania-2019`); names the output folder.
    pub id: String,
    /// The file as named to the user.
    pub source: String,
    /// The text it was read from, overlays applied.
    pub text: Arc<str>,
    /// Human name.
    pub name: String,
    /// What the scenario is about, in a sentence or two.
    pub summary: String,
    /// Civil time of the instants.
    pub calendar: Calendar,
    /// When the simulation ends.
    pub end: Instant,
    /// Incidents with an onset before this are simulated but not counted.
    pub warm_up: Instant,
    /// Root seed.
    pub seed: u64,
    /// Replications when the command line names none.
    pub replications: u64,
    /// Ceilings that turn a runaway into a clear failure.
    pub limits: Limits,
    /// Skill names in order of first appearance.
    pub skills: Vec<String>,
    /// Elections in file order.
    pub elections: Vec<Election>,
    /// Phases in file order.
    pub phases: Vec<Phase>,
    /// Milestones in file order.
    pub milestones: Vec<Milestone>,
    /// Sites in file order.
    pub sites: Vec<Site>,
    /// How long it takes to go from one site to another.
    pub travel: Travel,
    /// Assets in file order.
    pub assets: Vec<Asset>,
    /// Kinds of incident in file order.
    pub kinds: Vec<Kind>,
    /// Threats in file order.
    pub threats: Vec<Threat>,
    /// What an exercise is for, in file order.
    pub objectives: Vec<Objective>,
    /// Scripted injects in file order.
    pub injects: Vec<Inject>,
    /// Nations in file order.
    pub nations: Vec<Nation>,
    /// Teams in file order.
    pub teams: Vec<Team>,
    /// Rosters in file order.
    pub rosters: Vec<Roster>,
    /// Who goes next.
    pub dispatch: Dispatch,
    /// Deadlines in file order.
    pub targets: Vec<Target>,
    /// Smallest differences worth acting on, by measure or family of measures, in the unit of
    /// the measure (shares of 1).
    pub worthwhile: Vec<(String, f64)>,
    /// Named overlays in file order.
    pub policies: Vec<Policy>,
    /// What is assumed and not known, in order of the file.
    pub uncertain: Vec<Uncertain>,
    /// Id of the policy applied to the text before it was read, if any.
    pub policy: Option<String>,
}

impl Document {
    /// The name, and that of the policy in force.
    pub fn title(&self) -> String {
        let policy = self
            .policies
            .iter()
            .find(|it| Some(&it.id) == self.policy.as_ref());
        match policy {
            Some(policy) => format!("{}, policy “{}”", self.name, policy.name),
            None => self.name.clone(),
        }
    }

    /// What it says, without the text and the places in it: equal for two texts that say the same.
    #[must_use]
    pub fn without_text(&self) -> Self {
        // Written anew, lines end as they do in TOML's own writer.
        let lines = |value: &mut String| *value = value.replace("\r\n", "\n");
        let mut document = self.clone();
        document.text = "".into();
        document.source.clear();
        for policy in &mut document.policies {
            policy.at = 0..0;
            for setting in &mut policy.set {
                setting.path_at = 0..0;
                setting.value_at = 0..0;
                lines(&mut setting.value);
            }
        }
        for block in &mut document.uncertain {
            block.at = 0..0;
            block.path_at = 0..0;
            if let Possible::Values(values) = &mut block.possible {
                values.iter_mut().for_each(lines);
            }
        }
        document
    }
}

/// `[limits]`: ceilings an author can raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Incidents in one replication; default 1,000,000.
    pub incidents: u64,
    /// Incidents in memory at once in one replication (open ones, and closed ones from which
    /// something may still follow); default 100,000.
    pub open: u64,
    /// Events in one replication, among them consequences drawn and periods of over-dispersed
    /// threats; default 1,000 for each incident that may be, and at least 1,000,000,000.
    pub events: u64,
    /// Length of the scenario; default 20 years of 365 days.
    pub horizon: Span,
    /// Replications in one study; default 10,000,000.
    pub replications: u64,
}

impl Limits {
    /// Events in one replication that may be, unless the author says how many: a thousand for
    /// each incident, and no fewer than the limit of incidents that holds by default gives.
    pub fn events_for(incidents: u64) -> u64 {
        incidents.max(1_000_000).saturating_mul(1_000)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            incidents: 1_000_000,
            open: 100_000,
            events: Self::events_for(1_000_000),
            horizon: Span(20 * 365 * Span::DAY.0),
            replications: 10_000_000,
        }
    }
}
