//! `replications.parquet`: one row per replication, for pandas, polars, `DuckDB`, R.
//!
//! Rows come in order; as many as hold a quarter of a million values become a row group. So
//! memory does not grow with the file, and its bytes do not depend on threads, shards or
//! interruptions.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::outcome::{Cell, Form, ReplicationColumn};

use super::notes::notes;
use super::writing;

/// Values of a row group.
const VALUES: usize = 1 << 18;

/// A file that grows by rows.
pub(crate) struct ReplicationFile {
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<ReplicationColumn>,
    rows: Vec<Vec<Cell>>,
    values: usize,
}

impl ReplicationFile {
    /// Begins a file of such rows, with what is to be known about it (name and value) beside the
    /// units of its columns.
    ///
    /// # Errors
    /// If it can't be written.
    pub(crate) fn create(
        path: &Path,
        columns: Vec<ReplicationColumn>,
        about: &[(&str, String)],
    ) -> Result<Self> {
        let described = columns.iter();
        let described = described.map(|it| (it.name.as_str(), it.unit, it.what.as_str()));
        let properties = writing::properties(Some(notes(about, described))).build();
        let file = BufWriter::with_capacity(1 << 20, File::create(path)?);
        Ok(Self {
            writer: SerializedFileWriter::new(file, schema(&columns)?, Arc::new(properties))?,
            columns,
            rows: Vec::new(),
            values: 0,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If it has other columns, or the file can't be written.
    pub(crate) fn append(&mut self, row: Vec<Cell>) -> Result<()> {
        if row.len() != self.columns.len() {
            return Err(other_columns());
        }
        let size = |cell: &Cell| match cell {
            Cell::List(list) => list.len(),
            Cell::Missing | Cell::Number(_) | Cell::Text(_) => 1,
        };
        self.values += row.iter().map(size).sum::<usize>();
        self.rows.push(row);
        if self.values >= VALUES {
            self.flush()?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If it can't be written.
    pub(crate) fn close(mut self) -> Result<()> {
        self.flush()?;
        self.writer.close().map(|_| ())
    }

    /// Writes the rows so far as a group.
    fn flush(&mut self) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        let mut columns = self.columns.iter().enumerate();
        while let Some(mut writer) = group.next_column()? {
            if let Some((place, column)) = columns.next() {
                let cells = self.rows.iter().map(|row| &row[place]);
                write(column.form, cells, &mut writer)?;
            }
            writer.close()?;
        }
        group.close()?;
        self.rows.clear();
        self.values = 0;
        Ok(())
    }
}

fn other_columns() -> ParquetError {
    ParquetError::General("these are other columns".to_owned())
}

fn write<'a>(
    form: Form,
    cells: impl Iterator<Item = &'a Cell>,
    into: &mut SerializedColumnWriter<'_>,
) -> Result<()> {
    match form {
        Form::Whole => write_present::<Int64Type>(cells, |value| value as i64, into),
        Form::Number => write_present::<DoubleType>(cells, |value| value, into),
        Form::Flag => write_present::<BoolType>(cells, |value| value > 0.5, into),
        Form::Text => {
            let (mut values, mut present) = (Vec::new(), Vec::new());
            for cell in cells {
                present.push(match cell {
                    Cell::Text(text) => {
                        values.push(ByteArray::from(text.as_bytes().to_vec()));
                        1
                    }
                    Cell::Missing => 0,
                    Cell::Number(_) | Cell::List(_) => return Err(other_columns()),
                });
            }
            let into = into.typed::<ByteArrayType>();
            into.write_batch(&values, Some(&present), None).map(|_| ())
        }
        Form::List => {
            let (mut values, mut present, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
            for cell in cells {
                let list: &[f64] = match cell {
                    Cell::List(list) => list,
                    Cell::Missing => &[],
                    Cell::Number(_) | Cell::Text(_) => return Err(other_columns()),
                };
                values.extend_from_slice(list);
                // An empty list takes a place too.
                present.push(i16::from(!list.is_empty()));
                repeats.push(0);
                let more = list.len().saturating_sub(1);
                present.extend(std::iter::repeat_n(1, more));
                repeats.extend(std::iter::repeat_n(1, more));
            }
            let into = into.typed::<DoubleType>();
            into.write_batch(&values, Some(&present), Some(&repeats))
                .map(|_| ())
        }
    }
}

/// Numbers, where there are some.
fn write_present<'a, T: DataType>(
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(f64) -> T::T,
    into: &mut SerializedColumnWriter<'_>,
) -> Result<()> {
    let (mut values, mut present) = (Vec::new(), Vec::new());
    for cell in cells {
        present.push(match cell {
            Cell::Number(number) => {
                values.push(value(*number));
                1
            }
            Cell::Missing => 0,
            Cell::Text(_) | Cell::List(_) => return Err(other_columns()),
        });
    }
    let into = into.typed::<T>();
    into.write_batch(&values, Some(&present), None).map(|_| ())
}

fn schema(columns: &[ReplicationColumn]) -> Result<TypePtr> {
    let mut fields = Vec::new();
    for column in columns {
        let (physical, logical) = match column.form {
            Form::Whole => (Physical::INT64, None),
            Form::Number => (Physical::DOUBLE, None),
            Form::Flag => (Physical::BOOLEAN, None),
            Form::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Form::List => {
                fields.push(Arc::new(list(&column.name)?));
                continue;
            }
        };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_logical_type(logical)
            .with_repetition(Repetition::OPTIONAL)
            .build()?;
        fields.push(Arc::new(field));
    }
    let schema = Type::group_type_builder("replications")
        .with_fields(fields)
        .build()?;
    Ok(Arc::new(schema))
}

/// A list in three levels, as the format has it.
fn list(name: &str) -> Result<Type> {
    let element = Type::primitive_type_builder("element", Physical::DOUBLE)
        .with_repetition(Repetition::REQUIRED)
        .build()?;
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list)])
        .build()
}
