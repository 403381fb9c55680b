//! One replication of the reference scenario, with the standard collector.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sortie::outcome::Collector;
use sortie::scenario;
use sortie::sim::run::Simulation;
use sortie::world::World;

fn lithuania(criterion: &mut Criterion) {
    let loaded = scenario::open("lithuania-2019", &[]).expect("the reference scenario");
    let world = World::compile(loaded.document);
    let mut simulation = Simulation::new(&world);
    let mut collector = Collector::new(&world);
    let mut replication = 0;
    criterion.bench_function("lithuania-2019", |bencher| {
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

criterion_group!(benches, lithuania);
criterion_main!(benches);
