//! The one integration binary: a file per behaviour, so that only one thing is linked.

mod arrivals;
mod asking;
mod bad_scenarios;
mod civil_time;
mod cli;
mod contracts;
mod dispatch;
mod docs;
mod duty;
mod effectiveness;
mod harness;
mod hours;
mod invariants;
mod layering;
mod memory;
mod opening;
mod oracles;
mod overlays;
mod policies;
mod records;
mod rosters;
mod rotation_keys;
mod scale;
mod service;
mod spread;
