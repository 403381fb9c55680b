//! How fast incidents become Parquet: rows of Lithuania 2019, encoded on one core.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use sortie::inside::export::parquet::Encoder;
use sortie::inside::outcome::Recorder;
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;

fn records(c: &mut Criterion) {
    let document = sortie::inside::scenario::open("lithuania-2019", &[])
        .expect("a ready scenario")
        .document;
    let world = World::compile(document);
    let mut simulation = Simulation::new(&world);
    let mut recorder = Recorder::new(0);
    for replication in 0..64 {
        recorder.next(replication);
        simulation
            .run(1, replication, &mut recorder)
            .expect("a replication");
    }
    let rows = recorder.into_rows();
    let encoder = Encoder::new(&world).expect("an encoder");
    let mut group = c.benchmark_group("records");
    group.throughput(Throughput::Elements(rows.len() as u64));
    group.bench_function("encode", |b| {
        b.iter(|| encoder.encode(&rows).expect("a row group").len());
    });
    group.finish();
}

criterion_group!(benches, records);
criterion_main!(benches);
