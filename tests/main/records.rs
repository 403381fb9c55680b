//! The incidents of all replications, read back.

use std::fs::File;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use sortie::inside::export::incidents;
use sortie::inside::export::parquet::{Encoder, RecordFile};
use sortie::inside::outcome::{Recorder, Rows};
use sortie::inside::scenario::embedded;
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;

use crate::harness::world;

const SEED: u64 = 5;

/// The rows of some replications.
fn rows(world: &World, replications: std::ops::Range<u64>) -> Rows {
    let mut recorder = Recorder::new(replications.start);
    let mut simulation = Simulation::new(world);
    for replication in replications {
        recorder.next(replication);
        let run = simulation.run(SEED, replication, &mut recorder);
        run.expect("a replication");
    }
    recorder.into_rows()
}

fn write(path: &Path, world: &World, chunks: &[std::ops::Range<u64>]) {
    let encoder = Encoder::new(world).expect("an encoder");
    let about = [("seed", SEED.to_string())];
    let mut file = RecordFile::create(path, &about).expect("a file");
    for chunk in chunks {
        let bytes = encoder.encode(&rows(world, chunk.clone())).expect("bytes");
        file.append(bytes).expect("a row group");
    }
    file.close().expect("a whole file");
}

/// The cells of `incidents.csv` for some replications, with the header.
fn csv(world: &World, replications: std::ops::Range<u64>) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for replication in replications {
        all.extend(incidents::record(world, SEED, replication).expect("a replication"));
    }
    let mut bytes = Vec::new();
    incidents::write(&all, &mut bytes).expect("rows");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&bytes[..]);
    reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect()
}

/// True if a cell of each file says the same; numbers to the last bit.
fn same(parquet: &Field, csv: &str) -> bool {
    match parquet {
        Field::Null => csv.is_empty(),
        Field::Bool(value) => csv == value.to_string(),
        Field::Int(value) => csv == value.to_string(),
        Field::Long(value) => csv == value.to_string(),
        Field::Str(value) => csv == value,
        Field::Double(value) => csv.parse::<f64>().map(f64::to_bits) == Ok(value.to_bits()),
        Field::TimestampMillis(value) => {
            let civil = jiff::Timestamp::from_millisecond(*value)
                .expect("a time")
                .strftime("%Y-%m-%d %H:%M:%S");
            csv == civil.to_string()
        }
        _ => false,
    }
}

#[test]
fn what_is_read_back_is_what_the_table_says() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, _) in embedded::SCENARIOS {
        let world = world(embedded::text(name).expect("a ready scenario"));
        let path = folder.path().join(name);
        write(&path, &world, &[0..5, 5..6, 6..12]);
        let reader =
            SerializedFileReader::new(File::open(&path).expect("a file")).expect("Parquet");
        assert_eq!(reader.metadata().num_row_groups(), 3);
        let table = csv(&world, 0..12);
        let mut count = 1;
        for row in reader.get_row_iter(None).expect("rows") {
            let row = row.expect("a row");
            let wanted = &table[count];
            let names: Vec<&String> = row.get_column_iter().map(|(name, _)| name).collect();
            assert_eq!(names, table[0].iter().collect::<Vec<_>>());
            for ((column, cell), text) in row.get_column_iter().zip(wanted) {
                assert!(
                    same(cell, text),
                    "{name}, row {count}, {column}: {cell} and {text}"
                );
            }
            count += 1;
        }
        assert_eq!(count, table.len());
    }
}

#[test]
fn units_are_in_the_metadata() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(embedded::text("minimal").expect("a ready scenario"));
    let path = folder.path().join("file");
    write(&path, &world, &[0..1, 1..2]);
    let reader = SerializedFileReader::new(File::open(&path).expect("a file")).expect("Parquet");
    let metadata = reader.metadata().file_metadata();
    let notes = metadata.key_value_metadata().expect("notes");
    let note = |key: &str| {
        let found = notes.iter().find(|note| note.key == key);
        found.and_then(|note| note.value.as_deref())
    };
    assert_eq!(note("sortie.seed"), Some("5"));
    assert_eq!(note("onset_h.unit"), Some("h"));
    let docs = include_str!("../../docs/records.md");
    for column in metadata.schema_descr().columns() {
        let name = column.name();
        assert!(note(&format!("{name}.unit")).is_some(), "{name}");
        let what = note(&format!("{name}.description")).expect("a description");
        // The page has a row for each, in the same words.
        let line = docs
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}` |")));
        assert!(
            line.is_some_and(|line| line.ends_with(&format!("| {what} |"))),
            "{name}: {what}"
        );
    }
}

#[test]
fn a_file_without_incidents_is_sound() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(crate::harness::TEN_DAYS);
    let path = folder.path().join("file");
    write(&path, &world, &[0..2, 2..3]);
    let reader = SerializedFileReader::new(File::open(&path).expect("a file")).expect("Parquet");
    assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    let mut file = RecordFile::create(&path, &[]).expect("a file");
    assert!(file.append(b"not Parquet".to_vec()).is_err());
}
