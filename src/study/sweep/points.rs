//! Running the points of a plan, all on the same luck.

use std::collections::BTreeMap;

use rayon::prelude::*;
use thiserror::Error;

use crate::outcome::{Meter, Pool, Quantity};
use crate::scenario::time::Span;
use crate::scenario::{Overlay, Report};
use crate::sim::run::Simulation;
use crate::stats::{DurationHistogram, Moments, sectioned};
use crate::world::World;

use super::super::chunk::SECTIONS;
use super::super::measures::Yardstick;
use super::super::run::ReplicationFailure;
use super::super::summary::CONFIDENCE;
use super::design::Plan;

/// What one point says of one measure; what is not known is `NaN`.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The estimate.
    pub value: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end of its 95% interval.
    pub high: f64,
    /// Estimates from consecutive blocks of replications, the same blocks at every point.
    pub blocks: Vec<f64>,
}

/// Responses at every point.
#[derive(Clone, Debug)]
pub struct Responses {
    /// By row of the plan, then measure.
    pub rows: Vec<Vec<Response>>,
    /// Different points: rows that say the same are run once.
    pub runs: usize,
    /// Incidents over all runs, warm-up included.
    pub incidents: u64,
    /// Events over all runs.
    pub events: u64,
}

/// Why a sweep could not be finished.
#[derive(Clone, Debug, Error)]
pub enum PointError {
    /// A point makes no scenario.
    #[error("the scenario has mistakes with {point}")]
    Scenario {
        /// The point, as `--set` arguments.
        point: String,
        /// The mistakes.
        report: Box<Report>,
    },
    /// A replication failed.
    #[error("with {point}: {failure}")]
    Replication {
        /// The point, as `--set` arguments.
        point: String,
        /// Which, and why.
        failure: ReplicationFailure,
    },
    /// No threads could be started.
    #[error("no worker threads could be started: {0}")]
    Threads(String),
}

/// Runs every point of a plan with the same seed and replications. `load` makes the world of
/// a point from its overlays; `progress` is told how many points are done, of how many.
///
/// # Errors
/// For the first point, in order, that can't be loaded or run.
pub fn run(
    plan: &Plan,
    measures: &[Yardstick],
    (replications, seed): (u64, u64),
    threads: usize,
    load: impl Fn(&[Overlay]) -> Result<World, Report> + Sync,
    mut progress: impl FnMut(usize, usize),
) -> Result<Responses, PointError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| PointError::Threads(error.to_string()))?;
    let (points, place) = distinct(plan);
    let blocks = SECTIONS.min(replications).max(1);
    let border = |block: u64| {
        let before = u128::from(replications) * u128::from(block) / u128::from(blocks);
        before as u64
    };
    // Points in flight: enough to keep all threads busy, few enough to hold in memory.
    let batch = (pool.current_num_threads() * 4).clamp(8, 64);
    let mut responses = Vec::with_capacity(points.len());
    let (mut incidents, mut events) = (0, 0);
    for some in points.chunks(batch) {
        let gauges: Vec<Result<Gauge, PointError>> = pool.install(|| {
            let worlds = some.par_iter().with_max_len(1);
            let gauge = |point: &Vec<Overlay>| match load(point) {
                Ok(world) => Ok(Gauge::new(world, measures)),
                Err(report) => Err(PointError::Scenario {
                    point: words(point),
                    report: Box::new(report),
                }),
            };
            worlds.map(gauge).collect()
        });
        let gauges: Vec<Gauge> = gauges.into_iter().collect::<Result<_, _>>()?;
        let tasks: Vec<(usize, u64)> = (0..gauges.len())
            .flat_map(|point| (0..blocks).map(move |block| (point, block)))
            .collect();
        let found: Vec<Result<Block, ReplicationFailure>> = pool.install(|| {
            let run = |(point, block): &(usize, u64)| {
                gauges[*point].run(seed, border(*block), border(block + 1))
            };
            tasks.par_iter().with_max_len(1).map(run).collect()
        });
        let mut done: Vec<Vec<Block>> = (0..gauges.len()).map(|_| Vec::new()).collect();
        for ((point, _), block) in tasks.iter().zip(found) {
            let block = block.map_err(|failure| PointError::Replication {
                point: words(&some[*point]),
                failure,
            })?;
            incidents += block.incidents;
            events += block.events;
            done[*point].push(block);
        }
        responses.extend(
            done.iter()
                .zip(&gauges)
                .map(|(blocks, gauge)| gauge.sum_up(blocks)),
        );
        progress(responses.len(), points.len());
    }
    Ok(Responses {
        rows: place.iter().map(|ix| responses[*ix].clone()).collect(),
        runs: points.len(),
        incidents,
        events,
    })
}

/// The different points of a plan as overlays, and where each row's is.
fn distinct(plan: &Plan) -> (Vec<Vec<Overlay>>, Vec<usize>) {
    let mut known: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut points = Vec::new();
    let place = plan.rows.iter().map(|row| {
        let key = row.iter().map(|level| level.text.as_str()).collect();
        *known.entry(key).or_insert_with(|| {
            let pairs = plan.factors.iter().zip(row);
            let overlay = pairs.map(|(factor, level)| (factor.path.clone(), level.text.clone()));
            points.push(overlay.collect());
            points.len() - 1
        })
    });
    let place = place.collect();
    (points, place)
}

