//! The clock of a history, what is still to come, and what ends it before its time.

use crate::scenario::time::Instant;

use super::agenda::{Agenda, Class};
use super::brake::{Brake, Halt, Stop};
use super::event::Event;

/// The present, the events to come, and the budget of steps.
#[derive(Clone, Debug)]
pub(super) struct Calendar<'w> {
    pub now: Instant,
    agenda: Agenda<Event>,
    pub brake: Brake<'w>,
}

impl<'w> Calendar<'w> {
    /// A calendar for replications of so many steps at most.
    pub(super) fn new(budget: u64) -> Self {
        Self {
            now: Instant::START,
            agenda: Agenda::new(),
            brake: Brake::new(budget),
        }
    }

    pub(super) const fn obey(&mut self, stop: &'w Stop<'w>) {
        self.brake.obey(stop);
    }

    /// Back to the start, with nothing to come.
    pub(super) fn clear(&mut self) {
        self.now = Instant::START;
        self.agenda.clear();
        self.brake.release();
    }

    /// Puts an event on the calendar.
    #[inline(always)]
    pub(super) fn schedule(&mut self, at: Instant, class: Class, event: Event) {
        self.agenda.schedule(at, class, event);
    }

    /// Takes events off the calendar that are not to come.
    pub(super) fn retain(&mut self, is_to_come: impl Fn(&Event) -> bool) {
        self.agenda.retain(is_to_come);
    }

    /// True if an event scheduled now with this class would be the very next.
    #[inline(always)]
    pub(super) fn would_be_next(&self, class: Class) -> bool {
        self.agenda.would_be_next(class)
    }

    /// Moves the clock to the next event before the end, and takes it.
    #[inline(always)]
    pub(super) fn take_next(&mut self, end: Instant) -> Option<Event> {
        let (at, event) = self.agenda.pop_before(end)?;
        self.now = at;
        Some(event)
    }

    /// Counts a step of work.
    #[inline(always)]
    pub(super) fn step(&mut self) -> Result<(), Halt> {
        self.brake.step()
    }

    /// True if something was scheduled into the past.
    pub(super) const fn went_back(&self) -> bool {
        self.agenda.went_back()
    }
}
