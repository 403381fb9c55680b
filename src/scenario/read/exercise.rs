//! `[[objective]]`, and what an inject tells and hands out.

use super::super::code::Code;
use super::super::document::{Aim, Handout, Objective};
use super::super::ids::{Thing, id_flaw};
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::injects::ACTIONS;

/// Longest name of an attachment, bytes: what file systems take.
const LONGEST_NAME: usize = 255;

impl<'t> Cx<'t> {
    /// `[[objective]]`.
    pub(crate) fn read_objectives(&mut self) -> Vec<Objective> {
        let list = self.top("objective");
        self.read_all(
            list,
            Thing::Objective,
            &schema::OBJECTIVE,
            |cx, block, ix| {
                let id = Self::id_of(block, ix);
                Objective {
                    name: cx.name_of(block, &id),
                    capability: cx.prose(block.get("capability")),
                    id,
                }
            },
        )
    }

    /// `objective` of an inject: a text, or several. A text that is the id of an `[[objective]]`
    /// means that block.
    pub(crate) fn aims(&mut self, field: Option<Field<'t>>) -> Vec<Aim> {
        let mut aims: Vec<Aim> = Vec::new();
        for entry in self.one_or_many(field) {
            let words = self.prose(Some(entry));
            if words.is_empty() {
                continue;
            }
            let has_blocks = self.ids.all(Thing::Objective).next().is_some();
            // Where objectives have ids, one word in the form of an id is meant as one.
            let is_id = has_blocks && id_flaw(Thing::Objective, &words).is_none();
            let aim = if is_id {
                match self.refer_id(&words, entry.place(), Thing::Objective) {
                    Some(ix) => Aim::Objective(ix.into()),
                    None => continue,
                }
            } else {
                Aim::Words(words)
            };
            if aims.contains(&aim) {
                let message = "this objective is in the list already";
                self.report(Code::RepeatedReference, entry.place(), message)
                    .help("once is enough: take it out");
            } else {
                aims.push(aim);
            }
        }
        aims
    }

    /// What is told and handed out.
    pub(crate) fn handout(&mut self, block: &Block<'t>) -> Handout {
        let mut attachments = Vec::new();
        for entry in self.one_or_many(block.get("attachments")) {
            let Some(name) = self.text(entry) else {
                continue;
            };
            if let Some(flaw) = attachment_flaw(name) {
                let message = format!("an attachment can't be `{name}`: {flaw}");
                self.report(Code::BadAttachment, entry.place(), message)
                    .help(
                        "write the file's name alone, such as \"briefing.pdf\", and keep the \
                         files of an exercise in one folder",
                    );
            } else {
                attachments.push(name.to_owned());
            }
        }
        // A message alone is the action; its text is read, and checked, there.
        let acts = ACTIONS.iter().any(|key| block.has(key));
        Handout {
            message: if acts {
                self.text_or_empty(block.get("message"))
            } else {
                String::new()
            },
            from: self.prose(block.get("from")),
            method: self.prose(block.get("method")),
            note: self.prose(block.get("note")),
            attachments,
        }
    }
}

/// Why a text is no plain name of a file; `None` if it is one.
fn attachment_flaw(name: &str) -> Option<&'static str> {
    if name.contains(['/', '\\']) {
        Some("it is a path")
    } else if name.trim_matches(['.', ' ']).is_empty() {
        Some("it names a folder")
    } else if name.contains(':') {
        Some("a name can't have a colon on every system")
    } else if name.starts_with(' ') || name.ends_with([' ', '.']) {
        Some("a name can't begin with a space, nor end with one or with a full stop")
    } else if name.len() > LONGEST_NAME {
        Some("it is longer than 255 bytes")
    } else {
        None
    }
}
