//! `incidents.parquet`: one row per incident and replication, for pandas, polars, `DuckDB`, R.
//!
//! Rows of a chunk of replications become one row group, encoded by whoever ran the chunk;
//! the file is put together from these groups without decoding them. So memory does not grow
//! with the file, and its bytes do not depend on threads, shards or interruptions.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{
    Compression, Encoding, LogicalType, Repetition, TimeUnit, Type as Physical,
};
use ::parquet::column::writer::ColumnCloseResult;
use ::parquet::data_type::{BoolType, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::{KeyValue, ParquetMetaDataReader};
use ::parquet::file::properties::{EnabledStatistics, WriterPropertiesPtr};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{ColumnPath, Type, TypePtr};
use bytes::Bytes;

use crate::outcome::{Row, Rows};
use crate::world::World;

use super::columns::{COLUMNS, Cell, Names};
use super::notes::notes;
use super::writing;

/// Turns rows of a world into the bytes of row groups.
#[derive(Debug)]
pub struct Encoder {
    names: Names,
    schema: TypePtr,
    properties: WriterPropertiesPtr,
}

impl Encoder {
    /// An encoder for a world's incidents.
    ///
    /// # Errors
    /// Never, as long as the table of columns makes a schema.
    pub fn new(world: &World) -> Result<Self> {
        Ok(Self {
            names: Names::new(world),
            schema: schema()?,
            properties: properties(None),
        })
    }

    /// The row group of some rows, as a Parquet file of its own; nothing if there are none.
    ///
    /// # Errors
    /// Never, as long as the memory suffices.
    pub fn encode(&self, rows: &Rows) -> Result<Vec<u8>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut bytes = Vec::with_capacity(rows.len() * 64 + 4096);
        let mut file = SerializedFileWriter::new(
            &mut bytes,
            Arc::clone(&self.schema),
            Arc::clone(&self.properties),
        )?;
        let mut group = file.next_row_group()?;
        let all: Vec<Row> = rows.iter().collect();
        let mut columns = COLUMNS.iter();
        while let Some(mut writer) = group.next_column()? {
            if let Some(column) = columns.next() {
                self.write(column.cell, rows, &all, &mut writer)?;
            }
            writer.close()?;
        }
        group.close()?;
        file.close()?;
        Ok(bytes)
    }

    fn write(
        &self,
        cell: Cell,
        rows: &Rows,
        all: &[Row],
        into: &mut SerializedColumnWriter<'_>,
    ) -> Result<()> {
        let all = all.iter();
        let names = &self.names;
        match cell {
            Cell::Text(get) => {
                let mut present = Vec::with_capacity(all.len());
                let mut values = Vec::with_capacity(all.len());
                for row in all {
                    let value = get(names, rows, row);
                    present.push(i16::from(value.is_some()));
                    values.extend(value);
                }
                into.typed::<ByteArrayType>()
                    .write_batch(&values, Some(&present), None)?;
            }
            Cell::Hours(when) => {
                let mut present = Vec::with_capacity(all.len());
                let mut values = Vec::with_capacity(all.len());
                for row in all {
                    let at = when(row);
                    present.push(i16::from(at.is_some()));
                    values.extend(at.map(crate::scenario::time::Instant::hours));
                }
                into.typed::<DoubleType>()
                    .write_batch(&values, Some(&present), None)?;
            }
            Cell::Int(get) => {
                let values: Vec<i32> = all.map(|row| get(rows, row)).collect();
                into.typed::<Int32Type>().write_batch(&values, None, None)?;
            }
            Cell::Long(get) => {
                let values: Vec<i64> = all.map(get).collect();
                into.typed::<Int64Type>().write_batch(&values, None, None)?;
            }
            Cell::Local(get) => {
                let values: Vec<i64> = all.map(|row| names.local(get(row))).collect();
                into.typed::<Int64Type>().write_batch(&values, None, None)?;
            }
            Cell::Flag(get) => {
                let values: Vec<bool> = all.map(|row| get(names, row)).collect();
                into.typed::<BoolType>().write_batch(&values, None, None)?;
            }
            Cell::Number(get) => {
                let values: Vec<f64> = all.map(get).collect();
                into.typed::<DoubleType>()
                    .write_batch(&values, None, None)?;
            }
        }
        Ok(())
    }
}

