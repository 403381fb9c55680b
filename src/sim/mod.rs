//! One replication: agenda, streams, incidents, service, dispatch, duty.
//!
//! [`run::Simulation`] moves a history on. Its methods stand in the order of an incident's life:
//! `onset`, `consequence` (what follows from others) and `inject`, `impact` on service,
//! `request`, `dispatch` (`preempt`), `work` (`changeover`), `stage`. [`observe::Observer`] watches it. The event loop
//! allocates nothing, hashes nothing and touches no strings once its memory is warm.

#![allow(
    clippy::inline_always,
    reason = "what is on the hot path and called from elsewhere too"
)]

mod address;
pub(crate) mod agenda;
mod arrival;
pub(crate) mod brake;
mod changeover;
#[cfg(test)]
mod common_random_numbers;
mod consequence;
mod dispatch;
mod impact;
pub(crate) mod incident;
mod inject;
pub(crate) mod key;
mod levels;
pub(crate) mod observe;
mod onset;
mod open;
mod pace;
mod preempt;
mod queue;
mod readiness;
mod relief;
mod request;
pub(crate) mod response;
pub(crate) mod run;
pub(crate) mod sample;
#[cfg(test)]
mod scan;
pub(crate) mod service;
mod slab;
mod stage;
mod team;
mod urgency;
mod work;
