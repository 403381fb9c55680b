//! What can happen: kinds of incident, threats and injects.

use serde::{Deserialize, Serialize};

use super::super::distribution::Dist;
use super::super::time::{Instant, Span};
use super::{Aim, AssetIx, Handout, KindIx, SkillIx, TeamIx};

/// How grave an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Severity {
    /// A nuisance.
    Low = 0,
    /// Felt by some.
    Medium = 1,
    /// Felt by many, or a sensitive asset.
    High = 2,
    /// The election itself is at stake.
    Critical = 3,
}

impl Severity {
    /// All severities, mildest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// `low`, `medium`, `high` or `critical`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Position in [`Severity::ALL`].
    pub const fn ix(self) -> usize {
        self as usize
    }
}

/// A set of severities; empty in a rule or target means "any" and is stored as all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeveritySet(pub u8);

impl SeveritySet {
    /// All four.
    pub const ALL: Self = Self(0b1111);

    /// True if `severity` is in the set.
    pub const fn contains(self, severity: Severity) -> bool {
        self.0 & (1 << severity as u8) != 0
    }
}

/// `[[incident]]`: a kind of incident.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// RSIT class, `availability:ddos`.
    pub rsit: String,
    /// MITRE ATT&CK technique ids.
    pub attack: Vec<String>,
    /// VERIS action, `hacking.DoS`.
    pub veris: String,
    /// DISARM technique ids.
    pub disarm: Vec<String>,
    /// Probability of each severity; sums to 1.
    pub severity: [f64; 4],
    /// Onset to detection.
    pub detection: Dist,
    /// Probability that it is never detected.
    pub missed: f64,
    /// Share of the asset's own level that is lost, by severity, each in `0..=1`.
    pub impact: [f64; 4],
    /// Index of the stage whose end restores the asset (the last, unless `restores_at`).
    pub restores_at: u32,
    /// A false alarm: closes after its first stage.
    pub false_alarm: bool,
    /// Stages of work, at least one.
    pub stages: Vec<Stage>,
    /// What may follow.
    pub consequences: Vec<Consequence>,
}

/// `[[incident.stage]]`.
#[derive(Clone, Debug)]
pub struct Stage {
    /// `triage`, `contain`, `eradicate`, `recover` or a name of the author's.
    pub name: String,
    /// Experts by skill, at least one in all.
    pub crew: Vec<(SkillIx, u32)>,
    /// Work for that crew at effectiveness 1.
    pub effort: Dist,
    /// Where the work can be done.
    pub place: WorkPlace,
}

/// Where a stage's work can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkPlace {
    /// From the team's own site, at its remote efficiency.
    Remote,
    /// At the asset's site.
    Onsite,
    /// Remotely, unless the crew is at the site already.
    Either,
}

/// `[[incident.consequence]]`: how one incident leads to another.
#[derive(Clone, Debug)]
pub struct Consequence {
    /// The kind that follows.
    pub kind: KindIx,
    /// Where.
    pub on: Where,
    /// Probability, per edge.
    pub chance: f64,
    /// Parent's onset to child's onset.
    pub after: Dist,
    /// Nothing follows once the parent has reached this.
    pub until: Moment,
}

/// Where a consequence strikes.
#[derive(Clone, Debug)]
pub enum Where {
    /// The same instance.
    Itself,
    /// Each asset in the parent's `reaches` (each instance of a counted one).
    Reached,
    /// Each asset that needs the parent's asset.
    Dependents,
    /// Each asset of a list.
    Among(Vec<AssetIx>),
}

/// A moment in the life of an incident, in its usual order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Moment {
    /// It begins.
    Onset = 0,
    /// Somebody notices.
    Detected = 1,
    /// A team is asked.
    Requested = 2,
    /// The request is approved: it waits in the queue.
    Queued = 3,
    /// A crew is picked.
    Assigned = 4,
    /// The crew is ready to move.
    Mobilised = 5,
    /// The crew is at the site (or connected, for remote work).
    OnSite = 6,
    /// Work begins.
    HandsOn = 7,
    /// It spreads no further.
    Contained = 8,
    /// Its cause is gone.
    Eradicated = 9,
    /// Service is as before.
    Recovered = 10,
}

impl Moment {
    /// All moments in order.
    pub const ALL: [Self; 11] = [
        Self::Onset,
        Self::Detected,
        Self::Requested,
        Self::Queued,
        Self::Assigned,
        Self::Mobilised,
        Self::OnSite,
        Self::HandsOn,
        Self::Contained,
        Self::Eradicated,
        Self::Recovered,
    ];

