//! One replication: agenda, streams, incidents, service, dispatch, duty.
//!
//! [`run::Simulation`] is the state of a history, in parts with methods of their own: `calendar`,
//! `causes`, `slab` (incidents, each with its `response`), `open`, `service`, `staff`, `waiting`.
//! What needs several parts is a method of the whole. These stand in the order of an incident's
//! life: `onset`, `consequence` (what follows from others) and `inject`, `impact` on service,
//! `request`, `dispatch` (`preempt`), `work` (`changeover`, `relief`), `stage`.
//! [`observe::Observer`] watches it. The event loop allocates nothing, hashes nothing and touches
//! no strings once its memory is warm.

#![allow(
    clippy::inline_always,
    reason = "what is on the hot path and called from elsewhere too"
)]

pub(crate) mod agenda;
mod arrival;
pub(crate) mod brake;
mod calendar;
mod causes;
#[cfg(test)]
mod common_random_numbers;
mod consequence;
pub(crate) mod counts;
mod crew;
mod damage;
mod decide;
pub(crate) mod decision;
mod dispatch;
mod duty_change;
mod effectiveness;
mod event;
pub(crate) mod failure;
mod fallback;
mod handover;
mod harm;
pub(crate) mod incident;
mod inject;
pub(crate) mod key;
mod levels;
pub(crate) mod observe;
mod onset;
mod open;
mod orders;
pub(crate) mod origin;
mod pace;
mod preempt;
mod queue;
mod queue_order;
mod readiness;
mod redraw;
mod request;
pub(crate) mod response;
mod root_cause;
pub(crate) mod run;
pub(crate) mod sample;
#[cfg(test)]
mod scan;
pub(crate) mod service;
mod slab;
pub(crate) mod snapshot;
mod staff;
mod stage;
mod team;
mod waiting;
mod work;
