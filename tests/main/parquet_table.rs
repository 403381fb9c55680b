//! A Parquet file in memory, column by column, as a notebook has it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

/// A table, with what its metadata say.
pub struct ParquetTable {
    columns: BTreeMap<String, Vec<Field>>,
    notes: BTreeMap<String, String>,
    /// How many rows.
    pub rows: usize,
}

impl ParquetTable {
    /// Reads a file.
    pub fn read(path: &Path) -> Self {
        let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let reader = SerializedFileReader::new(file).expect("Parquet");
        let notes = reader.metadata().file_metadata().key_value_metadata();
        let notes = notes.into_iter().flatten();
        let notes = notes.map(|it| (it.key.clone(), it.value.clone().unwrap_or_default()));
        let mut table = Self {
            columns: BTreeMap::new(),
            notes: notes.collect(),
            rows: 0,
        };
        for row in reader.get_row_iter(None).expect("rows") {
            for (name, field) in row.expect("a row").into_columns() {
                table.columns.entry(name).or_default().push(field);
            }
            table.rows += 1;
        }
        table
    }

    /// Names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.columns.keys()
    }

    /// What the metadata say under a key.
    pub fn note(&self, key: &str) -> Option<&str> {
        self.notes.get(key).map(String::as_str)
    }

    /// A number that the metadata say.
    pub fn noted(&self, key: &str) -> f64 {
        let text = self.note(key).unwrap_or_else(|| panic!("no {key}"));
        text.parse().expect("a number")
    }

    fn column(&self, name: &str) -> Option<&[Field]> {
        self.columns.get(name).map(Vec::as_slice)
    }

    /// The numbers of a column, `None` for null; flags are 0 and 1.
    pub fn numbers(&self, name: &str) -> Option<Vec<Option<f64>>> {
        let fields = self.column(name)?.iter();
        let numbers = fields.map(|field| match field {
            Field::Null => None,
            Field::Int(value) => Some(f64::from(*value)),
            Field::Long(value) => Some(*value as f64),
            Field::Double(value) => Some(*value),
            Field::Bool(value) => Some(f64::from(u8::from(*value))),
            other => panic!("{name}: {other} is no number"),
        });
        Some(numbers.collect())
    }

    /// The numbers of a column that has no nulls.
    pub fn whole(&self, name: &str) -> Option<Vec<f64>> {
        self.numbers(name)?.into_iter().collect()
    }

    /// The texts of a column.
    pub fn texts(&self, name: &str) -> Vec<Option<String>> {
        let fields = self.column(name).unwrap_or_else(|| panic!("no {name}"));
        let texts = fields.iter().map(|field| match field {
            Field::Null => None,
            Field::Str(text) => Some(text.clone()),
            other => panic!("{name}: {other} is no text"),
        });
        texts.collect()
    }

    /// The lists of a column.
    pub fn lists(&self, name: &str) -> Option<Vec<Vec<f64>>> {
        let fields = self.column(name)?.iter();
        let lists = fields.map(|field| match field {
            Field::ListInternal(list) => list
                .elements()
                .iter()
                .map(|element| match element {
                    Field::Double(value) => *value,
                    other => panic!("{name}: {other} is no number"),
                })
                .collect(),
            other => panic!("{name}: {other} is no list"),
        });
        Some(lists.collect())
    }
}

/// An estimate with its limits, as it stands in JSON.
pub type Limits = [Option<f64>; 3];

/// The mean of values, and its 95% interval by Student's t, in two passes.
pub fn mean(values: &[f64]) -> Limits {
    let Some((mean, error)) = mean_and_error(values) else {
        return [values.first().copied(), None, None];
    };
    let t = sortie::inside::stats::t_quantile(values.len() as f64 - 1.0, 0.975);
    [Some(mean), Some(mean - t * error), Some(mean + t * error)]
}

/// The mean of two values or more, and its standard error.
pub fn mean_and_error(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|it| (it - mean) * (it - mean)).sum();
    Some((mean, (squares / (n - 1.0) / n).sqrt()))
}

/// A number that is read off all rows, with the interval that those of its sections give.
pub fn sectioned(value: f64, parts: &[Option<f64>]) -> Limits {
    match sortie::inside::stats::sectioned(value, parts, 0.95) {
        Some(found) => [Some(value), Some(found.low), Some(found.high)],
        None => [Some(value), None, None],
    }
}

/// With a lower limit of 0 at least.
pub fn not_below_zero([value, low, high]: Limits) -> Limits {
    [value, low.map(|low| low.max(0.0)), high]
}
