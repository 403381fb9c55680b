//! The names of kinds as people write them, and ids that a scenario can have.

use std::collections::{BTreeMap, BTreeSet};

use super::shown;

/// The name of all kinds together.
pub(super) const ALL: &str = "all";
/// The name of incidents whose records name no kind.
pub(super) const UNNAMED: &str = "unnamed";

/// Longest id, characters; a scenario takes 64, and a number may have to follow.
const LONGEST: usize = 48;
/// Ids that mean something else among what is found.
const TAKEN: [&str; 2] = [ALL, UNNAMED];

/// Gives each kind an id of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kinds {
    /// By what tells kinds apart: the id and the name as it was first written.
    ids: BTreeMap<String, (String, String)>,
    taken: BTreeSet<String>,
    /// The next number for an id that is taken.
    numbers: BTreeMap<String, u64>,
    spellings: BTreeSet<String>,
    said: Vec<String>,
}

impl Kinds {
    /// The id of a kind; empty for an empty name.
    ///
    /// Case and runs of spaces do not tell kinds apart; all else does, in any script.
    pub(super) fn id(&mut self, name: &str) -> String {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return String::new();
        }
        let key = name.to_lowercase();
        if let Some((id, first)) = self.ids.get(&key) {
            let id = id.clone();
            if *first != name && self.spellings.insert(name.clone()) {
                let first = shown(first);
                self.said.push(format!(
                    "`{}` and `{first}` are taken as one kind, `{id}`",
                    shown(&name)
                ));
            }
            return id;
        }
        let wanted = slug(&name);
        let stem = if wanted.is_empty() { "kind" } else { &wanted };
        let free = |id: &String| !self.taken.contains(id) && !TAKEN.contains(&id.as_str());
        let mut id = stem.to_owned();
        while !free(&id) {
            let number = self.numbers.entry(stem.to_owned()).or_insert(1);
            *number += 1;
            id = format!("{stem}-{number}");
        }
        if id != plain(&key) {
            self.said
                .push(format!("the kind `{}` is called `{id}`", shown(&name)));
        }
        self.taken.insert(id.clone());
        self.ids.insert(key, (id.clone(), name));
        id
    }

    /// The name of a kind as it was first written.
    pub(super) fn name(&self, id: &str) -> Option<&str> {
        let mut all = self.ids.values();
        all.find(|(it, _)| it == id).map(|(_, name)| name.as_str())
    }

    /// What was guessed.
    pub(super) fn said(&self) -> &[String] {
        &self.said
    }
}

/// What an id would be without a second thought: words joined by `-`.
fn plain(key: &str) -> String {
    key.replace(' ', "-")
}

/// Lower-case letters, digits, `_` and `-`; other scripts in Latin letters.
fn slug(name: &str) -> String {
    let mut id = String::new();
    for c in any_ascii::any_ascii(name).to_lowercase().chars() {
        if id.len() == LONGEST {
            break;
        }
        if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stay_apart() {
        let mut kinds = Kinds::default();
        let ids: Vec<String> = ["C", "C++", "C#", "ДДоС", "Фішинг", "All", "???", "!", "c"]
            .iter()
            .map(|name| kinds.id(name))
            .collect();
        assert_eq!(
            ids,
            [
                "c", "c-2", "c-3", "ddos", "fishing", "all-2", "kind", "kind-2", "c"
            ]
        );
        assert_eq!(kinds.name("c-2"), Some("C++"));
        let said = kinds.said().join("\n");
        for words in [
            "`C++` is called `c-2`",
            "`ДДоС` is called `ddos`",
            "`c` and `C` are",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(kinds.id("  "), "");
        let long = "x".repeat(80);
        assert_eq!(kinds.id(&long).len(), LONGEST);
        assert_ne!(kinds.id(&long), kinds.id(&format!("{long}y")));
    }
}
