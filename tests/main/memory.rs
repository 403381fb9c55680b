//! The event loop keeps its memory: once warm it allocates nothing.

use crate::harness::world;
use sortie::inside::outcome::Collector;
use sortie::inside::scenario::{self, embedded};
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;

/// Allocations made while a warm simulation runs a replication that it has run before.
fn allocations_when_warm(world: &World) -> u64 {
    let mut simulation = Simulation::new(world);
    let mut collector = Collector::new(world);
    let mut replicate = || {
        let counts = simulation.run(1, 0, &mut collector).expect("a replication");
        assert!(counts.all_incidents > 0);
        collector.close(&simulation, counts);
    };
    // Counted on this thread alone: other tests run beside this one.
    let cold = allocation_counter::measure(&mut replicate);
    assert!(cold.count_total > 0, "nothing is counted");
    allocation_counter::measure(&mut replicate).count_total
}

#[test]
fn a_warm_event_loop_allocates_nothing() {
    for (name, _) in embedded::SCENARIOS {
        let text = embedded::text(name).expect("an embedded scenario");
        assert_eq!(allocations_when_warm(&world(text)), 0, "{name}");
    }
}

#[test]
fn neither_does_a_queue_that_grows_and_empties() {
    let text = include_str!("../oracles/prio8.toml");
    assert_eq!(allocations_when_warm(&world(text)), 0);
}

#[test]
fn nor_do_changeovers_hours_and_everything_else_that_dispatch_may_do() {
    let overlays: Vec<(String, String)> = include_str!("../../benches/scenarios/everything.set")
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(path, value)| (path.to_owned(), value.to_owned()))
        .collect();
    let loaded = scenario::open("lithuania-2019", &overlays);
    let loaded = loaded.unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(allocations_when_warm(&World::compile(loaded.document)), 0);
}
