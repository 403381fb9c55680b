//! One replication: agenda, streams, incidents, service, dispatch, duty.
//!
//! [`run::Simulation`] moves a history on; [`observe::Observer`] watches it. The event loop
//! allocates nothing, hashes nothing and touches no strings once its memory is warm.

pub mod agenda;
mod arrival;
pub mod incident;
pub mod key;
pub mod observe;
mod queue;
pub mod run;
pub mod sample;
pub mod service;
mod team;
