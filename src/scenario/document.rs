//! The checked document: what an author wrote, with every unit, anchor and reference
//! resolved and every rule of the format verified.
//!
//! A [`Document`] is only ever made by [`crate::scenario::load`]; whoever holds one may rely
//! on its promises: indices are in range, instants lie in order, shares in `0..=1`, `needs`
//! has no cycle, every list that must not be empty is not.

use std::ops::Range;
use std::sync::Arc;

use super::dist::Dist;
use super::time::{Calendar, Instant, Span};

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
pub fn identity(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Most experts that a team, or the nations of a roster together, can have.
pub const MAX_EXPERTS: usize = 128;

/// Most skills in a scenario.
pub const MAX_SKILLS: usize = 64;

/// Most teams in a rule.
pub const MAX_CANDIDATES: usize = 32;

/// Most stages of work of a kind of incident.
pub const MAX_STAGES: usize = 64;

/// Most blocks of one kind in a scenario.
pub const MAX_BLOCKS: usize = 65_000;

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
    /// Named overlays in file order.
    pub policies: Vec<Policy>,
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
}

/// `[limits]`: ceilings an author can raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Incidents in one replication; default 1,000,000.
    pub incidents: u64,
    /// Incidents in memory at once in one replication (open ones, and closed ones from which
    /// something may still follow); default 100,000.
    pub open: u64,
    /// Length of the scenario; default 20 years of 365 days.
    pub horizon: Span,
    /// Replications in one study; default 10,000,000.
    pub replications: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            incidents: 1_000_000,
            open: 100_000,
            horizon: Span(20 * 365 * Span::DAY.0),
            replications: 10_000_000,
        }
    }
}

/// `[[election]]`.
#[derive(Clone, Debug)]
pub struct Election {
    /// Its id, for anchors.
    pub id: String,
    /// Human name.
    pub name: String,
    /// What is elected.
    pub kind: String,
    /// Midnight at which election day begins, local.
    pub day: Instant,
    /// When polls open.
    pub polls_open: Instant,
    /// When polls close.
    pub polls_close: Instant,
    /// The first round this one decides, if any.
    pub run_off_of: Option<ElectionIx>,
}

/// `[[phase]]`: an interval with its own threat and criticality.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// First instant, clamped to the horizon.
    pub from: Instant,
    /// First instant after it, clamped to the horizon; `from == to` is a phase outside.
    pub to: Instant,
    /// Multiplies every threat's rate while the phase lasts; overlapping phases multiply.
    pub threat: f64,
    /// Multiplies every asset's criticality while the phase lasts.
    pub criticality: f64,
}

/// `[[milestone]]`: an asset's service must hold through an interval.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// The asset whose service must hold.
    pub asset: AssetIx,
    /// Least service level, in `0..=1`.
    pub level: f64,
    /// First instant.
    pub from: Instant,
    /// First instant after it.
    pub to: Instant,
    /// Time below the level that is forgiven; default none.
    pub tolerance: Span,
}

/// `[[site]]`: a place.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// Country code as written, or empty.
    pub country: String,
    /// Latitude and longitude in degrees, if given.
    pub coordinates: Option<(f64, f64)>,
}

/// `[travel]`: explicit times, else great-circle distance at a speed plus an overhead.
#[derive(Clone, Debug)]
pub struct Travel {
    /// Kilometres an hour; default 80.
    pub speed_kmh: f64,
    /// Added to every computed journey (packing, waiting, transfers); default 2 h.
    pub overhead: Span,
    /// Explicit times, in one direction each (a plain route is listed both ways).
    pub routes: Vec<(SiteIx, SiteIx, Span)>,
}

/// `[[asset]]`: a piece of infrastructure, or `count` identical ones.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// What it is (`results_site`, `isp`, …), free text.
    pub kind: String,
    /// Who owns it, free text.
    pub owner: String,
    /// Where it stands.
    pub site: Option<SiteIx>,
    /// Free tags.
    pub tags: Vec<String>,
    /// How much its service is worth, for the whole group; default 1.
    pub criticality: f64,
    /// How often it is chosen as a target, for the whole group; default 1.
    pub exposure: f64,
    /// How many identical instances; at least 1.
    pub count: u32,
    /// What it depends on.
    pub needs: Vec<Need>,
    /// Which assets can be attacked from it.
    pub reaches: Vec<AssetIx>,
    /// What carries on when it fails.
    pub fallback: Option<Fallback>,
    /// Phases in which its loss counts; empty: always.
    pub matters_in: Vec<PhaseIx>,
}

