//! A message: words with places for arguments, perhaps in several plural forms.

use std::collections::BTreeMap;

use crate::report::page::prose::{Inline, Prose};

use super::locale::Locale;

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// Between backticks: an id, a command.
    Code(String),
    /// Between pairs of asterisks; holds parts itself.
    Strong(Vec<Part>),
    /// Between braces: the name of an argument.
    Argument(String),
}

/// A message.
#[derive(Clone, Debug)]
pub(super) enum Message {
    /// One form.
    Plain(Form),
    /// A form for each plural category of the number in an argument.
    Plural {
        /// The argument that decides.
        by: String,
        /// Forms by the name of their category.
        forms: BTreeMap<String, Form>,
    },
}

/// The words of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form(Vec<Part>);

impl Message {
    /// The words with arguments in their places.
    pub(super) fn fill(&self, locale: &Locale, arguments: &[(&str, Prose)]) -> Prose {
        let form = match self {
            Self::Plain(form) => form,
            Self::Plural { by, forms } => {
                let number = arguments.iter().find(|(name, _)| name == by);
                let number = number.and_then(|(_, words)| words.first_number());
                let number = number.map_or("", |number| &number.text);
                let of = |category: &str| forms.get(category);
                match of(locale.category(number)).or_else(|| of("other")) {
                    Some(form) => form,
                    None => return Prose::default(),
                }
            }
        };
        let mut all = Prose::default();
        put(&mut all, &form.0, arguments);
        all
    }
}

fn put(all: &mut Prose, parts: &[Part], arguments: &[(&str, Prose)]) {
    for part in parts {
        match part {
            Part::Text(text) => all.push(text),
            Part::Code(text) => all.push(Prose::code(text)),
            Part::Argument(name) => match arguments.iter().find(|(known, _)| known == name) {
                Some((_, words)) => all.push(words.clone()),
                None => all.push(format!("{{{name}}}")),
            },
            Part::Strong(parts) => {
                let mut within = Prose::default();
                put(&mut within, parts, arguments);
                for piece in within.0 {
                    match (all.0.last_mut(), piece) {
                        (Some(Inline::Strong(before)), Inline::Text(text)) => {
                            before.push_str(&text);
                        }
                        (_, Inline::Text(text)) => all.0.push(Inline::Strong(text)),
                        (_, other) => all.0.push(other),
                    }
                }
            }
        }
    }
}

impl Form {
    /// Reads the words of a message.
    pub(super) fn new(text: &str) -> Self {
        let each = text.split("**").enumerate();
        let each = each.flat_map(|(ix, stretch)| {
            let parts = parts(stretch);
            if ix % 2 == 1 {
                vec![Part::Strong(parts)]
            } else {
                parts
            }
        });
        Self(each.collect())
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut add = |part: Part, text: &str| {
        if !text.is_empty() {
            found.push(part);
        }
    };
    for (ix, stretch) in text.split('`').enumerate() {
        if ix % 2 == 1 {
            add(Part::Code(stretch.to_owned()), stretch);
            continue;
        }
        let mut rest = stretch;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            add(Part::Text(before.to_owned()), before);
            add(Part::Argument(name.to_owned()), name);
            rest = after;
        }
        add(Part::Text(rest.to_owned()), rest);
    }
    found
}
