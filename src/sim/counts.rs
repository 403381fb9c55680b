//! What a replication counts.

/// Counts of a replication; what happens during the warm-up is left out of all but the first
/// two.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Events popped from the calendar.
    pub events: u64,
    /// Incidents that began, warm-up included.
    pub all_incidents: u64,
    /// Arrivals that met an asset switched off or hit already.
    pub deflected: u64,
    /// Consequences that came too late.
    pub averted: u64,
    /// Changeovers of rosters.
    pub changeovers: u64,
    /// Requests refused.
    pub refusals: u64,
    /// Incidents whose owner gave up waiting for a crew.
    pub given_up: u64,
    /// Crews taken away for a graver incident.
    pub preemptions: u64,
    /// Running work taken over by others at a changeover.
    pub handovers: u64,
    /// Running work stopped at a changeover or at the end of hours.
    pub pauses: u64,
    /// Work added by handovers and restarts, ms at effectiveness 1.
    pub rework: f64,
}