/// One entry of `needs`. A need on a counted asset sees the mean of its instances.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// The level of one asset.
    Hard(AssetIx),
    /// Takes away at most `weight`: the need's level is `1 - weight * (1 - level)`.
    Soft {
        /// The asset.
        asset: AssetIx,
        /// In `0..=1`.
        weight: f64,
    },
    /// The best of several assets (all their instances).
    Any(Vec<AssetIx>),
    /// The k-th best of several assets (all their instances).
    AtLeast {
        /// How many are needed.
        k: u32,
        /// Among which.
        of: Vec<AssetIx>,
    },
    /// The mean over the instances of a counted asset.
    ShareOf(AssetIx),
}

/// `fallback`: what carries on, and from when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fallback {
    /// The level it lifts the asset to, in `0..=1`.
    pub capacity: f64,
    /// How long after the level fell below the capacity.
    pub after: Span,
}

/// How grave an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    pub place: Place,
}

/// Where a stage's work can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
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
    /// Its id; its [`identity`] keys its randomness.
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
    /// Its id; its [`identity`] keys its randomness.
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
    pub objective: String,
    /// What players should do.
    pub expect: String,
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

/// `[[nation]]`.
#[derive(Clone, Debug)]
pub struct Nation {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// Where its experts live.
    pub site: Option<SiteIx>,
    /// Dated roles; a nation fields experts only while lead or participant.
    pub membership: Vec<Membership>,
    /// The experts it can offer.
    pub experts: Vec<ExpertGroup>,
    /// How long it takes to release an expert, after the team's notice.
    pub release: Dist,
}

impl Nation {
    /// True if it fields experts at an instant: as lead or participant.
    pub fn contributes(&self, at: Instant) -> bool {
        let mut terms = self.membership.iter();
        terms.any(|term| term.role != Role::Observer && term.from <= at && at < term.to)
    }
}

/// A nation's role through an interval.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    /// The role.
    pub role: Role,
    /// From (may lie before the start: negative).
    pub from: Instant,
    /// Until (exclusive); [`Instant::NEVER`] for open ends.
    pub to: Instant,
}

/// What a nation is in the teams' project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Coordinates and contributes.
    Lead,
    /// Contributes.
    Participant,
    /// Watches.
    Observer,
}

/// `count` experts alike.
#[derive(Clone, Debug)]
pub struct ExpertGroup {
    /// Their skills, at least one.
    pub skills: Vec<SkillIx>,
    /// How many.
    pub count: u32,
    /// Rate of work relative to a proficient expert; default 1.
    pub proficiency: f64,
}

/// `[[team]]`.
#[derive(Clone, Debug)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// Its base.
    pub site: Option<SiteIx>,
    /// Who is in it.
    pub staff: Staff,
    /// Assignment to readiness to move (or, for remote work, to connect).
    pub notice: Dist,
    /// Rate of remote work relative to work on site, in `0..=1`; 0: it never works remotely.
    pub remote: f64,
    /// How long experts stay where they finished, ready for work near there; default none.
    pub return_after: Span,
    /// When it works.
    pub hours: Hours,
    /// How work tires its own experts; those of a roster have the roster's.
    pub fatigue: Option<Fatigue>,
}

/// When a team works, and what happens to running work at the end of its hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hours {
    /// The hours.
    pub pattern: Pattern,
    /// What the end of the hours means for running work; a pause, unless said otherwise.
    pub changeover: Changeover,
}

impl Hours {
    /// Round the clock.
    pub const ALWAYS: Self = Self {
        pattern: Pattern::Always,
        changeover: Changeover::PAUSE,
    };
}

/// A pattern of working hours, in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `"24x7"`.
    Always,
    /// The same hours on some days of the week.
    Weekly {
        /// Which days, Monday first; at least one.
        days: [bool; 7],
        /// Beginning, from local midnight; below 24 h.
        from: Span,
        /// End, from the midnight of the same day: above `from`, and above 24 h when the
        /// hours run past midnight; at most 24 h after `from`.
        to: Span,
    },
    /// So long on, so long off, in turn.
    Cycle {
        /// On; above zero.
        on: Span,
        /// Off; above zero.
        off: Span,
        /// When the first group's first turn begins, from local midnight of the first day.
        /// Cycles of whole days follow the local clock; others count time as it passes.
        first: Span,
        /// Groups that the experts are dealt to, whose turns lie `(on + off) / groups` apart;
        /// at least 1.
        groups: u32,
    },
}

/// Most groups of a [`Pattern::Cycle`].
pub const MAX_WATCHES: u32 = 8;

