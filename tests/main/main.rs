//! The one integration binary: a file per behaviour, so that only one thing is linked.

mod arrivals;
mod cli;
mod contracts;
mod dispatch;
mod docs;
mod duty;
mod harness;
mod layering;
mod oracles;
mod service;
mod spread;
