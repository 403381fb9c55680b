//! What many replications add up to: exact, mergeable sums.

use serde::{Deserialize, Serialize};

use crate::scenario::document::{OnChange, Pattern, Preempt, Severity};
use crate::scenario::time::Span;
use crate::stats::{DurationHistogram, Moments, Spread};
use crate::world::World;
use crate::world::pool::Pool;

use super::deadline::Deadlines;
use super::measure::Measure;
use super::reasons::Reasons;
use super::wait::Waits;

/// A value of one replication, for which the mean over replications is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Of these, waiting or worked on at the end, be it by the owner alone.
    OpenAtEnd,
    /// Of these, no eligible team.
    Unanswered,
    /// Arrivals that met an asset switched off or hit already.
    Deflected,
    /// Consequences that came too late.
    Averted,
    /// Changeovers of rosters.
    Changeovers,
    /// Requests refused.
    Refusals,
    /// Incidents whose owner gave up waiting and coped alone.
    GivenUp,
    /// Crews taken away for a graver incident.
    Preemptions,
    /// Running work taken over by others.
    Handovers,
    /// Running work stopped at a changeover or at the end of hours.
    Pauses,
    /// Work added by handovers and restarts, hours at effectiveness 1.
    Rework,
    /// Criticality-weighted service loss over all assets, hours.
    ServiceLoss,
}

impl Scalar {
    /// All scalars in the order of reports.
    pub const ALL: [Self; 20] = [
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
        Self::Refusals,
        Self::GivenUp,
        Self::Preemptions,
        Self::Handovers,
        Self::Pauses,
        Self::Rework,
        Self::ServiceLoss,
    ];

    /// Its place in [`ALL`](Self::ALL).
    fn place(self) -> usize {
        let place = Self::ALL.iter().position(|other| *other == self);
        place.unwrap_or(0)
    }

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
            Self::Refusals => "refusals",
            Self::GivenUp => "given_up",
            Self::Preemptions => "preemptions",
            Self::Handovers => "handovers",
            Self::Pauses => "pauses",
            Self::Rework => "rework_hours",
            Self::ServiceLoss => "service_loss_hours",
        }
    }

    /// What it counts, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Incidents => "incidents, false alarms included",
            Self::OfSeverity(Severity::Low) => "… low",
            Self::OfSeverity(Severity::Medium) => "… medium",
            Self::OfSeverity(Severity::High) => "… high",
            Self::OfSeverity(Severity::Critical) => "… critical",
            Self::Secondary => "secondary (caused by another incident)",
            Self::FalseAlarms => "… false alarms",
            Self::Undetected => "undetected at the end",
            Self::OpenAtEnd => "waiting or worked on at the end",
            Self::Unanswered => "no eligible team",
            Self::Deflected => "attempts deflected",
            Self::Averted => "consequences averted",
            Self::Changeovers => "changeovers",
            Self::Refusals => "requests refused",
            Self::GivenUp => "owners who gave up waiting",
            Self::Preemptions => "crews taken away (pre-empted)",
            Self::Handovers => "handovers of running work",
            Self::Pauses => "pauses of running work",
            Self::Rework => "rework (h at effectiveness 1)",
            Self::ServiceLoss => "weighted service loss (h)",
        }
    }

    /// Whether a scenario must ask for what it counts: then none of it is worth a line too.
    pub const fn is_asked_for(self) -> bool {
        matches!(
            self,
            Self::Refusals
                | Self::GivenUp
                | Self::Preemptions
                | Self::Handovers
                | Self::Pauses
                | Self::Rework
        )
    }

    /// Whether the scenario asks for what it counts; what it does not ask for is always zero,
    /// and reports leave it out.
    pub fn in_use(self, world: &World) -> bool {
        let dispatch = &world.document.dispatch;
        let teams = || world.document.teams.iter().zip(&world.pools);
        let changes = |rule: OnChange| {
            teams().any(|(team, pool)| {
                let hours = team.hours.pattern != Pattern::Always;
                pool.at_shift_change.rule == rule || hours && team.hours.changeover.rule == rule
            })
        };
        match self {
            Self::Refusals => {
                let mut candidates = dispatch.rules.iter().flat_map(|rule| &rule.teams);
                candidates.any(|candidate| candidate.refusal > 0.0)
            }
            Self::GivenUp => {
                let mut rules = dispatch.rules.iter();
                rules.any(|rule| rule.give_up_after.is_some())
            }
            Self::Preemptions => dispatch.preempt.is_some(),
            Self::Handovers => changes(OnChange::Transfer),
            // Work that nobody can take over stops too.
            Self::Pauses => changes(OnChange::Pause) || changes(OnChange::Transfer),
            Self::Rework => {
                dispatch.preempt == Some(Preempt::Restart) || changes(OnChange::Transfer)
            }
            _ => true,
        }
    }
}

/// How effective a team's experts on duty were, for teams of which that changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Effectiveness {
    /// One value of each replication at each time of measurement ([`World::effectiveness_every`]);
    /// those at which nobody was on duty are left out. Empty for other teams.
    pub moments: Vec<Moments>,
    /// The first of them that lies after the warm-up.
    pub counted_from: usize,
    /// One value of each replication: the mean over its measurements after the warm-up.
    pub mean: Moments,
}

