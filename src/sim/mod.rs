//! One replication: agenda, streams, incidents, service, dispatch, duty.
//!
//! [`run::Simulation`] moves a history on. Its methods stand in the order of an incident's life:
//! `onset`, `birth` (of what follows from others) and `inject`, `impact` on service,
//! `dispatch`, `stage`. [`observe::Observer`] watches it. The event loop
//! allocates nothing, hashes nothing and touches no strings once its memory is warm.

pub mod agenda;
mod arrival;
mod birth;
mod dispatch;
mod impact;
pub mod incident;
mod inject;
pub mod key;
pub mod observe;
mod onset;
mod queue;
pub mod run;
pub mod sample;
pub mod service;
mod stage;
mod team;
