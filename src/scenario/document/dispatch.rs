//! Who goes next, how soon it should be, and what else might be done: dispatch, targets and
//! policies.

use std::ops::Range;

use super::super::distribution::Dist;
use super::super::time::{Instant, Span};
use super::{AssetIx, Document, KindIx, Moment, Severity, SeveritySet, SiteIx, TeamIx};

/// `[dispatch]`.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// Order of the queue.
    pub order: QueueOrder,
    /// Choice among the teams that can go.
    pub choose: TeamChoice,
    /// Whether graver incidents take crews from less grave ones, and what becomes of those.
    pub preempt: Option<Preempt>,
    /// Experts kept back for the gravest; at most one of each team.
    pub reserves: Vec<Reserve>,
    /// Teams that wait at a place through a window; those of one team don't overlap.
    pub prepositions: Vec<Preposition>,
    /// Rules in order; the first that matches holds.
    pub rules: Vec<Rule>,
}

/// What becomes of work whose crew is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preempt {
    /// It goes on where it stopped.
    Resume,
    /// The stage begins anew.
    Restart,
}

/// `reserve` of `[dispatch]`: experts kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// Whose.
    pub team: TeamIx,
    /// So many free experts remain whatever lesser incidents ask for; at least 1.
    pub experts: u32,
    /// The least severity for which they may go.
    pub severity: Severity,
}

/// `preposition` of `[dispatch]`: a team waits at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preposition {
    /// Which team.
    pub team: TeamIx,
    /// Where.
    pub site: SiteIx,
    /// From.
    pub from: Instant,
    /// Until (exclusive).
    pub to: Instant,
}

/// Order in which waiting work is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueOrder {
    /// First come, first served.
    Fifo,
    /// Gravest first, first come within a severity.
    Severity,
    /// Greatest criticality-weighted service loss per expected hour of work first (the cµ
    /// rule: Cox & Smith 1961), first come among equals.
    Impact,
    /// Least time left to the tightest target first, first come among equals; what no target
    /// covers comes last.
    Deadline,
}

/// Choice among the teams that can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamChoice {
    /// The first in the rule's list.
    Preference,
    /// The one with the shortest journey (notice is not looked at); the rule's list breaks
    /// ties.
    Nearest,
    /// The one of whose experts on duty the smallest share is busy; the rule's list breaks
    /// ties.
    LeastBusy,
    /// The one whose crew would work at the highest rate; the rule's list breaks ties.
    MostEffective,
}

/// `[[dispatch.rule]]`: who may answer what.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id (`rule-3` when the author gave none).
    pub id: String,
    /// Severities it covers.
    pub severity: SeveritySet,
    /// Kinds it covers; empty: all.
    pub kinds: Vec<KindIx>,
    /// Asset tags it covers; empty: all.
    pub tags: Vec<String>,
    /// Owners it covers; empty: all.
    pub owners: Vec<String>,
    /// Countries (of the asset's site) it covers; empty: all.
    pub countries: Vec<String>,
    /// Stage names it covers; empty: all, and the incident stays with its team.
    pub stages: Vec<String>,
    /// Candidate teams in preference order, at least one: those asked at once, then those
    /// asked later.
    pub teams: Vec<Candidate>,
    /// How many of `teams` are asked at once; at least 1.
    pub asked_at_once: usize,
    /// How long after the request the others are asked too, if no crew has been sent.
    pub widen_after: Span,
    /// How long after the request the owner gives up waiting for a crew; `None`: never.
    pub give_up_after: Option<Dist>,
    /// Rate of work of an owner who has given up and copes alone; above 0.
    pub alone: f64,
}

/// A team that may answer.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Which.
    pub team: TeamIx,
    /// Request to approval.
    pub approval: Dist,
    /// Probability that the request is refused when the approval was due.
    pub refusal: f64,
}

/// `[[target]]`: a deadline between two moments.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// The clock starts.
    pub from: Moment,
    /// The clock stops.
    pub to: Moment,
    /// The deadline.
    pub within: Span,
    /// Severities it covers.
    pub severity: SeveritySet,
    /// Kinds it covers; empty: all.
    pub kinds: Vec<KindIx>,
    /// Asset tags it covers; empty: all.
    pub tags: Vec<String>,
    /// Only the work of this team counts, if given.
    pub team: Option<TeamIx>,
}

impl Target {
    /// Whether it covers incidents of a kind and severity on an asset; never false alarms.
    pub fn covers(
        &self,
        document: &Document,
        asset: AssetIx,
        kind: KindIx,
        severity: Severity,
    ) -> bool {
        let asset = &document.assets[asset.ix()];
        self.severity.contains(severity)
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.tags.is_empty() || self.tags.iter().any(|tag| asset.tags.contains(tag)))
            && !document.kinds[kind.ix()].false_alarm
    }
}

/// `[[policy]]`: a named overlay.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// What it is about.
    pub summary: String,
    /// What it sets, in order.
    pub set: Vec<Setting>,
    /// Where its id stands in the text.
    pub at: Range<usize>,
}

/// One entry of `set`.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The path, parted by points.
    pub path: String,
    /// The value as written.
    pub value: String,
    /// Where the path stands in the text.
    pub path_at: Range<usize>,
    /// Where the value stands in the text.
    pub value_at: Range<usize>,
}