impl Effectiveness {
    fn new(world: &World, pool: &Pool) -> Self {
        let count = if pool.varies() {
            (world.document.end.0 / world.effectiveness_every.0.max(1) + 1) as usize
        } else {
            0
        };
        Self {
            moments: vec![Moments::default(); count],
            counted_from: (world.document.warm_up.0 as u64)
                .div_ceil(world.effectiveness_every.0.max(1) as u64)
                as usize,
            mean: Moments::default(),
        }
    }

    /// Takes in the measurements of one replication.
    pub(super) fn push(&mut self, measured: &[f64]) {
        let (mut sum, mut count) = (0.0, 0_u32);
        for (nth, (moments, value)) in self.moments.iter_mut().zip(measured).enumerate() {
            if value.is_nan() {
                continue;
            }
            moments.push(*value);
            if nth >= self.counted_from {
                sum += value;
                count += 1;
            }
        }
        if count > 0 {
            self.mean.push(sum / f64::from(count));
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

/// What only teams have, beside their [`TeamTally`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TeamDetail {
    /// What requests waited for.
    pub waits: Waits,
    /// Expert hours by group of experts, as in [`Pool::groups`].
    pub groups: Vec<Moments>,
    /// Effectiveness of those on duty.
    pub effectiveness: Effectiveness,
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
    pub scalars: [Moments; 20],
    /// How these values are spread, in the same order.
    pub spreads: [Spread; 20],
    /// Deadlines by target, then severity.
    pub targets: Vec<[Deadlines; 4]>,
    /// Replications that kept each milestone.
    pub kept: Vec<u64>,
    /// Why milestones were missed and deadlines passed.
    pub reasons: Reasons,
    /// By team.
    pub teams: Vec<TeamTally>,
    /// By team: waits, groups of experts, effectiveness.
    pub details: Vec<TeamDetail>,
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
            spreads: Default::default(),
            targets: vec![Default::default(); document.targets.len()],
            kept: vec![0; document.milestones.len()],
            reasons: Reasons::new(world),
            teams: vec![TeamTally::default(); document.teams.len()],
            details: world
                .pools
                .iter()
                .map(|pool| TeamDetail {
                    waits: Waits::default(),
                    groups: vec![Moments::default(); pool.groups.len()],
                    effectiveness: Effectiveness::new(world, pool),
                })
                .collect(),
            nations: vec![TeamTally::default(); document.nations.len()],
            loss: vec![Moments::default(); document.assets.len()],
            kinds: vec![Moments::default(); document.kinds.len()],
            weeks: vec![[0; 4]; (document.end.0 as u64).div_ceil(Span::WEEK.0 as u64) as usize],
        }
    }

    /// Whether it is of a world's targets, teams, nations, assets, kinds and weeks. One that was
    /// read may not be.
    pub fn is_of(&self, world: &World) -> bool {
        let own = Self::new(world);
        let details = |tally: &Self| -> Vec<(usize, usize)> {
            let sizes = |it: &TeamDetail| (it.groups.len(), it.effectiveness.moments.len());
            tally.details.iter().map(sizes).collect()
        };
        let lengths = |tally: &Self| {
            [
                tally.targets.len(),
                tally.kept.len(),
                tally.teams.len(),
                tally.nations.len(),
                tally.loss.len(),
                tally.kinds.len(),
                tally.weeks.len(),
            ]
        };
        lengths(self) == lengths(&own)
            && details(self) == details(&own)
            && self.reasons.is_of(world)
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
        for (mine, theirs) in self.spreads.iter_mut().zip(&next.spreads) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self
            .targets
            .iter_mut()
            .flatten()
            .zip(next.targets.iter().flatten())
        {
            mine.merge(*theirs);
        }
        for (mine, theirs) in self.kept.iter_mut().zip(&next.kept) {
            *mine += theirs;
        }
        self.reasons.merge(&next.reasons);
        for (mine, theirs) in [
            (&mut self.teams, &next.teams),
            (&mut self.nations, &next.nations),
        ] {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                mine.deployments.merge(&theirs.deployments);
                mine.hours.merge(&theirs.hours);
            }
        }
        for (mine, theirs) in self.details.iter_mut().zip(&next.details) {
            mine.waits.merge(&theirs.waits);
            merge_all(&mut mine.groups, &theirs.groups);
            merge_all(
                &mut mine.effectiveness.moments,
                &theirs.effectiveness.moments,
            );
            mine.effectiveness.mean.merge(&theirs.effectiveness.mean);
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

    /// The deadlines of a target, of one severity or of all.
    pub fn deadlines(&self, target: usize, severity: Option<Severity>) -> Deadlines {
        let by_severity = &self.targets[target];
        match severity {
            Some(severity) => by_severity[severity.ix()],
            None => by_severity
                .iter()
                .fold(Deadlines::default(), |mut all, part| {
                    all.merge(*part);
                    all
                }),
        }
    }

    /// The values of a scalar.
    pub fn scalar(&self, scalar: Scalar) -> &Moments {
        &self.scalars[scalar.place()]
    }

    /// How the values of a scalar are spread over replications.
    pub fn spread(&self, scalar: Scalar) -> &Spread {
        &self.spreads[scalar.place()]
    }
}

fn merge_all(mine: &mut [Moments], next: &[Moments]) {
    for (mine, next) in mine.iter_mut().zip(next) {
        mine.merge(next);
    }
}
