//! Another future for a history that has come so far.
//!
//! What has happened stays, and so does what is under way: who will be noticed when, answers that
//! are awaited, consequences that are coming. Drawn anew is what chance has not yet decided for
//! anybody to see: arrivals to come, the work of stages to come, and how much longer running work
//! takes, given that it has taken so long. Arrivals are exact: a Poisson process has no memory,
//! and a running period keeps its multiplier. Running work is drawn by rejection from its
//! distribution beyond what is done.

use crate::scenario::document::{Arrivals, ThreatIx};
use crate::scenario::time::Instant;

use super::agenda::Class;
use super::event::Event;
use super::failure::Failure;
use super::incident::State;
use super::key::{Draws, mix};
use super::run::Simulation;

/// Tells futures drawn anew from replications.
const ANEW: u64 = 0x5245_4452_4157_0001;

/// How often work is drawn that must take longer than it has; after that it stays as it was.
const TRIES: usize = 64;

impl Simulation<'_> {
    /// Draws anew what has not happened yet at an instant up to which the history has run; each
    /// `number` gives another future.
    ///
    /// # Errors
    /// When a limit of the scenario is passed.
    pub(crate) fn redraw(&mut self, at: Instant, number: u64) -> Result<(), Failure> {
        let before = self.draws;
        self.draws = Draws {
            seed: mix(mix(before.seed, ANEW), before.replication),
            replication: number,
        };
        let threats = &self.world.document.threats;
        let is_drawn = |threat: u32| {
            let arrivals = &threats[threat as usize].arrivals;
            matches!(arrivals, Arrivals::Poisson(_))
        };
        self.calendar
            .retain(|event| !matches!(*event, Event::Strike { threat } if is_drawn(threat)));
        for threat in 0..threats.len() as u32 {
            let ix = ThreatIx(threat);
            let source = &mut self.causes.sources[ix.ix()];
            source.redraw(self.world, ix, self.draws, at);
            if !is_drawn(threat) {
                continue;
            }
            let next = source.read_on(self.world, ix.ix(), &mut self.calendar.brake);
            if let Some(at) = next.map_err(|halt| self.halted(halt))? {
                let event = Event::Strike { threat };
                self.calendar.schedule(at, Class::Occur, event);
            }
        }
        let mut slots = std::mem::take(&mut self.staff.scratch);
        self.incidents.unfinished(&mut slots);
        for slot in &slots {
            self.redraw_work(*slot, before, at);
        }
        self.staff.scratch = slots;
        Ok(())
    }

    fn redraw_work(&mut self, slot: u32, before: Draws, at: Instant) {
        let world = self.world;
        let at_work = matches!(self.incidents.get(slot).state, State::Worked | State::Alone);
        if at_work {
            self.incidents.response_mut(slot).settle(world, at);
        }
        let incident = self.incidents.get(slot);
        let total = incident.draw_effort(world, before, incident.stage());
        let done = total - incident.work_left();
        // Work added on the way is part of no distribution.
        if incident.rework() == 0.0 && done >= 0.0 {
            let drawn = (0..TRIES).map(|nth| incident.redraw_effort(world, self.draws, nth));
            let longer = drawn.into_iter().find(|effort| *effort > done);
            if let Some(effort) = longer {
                self.incidents.set_work_left(slot, effort - done);
            }
        }
        self.incidents
            .get_mut(slot)
            .redraw_stages(world, self.draws);
        match self.incidents.get(slot).state {
            State::Worked => self.plan(slot),
            State::Alone => self.cope_on(slot),
            State::Hidden | State::Waiting | State::Unanswered | State::Closed => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;
    use crate::scenario::time::Span;
    use crate::sim::observe::Unwatched;
    use crate::world::World;

    fn world(text: &str) -> World {
        let Ok(loaded) = scenario::load(text, "some.toml", "some", None) else {
            panic!("a sound scenario");
        };
        World::compile(loaded.document)
    }

    /// What is left of running exponential work is exponential again, whatever has been done,
    /// and arrivals to come are as many as ever.
    #[test]
    fn work_and_arrivals_have_no_memory() {
        let world = world(
            r#"
            schema = 1
            scenario = { name = "One", timezone = "UTC", start = "2019-01-01", end = "2019-03-02" }
            asset = [{ id = "site" }, { id = "other" }]
            incident = [
                { id = "fault", severity = "low", stage = [{ name = "contain", crew = { analyst = 1 }, effort = { mean = "10h" } }] },
                { id = "noise", severity = "low", stage = [{ name = "contain", crew = { analyst = 1 }, effort = "1min" }] },
            ]
            inject = [{ id = "first", at = "start + 1h", incident = { kind = "fault", targets = "site" } }]
            threat = [{ id = "steady", incident = "noise", targets = "other", rate = "2/day" }]
            team = [{ id = "cert", experts = [{ skills = ["analyst"], count = 9 }] }]
            dispatch = { rule = [{ teams = ["cert"] }] }
            "#,
        );
        let (mut left, mut counted, mut histories) = (0.0, 0.0, 0.0);
        for replication in 0..400 {
            let mut history = Simulation::new(&world);
            let at = Instant::START + Span(5 * Span::HOUR.0);
            history
                .run_until(7, replication, at + Span(1))
                .expect("within the limits");
            let mut slots = Vec::new();
            history.incidents.unfinished(&mut slots);
            let runs = |slot: &u32| history.incidents.get(*slot).asset.ix() == 0;
            let Some(slot) = slots.iter().copied().find(runs) else {
                continue;
            };
            let before = history.counts.all_incidents;
            for number in 0..4 {
                let mut branch = history.clone();
                branch.redraw(at, number).expect("within the limits");
                left += branch.incidents.get(slot).work_left() / Span::HOUR.0 as f64;
                let counts = branch.go_on(&mut Unwatched).expect("within the limits");
                counted += (counts.all_incidents - before) as f64;
                histories += 1.0;
            }
        }
        // Standard errors: 10 h / √1,000 or so, and √(2 a day · 59.8 days) / √1,000.
        assert!(histories > 800.0);
        let mean = left / histories;
        assert!(
            (mean - 10.0).abs() < 4.0 * 10.0 / f64::sqrt(histories),
            "{mean}"
        );
        let mean = counted / histories;
        let expected = 2.0 * (60.0 - 5.0 / 24.0);
        let error = f64::sqrt(expected / histories);
        assert!((mean - expected).abs() < 4.0 * error, "{mean}");
    }
}
