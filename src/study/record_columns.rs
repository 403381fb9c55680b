//! What a row of `replications.parquet` has in a comparison or a sweep: who or where it is of, all
//! that a run's row has, and what the study itself reads off the replication.

use crate::outcome::{Cell, Form, Pool, ReplicationColumn, ReplicationReader};
use crate::world::World;

use super::measures::MeasureSpec;

/// A row of `replications.parquet`.
pub(crate) type RecordRow = Vec<Cell>;

/// Takes one row after another.
pub(crate) type WriteRow<'a> = dyn FnMut(RecordRow) -> Result<(), String> + 'a;

/// Rows that are wanted, and who takes them.
pub(crate) struct RowsWanted<'a, 'w> {
    /// Their columns; `None` if none are wanted.
    pub columns: Option<&'a RecordColumns>,
    /// Takes them in order.
    pub write: &'a mut WriteRow<'w>,
}

/// The columns of a study of several worlds.
#[derive(Clone, Debug)]
pub(crate) struct RecordColumns {
    keys: Vec<ReplicationColumn>,
    worlds: Vec<ReplicationColumn>,
    pools: Vec<Pool>,
    /// Two of each pool, then one of each measure that is no quantile.
    own: Vec<ReplicationColumn>,
}

impl RecordColumns {
    /// Keys, then what the worlds have, then what measures are made of: of a quantile the
    /// durations one by one, of any other its value.
    pub(crate) fn new(
        keys: Vec<ReplicationColumn>,
        worlds: Vec<ReplicationColumn>,
        measures: &[MeasureSpec],
    ) -> Self {
        let (mut pools, mut own) = (Vec::new(), Vec::new());
        for measure in measures {
            let Some(pool) = measure.pool().filter(|_| measure.quantile().is_some()) else {
                continue;
            };
            if pools.contains(&pool) {
                continue;
            }
            pools.push(pool);
            let name = measure.name.trim_end_matches(":median");
            let name = name.trim_end_matches(":p90");
            for (part, what) in [
                ("ended_hours", "durations that ended"),
                (
                    "open_hours",
                    "durations still running at the end (censored)",
                ),
            ] {
                own.push(ReplicationColumn::new(
                    format!("{part}:{name}"),
                    "h",
                    format!("{what}, one by one, of {name}"),
                    Form::List,
                ));
            }
        }
        let values = measures.iter().filter(|it| it.quantile().is_none());
        own.extend(values.map(|measure| {
            let note = if measure.note.is_empty() {
                String::new()
            } else {
                format!(" ({})", measure.note)
            };
            let what = format!("{}{note}", measure.words);
            let name = format!("measure:{}", measure.name);
            ReplicationColumn::new(name, measure.unit.name(), what, Form::Number)
        }));
        Self {
            keys,
            worlds,
            pools,
            own,
        }
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> Vec<ReplicationColumn> {
        let parts = [&self.keys, &self.worlds, &self.own];
        parts.into_iter().flatten().cloned().collect()
    }

    /// A reader of a world's replications.
    pub(crate) fn reader<'w>(&self, world: &'w World) -> ReplicationReader<'w> {
        ReplicationReader::new(world, &self.worlds, self.pools.clone())
    }

    /// A row: its keys, what the reader has made, and the values of the measures that are no
    /// quantiles, `NaN` for none.
    pub(crate) fn row(keys: &[Cell], read: RecordRow, values: &[f64]) -> RecordRow {
        let mut row = keys.to_vec();
        row.extend(read);
        row.extend(values.iter().copied().map(Cell::number));
        row
    }

    /// Whether rows are as many as replications, and have these columns.
    pub(crate) fn fit<'r>(
        wanted: Option<&Self>,
        mut rows: impl Iterator<Item = &'r RecordRow>,
        replications: u64,
    ) -> bool {
        let Some(columns) = wanted else {
            return rows.next().is_none();
        };
        let width = columns.keys.len() + columns.worlds.len() + columns.own.len();
        let mut count = 0;
        let whole = rows.all(|row| {
            count += 1;
            row.len() == width
        });
        whole && count == replications
    }
}
