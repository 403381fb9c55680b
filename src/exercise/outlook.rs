//! What may come: futures of the exercise drawn anew from now on, with a decision and without.

use serde::Serialize;

use crate::scenario::document::{Document, MilestoneIx, Moment, Severity};
use crate::scenario::time::{Instant, Span};
use crate::sim::decision::Decision;
use crate::sim::failure::Failure;
use crate::sim::incident::Incident;
use crate::sim::observe::Observer;
use crate::sim::run::Simulation;
use crate::stats::Paired;
use crate::world::World;

use super::act::ActError;
use super::orders::OrderWords;
use super::play::Exercise;

/// The confidence of intervals.
pub(crate) const CONFIDENCE: f64 = 0.95;

/// How an exercise may end, or ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ending {
    /// Whether each milestone was kept, in the order of the scenario.
    pub kept: Vec<bool>,
    /// Mean time from detection to hands on of incidents that are high or critical, hours. One
    /// without a crew counts up to the end, so the mean is that within the scenario. None if
    /// there was no such incident.
    pub response: Option<f64>,
    /// Criticality-weighted service loss, hours.
    pub loss: f64,
}

/// Adds up how long grave incidents waited.
#[derive(Clone, Debug, Default)]
struct Grave {
    /// Detected before it, they do not count.
    since: Instant,
    waited: f64,
    count: u32,
}

impl Observer for Grave {
    fn ended(&mut self, world: &World, incident: &Incident) {
        let detected = incident.moment(Moment::Detected);
        if incident.severity < Severity::High || !detected.happened() || detected < self.since {
            return;
        }
        let hands_on = incident.moment(Moment::HandsOn).known();
        let until = hands_on.map_or(world.document.end, |at| at.min(world.document.end));
        self.waited += (until - detected).hours();
        self.count += 1;
    }
}

/// Brings a history to its end. Incidents count that are detected from an instant on.
///
/// # Errors
/// When a limit of the scenario is passed.
pub(crate) fn ending(
    world: &World,
    history: &mut Simulation<'_>,
    since: Instant,
) -> Result<Ending, Failure> {
    let mut grave = Grave {
        since,
        ..Grave::default()
    };
    history.go_on(&mut grave)?;
    let milestones = (0..world.document.milestones.len()).map(MilestoneIx::from);
    let assets = (0..world.document.assets.len()).map(Into::into);
    Ok(Ending {
        kept: milestones.map(|ix| history.kept(ix)).collect(),
        response: (grave.count > 0).then(|| grave.waited / f64::from(grave.count)),
        loss: assets.map(|ix| history.service().loss(ix)).sum(),
    })
}

/// A difference between two mean times, hours: with a decision less without.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Difference {
    /// Mean without.
    pub without: f64,
    /// Mean with.
    pub with: f64,
    /// With less without: below 0 where the decision saves time.
    #[serde(rename = "difference")]
    pub change: f64,
    /// Low end of its 95 % interval.
    pub low: Option<f64>,
    /// High end.
    pub high: Option<f64>,
}

/// What futures say of a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Outlook {
    /// How many futures.
    pub histories: u64,
    /// Up to when, local time.
    pub until: String,
    /// What is kept in how many of them.
    pub lines: Vec<OutlookLine>,
    /// How long grave incidents wait for help.
    pub response: Option<Difference>,
    /// The same in a sentence.
    pub sentence: String,
}

/// A milestone in futures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct OutlookLine {
    /// What holds.
    pub what: String,
    /// In how many futures without the decision.
    pub without: u64,
    /// In how many with it.
    pub with: u64,
}

/// Futures in pairs, which have all their luck in common.
#[derive(Clone, Debug)]
pub(crate) struct Pairs {
    /// How many.
    pub count: u64,
    /// How often each milestone was kept, without and with.
    pub kept: Vec<(u64, u64)>,
    /// Response where both have one.
    pub response: Paired,
}

impl Pairs {
    pub(crate) fn new(document: &Document) -> Self {
        Self {
            count: 0,
            kept: vec![(0, 0); document.milestones.len()],
            response: Paired::default(),
        }
    }

    pub(crate) fn push(&mut self, without: &Ending, with: &Ending) {
        self.count += 1;
        let kept = without.kept.iter().zip(&with.kept);
        for ((a, b), (without, with)) in self.kept.iter_mut().zip(kept) {
            *a += u64::from(*without);
            *b += u64::from(*with);
        }
        if let (Some(without), Some(with)) = (without.response, with.response) {
            self.response.push(with, without);
        }
    }

