//! The full report: the answer, what was simulated, every result, what it rests on, the method.

mod assets;
mod assumptions;
mod calendar;
pub(super) mod comparison;
mod duty;
mod glossary;
pub(super) mod key_figures;
mod losses;
mod method;
pub(super) mod people;
mod reasons;
mod rules;
pub(super) mod run;
pub(super) mod selection;
pub(super) mod staffing;
pub(super) mod sweep;
mod tallies;
pub(super) mod uncertain;
pub(super) mod values;

/// The file of a scenario in a folder of results.
const SCENARIO: &str = "scenario.toml";

/// Most rows of a table of the scenario.
const MOST_ROWS: usize = 40;
