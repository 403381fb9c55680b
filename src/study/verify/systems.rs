//! The systems and what is known about them, by family.

mod arrivals;
mod loss;
mod priorities;
mod queues;
mod reliability;
mod service;
mod spread;
mod teams;

use crate::outcome::Measure;

use super::{Fact, Reading, Set, System};

/// All systems, family by family, in the order of the table.
pub const FAMILIES: &[&[System]] = &[
    queues::SYSTEMS,
    service::SYSTEMS,
    priorities::SYSTEMS,
    loss::SYSTEMS,
    reliability::SYSTEMS,
    arrivals::SYSTEMS,
    teams::SYSTEMS,
    spread::SYSTEMS,
];

const WAIT: Reading = Reading::Mean(Measure::Response, None);

const fn fact(quantity: &'static str, exact: f64, reading: Reading) -> Fact {
    Fact {
        quantity,
        exact,
        reading,
    }
}

/// A system of the wide set.
const fn wide(
    name: &'static str,
    what: &'static str,
    source: &'static str,
    text: &'static str,
    edits: &'static [(&'static str, &'static str)],
    replications: u64,
    facts: &'static [Fact],
) -> System {
    System {
        name,
        what,
        source,
        text,
        edits,
        replications,
        set: Set::Wide,
        facts,
    }
}
