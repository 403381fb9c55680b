//! What a Parquet file says of itself.

use parquet::file::metadata::KeyValue;

/// Its key-value metadata: what it is about under `sortie.NAME`, and of each column (name, unit,
/// what it says) the unit and the description.
pub(super) fn notes<'a>(
    about: &[(&str, String)],
    columns: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
) -> Vec<KeyValue> {
    let about = about.iter();
    let mut notes: Vec<KeyValue> = about
        .map(|(name, value)| KeyValue::new(format!("sortie.{name}"), value.clone()))
        .collect();
    for (name, unit, what) in columns {
        notes.push(KeyValue::new(format!("{name}.unit"), unit.to_owned()));
        notes.push(KeyValue::new(
            format!("{name}.description"),
            what.to_owned(),
        ));
    }
    notes
}
