//! What many replications add up to: exact, mergeable sums.

use serde::{Deserialize, Serialize};

use crate::scenario::document::Severity;
use crate::scenario::time::Span;
use crate::stats::{DurationHistogram, Moments};
use crate::world::World;

use super::measure::Measure;

/// Met, missed and undecided deadlines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadlines {
    /// In time.
    pub met: u64,
    /// Too late.
    pub missed: u64,
    /// The scenario ended before the deadline.
    pub undecided: u64,
}

impl Deadlines {
    /// Share met among the decided.
    pub fn share(&self) -> Option<f64> {
        let decided = self.met + self.missed;
        (decided > 0).then(|| self.met as f64 / decided as f64)
    }

    fn merge(&mut self, other: Self) {
        self.met += other.met;
        self.missed += other.missed;
        self.undecided += other.undecided;
    }
}

/// A value of one replication, for which the mean over replications is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// Incidents with an onset after the warm-up.
    Incidents,
    /// Of these, of a severity.
    OfSeverity(Severity),
    /// Of these, spread or excited.
    Secondary,
    /// Of these, false alarms.
    FalseAlarms,
    /// Of these, never detected before the end.
    Undetected,
    /// Of these, waiting or worked on at the end.
    OpenAtEnd,
    /// Of these, nobody may answer.
    Unanswered,
    /// Arrivals that met an asset switched off or hit already.
    Deflected,
    /// Consequences that came too late.
    Averted,
    /// Changeovers of rosters.
    Changeovers,
    /// Criticality-weighted service loss over all assets, hours.
    ServiceLoss,
}

impl Scalar {
    /// All scalars in the order of reports.
    pub const ALL: [Self; 14] = [
        Self::Incidents,
        Self::OfSeverity(Severity::Low),
        Self::OfSeverity(Severity::Medium),
        Self::OfSeverity(Severity::High),
        Self::OfSeverity(Severity::Critical),
        Self::Secondary,
        Self::FalseAlarms,
        Self::Undetected,
        Self::OpenAtEnd,
        Self::Unanswered,
        Self::Deflected,
        Self::Averted,
        Self::Changeovers,
        Self::ServiceLoss,
    ];

    /// Name in result files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::OfSeverity(Severity::Low) => "incidents_low",
            Self::OfSeverity(Severity::Medium) => "incidents_medium",
            Self::OfSeverity(Severity::High) => "incidents_high",
            Self::OfSeverity(Severity::Critical) => "incidents_critical",
            Self::Secondary => "secondary",
            Self::FalseAlarms => "false_alarms",
            Self::Undetected => "undetected",
            Self::OpenAtEnd => "open_at_end",
            Self::Unanswered => "unanswered",
            Self::Deflected => "deflected",
            Self::Averted => "averted",
            Self::Changeovers => "changeovers",
            Self::ServiceLoss => "service_loss_hours",
        }
    }

    /// What it counts, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::OfSeverity(Severity::Low) => "… low",
            Self::OfSeverity(Severity::Medium) => "… medium",
            Self::OfSeverity(Severity::High) => "… high",
            Self::OfSeverity(Severity::Critical) => "… critical",
            Self::Secondary => "secondary (spread or excited)",
            Self::FalseAlarms => "false alarms",
            Self::Undetected => "undetected at the end",
            Self::OpenAtEnd => "waiting or worked on at the end",
            Self::Unanswered => "nobody may answer",
            Self::Deflected => "attempts deflected",
            Self::Averted => "consequences averted",
            Self::Changeovers => "changeovers",
            Self::ServiceLoss => "weighted service loss (h)",
        }
    }
}

/// Per team, one value of each replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TeamTally {
    /// Requests that the team answered (a crew was sent).
    pub deployments: Moments,
    /// Expert hours from assignment to the end of work.
    pub hours: Moments,
}

