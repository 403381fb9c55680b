//! Why milestones were missed and deadlines passed: causes by share of the misses.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use crate::outcome::{Holdup, Tally};
use crate::scenario::document::{AssetIx, Document, Need};
use crate::sim::origin::Primary;
use crate::stats::{sectioned, wilson};
use crate::world::World;

use super::estimate::{CONFIDENCE, Estimate};
use super::run::Study;

/// What misses go back to: chance or the script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// `threat:ID` or `inject:ID`, as in records.
    pub from: String,
    /// Its name.
    #[serde(skip)]
    pub name: String,
    /// It is an inject: it was scripted, not drawn.
    #[serde(skip)]
    pub scripted: bool,
}

impl Source {
    fn of(document: &Document, primary: Primary) -> Self {
        let (sort, id, name, scripted) = match primary {
            Primary::Threat(ix) => {
                let threat = &document.threats[ix.ix()];
                ("threat", &threat.id, &threat.name, false)
            }
            Primary::Inject(ix) => {
                let inject = &document.injects[ix.ix()];
                ("inject", &inject.id, &inject.name, true)
            }
        };
        Self {
            from: format!("{sort}:{id}"),
            name: name.clone(),
            scripted,
        }
    }

    /// “Flood” (scripted).
    pub fn words(&self) -> String {
        let scripted = if self.scripted { " (scripted)" } else { "" };
        format!("“{}”{scripted}", self.name)
    }
}

/// One cause of a milestone's misses.
#[derive(Clone, Debug, Serialize)]
pub struct MissCause {
    /// What it goes back to; none where it could not be told.
    #[serde(flatten)]
    pub source: Option<Source>,
    /// The kind of incident that did it; none for an outage.
    pub kind: Option<String>,
    /// Its name.
    #[serde(skip)]
    pub kind_name: Option<String>,
    /// Assets by id, from the one that it befell, each needed by the next, to the milestone's.
    pub chain: Vec<String>,
    /// The same by name.
    #[serde(skip)]
    pub names: Vec<String>,
    /// Replications that it made miss the milestone.
    pub missed: u64,
    /// Share of all misses of the milestone.
    pub share: Estimate,
}

/// One reason of a target's missed deadlines.
#[derive(Clone, Debug, Serialize)]
pub struct LateReason {
    /// What the incidents go back to.
    #[serde(flatten)]
    pub source: Source,
    /// What took longest, as [`Holdup::name`].
    pub held_up_by: &'static str,
    /// The same in words.
    #[serde(skip)]
    pub words: &'static str,
    /// Deadlines that were missed so, over all replications.
    pub missed: u64,
    /// Share of all missed deadlines of the target.
    pub share: Estimate,
}

/// The causes of a milestone's misses, the most frequent first. Together they are all of them.
pub(super) fn of_milestone(world: &World, tally: &Tally, ix: usize) -> Vec<MissCause> {
    let document = &world.document;
    let asset = document.milestones[ix].asset;
    let counted = &tally.reasons.milestones[ix];
    let all: u64 = counted.values().sum();
    let row = |(cause, missed): (&Option<_>, &u64)| {
        let cause: Option<crate::sim::origin::RootCause> = *cause;
        let path = cause.map_or_else(|| vec![asset], |it| path(document, it.asset, asset));
        let kind = cause.and_then(|it| it.kind);
        let kind = kind.map(|kind| &document.kinds[kind.ix()]);
        let named = |name: fn(&Document, AssetIx) -> &String| {
            path.iter().map(|it| name(document, *it).clone()).collect()
        };
        MissCause {
            source: cause.map(|it| Source::of(document, it.primary)),
            kind: kind.map(|kind| kind.id.clone()),
            kind_name: kind.map(|kind| kind.name.clone()),
            chain: named(|document, it| &document.assets[it.ix()].id),
            names: named(|document, it| &document.assets[it.ix()].name),
            missed: *missed,
            share: wilson(*missed, all, CONFIDENCE)
                .map_or_else(|| Estimate::bare(0.0), Estimate::from_interval),
        }
    };
    let mut rows: Vec<MissCause> = counted.iter().map(row).collect();
    // The sort is stable: of equals the first in the scenario stays first.
    rows.sort_by_key(|it| std::cmp::Reverse(it.missed));
    rows
}

/// The reasons of a target's missed deadlines, the most frequent first. Together they are all of
/// them.
pub(super) fn of_target(world: &World, study: &Study, ix: usize) -> Vec<LateReason> {
    let counted = &study.pooled.reasons.targets[ix];
    let share = |reasons: &BTreeMap<(Primary, Holdup), u64>, key: &(Primary, Holdup)| {
        let all: u64 = reasons.values().sum();
        let part = reasons.get(key).copied().unwrap_or(0);
        (all > 0).then(|| part as f64 / all as f64)
    };
    let row = |(key, missed): (&(Primary, Holdup), &u64)| {
        let sections = study.sections.iter();
        let parts: Vec<Option<f64>> = sections
            .map(|section| share(&section.reasons.targets[ix], key))
            .collect();
        let pooled = share(counted, key).unwrap_or(0.0);
        let estimate = Estimate::sectioned(pooled, sectioned(pooled, &parts, CONFIDENCE));
        LateReason {
            source: Source::of(&world.document, key.0),
            held_up_by: key.1.name(),
            words: key.1.words(),
            missed: *missed,
            share: Estimate {
                high: estimate.high.map(|high| high.min(1.0)),
                ..estimate
            },
        }
    };
    let mut rows: Vec<LateReason> = counted.iter().map(row).collect();
    rows.sort_by_key(|it| std::cmp::Reverse(it.missed));
    rows
}

/// A shortest chain of needs from one asset, each needed by the next, to another; the two alone
/// if there is none.
pub(super) fn path(document: &Document, from: AssetIx, to: AssetIx) -> Vec<AssetIx> {
    let mut needed_by = vec![None; document.assets.len()];
    let mut next = VecDeque::from([to]);
    while let Some(asset) = next.pop_front() {
        if asset == from {
            let mut path = vec![from];
            while let Some(above) = needed_by[path[path.len() - 1].ix()] {
                path.push(above);
            }
            return path;
        }
        for needed in document.assets[asset.ix()]
            .needs
            .iter()
            .flat_map(Need::assets)
        {
            if *needed != to && needed_by[needed.ix()].is_none() {
                needed_by[needed.ix()] = Some(asset);
                next.push_back(*needed);
            }
        }
    }
    vec![from, to]
}