    /// Its name in scenarios and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Onset => "onset",
            Self::Detected => "detected",
            Self::Requested => "requested",
            Self::Queued => "queued",
            Self::Assigned => "assigned",
            Self::Mobilised => "mobilised",
            Self::OnSite => "on_site",
            Self::HandsOn => "hands_on",
            Self::Contained => "contained",
            Self::Eradicated => "eradicated",
            Self::Recovered => "recovered",
        }
    }
}

/// `[[threat]]`: a source of incidents.
#[derive(Clone, Debug)]
pub struct Threat {
    /// Its id; its [`identity`](super::identity) keys its randomness.
    pub id: String,
    /// Human name.
    pub name: String,
    /// Who is behind it.
    pub actor: String,
    /// Kinds with probabilities that sum to 1.
    pub kinds: Vec<(KindIx, f64)>,
    /// Assets it may hit, in file order, at least one.
    pub targets: Vec<AssetIx>,
    /// When it strikes.
    pub arrivals: Arrivals,
}

/// The arrival process of a threat.
// There are a few dozen of these, made once: not worth a box.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// Poisson with a rate that follows phases and clock.
    Poisson(Poisson),
    /// Fixed times in order.
    At(Vec<Instant>),
}

/// A Poisson process with piecewise-constant rate.
#[derive(Clone, Debug)]
pub struct Poisson {
    /// Base rate, arrivals per millisecond (per instance with `while_healthy`).
    pub rate: f64,
    /// Active from.
    pub from: Instant,
    /// Active until (exclusive).
    pub to: Instant,
    /// Multiplied by the phases' `threat`.
    pub follows_phases: bool,
    /// Multipliers by weekday, Monday first.
    pub weekdays: [f64; 7],
    /// Multipliers by local hour of day.
    pub hours: [f64; 24],
    /// Self-excitement, if any.
    pub clustering: Option<Clustering>,
    /// Gamma mixing, if any.
    pub overdispersion: Option<Overdispersion>,
    /// No new incident on an instance that has an open one from this threat: the rate is
    /// per targeted instance, and an arrival that meets an open one is deflected.
    pub while_healthy: bool,
}

/// Self-exciting arrivals (Hawkes 1971) with an exponential kernel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clustering {
    /// Mean number of direct offspring of an arrival, in `0..1`.
    pub branching: f64,
    /// Mean delay of an offspring, ms.
    pub decay: f64,
}

/// A gamma-distributed multiplier of mean 1, drawn anew each period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overdispersion {
    /// Variance of the multiplier, above 0.
    pub variance: f64,
    /// Length of a period, counted from the start.
    pub every: Span,
}

/// `[[inject]]`: something scripted.
#[derive(Clone, Debug)]
pub struct Inject {
    /// Its id; its [`identity`](super::identity) keys its randomness.
    pub id: String,
    /// Human name.
    pub name: String,
    /// When.
    pub at: Instant,
    /// Probability that it happens; default 1.
    pub chance: f64,
    /// What happens.
    pub action: Action,
    /// Who is told.
    pub audience: String,
    /// What it exercises.
    pub aims: Vec<Aim>,
    /// What players should do.
    pub expect: String,
    /// What is told and handed out with it.
    pub handout: Handout,
}

impl Inject {
    /// What players are told; empty if nothing.
    pub fn told(&self) -> &str {
        match &self.action {
            Action::Message(text) => text,
            _ => &self.handout.message,
        }
    }
}

/// What an inject does.
#[derive(Clone, Debug)]
pub enum Action {
    /// An incident on one of the targets.
    Incident {
        /// The kind.
        kind: KindIx,
        /// Where: one is chosen by exposure.
        targets: Vec<AssetIx>,
        /// How grave, unless drawn.
        severity: Option<Severity>,
    },
    /// An asset is switched off (all instances) for a while; it can't be attacked meanwhile.
    Outage {
        /// Which.
        asset: AssetIx,
        /// Until when (exclusive).
        until: Instant,
        /// Planned outages are not counted as service loss.
        planned: bool,
    },
    /// A team can start no work for a while; running work goes on.
    TeamLost {
        /// Which.
        team: TeamIx,
        /// Until when (exclusive).
        until: Instant,
    },
    /// Players are told something.
    Message(String),
}