/// Everything that a block of replications adds up to. Merging two tallies, in order, gives
/// the tally of both blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Replications in it.
    pub replications: u64,
    /// Events over all replications.
    pub events: u64,
    /// Incidents over all replications, warm-up included.
    pub all_incidents: u64,
    /// Durations by measure, then severity. False alarms are left out.
    pub durations: [[DurationHistogram; 4]; 5],
    /// One value of each replication, in the order of [`Scalar::ALL`].
    pub scalars: [Moments; 14],
    /// Deadlines by target.
    pub targets: Vec<Deadlines>,
    /// Replications that kept each milestone.
    pub kept: Vec<u64>,
    /// By team.
    pub teams: Vec<TeamTally>,
    /// By nation: expert assignments and expert hours.
    pub nations: Vec<TeamTally>,
    /// By asset: criticality-weighted service loss, hours.
    pub loss: Vec<Moments>,
    /// By kind: incidents of each replication.
    pub kinds: Vec<Moments>,
    /// Incidents by week of the scenario, then severity; false alarms left out.
    pub weeks: Vec<[u64; 4]>,
}

impl Tally {
    /// Nothing added yet.
    pub fn new(world: &World) -> Self {
        let document = &world.document;
        Self {
            replications: 0,
            events: 0,
            all_incidents: 0,
            durations: Default::default(),
            scalars: Default::default(),
            targets: vec![Deadlines::default(); document.targets.len()],
            kept: vec![0; document.milestones.len()],
            teams: vec![TeamTally::default(); document.teams.len()],
            nations: vec![TeamTally::default(); document.nations.len()],
            loss: vec![Moments::default(); document.assets.len()],
            kinds: vec![Moments::default(); document.kinds.len()],
            weeks: vec![[0; 4]; (document.end.0 as u64).div_ceil(Span::WEEK.0 as u64) as usize],
        }
    }

    /// Adds the block of replications that follows.
    pub fn merge(&mut self, next: &Self) {
        self.replications += next.replications;
        self.events += next.events;
        self.all_incidents += next.all_incidents;
        for (mine, theirs) in self
            .durations
            .iter_mut()
            .flatten()
            .zip(next.durations.iter().flatten())
        {
            mine.merge(theirs);
        }
        merge_all(&mut self.scalars, &next.scalars);
        for (mine, theirs) in self.targets.iter_mut().zip(&next.targets) {
            mine.merge(*theirs);
        }
        for (mine, theirs) in self.kept.iter_mut().zip(&next.kept) {
            *mine += theirs;
        }
        for (mine, theirs) in [
            (&mut self.teams, &next.teams),
            (&mut self.nations, &next.nations),
        ] {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                mine.deployments.merge(&theirs.deployments);
                mine.hours.merge(&theirs.hours);
            }
        }
        merge_all(&mut self.loss, &next.loss);
        merge_all(&mut self.kinds, &next.kinds);
        for (mine, theirs) in self
            .weeks
            .iter_mut()
            .flatten()
            .zip(next.weeks.iter().flatten())
        {
            *mine += theirs;
        }
    }

    /// Durations of a measure, of one severity or of all.
    pub fn durations(&self, measure: Measure, severity: Option<Severity>) -> DurationHistogram {
        let by_severity = &self.durations[measure as usize];
        match severity {
            Some(severity) => by_severity[severity.ix()].clone(),
            None => by_severity
                .iter()
                .fold(DurationHistogram::new(), |mut all, part| {
                    all.merge(part);
                    all
                }),
        }
    }

    /// The values of a scalar.
    pub fn scalar(&self, scalar: Scalar) -> &Moments {
        let ix = Scalar::ALL
            .iter()
            .position(|other| *other == scalar)
            .unwrap_or(0);
        &self.scalars[ix]
    }
}

fn merge_all(mine: &mut [Moments], next: &[Moments]) {
    for (mine, next) in mine.iter_mut().zip(next) {
        mine.merge(next);
    }
}
