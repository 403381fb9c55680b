//! Characters that no text of a scenario may have, wherever it stands: names, ids, messages,
//! words of a taxonomy, keys that are names.

use toml::Spanned;
use toml::de::DeValue;

use super::code::Code;
use super::reader::{Cx, Field};
use crate::text::{self, Unfit};

/// Texts that may have several lines; they are read as one.
const PROSE: [&str; 6] = [
    "summary",
    "message",
    "audience",
    "objective",
    "expect",
    "note",
];

impl<'t> Cx<'t> {
    /// Reports every text and every key that has such a character.
    pub(super) fn check_characters(&mut self) {
        let root = self.root;
        for (key, value) in root {
            self.check_key(key);
            self.check_value(key.get_ref(), value);
        }
    }

    fn check_value(&mut self, key: &'t str, value: &'t Spanned<DeValue<'t>>) {
        match value.get_ref() {
            DeValue::String(text) => {
                let prose = PROSE.contains(&key);
                let found = text
                    .char_indices()
                    .find(|(_, c)| text::is_unfit(*c) && !(prose && matches!(c, '\n' | '\t')));
                if let Some((at, character)) = found {
                    let field = Field::new(key, value);
                    let place = self.within(field, at..at + character.len_utf8());
                    let unfit = Unfit { character, at };
                    let message = format!("`{key}` has the character {unfit}");
                    self.report_unfit(place, message, unfit);
                }
            }
            DeValue::Array(list) => {
                for entry in list {
                    self.check_value(key, entry);
                }
            }
            DeValue::Table(table) => {
                for (key, entry) in table {
                    self.check_key(key);
                    self.check_value(key.get_ref(), entry);
                }
            }
            _ => {}
        }
    }

    fn check_key(&mut self, key: &'t Spanned<toml::de::DeString<'t>>) {
        if let Some(unfit) = text::unfit(key.get_ref()) {
            let message = format!("a key has the character {unfit}");
            self.report_unfit(key.span(), message, unfit);
        }
    }

    fn report_unfit(&mut self, place: super::reader::TextSpan, message: String, unfit: Unfit) {
        let help = if matches!(unfit.character, '\t' | '\n' | '\r' | '\u{85}') {
            "write a space instead; only summaries and what an inject says may have several lines"
        } else {
            "leave it out: a reader can't see it, and it changes what stands around it"
        };
        self.report(Code::UnfitCharacter, place, message).help(help);
    }
}