    /// What a decision does to how long grave incidents wait.
    pub(crate) fn difference(&self) -> Option<Difference> {
        let difference = self.response.difference().mean()?;
        let interval = self.response.interval(CONFIDENCE);
        Some(Difference {
            with: self.response.first().mean()?,
            without: self.response.second().mean()?,
            change: difference,
            low: interval.map(|it| it.low),
            high: interval.map(|it| it.high),
        })
    }
}

/// Draws futures from an instant on, each once without and once with further decisions, and
/// others that are taken in both.
///
/// # Errors
/// When a limit of the scenario is passed.
pub(crate) fn pairs(
    world: &World,
    present: &Simulation<'_>,
    (at, since): (Instant, Instant),
    (with, both): (&[Decision], &[Decision]),
    futures: u64,
) -> Result<Pairs, Failure> {
    let mut pairs = Pairs::new(&world.document);
    for number in 0..futures {
        let end = |decisions: &[Decision]| {
            let mut future = present.clone();
            future.redraw(at, number)?;
            for decision in decisions.iter().chain(both) {
                future.decide(*decision);
            }
            ending(world, &mut future, since)
        };
        let (without, with) = (end(&[])?, end(with)?);
        pairs.push(&without, &with);
    }
    Ok(pairs)
}

/// What futures say of a decision that is taken now.
///
/// # Errors
/// If it can't be taken, or a limit of the scenario is passed.
pub(crate) fn outlook(
    exercise: &Exercise,
    order: &OrderWords,
    now: Instant,
    futures: u64,
) -> Result<Outlook, ActError> {
    let decision = exercise.pending(order, now)?;
    let world = exercise.world();
    let document = &world.document;
    let stand = exercise.stand(now)?;
    let asked = (&[decision][..], &[][..]);
    // What has had help already is the same with and without.
    let open = stand.history.open_incidents(now);
    let since = open.iter().map(|it| it.moments[Moment::Detected as usize]);
    let since = since.min().unwrap_or(now).min(now);
    let pairs = pairs(world, &stand.history, (now, since), asked, futures)?;
    let milestones = document.milestones.iter().zip(&pairs.kept);
    let to_come = milestones.filter(|(milestone, _)| milestone.to > now);
    let lines: Vec<OutlookLine> = to_come
        .map(|(milestone, (without, with))| OutlookLine {
            what: milestone.name.clone(),
            without: *without,
            with: *with,
        })
        .collect();
    let response = pairs.difference();
    Ok(Outlook {
        histories: pairs.count,
        until: document.calendar.minute(document.end),
        sentence: sentence(&lines, response, pairs.count),
        lines,
        response,
    })
}

/// A time in hours as people say it.
pub(crate) fn spoken(hours: f64) -> String {
    let minutes = Span::from_millis_f64(hours.abs() * Span::HOUR.0 as f64);
    let minutes = (minutes.0 as f64 / Span::MINUTE.0 as f64).round();
    if minutes < 90.0 {
        format!("{minutes} min")
    } else if minutes < 48.0 * 60.0 {
        format!("{:.1} h", minutes / 60.0)
    } else {
        format!("{:.1} days", minutes / 60.0 / 24.0)
    }
}

fn sentence(lines: &[OutlookLine], response: Option<Difference>, futures: u64) -> String {
    let mut parts = Vec::new();
    if let Some(line) = lines.iter().max_by_key(|it| it.with.abs_diff(it.without)) {
        let (with, without) = (line.with, line.without);
        parts.push(format!(
            "“{}” is kept in {with} of {futures} futures with this decision, and in {without} without it",
            line.what
        ));
    }
    if let Some(it) = response {
        let shown = match (it.low, it.high) {
            (Some(low), Some(high)) if high < 0.0 => Some(("sooner", -high, -low)),
            (Some(low), Some(high)) if low > 0.0 => Some(("later", low, high)),
            _ => None,
        };
        parts.push(match shown {
            Some((how, least, most)) => format!(
                "help for grave incidents comes {} {how} ({} to {}, 95 %)",
                spoken(it.change),
                spoken(least),
                spoken(most)
            ),
            None => "no difference is shown in how soon help comes to grave incidents".to_owned(),
        });
    }
    if parts.is_empty() {
        return "nothing is left that this decision could change".to_owned();
    }
    let mut sentence = parts.join("; ");
    sentence.push('.');
    sentence
}
