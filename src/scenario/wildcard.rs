//! Paths with a `*`, and what stands at a path.
//!
//! `nation.*.release` stands for that key of every nation that has it, in the order of the text.

use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::schema::{self, Child, Keys};

/// The plain paths that a path with any number of `*` stands for, with what is there. A path
/// without one stands for itself, and may lead to nothing yet.
pub(super) fn expand(text: &DocumentMut, path: &str) -> Vec<(String, Option<Value>)> {
    let parts: Vec<&str> = path.split('.').map(str::trim).collect();
    let mut found = Vec::new();
    let mut at = Vec::new();
    walk(
        text.as_table(),
        Some(&schema::ROOT),
        &parts,
        &mut at,
        &mut found,
    );
    if found.is_empty() && !parts.contains(&"*") {
        found.push((parts.join("."), None));
    }
    found
}

fn walk(
    table: &dyn TableLike,
    keys: Option<&'static Keys>,
    parts: &[&str],
    at: &mut Vec<String>,
    found: &mut Vec<(String, Option<Value>)>,
) {
    let [head, rest @ ..] = parts else {
        return;
    };
    if *head == "*" {
        for (key, _) in table.iter() {
            let mut named = vec![key];
            named.extend(rest);
            walk(table, keys, &named, at, found);
        }
        return;
    }
    let Some(item) = table.get(head) else {
        return;
    };
    at.push((*head).to_owned());
    let child = keys.map_or(Child::Value, |keys| schema::child(keys, head));
    if rest.is_empty() {
        let mut value = item.as_value().cloned();
        if let Some(value) = &mut value {
            value.decor_mut().clear();
        }
        if value.is_some() {
            found.push((at.join("."), value));
        }
    } else if let Child::Tables(inner, name) = child {
        for (ix, entry) in entries(item).into_iter().enumerate() {
            let id = id_of(entry, name, inner, ix);
            if rest[0] == "*" || rest[0] == id || rest[0] == (ix + 1).to_string() {
                at.push(id);
                walk(entry, Some(inner), &rest[1..], at, found);
                at.pop();
            }
        }
    } else if let Some(inner_table) = item.as_table_like() {
        let inner = match child {
            Child::Table(keys) => Some(keys),
            _ => None,
        };
        walk(inner_table, inner, rest, at, found);
    }
    at.pop();
}

/// The tables of a list, in either spelling of TOML.
pub(super) fn entries(item: &Item) -> Vec<&dyn TableLike> {
    match item {
        Item::ArrayOfTables(tables) => tables.iter().map(|it| it as &dyn TableLike).collect(),
        Item::Value(Value::Array(list)) => list
            .iter()
            .filter_map(|it| it.as_inline_table())
            .map(|it| it as &dyn TableLike)
            .collect(),
        Item::Table(only) => vec![only],
        Item::Value(Value::InlineTable(only)) => vec![only],
        _ => Vec::new(),
    }
}

/// How a path names an entry of a list.
pub(super) fn id_of(entry: &dyn TableLike, key: &str, keys: &Keys, ix: usize) -> String {
    let named = if key.is_empty() { None } else { entry.get(key) };
    match named.and_then(Item::as_str) {
        Some(id) => id.to_owned(),
        None if keys.name == schema::RULE.name => format!("rule-{}", ix + 1),
        None => (ix + 1).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_every_id_and_position() {
        let text = r#"
            [[nation]]
            id = "A"
            release = "2h"
            experts = [{ skills = ["x"], count = 2 }, { skills = ["y"] }]
            [[nation]]
            id = "B"
            experts = [{ skills = ["x"], count = 3 }]
            [[threat]]
            id = "t"
            rate = "1/week"
        "#;
        let text: DocumentMut = text.parse().expect("TOML");
        let paths = |path: &str| -> Vec<String> {
            let found = expand(&text, path).into_iter();
            found
                .map(|(path, value)| match value {
                    Some(value) => format!("{path}={value}"),
                    None => path,
                })
                .collect()
        };
        assert_eq!(paths("nation.*.release"), ["nation.A.release=\"2h\""]);
        assert_eq!(
            paths("nation.*.experts.*.count"),
            ["nation.A.experts.1.count=2", "nation.B.experts.1.count=3"]
        );
        assert_eq!(paths("threat.t.rate"), ["threat.t.rate=\"1/week\""]);
        assert_eq!(paths("threat.t.clustering"), ["threat.t.clustering"]);
        assert!(paths("team.*.notice").is_empty());
    }
}
