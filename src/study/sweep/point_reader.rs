//! What is read off the replications of one point.

use serde::{Deserialize, Serialize};

use crate::outcome::{Cell, Meter, Pool, Quantity};
use crate::scenario::time::Span;
use crate::sim::brake::Stop;
use crate::sim::run::Simulation;
use crate::stats::{DurationHistogram, Interval, Moments, sectioned, wilson};
use crate::world::World;

use super::super::error::StudyError;
use super::super::estimate::CONFIDENCE;
use super::super::measures::MeasureSpec;
use super::super::record_columns::{RecordColumns, RecordRow};

/// What one point says of one measure; what is not known is `NaN`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// Where a measure's numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum ResponseColumn {
    /// A value of each replication.
    Value(usize),
    /// A value of each replication that is 0 or 1.
    YesOrNo(usize),
    /// A quantile of a pool.
    Quantile(usize, f64),
    /// This world has no such thing.
    Nowhere,
}

/// A world with what is read off it.
pub(super) struct PointReader {
    world: World,
    quantities: Vec<Quantity>,
    pools: Vec<Pool>,
    pub places: Vec<ResponseColumn>,
    /// Rows that are wanted of its replications, with their keys.
    records: Option<(RecordColumns, Vec<Cell>)>,
}

/// What a chunk gave.
#[derive(Serialize, Deserialize)]
pub(super) struct PointChunk {
    /// By measure.
    pub places: Vec<ResponseColumn>,
    /// In order.
    pub blocks: Vec<Block>,
}

/// What some consecutive replications gave.
#[derive(Serialize, Deserialize)]
pub(super) struct Block {
    values: Vec<Moments>,
    pooled: Vec<DurationHistogram>,
    pub incidents: u64,
    pub events: u64,
    /// A row of each replication, if they are wanted.
    pub rows: Vec<RecordRow>,
}

impl PointReader {
    /// Reads measures off a world, and rows with these keys, if they are wanted.
    pub(super) fn new(
        world: World,
        measures: &[MeasureSpec],
        records: Option<(RecordColumns, Vec<Cell>)>,
    ) -> Self {
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
                        ResponseColumn::Quantile(ix, p)
                    }
                    (None, Some(quantity)) => {
                        quantities.push(quantity);
                        let ix = quantities.len() - 1;
                        if matches!(quantity, Quantity::Kept(_)) {
                            ResponseColumn::YesOrNo(ix)
                        } else {
                            ResponseColumn::Value(ix)
                        }
                    }
                    (None, None) => ResponseColumn::Nowhere,
                }
            })
            .collect();
        Self {
            world,
            quantities,
            pools,
            places,
            records,
        }
    }

    /// Runs the replications of a block.
    ///
    /// # Errors
    /// The first replication that fails, or that it was told to stop.
    pub(super) fn run(
        &self,
        seed: u64,
        from: u64,
        to: u64,
        stop: &Stop<'_>,
    ) -> Result<Block, StudyError> {
        let mut meter = Meter::new(&self.world, self.quantities.clone(), self.pools.clone());
        let mut simulation = Simulation::new(&self.world).stopping(stop);
        let mut values = vec![Moments::new(); self.quantities.len()];
        let mut row = Vec::new();
        let (mut incidents, mut events) = (0, 0);
        let records = self.records.as_ref();
        let mut recorded = records.map(|(columns, keys)| (keys, columns.reader(&self.world)));
        let mut rows = Vec::new();
        for replication in from..to {
            let counts = match &mut recorded {
                None => simulation.run(seed, replication, &mut meter),
                Some((_, reader)) => simulation.run(seed, replication, &mut (&mut meter, reader)),
            };
            let counts = counts.map_err(|failure| StudyError::of(replication, failure))?;
            incidents += counts.all_incidents;
            events += counts.events;
            row.clear();
            meter.close(&simulation, counts, &mut row);
            for (moments, value) in values.iter_mut().zip(&row) {
                if value.is_finite() {
                    moments.push(*value);
                }
            }
            if let Some((keys, reader)) = &mut recorded {
                let read = reader.close(replication, &simulation, counts);
                rows.push(RecordColumns::row(keys, read, &self.of_measures(&row)));
            }
        }
        Ok(Block {
            values,
            pooled: meter.into_pooled(),
            incidents,
            events,
            rows,
        })
    }

    /// The values of the measures that are no quantiles, from those of the quantities.
    fn of_measures(&self, row: &[f64]) -> Vec<f64> {
        let value = |place: &ResponseColumn| match *place {
            ResponseColumn::Value(ix) | ResponseColumn::YesOrNo(ix) => Some(row[ix]),
            ResponseColumn::Quantile(..) => None,
            ResponseColumn::Nowhere => Some(f64::NAN),
        };
        self.places.iter().filter_map(value).collect()
    }
}

/// What the blocks of a point say of each measure.
pub(super) fn sum_up(places: &[ResponseColumn], blocks: &[Block]) -> Vec<Response> {
    let response = |place: &ResponseColumn| match *place {
        ResponseColumn::Value(ix) => of_values(blocks, ix, |all| all.interval(CONFIDENCE)),
        ResponseColumn::YesOrNo(ix) => of_values(blocks, ix, yes_share),
        ResponseColumn::Quantile(ix, p) => of_quantile(blocks, ix, p),
        ResponseColumn::Nowhere => Response {
            value: f64::NAN,
            low: f64::NAN,
            high: f64::NAN,
            blocks: vec![f64::NAN; blocks.len()],
        },
    };
    places.iter().map(response).collect()
}

impl PointChunk {
    /// Whether it is of so many blocks and measures, and each measure is where it says.
    pub(super) fn fits(&self, blocks: u64, measures: usize) -> bool {
        let has = |block: &Block, place: &ResponseColumn| match *place {
            ResponseColumn::Value(ix) | ResponseColumn::YesOrNo(ix) => ix < block.values.len(),
            ResponseColumn::Quantile(ix, _) => ix < block.pooled.len(),
            ResponseColumn::Nowhere => true,
        };
        let whole = |block: &Block| self.places.iter().all(|place| has(block, place));
        self.blocks.len() as u64 == blocks
            && self.places.len() == measures
            && self.blocks.iter().all(whole)
    }
}

/// The interval of a share of replications (Wilson): it has a width even where all agree.
fn yes_share(all: &Moments) -> Option<Interval> {
    let yes = (all.mean()? * all.count() as f64 + 0.5) as u64;
    wilson(yes, all.count(), CONFIDENCE)
}

fn of_values(
    blocks: &[Block],
    ix: usize,
    interval: impl Fn(&Moments) -> Option<Interval>,
) -> Response {
    let mut all = Moments::new();
    for block in blocks {
        all.merge(&block.values[ix]);
    }
    let interval = interval(&all);
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
    // The interval holds what the buckets leave open, too.
    let hour = Span::HOUR.0 as f64;
    let (least, last) = all.quantile_limits(p).unwrap_or((f64::NAN, f64::NAN));
    Response {
        value: value.unwrap_or(f64::NAN),
        low: interval.map_or(f64::NAN, |it| it.low.min(least / hour)),
        high: interval.map_or(f64::NAN, |it| it.high.max(last / hour)),
        blocks: parts
            .into_iter()
            .map(|part| part.unwrap_or(f64::NAN))
            .collect(),
    }
}
