//! The systems as data: `tests/oracles/systems/*.toml`, a file for each family.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::outcome::{Measure, Scalar};
use crate::scenario::document::{Document, Severity};
use crate::scenario::{self, Report};

/// Includes files of `tests/oracles` under their names.
macro_rules! oracles {
    ($folder:literal, $($name:literal),+ $(,)?) => {
        &[$((
            $name,
            include_str!(concat!("../../../tests/oracles", $folder, "/", $name, ".toml")),
        )),+]
    };
}

/// The families, in the order of the table.
const FAMILIES: &[(&str, &str)] = oracles!(
    "/systems",
    "queues",
    "service",
    "priorities",
    "loss",
    "reliability",
    "arrivals",
    "teams",
    "spread",
);

/// The scenarios on which systems are built; each of them can be run as it is.
const SCENARIOS: &[(&str, &str)] = oracles!(
    "",
    "arrivals",
    "bridge",
    "by-the-hour",
    "cmu",
    "daily-wave",
    "daily-wave-20",
    "erlang-a",
    "first-passage",
    "hypercube",
    "hypercube-city",
    "hypercube6",
    "k-of-n",
    "mg1",
    "on-off",
    "preempt1",
    "prio8",
    "queue",
    "repair",
    "side-by-side",
    "spread6",
    "stages",
);

static SYSTEMS: LazyLock<Vec<System>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| match toml::from_str::<Family>(text) {
        Ok(family) => family.system,
        Err(error) => panic!("tests/oracles/systems/{name}.toml: {error}"),
    };
    FAMILIES.iter().flat_map(read).collect()
});

/// All systems of the quick set, or of both sets, in the order of the table.
///
/// # Panics
/// If the embedded data can't be read, which a test rules out.
pub fn systems(all: bool) -> impl Iterator<Item = &'static System> {
    SYSTEMS.iter().filter(move |system| all || !system.wide)
}

/// A file of systems.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    system: Vec<System>,
}

/// A scenario whose exact behaviour is known.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Short name, `mm8`.
    pub name: String,
    /// What it is.
    pub what: String,
    /// Where the exact values come from.
    pub source: String,
    /// The scenario it is built on, a file of `tests/oracles` without its ending.
    scenario: String,
    /// What it changes in that scenario, as `--set` would.
    #[serde(default)]
    set: BTreeMap<String, String>,
    /// Replications for a check that takes some seconds at most.
    pub replications: u64,
    /// Whether it belongs to the wide set, which `sortie verify --all` adds.
    #[serde(default)]
    pub wide: bool,
    /// What is known about it.
    pub facts: Vec<Fact>,
}

impl System {
    /// Its scenario, checked.
    ///
    /// # Errors
    /// A report of what is wrong with the embedded data, which a test rules out.
    pub(super) fn document(&self) -> Result<Document, Report> {
        let text = SCENARIOS
            .iter()
            .find(|(name, _)| *name == self.scenario)
            .map_or("", |(_, text)| *text);
        let overlays: Vec<_> = self.set.clone().into_iter().collect();
        let text = scenario::apply_overlays(text, &overlays)?;
        Ok(scenario::load(&text, &self.name, &self.name, None)?.document)
    }
}

/// A quantity and its exact value.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What it is.
    pub quantity: String,
    /// Its exact value.
    pub exact: f64,
    /// How it is read from a tally.
    pub reading: Reading,
}

/// How a quantity is read. Durations are in hours; assets, teams, kinds and targets are named
/// by their ids.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reading {
    /// Mean of a duration, of one severity or of all.
    Mean {
        /// Which duration.
        of: Measure,
        /// Of incidents of this severity alone.
        severity: Option<Severity>,
    },
    /// Variance of a duration, of those that ended; hours squared.
    Variance {
        /// Which duration.
        of: Measure,
    },
    /// Quantile of a duration.
    Quantile {
        /// Which duration.
        of: Measure,
        /// Which quantile, 0 to 1.
        p: f64,
    },
    /// Share of time that the experts of a team are busy.
    Utilisation(String),
    /// Share of incidents within a target.
    Within(String),
    /// Share of incidents beyond a target.
    Beyond(String),
    /// Mean of a count over replications.
    Count(Scalar),
    /// The count as a share of the incidents.
    Share(Scalar),
    /// Mean number of incidents of a kind.
    Kind(String),
    /// Variance over mean of the number of incidents.
    Dispersion,
    /// Mean service loss of an asset over time, times its criticality.
    Down(String),
    /// Share of time that an asset of criticality 1 is up, which is either up or down.
    Up(String),
}
