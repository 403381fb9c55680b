//! One replication: agenda, streams, incidents, service, dispatch, duty.
//!
//! [`run::Simulation`] moves a history on. Its methods stand in the order of an incident's life:
//! `onset`, `birth` (of what follows from others) and `inject`, `impact` on service,
//! `request`, `dispatch` (`preempt`), `work` (`changeover`), `stage`. [`observe::Observer`] watches it. The event loop
//! allocates nothing, hashes nothing and touches no strings once its memory is warm.

#![allow(
    clippy::inline_always,
    reason = "what is on the hot path and called from elsewhere too"
)]

pub mod agenda;
mod arrival;
mod birth;
pub mod brake;
mod changeover;
#[cfg(test)]
mod common_luck;
mod dispatch;
mod form;
mod impact;
pub mod incident;
mod inject;
pub mod key;
mod levels;
pub mod observe;
mod onset;
mod open;
mod pace;
mod preempt;
mod queue;
mod relief;
mod request;
pub mod run;
pub mod sample;
#[cfg(test)]
mod scan;
pub mod service;
mod stage;
mod team;
mod urgency;
mod work;
