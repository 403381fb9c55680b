//! One replication of the reference scenario, with the standard collector: plain, as it is,
//! and with everything on that rotation and dispatch offer.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sortie::inside::outcome::Collector;
use sortie::inside::scenario::{self, embedded};
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;

/// What the reference scenario doesn't have on, as `path=value` lines.
const EVERYTHING: &str = include_str!("scenarios/everything.set");

/// The reference scenario with nothing to learn, nobody who tires, and everybody at work
/// around the clock.
fn plain() -> World {
    let text = embedded::text("lithuania-2019").expect("the reference scenario");
    let is_plain = |line: &&str| {
        let word = |word| line.starts_with(word);
        let of_a_team = line.contains("\"office\"") || line.contains("days =");
        !(word("learning ") || word("fatigue ") || word("hours ") && of_a_team)
    };
    let text: String = text
        .lines()
        .filter(is_plain)
        .flat_map(|line| [line, "\n"])
        .collect();
    let loaded = scenario::load(&text, "plain.toml", "plain", None);
    World::compile(loaded.unwrap_or_else(|report| panic!("{report}")).document)
}

fn with(overlays: &str) -> World {
    let overlays: Vec<(String, String)> = overlays
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(path, value)| (path.to_owned(), value.to_owned()))
        .collect();
    let loaded = scenario::open("lithuania-2019", &overlays);
    World::compile(loaded.unwrap_or_else(|report| panic!("{report}")).document)
}

fn lithuania(criterion: &mut Criterion) {
    for (name, world) in [
        ("lithuania-2019-plain", plain()),
        ("lithuania-2019", with("")),
        ("lithuania-2019-everything", with(EVERYTHING)),
    ] {
        let mut simulation = Simulation::new(&world);
        let mut collector = Collector::new(&world);
        let mut replication = 0;
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| {
                let counts = simulation
                    .run(2019, replication, &mut collector)
                    .expect("a replication");
                collector.close(&simulation, counts);
                replication += 1;
                black_box(counts)
            });
        });
    }
}

criterion_group!(benches, lithuania);
criterion_main!(benches);
