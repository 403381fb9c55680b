//! A tabletop exercise: one history in which people decide.
//!
//! An exercise is its journal: a scenario, a seed, a replication, and the acts of those in the
//! room, each at its instant. Everything else (what has happened, who may know what, what would
//! have happened otherwise) is reckoned from these, so a journal read again gives the same
//! exercise. `act` says what people can do, `orders` how decisions are written, `script` what has
//! become of the injects, `play` puts them together; `journal` keeps them, `clock` tells the
//! time, `table` lets one act after the other, `view` says who sees what, and `outlook` and `hindsight` ask what might be and might have
//! been.

#![cfg_attr(
    not(feature = "board"),
    allow(dead_code, reason = "some of it serves the board alone")
)]

pub(crate) mod act;
pub(crate) mod clock;
pub(crate) mod hindsight;
pub(crate) mod journal;
pub(crate) mod orders;
pub(crate) mod outlook;
pub(crate) mod play;
pub(crate) mod script;
pub(crate) mod table;
pub(crate) mod view;
