//! How all Parquet files are written, so that every reader can read them and the bytes depend on
//! the values alone.

use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion,
};

/// What files have in common, with what they say of themselves.
pub(super) fn properties(notes: Option<Vec<KeyValue>>) -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_created_by(format!("sortie {}", env!("CARGO_PKG_VERSION")))
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_key_value_metadata(notes)
}
