//! The messages of one language.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::locale::Locale;
use super::message::{Form, Message};

/// The key of the argument that a plural message goes by.
const BY: &str = "by";

/// The messages of a language by key, and what is known of its numbers.
#[derive(Debug)]
pub(super) struct Catalogue {
    messages: BTreeMap<String, Message>,
    pub(super) locale: Locale,
}

impl Catalogue {
    /// Reads a table. What is no message in it is left out; a test sees to it that nothing is.
    pub(super) fn new(tag: &str, table: &str) -> Self {
        let table: Table = table.parse().unwrap_or_default();
        let setting = |name: &str| table.get("language")?.get(name)?.as_str();
        let locale = Locale::new(tag, setting("numbers"), setting("dates").unwrap_or(tag));
        let mut messages = BTreeMap::new();
        gather(&mut messages, "", &table);
        Self { messages, locale }
    }

    /// A message by its key: `answer.kept`.
    pub(super) fn message(&self, key: &str) -> Option<&Message> {
        self.messages.get(key)
    }
}

fn gather(messages: &mut BTreeMap<String, Message>, prefix: &str, table: &Table) {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        match value {
            Value::String(text) => {
                messages.insert(key, Message::Plain(Form::new(text)));
            }
            Value::Table(inner) => match inner.get(BY).and_then(Value::as_str) {
                // A family may have a word of that name.
                Some(by) => {
                    let forms = inner.iter().filter(|(category, _)| *category != BY);
                    let forms = forms.filter_map(|(category, text)| {
                        Some((category.clone(), Form::new(text.as_str()?)))
                    });
                    let message = Message::Plural {
                        by: by.to_owned(),
                        forms: forms.collect(),
                    };
                    messages.insert(key, message);
                }
                None => gather(messages, &format!("{key}."), inner),
            },
            _ => {}
        }
    }
}