/// A point as `--set` arguments.
fn words(point: &[Overlay]) -> String {
    let words: Vec<String> = point
        .iter()
        .map(|(path, value)| {
            let pair = format!("{path}={value}");
            if pair.contains(' ') {
                format!("--set '{pair}'")
            } else {
                format!("--set {pair}")
            }
        })
        .collect();
    words.join(" ")
}

/// Where a measure's numbers are.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// A value of each replication.
    Value(usize),
    /// A quantile of a pool.
    Quantile(usize, f64),
    /// This world has no such thing.
    Nowhere,
}

/// A world with what is read off it.
struct Gauge {
    world: World,
    quantities: Vec<Quantity>,
    pools: Vec<Pool>,
    places: Vec<Place>,
}

/// What some consecutive replications gave.
struct Block {
    values: Vec<Moments>,
    pooled: Vec<DurationHistogram>,
    incidents: u64,
    events: u64,
}

impl Gauge {
    fn new(world: World, measures: &[Yardstick]) -> Self {
        let mut quantities = Vec::new();
        let mut pools: Vec<Pool> = Vec::new();
        let places = measures
            .iter()
            .map(|measure| {
                match (
                    measure.pool().zip(measure.quantile()),
                    measure.quantity(&world),
                ) {
                    (Some((pool, p)), _) => {
                        let ix = pools.iter().position(|it| *it == pool).unwrap_or_else(|| {
                            pools.push(pool);
                            pools.len() - 1
                        });
                        Place::Quantile(ix, p)
                    }
                    (None, Some(quantity)) => {
                        quantities.push(quantity);
                        Place::Value(quantities.len() - 1)
                    }
                    (None, None) => Place::Nowhere,
                }
            })
            .collect();
        Self {
            world,
            quantities,
            pools,
            places,
        }
    }

    fn run(&self, seed: u64, from: u64, to: u64) -> Result<Block, ReplicationFailure> {
        let mut meter = Meter::new(&self.world, self.quantities.clone(), self.pools.clone());
        let mut simulation = Simulation::new(&self.world);
        let mut values = vec![Moments::new(); self.quantities.len()];
        let mut row = Vec::new();
        let (mut incidents, mut events) = (0, 0);
        for replication in from..to {
            let counts = simulation
                .run(seed, replication, &mut meter)
                .map_err(|failure| ReplicationFailure {
                    replication,
                    failure,
                })?;
            incidents += counts.all_incidents;
            events += counts.events;
            row.clear();
            meter.close(&simulation, counts, &mut row);
            for (moments, value) in values.iter_mut().zip(&row) {
                if value.is_finite() {
                    moments.push(*value);
                }
            }
        }
        Ok(Block {
            values,
            pooled: meter.into_pooled(),
            incidents,
            events,
        })
    }

    fn sum_up(&self, blocks: &[Block]) -> Vec<Response> {
        let response = |place: &Place| match *place {
            Place::Value(ix) => of_values(blocks, ix),
            Place::Quantile(ix, p) => of_quantile(blocks, ix, p),
            Place::Nowhere => Response {
                value: f64::NAN,
                low: f64::NAN,
                high: f64::NAN,
                blocks: vec![f64::NAN; blocks.len()],
            },
        };
        self.places.iter().map(response).collect()
    }
}

fn of_values(blocks: &[Block], ix: usize) -> Response {
    let mut all = Moments::new();
    for block in blocks {
        all.merge(&block.values[ix]);
    }
    let interval = all.interval(CONFIDENCE);
    Response {
        value: all.mean().unwrap_or(f64::NAN),
        low: interval.map_or(f64::NAN, |it| it.low),
        high: interval.map_or(f64::NAN, |it| it.high),
        blocks: blocks
            .iter()
            .map(|block| block.values[ix].mean().unwrap_or(f64::NAN))
            .collect(),
    }
}

fn of_quantile(blocks: &[Block], ix: usize, p: f64) -> Response {
    let mut all = DurationHistogram::new();
    for block in blocks {
        all.merge(&block.pooled[ix]);
    }
    let hours = |histogram: &DurationHistogram| {
        let millis = histogram.quantile(p)?;
        Some(millis / Span::HOUR.0 as f64)
    };
    let parts: Vec<Option<f64>> = blocks
        .iter()
        .map(|block| hours(&block.pooled[ix]))
        .collect();
    let value = hours(&all);
    let interval = value.and_then(|value| sectioned(value, &parts, CONFIDENCE));
    Response {
        value: value.unwrap_or(f64::NAN),
        low: interval.map_or(f64::NAN, |it| it.low),
        high: interval.map_or(f64::NAN, |it| it.high),
        blocks: parts
            .into_iter()
            .map(|part| part.unwrap_or(f64::NAN))
            .collect(),
    }
}