/// What becomes of running work when those who do it go off duty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Changeover {
    /// The rule.
    pub rule: OnChange,
    /// Share by which the remaining work grows when others take it over, in `0..=1`.
    pub rework: f64,
    /// How long the outgoing and the incoming work together when work is taken over.
    pub handover: Span,
    /// The share of their rates at which both work meanwhile, in `0..=1`.
    pub together: f64,
}

impl Changeover {
    /// Running work is finished by those who do it.
    pub const FINISH: Self = Self {
        rule: OnChange::Finish,
        rework: 0.0,
        handover: Span::ZERO,
        together: 0.5,
    };
    /// Running work stops, and is taken up again.
    pub const PAUSE: Self = Self {
        rule: OnChange::Pause,
        ..Self::FINISH
    };
}

/// The rule of a [`Changeover`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnChange {
    /// Those who do it finish it.
    Finish,
    /// Those who come take it over.
    Transfer,
    /// It stops. At a shift change it waits for a new crew, at the end of hours for their
    /// return.
    Pause,
}

/// How people become familiar with a place, and forget: the share of full effectiveness is
/// `1 - (1 - start) exp(-t / time)` after a time t on duty, and falls back towards `start`
/// off duty with the time constant `forget`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learning {
    /// Familiarity of someone who has never been there, in `0..=1`.
    pub start: f64,
    /// Time constant of learning, ms; above 0.
    pub time: f64,
    /// Time constant of forgetting, ms; above 0.
    pub forget: f64,
}

/// How work tires: effectiveness falls by `loss` times the exponentially weighted share of
/// time spent working.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fatigue {
    /// Loss of someone who works without end, in `0..=1`.
    pub loss: f64,
    /// Time constant of the weighting, ms; above 0.
    pub time: f64,
}

/// Who is in a team.
#[derive(Clone, Debug)]
pub enum Staff {
    /// Named experts, always the same; `nation` where they belong to one.
    Standing(Vec<(ExpertGroup, Option<NationIx>)>),
    /// As many as it takes, all skills, at a proficiency.
    Unlimited {
        /// Rate of work.
        proficiency: f64,
    },
    /// Whoever the roster puts on duty.
    Roster(RosterIx),
}

/// `[[roster]]`: a rotating team's rule.
#[derive(Clone, Debug)]
pub struct Roster {
    /// Its id.
    pub id: String,
    /// Nations in order of rotation, at least one.
    pub nations: Vec<NationIx>,
    /// The standing lead, if any: fills seats after the rotating nation.
    pub lead: Option<NationIx>,
    /// Seats by skill.
    pub seats: Vec<(SkillIx, u32)>,
    /// Who serves, and for how long.
    pub mode: Mode,
    /// Into how many groups the seats are dealt, seat by seat; 1: they change all at once.
    pub stagger: u32,
    /// Changeovers in order of time: all that begin within the horizon, and before those as
    /// many as are needed to know who sits at the start.
    pub shifts: Vec<ShiftStart>,
    /// Windows that changeovers are kept out of (begin and end), in order of time and apart
    /// from each other; they may lie outside the horizon.
    pub freezes: Vec<(Instant, Instant)>,
    /// What becomes of running work at a changeover.
    pub changeover: Changeover,
    /// How its experts become familiar with the place; `None`: they are from the first day.
    pub learning: Option<Learning>,
    /// How work tires its experts; `None`: not at all.
    pub fatigue: Option<Fatigue>,
}

impl Roster {
    /// When a changeover's people begin to serve within the horizon, and when the next one
    /// comes; `None` if that is before the start.
    pub fn span(&self, shift: usize, end: Instant) -> Option<(Instant, Instant)> {
        let from = self.shifts[shift].from.max(Instant::START);
        let to = self.shifts.get(shift + 1).map_or(end, |next| next.from);
        (from < to).then_some((from, to))
    }
}

/// Who serves in a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nations take turns.
    Rotating,
    /// The first nation, the lead and the partners hold the seats throughout.
    Permanent,
    /// Everyone whom a seat could use is on duty at once.
    OnCall,
}

/// A changeover: when it happens, and whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShiftStart {
    /// First instant.
    pub from: Instant,
    /// When those who come begin to learn alongside those who go; [`ShiftStart::from`] unless
    /// the roster has an `overlap`.
    pub alongside: Instant,
    /// The rotating nation.
    pub rotating: NationIx,
    /// Number of the changeover since the roster's first day, which is 0.
    pub number: u32,
    /// The group of seats that changes hands; `None`: all of them.
    pub group: Option<u32>,
}

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
