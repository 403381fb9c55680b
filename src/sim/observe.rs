//! Watching a history: observers get records by reference and can neither schedule nor draw,
//! so watching a run never changes it.

use crate::scenario::document::{AssetIx, InjectIx, KindIx, MilestoneIx, RosterIx, TeamIx};
use crate::scenario::time::Instant;
use crate::world::World;
use crate::world::experts::ExpertSet;

use super::decision::{Order, Refusal};
use super::incident::Incident;
use super::origin::RootCause;
use super::response::Work;

/// Something that happened, for traces.
#[derive(Clone, Copy, Debug)]
pub enum TraceEvent<'a> {
    /// An incident began.
    Occurred(&'a Incident),
    /// An arrival met an asset that is switched off, or one that is hit already.
    Deflected {
        /// Where it would have struck.
        asset: AssetIx,
        /// What it would have been.
        kind: KindIx,
    },
    /// A consequence came too late: its parent had reached the moment that prevents it.
    Averted {
        /// Number of the parent.
        parent: u32,
        /// What it would have been.
        kind: KindIx,
        /// Where it would have struck.
        asset: AssetIx,
    },
    /// An incident was noticed.
    Detected(&'a Incident),
    /// A team was asked to do the incident's current stage.
    Requested(&'a Incident, TeamIx),
    /// The request waits for a crew of the team.
    Queued(&'a Incident, TeamIx),
    /// A crew was picked; `work` says when it will be ready, there, and done.
    Assigned(&'a Incident, &'a Work),
    /// A stage of work ended.
    Finished(&'a Incident, &'a Work),
    /// The incident is over.
    Closed(&'a Incident),
    /// No eligible team: no rule, no team that could, or all have refused.
    Unanswered(&'a Incident),
    /// A team's help was refused.
    Refused(&'a Incident, TeamIx),
    /// No crew has been sent for so long that more teams are asked.
    Widened(&'a Incident),
    /// The owner gave up waiting, and copes alone.
    GaveUp(&'a Incident),
    /// A crew left its work unfinished; what `Assigned` foretold beyond this is void.
    Stopped(&'a Incident, &'a Work, Stop),
    /// The hours of a crew at work are over: its work rests until they come again.
    Paused(&'a Incident, &'a Work),
    /// The hours of a crew have come again: it goes on with its work.
    Resumed(&'a Incident, &'a Work),
    /// The hours of some of a crew begin or end: these work on.
    CrewChanged(&'a Incident, &'a Work, ExpertSet),
    /// A crew that is to take over is there, and works beside the present one for a while.
    HandoverBegan(&'a Incident, ExpertSet),
    /// A crew was picked to take over running work; it is there at an instant.
    ReliefAssigned {
        /// The work.
        incident: &'a Incident,
        /// Those who come.
        relief: ExpertSet,
        /// When they are there, and the handover begins.
        there: Instant,
    },
    /// A crew that was to take over running work has gone off duty on its way.
    ReliefCalledOff(&'a Incident, ExpertSet),
    /// Running work was taken over; `work` has the new crew.
    TakenOver(&'a Incident, &'a Work),
    /// The next shift of a roster begins to learn alongside the present one.
    OverlapBegan {
        /// Which roster's team.
        team: TeamIx,
        /// Its roster.
        roster: RosterIx,
        /// Index into the pool's shifts.
        shift: usize,
    },
    /// A roster's duty changed hands.
    ShiftChanged {
        /// Which roster's team.
        team: TeamIx,
        /// Its roster.
        roster: RosterIx,
        /// Index into the pool's shifts.
        shift: usize,
    },
    /// A scripted inject struck.
    Injected(InjectIx),
    /// An inject was left out by its chance.
    Skipped(InjectIx),
    /// What an inject took away came back.
    Returned(InjectIx),
    /// Players decided something.
    Decided {
        /// What.
        order: &'a Order,
        /// The incident that it is about, if that is open.
        incident: Option<&'a Incident>,
    },
    /// What was decided last came to nothing.
    Disobeyed(Refusal),
    /// An asset's service level changed (mean over its instances).
    Level {
        /// Which asset.
        asset: AssetIx,
        /// Level before.
        from: f64,
        /// Level now.
        to: f64,
    },
}

/// Why a crew left its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A graver incident needed it.
    Preempted,
    /// Its shift was over.
    ShiftOver,
}

/// Receives what happens in a replication.
#[allow(unused_variables)]
pub trait Observer {
    /// False lets the event loop skip making [`TraceEvent`]s.
    const TRACES: bool = false;

    /// False lets the event loop skip finding out why an asset fell below a milestone's level.
    const EXPLAINS: bool = false;

    /// Something happened.
    fn happened(&mut self, world: &World, at: Instant, what: TraceEvent<'_>) {}

    /// A stage of work ended, or was cut off by the end of the scenario.
    fn worked(&mut self, world: &World, incident: &Incident, work: &Work) {}

    /// An incident closed, or was still open at the end: each incident comes here once.
    fn ended(&mut self, world: &World, incident: &Incident) {}

    /// A running milestone's asset fell below its level, or was below it when the milestone began.
    fn fell(&mut self, at: Instant, milestone: MilestoneIx, why: Option<RootCause>) {}
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Observer for Unwatched {}

impl<A: Observer, B: Observer> Observer for (A, B) {
    const TRACES: bool = A::TRACES || B::TRACES;
    const EXPLAINS: bool = A::EXPLAINS || B::EXPLAINS;

    fn happened(&mut self, world: &World, at: Instant, what: TraceEvent<'_>) {
        self.0.happened(world, at, what);
        self.1.happened(world, at, what);
    }

    fn worked(&mut self, world: &World, incident: &Incident, work: &Work) {
        self.0.worked(world, incident, work);
        self.1.worked(world, incident, work);
    }

    fn ended(&mut self, world: &World, incident: &Incident) {
        self.0.ended(world, incident);
        self.1.ended(world, incident);
    }

    fn fell(&mut self, at: Instant, milestone: MilestoneIx, why: Option<RootCause>) {
        self.0.fell(at, milestone, why);
        self.1.fell(at, milestone, why);
    }
}

impl<O: Observer> Observer for &mut O {
    const TRACES: bool = O::TRACES;
    const EXPLAINS: bool = O::EXPLAINS;

    fn happened(&mut self, world: &World, at: Instant, what: TraceEvent<'_>) {
        (**self).happened(world, at, what);
    }

    fn worked(&mut self, world: &World, incident: &Incident, work: &Work) {
        (**self).worked(world, incident, work);
    }

    fn ended(&mut self, world: &World, incident: &Incident) {
        (**self).ended(world, incident);
    }

    fn fell(&mut self, at: Instant, milestone: MilestoneIx, why: Option<RootCause>) {
        (**self).fell(at, milestone, why);
    }
}
