//! How the cost of an event grows with what there is: with what waits under each order, with
//! what is open on an asset, with targets, assets, teams and phases. Throughput is in events,
//! so that a line that stays level is a cost that does not grow.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sortie::inside::outcome::Collector;
use sortie::inside::scenario;
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;

/// How much there is of each thing.
#[derive(Clone, Copy)]
struct Size {
    order: &'static str,
    /// Incidents a day; two experts of each team do 24.
    rate: u32,
    count: u32,
    assets: u32,
    targets: u32,
    teams: u32,
    phases: u32,
}

const PLAIN: Size = Size {
    order: "fifo",
    rate: 20,
    count: 1,
    assets: 1,
    targets: 1,
    teams: 1,
    phases: 1,
};

fn world(size: Size) -> World {
    let mut text = format!(
        "schema = 1\nscenario = {{ name = \"Growth\", timezone = \"UTC\", start = \"2019-01-01\", end = \"2019-04-11\" }}\n\
         limits = {{ open = 10000000, incidents = 10000000 }}\n\
         dispatch.order = \"{}\"\n\
         dispatch.rule = [{{ teams = [\"t0\"] }}]\n",
        size.order
    );
    for phase in 0..size.phases {
        let (from, to) = (phase * 100 / size.phases, (phase + 1) * 100 / size.phases);
        let _ = writeln!(
            text,
            "[[phase]]\nid = \"p{phase}\"\nfrom = \"start + {from}d\"\nto = \"start + {}d\"",
            to.max(from + 1)
        );
    }
    for asset in 0..size.assets {
        let _ = writeln!(
            text,
            "[[asset]]\nid = \"a{asset}\"\ntags = [\"all\"]\ncount = {}",
            size.count
        );
    }
    for team in 0..size.teams {
        let _ = writeln!(
            text,
            "[[team]]\nid = \"t{team}\"\nexperts = [{{ skills = [\"a\"], count = 2 }}]"
        );
    }
    for (kind, impact) in [("k", 10), ("l", 20), ("m", 0)] {
        let _ = writeln!(
            text,
            "[[incident]]\nid = \"{kind}\"\nseverity = {{ low = 1, high = 1 }}\nimpact = \"{impact}%\"\n\
             stage = [{{ name = \"contain\", crew = {{ a = 1 }}, effort = {{ mean = \"2h\" }} }}]"
        );
    }
    for target in 0..size.targets {
        let kind = ["k", "l", "m"][target as usize % 3];
        let within = target + 1;
        let _ = writeln!(
            text,
            "[[target]]\nid = \"g{target}\"\nkinds = [\"{kind}\"]\nwithin = \"{within}h\""
        );
    }
    let _ = writeln!(
        text,
        "[[threat]]\nid = \"t\"\nincident = {{ k = 1, l = 1, m = 1 }}\ntargets = {{ tags = [\"all\"] }}\nrate = \"{}/day\"",
        size.rate
    );
    let loaded = scenario::load(&text, "growth.toml", "growth", None);
    World::compile(loaded.unwrap_or_else(|report| panic!("{report}")).document)
}

fn measure(criterion: &mut Criterion, name: &str, sizes: &[(u32, Size)]) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    for (label, size) in sizes {
        let world = world(*size);
        let mut simulation = Simulation::new(&world);
        let mut collector = Collector::new(&world);
        let mut run = || {
            let counts = simulation.run(1, 0, &mut collector).expect("a replication");
            collector.close(&simulation, counts);
            counts.events
        };
        group.throughput(Throughput::Elements(run()));
        group.bench_function(BenchmarkId::from_parameter(label), |bencher| {
            bencher.iter(|| black_box(run()));
        });
    }
    group.finish();
}

fn growth(criterion: &mut Criterion) {
    for order in ["fifo", "severity", "impact", "deadline"] {
        // From about 100 to 100,000 that wait at the end.
        let sizes = [25, 34, 124, 1_024].map(|rate| {
            (
                rate,
                Size {
                    order,
                    rate,
                    ..PLAIN
                },
            )
        });
        measure(criterion, &format!("waiting-{order}"), &sizes);
    }
    let over = Size { rate: 200, ..PLAIN };
    let sizes = [1, 100, 10_000].map(|count| (count, Size { count, ..over }));
    measure(criterion, "open-on-instances", &sizes);
    let sizes = [1, 30, 300].map(|targets| (targets, Size { targets, ..PLAIN }));
    measure(criterion, "targets", &sizes);
    let sizes = [1, 100, 2_000].map(|assets| (assets, Size { assets, ..PLAIN }));
    measure(criterion, "assets", &sizes);
    let sizes = [1, 100, 1_000].map(|teams| (teams, Size { teams, ..PLAIN }));
    measure(criterion, "teams", &sizes);
    let sizes = [1, 10, 100].map(|phases| (phases, Size { phases, ..PLAIN }));
    measure(criterion, "phases", &sizes);
}

criterion_group!(benches, growth);
criterion_main!(benches);