/// A file that grows by row groups.
pub struct RecordFile(SerializedFileWriter<BufWriter<File>>);

impl RecordFile {
    /// Begins a file, with what is to be known about it (name and value) beside the units of
    /// its columns.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn create(path: &Path, about: &[(&str, String)]) -> Result<Self> {
        let columns = COLUMNS.iter().map(|it| (it.name, it.unit, it.what));
        let notes = notes(about, columns);
        let file = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let writer = SerializedFileWriter::new(file, schema()?, properties(Some(notes)))?;
        Ok(Self(writer))
    }

    /// Adds the rows that [`Encoder::encode`] made bytes of.
    ///
    /// # Errors
    /// If the bytes are none of its, or the file can't be written.
    pub fn append(&mut self, bytes: Vec<u8>) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let bytes = Bytes::from(bytes);
        let read = ParquetMetaDataReader::new().parse_and_finish(&bytes)?;
        for group in read.row_groups() {
            let mut into = self.0.next_row_group()?;
            if group.num_columns() != COLUMNS.len() {
                return Err(ParquetError::General("these are other columns".to_owned()));
            }
            for column in group.columns() {
                let encoded = ColumnCloseResult {
                    bytes_written: column.compressed_size().cast_unsigned(),
                    rows_written: group.num_rows().cast_unsigned(),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                into.append_column(&bytes, encoded)?;
            }
            into.close()?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn close(self) -> Result<()> {
        self.0.close().map(|_| ())
    }
}

fn schema() -> Result<TypePtr> {
    let mut fields = Vec::new();
    for column in &COLUMNS {
        let (physical, logical, repetition) = match column.cell {
            Cell::Text(_) => (
                Physical::BYTE_ARRAY,
                Some(LogicalType::String),
                Repetition::OPTIONAL,
            ),
            Cell::Int(_) => (Physical::INT32, None, Repetition::REQUIRED),
            Cell::Long(_) => (Physical::INT64, None, Repetition::REQUIRED),
            Cell::Local(_) => {
                // Not adjusted to UTC: what the clock on the wall shows.
                let local = LogicalType::timestamp(false, TimeUnit::MILLIS);
                (Physical::INT64, Some(local), Repetition::REQUIRED)
            }
            Cell::Flag(_) => (Physical::BOOLEAN, None, Repetition::REQUIRED),
            Cell::Number(_) => (Physical::DOUBLE, None, Repetition::REQUIRED),
            Cell::Hours(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()?;
        fields.push(Arc::new(field));
    }
    let schema = Type::group_type_builder("incidents")
        .with_fields(fields)
        .build()?;
    Ok(Arc::new(schema))
}

/// How columns are encoded: texts by dictionary, whole numbers by their differences, hours as
/// they are; whatever every reader can read.
fn properties(notes: Option<Vec<KeyValue>>) -> WriterPropertiesPtr {
    let mut properties = writing::properties(notes);
    for column in &COLUMNS {
        let path = ColumnPath::from(column.name);
        properties = match column.cell {
            Cell::Text(_) => {
                properties.set_column_statistics_enabled(path, EnabledStatistics::None)
            }
            Cell::Int(_) | Cell::Long(_) | Cell::Local(_) => properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED),
            Cell::Flag(_) | Cell::Number(_) => {
                properties.set_column_dictionary_enabled(path, false)
            }
            // The bits of an hour's fraction look random: there is nothing to compress.
            Cell::Hours(_) => properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_compression(path, Compression::UNCOMPRESSED),
        };
    }
    Arc::new(properties.build())
}
