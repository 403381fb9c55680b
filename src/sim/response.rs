//! What is done about an incident, from the first crew on.

use crate::scenario::document::{Moment, TeamIx};
use crate::scenario::time::Instant;
use crate::world::World;
use crate::world::experts::ExpertSet;

use super::agenda::Class;
use super::calendar::Calendar;
use super::event::Event;
use super::pace::Pace;

/// Moments that an incident may reach before anybody is sent: onset, detection, request, approval.
pub(super) const EARLY: usize = 4;

/// The current stage's work.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Stage number.
    pub stage: u8,
    /// A new request, not the same team going on.
    pub fresh: bool,
    /// The team that does it, once assigned.
    pub team: Option<TeamIx>,
    /// Works from afar.
    pub remote: bool,
    /// This request had hands on before, by a crew that was taken away or whose shift was
    /// over.
    pub resumed: bool,
    /// The experts.
    pub crew: ExpertSet,
    /// Asked.
    pub requested: Instant,
    /// Approved.
    pub queued: Instant,
    /// Crew picked.
    pub assigned: Instant,
    /// Ready to move.
    pub mobilised: Instant,
    /// There, or connected.
    pub on_site: Instant,
    /// Work begins.
    pub hands_on: Instant,
    /// Work ends.
    pub finished: Instant,
}

impl Work {
    /// Nothing asked yet.
    pub const NONE: Self = Self {
        stage: 0,
        fresh: true,
        team: None,
        remote: false,
        resumed: false,
        crew: ExpertSet::EMPTY,
        requested: Instant::NEVER,
        queued: Instant::NEVER,
        assigned: Instant::NEVER,
        mobilised: Instant::NEVER,
        on_site: Instant::NEVER,
        hands_on: Instant::NEVER,
        finished: Instant::NEVER,
    };

    /// A first stage, asked for and approved at these moments.
    pub(super) const fn waiting([requested, queued]: [Instant; 2]) -> Self {
        Self {
            requested,
            queued,
            ..Self::NONE
        }
    }
}

/// What there is to know of an incident on which somebody is at work or has been: a crew, or
/// the owner alone. An incident that waits for its first crew has none, and takes a third of
/// the memory.
#[derive(Clone, Debug)]
pub(super) struct Response {
    /// The current stage's work.
    pub work: Work,
    /// The moments after the first [`EARLY`].
    pub moments: [Instant; Moment::ALL.len() - EARLY],
    /// When the owner gave up waiting.
    pub gave_up: Instant,
    /// How often a crew was taken away for a graver incident.
    pub preemptions: u16,
    /// How often others took running work over.
    pub handovers: u16,
    /// Tells the end of work that holds from ends foretold before.
    pub serial: u16,
    /// Their team that did the previous stage.
    pub previous_team: Option<TeamIx>,
    /// Experts that did the previous stage.
    pub previous: ExpertSet,
    /// Work left of the current stage for its crew at effectiveness 1, ms.
    pub left: f64,
    /// Work added by handovers and restarts, ms at effectiveness 1.
    pub rework: f64,
    /// Up to when work done has been taken off; ahead while the crew is on its way.
    pub since: Instant,
    /// The crew's pace from then on.
    pub pace: Pace,
    /// Place in the team's list of running work.
    pub seat: u32,
}

/// Bytes that an incident takes besides, as `docs/scale.md` says.
const _: () = assert!(size_of::<Response>() <= 232);

impl Response {
    /// Nobody has been at work.
    pub(super) const NONE: Self = Self {
        work: Work::NONE,
        moments: [Instant::NEVER; Moment::ALL.len() - EARLY],
        gave_up: Instant::NEVER,
        preemptions: 0,
        handovers: 0,
        serial: 0,
        previous_team: None,
        previous: ExpertSet::EMPTY,
        left: 0.0,
        rework: 0.0,
        since: Instant::NEVER,
        pace: Pace::NONE,
        seat: 0,
    };
}

impl Response {
    /// Somebody is sent for the first time, or the owner begins: to what was asked for and approved
    /// at these moments, with so much effort left.
    // Out of line: most of those who ask for a response find one.
    #[inline(never)]
    pub(super) fn begin(asked: [Instant; 2], left: f64, spare: Option<Box<Self>>) -> Box<Self> {
        let fresh = Self {
            work: Work::waiting(asked),
            left,
            ..Self::NONE
        };
        match spare {
            Some(mut response) => {
                *response = fresh;
                response
            }
            None => Box::new(fresh),
        }
    }

    /// A moment is reached, unless it has been before.
    #[inline]
    pub(super) const fn reach(&mut self, moment: Late, at: Instant) {
        let slot = &mut self.moments[moment as usize];
        if !slot.happened() {
            *slot = at;
        }
    }

    /// Takes the work done so far off what is left.
    pub(super) fn settle(&mut self, world: &World, now: Instant) {
        if self.since < now {
            let tau = tau(world, self.work.team);
            let done = self.pace.done(now - self.since, tau);
            self.left = (self.left - done).max(0.0);
            self.since = now;
        }
    }

    /// Puts the end of work at the present pace on the calendar.
    #[inline]
    pub(super) fn schedule_finish(&mut self, calendar: &mut Calendar<'_>, slot: u32, tau: f64) {
        let time = self.pace.time_for(self.left, tau);
        let finished = time.map_or(Instant::NEVER, |time| self.since + time);
        self.work.finished = finished;
        if finished.happened() {
            let serial = self.serial;
            calendar.schedule(finished, Class::Finish, Event::Finish { serial, slot });
        }
    }

    /// A number that tells what is foretold now from all that was before.
    pub(super) const fn next_serial(&mut self) -> u16 {
        self.serial = self.serial.wrapping_add(1);
        self.serial
    }

    /// What lies beyond the end has not happened.
    pub(super) fn cut(&mut self, end: Instant) {
        let work = &mut self.work;
        let foretold = [
            &mut work.mobilised,
            &mut work.on_site,
            &mut work.hands_on,
            &mut work.finished,
        ];
        for at in foretold.into_iter().chain(&mut self.moments) {
            if *at >= end {
                *at = Instant::NEVER;
            }
        }
    }

    /// True if a crew has ever had hands on, or will have when it is there.
    #[inline]
    pub(super) const fn has_hands_on(&self) -> bool {
        self.moments[Late::HandsOn as usize].happened()
    }
}

/// Time constant with which a team's pace changes; without learning it doesn't, and any will
/// do.
pub(super) fn tau(world: &World, team: Option<TeamIx>) -> f64 {
    let learning = team.and_then(|team| world.pools[team.ix()].learning);
    learning.map_or(1.0, |learning| learning.time)
}

/// The moments that come when somebody has been sent.
#[derive(Clone, Copy)]
pub(super) enum Late {
    Assigned = Moment::Assigned as isize - EARLY as isize,
    Mobilised = Moment::Mobilised as isize - EARLY as isize,
    OnSite = Moment::OnSite as isize - EARLY as isize,
    HandsOn = Moment::HandsOn as isize - EARLY as isize,
    Contained = Moment::Contained as isize - EARLY as isize,
    Eradicated = Moment::Eradicated as isize - EARLY as isize,
    Recovered = Moment::Recovered as isize - EARLY as isize,
}
