//! The whole simulation on queues written as scenarios, beside a hand-written loop of the same
//! queue: std heap, one `ChaCha8` exponential by inversion with libm per event, no records.
//!
//! Throughput is in events, two per incident: its arrival and its departure. The simulation
//! runs with the standard collector, which measures five durations of each incident.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sortie::inside::outcome::Collector;
use sortie::inside::scenario;
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;

/// The hand-written loop; returns the mean wait in hours.
fn by_hand(lambda: f64, servers: u32, incidents: u64, high: f64, seed: u64) -> f64 {
    const HOUR: f64 = 3_600_000.0;
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let exponential = |generator: &mut ChaCha8Rng| {
        let uniform = ((generator.next_u64() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0;
        -libm::log(uniform)
    };
    let after = |now: u64, hours: f64| now + (hours * HOUR) as u64;
    let mut heap: BinaryHeap<Reverse<(u64, bool)>> = BinaryHeap::new();
    let mut waiting: [VecDeque<u64>; 2] = [VecDeque::new(), VecDeque::new()];
    let (mut free, mut arrived, mut waited) = (servers, 0, 0);
    heap.push(Reverse((
        after(0, exponential(&mut generator) / lambda),
        false,
    )));
    while let Some(Reverse((now, departs))) = heap.pop() {
        if departs {
            let next = waiting[0].pop_front().or_else(|| waiting[1].pop_front());
            if let Some(since) = next {
                waited += now - since;
                heap.push(Reverse((after(now, exponential(&mut generator)), true)));
            } else {
                free += 1;
            }
            continue;
        }
        arrived += 1;
        if arrived < incidents {
            let gap = exponential(&mut generator) / lambda;
            heap.push(Reverse((after(now, gap), false)));
        }
        let grave = high > 0.0 && f64::from(generator.next_u32()) < high * 4_294_967_296.0;
        if free > 0 {
            free -= 1;
            heap.push(Reverse((after(now, exponential(&mut generator)), true)));
        } else {
            waiting[usize::from(!grave)].push_back(now);
        }
    }
    waited as f64 / incidents as f64 / HOUR
}

fn world(text: &str) -> World {
    let loaded = scenario::load(text, "bench.toml", "bench", None).expect("a scenario");
    World::compile(loaded.document)
}

/// Replications `0..replications`, measured.
fn simulate(world: &World, replications: u64) -> u64 {
    let mut simulation = Simulation::new(world);
    let mut collector = Collector::new(world);
    for replication in 0..replications {
        let counts = simulation
            .run(1, replication, &mut collector)
            .expect("a replication");
        collector.close(&simulation, counts);
    }
    collector.into_tally().all_incidents
}

fn queues(criterion: &mut Criterion) {
    let mm1 = include_str!("scenarios/mm1.toml");
    let mm8 = include_str!("scenarios/mm8.toml");
    let short = mm8.replace("5787d", "29d");
    let cases = [
        ("mm1", mm1, 0.9, 1, 0.0, 1, 1_000_000),
        ("mm8-two-severities", mm8, 7.2, 8, 0.3, 1, 1_000_000),
        (
            "mm8-1000-replications",
            short.as_str(),
            7.2,
            8,
            0.3,
            1_000,
            5_000,
        ),
    ];
    for (name, text, lambda, servers, high, replications, incidents) in cases {
        let mut group = criterion.benchmark_group(name);
        group
            .sample_size(10)
            .throughput(Throughput::Elements(2 * replications * incidents));
        let world = world(text);
        group.bench_function("sortie", |bencher| {
            bencher.iter(|| black_box(simulate(&world, replications)));
        });
        group.bench_function("by-hand", |bencher| {
            bencher.iter(|| {
                (0..replications)
                    .map(|seed| by_hand(lambda, servers, incidents, high, seed))
                    .sum::<f64>()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, queues);
criterion_main!(benches);
