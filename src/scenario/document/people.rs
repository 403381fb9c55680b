//! Who can help, how well, and when: nations, teams and rosters.

use super::super::distribution::Dist;
use super::super::time::{Instant, Span};
use super::{NationIx, RosterIx, SiteIx, SkillIx};

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
pub(crate) const MAX_WATCHES: u32 = 8;

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
