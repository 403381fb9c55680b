//! Counts of one replication's incidents, after the warm-up.

use crate::scenario::time::Span;
use crate::sim::counts::Counts;
use crate::sim::incident::{Incident, State};
use crate::world::World;

use super::tally::Scalar;

/// How many incidents there were, and how they stand at the end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Census {
    severity: [u64; 4],
    secondary: u64,
    false_alarms: u64,
    undetected: u64,
    open: u64,
    unanswered: u64,
}

impl Census {
    /// Counts an incident as it closed, or stands at the end; false for a false alarm.
    #[inline]
    pub(super) fn count(&mut self, world: &World, incident: &Incident) -> bool {
        self.severity[incident.severity.ix()] += 1;
        self.secondary += u64::from(incident.is_secondary());
        match incident.state {
            State::Hidden => self.undetected += 1,
            State::Waiting | State::Worked | State::Alone => self.open += 1,
            State::Unanswered => self.unanswered += 1,
            State::Closed => {}
        }
        let false_alarm = world.document.kinds[incident.kind.ix()].false_alarm;
        self.false_alarms += u64::from(false_alarm);
        !false_alarm
    }

    /// The value of a scalar; `loss` is asked for the service loss.
    pub(super) fn value(&self, scalar: Scalar, counts: &Counts, loss: impl Fn() -> f64) -> f64 {
        let count = match scalar {
            Scalar::Incidents => self.severity.iter().sum(),
            Scalar::OfSeverity(severity) => self.severity[severity.ix()],
            Scalar::Secondary => self.secondary,
            Scalar::FalseAlarms => self.false_alarms,
            Scalar::Undetected => self.undetected,
            Scalar::OpenAtEnd => self.open,
            Scalar::Unanswered => self.unanswered,
            Scalar::Deflected => counts.deflected,
            Scalar::Averted => counts.averted,
            Scalar::Changeovers => counts.changeovers,
            Scalar::Refusals => counts.refusals,
            Scalar::GivenUp => counts.given_up,
            Scalar::Preemptions => counts.preemptions,
            Scalar::Handovers => counts.handovers,
            Scalar::Pauses => counts.pauses,
            Scalar::Rework => return counts.rework / Span::HOUR.0 as f64,
            Scalar::ServiceLoss => return loss(),
        };
        count as f64
    }
}
