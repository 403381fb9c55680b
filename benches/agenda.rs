//! The event calendar beside the standard heap: the hold model (Vaucher & Duval 1975), in which
//! each step takes the earliest event and schedules one an exponential time later.
//!
//! `agenda` is ours, with time, class and sequence; `heap` is a bare `BinaryHeap` of entries of
//! the same 24 bytes that orders by one integer alone.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sortie::inside::scenario::time::{Instant, Span};
use sortie::inside::sim::agenda::{Agenda, Class};
use sortie::inside::sim::sample::exponential;

/// Pending events.
const SIZES: [usize; 3] = [16, 1_000, 100_000];

/// Exponential increments of mean one hour, drawn beforehand; a power of two of them.
fn increments() -> Vec<Span> {
    let mut generator = ChaCha8Rng::seed_from_u64(1);
    let hour = Span::HOUR.0 as f64;
    (0..1 << 16)
        .map(|_| Span::from_millis_f64(hour * exponential(generator.next_u64())))
        .collect()
}

/// Endless steps through the increments.
struct Steps {
    increments: Vec<Span>,
    next: usize,
}

impl Steps {
    fn new() -> Self {
        Self {
            increments: increments(),
            next: 0,
        }
    }

    #[inline]
    fn next(&mut self) -> Span {
        self.next = (self.next + 1) & (self.increments.len() - 1);
        self.increments[self.next]
    }
}

fn hold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold");
    group.throughput(Throughput::Elements(1));
    for size in SIZES {
        group.bench_with_input(BenchmarkId::new("agenda", size), &size, |bench, size| {
            let mut steps = Steps::new();
            let mut agenda = Agenda::new();
            for event in 0..*size as u64 {
                agenda.schedule(Instant::START + steps.next(), Class::Occur, event);
            }
            bench.iter(|| {
                if let Some((at, event)) = agenda.pop() {
                    agenda.schedule(at + steps.next(), Class::Occur, black_box(event));
                }
            });
        });
        group.bench_with_input(BenchmarkId::new("heap", size), &size, |bench, size| {
            let mut steps = Steps::new();
            let mut heap = BinaryHeap::new();
            for event in 0..*size as u64 {
                heap.push(Reverse(Bare(steps.next().0, [event; 2])));
            }
            bench.iter(|| {
                if let Some(Reverse(Bare(at, event))) = heap.pop() {
                    heap.push(Reverse(Bare(at + steps.next().0, black_box(event))));
                }
            });
        });
    }
    group.finish();
}

/// 24 bytes, ordered by the first 8.
struct Bare(i64, [u64; 2]);

impl PartialEq for Bare {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl Eq for Bare {}
impl PartialOrd for Bare {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Bare {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

criterion_group!(benches, hold);
criterion_main!(benches);
