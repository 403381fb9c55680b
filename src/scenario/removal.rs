//! Leaving a block out of a scenario's text, as if its author had never written it.

use toml_edit::{DocumentMut, Item, Value};

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::suggestion::{existing, nearest};

/// What stands before the path of a block that is left out, where others have `path=value`.
pub(crate) const LEFT_OUT: char = '-';

/// Leaves out the `[[…]]` block that `path` names, like `inject.c9`. Mistakes are placed as if the
/// path stood at the byte `from`.
pub(super) fn remove(
    document: &mut DocumentMut,
    path: &str,
    from: usize,
) -> Result<(), Box<Diagnostic>> {
    let wrong = |place: std::ops::Range<usize>, message: String| {
        Diagnostic::new(
            Code::OverlayPath,
            from + place.start..from + place.end,
            message,
        )
    };
    let Some((block, id)) = path.split_once('.').filter(|(_, id)| !id.is_empty()) else {
        let message = format!("`{path}` does not name a block");
        let mut diagnostic = wrong(0..path.len(), message);
        diagnostic.help("write the kind of block and its id, like inject.c9 or threat.ddos");
        return Err(Box::new(diagnostic));
    };
    let item = document.get_mut(block);
    let ids: Vec<String> = match &item {
        Some(Item::ArrayOfTables(tables)) => tables
            .iter()
            .map(|table| id_of(table.get("id").and_then(Item::as_str)))
            .collect(),
        Some(Item::Value(Value::Array(list))) => list
            .iter()
            .map(|entry| {
                let table = entry.as_inline_table();
                id_of(table.and_then(|it| it.get("id")).and_then(Value::as_str))
            })
            .collect(),
        _ => Vec::new(),
    };
    let Some(at) = ids.iter().position(|known| known == id) else {
        let place = block.len() + 1..path.len();
        let mut diagnostic = wrong(
            place,
            format!("there is no `[[{block}]]` with the id `{id}`"),
        );
        let known = || ids.iter().map(String::as_str);
        diagnostic
            .suggest(nearest(id, known()))
            .help(existing(known()));
        return Err(Box::new(diagnostic));
    };
    match item {
        Some(Item::ArrayOfTables(tables)) => {
            tables.remove(at);
        }
        Some(Item::Value(Value::Array(list))) => {
            list.remove(at);
        }
        _ => {}
    }
    Ok(())
}

fn id_of(id: Option<&str>) -> String {
    id.unwrap_or_default().to_owned()
}
