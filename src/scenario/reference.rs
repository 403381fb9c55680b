//! Ids and references: each block with an id is noted first, so that references can look
//! forward.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::DeValue;

use super::code::Code;
use super::document::SkillIx;
use super::ids::{Thing, id_flaw};
use super::reader::{Cx, Field, TextSpan};
use super::suggestion::existing;

impl<'t> Cx<'t> {
    /// Notes the ids of all `[[…]]` blocks, so that references can look forward.
    pub(super) fn collect_ids(&mut self) {
        let root = self.root;
        for thing in Thing::ALL {
            let table = if thing == Thing::Rule {
                root.get("dispatch").and_then(|d| d.get_ref().as_table())
            } else {
                Some(root)
            };
            let list = table.and_then(|t| t.get(thing.block()));
            let Some(DeValue::Array(list)) = list.map(Spanned::get_ref) else {
                continue;
            };
            let mut places: Vec<TextSpan> = Vec::new();
            for (position, entry) in list.iter().enumerate() {
                let id = entry.get_ref().get("id").map(|id| Field::new("id", id));
                places.push(id.map_or(0..0, |id| id.place()));
                let Some(id) = id else { continue };
                let Some(text) = id.value.as_str() else {
                    self.wrong_type(id, "a text in quotes");
                    continue;
                };
                if let Some(flaw) = id_flaw(thing, text) {
                    let message = format!("`{text}` can't be an id");
                    self.report(Code::BadId, id.place(), message).help(flaw);
                }
                if let Some(earlier) = self.ids.insert(thing, text, position) {
                    let noun = thing.noun();
                    self.report(
                        Code::DuplicateId,
                        id.place(),
                        format!("there is {noun} `{text}` already"),
                    )
                    .label("used again here")
                    .also(places[earlier].clone(), "first used here");
                }
            }
        }
    }

    /// The position of the thing that a value names.
    pub(super) fn refer(&mut self, field: Field<'t>, thing: Thing) -> Option<usize> {
        let id = self.text(field)?;
        self.refer_id(id, field.place(), thing)
    }

    /// The position of the thing of that id.
    pub(super) fn refer_id(&mut self, id: &str, place: TextSpan, thing: Thing) -> Option<usize> {
        let found = self.ids.find(thing, id);
        if found.is_none() {
            let block = thing.block();
            let message = format!("there is no `[[{block}]]` with the id `{id}`");
            let help = self.instead_of(id, thing);
            self.report(thing.unknown(), place, message)
                .help
                .extend(help);
        }
        found
    }

    /// What may be meant by an id that isn't there.
    fn instead_of(&self, id: &str, thing: Thing) -> Option<String> {
        if self.too_many() {
            return None;
        }
        // An id that can't be one is reported where it stands, and suggested nowhere.
        let all = self.ids.all(thing);
        let known: Vec<&str> = all.filter(|id| id_flaw(thing, id).is_none()).collect();
        let help = if let Some(other) = self.ids.elsewhere(id) {
            format!("`{id}` is {}, not {}", other.noun(), thing.noun())
        } else if let Some(near) = self.near(id, known.iter().copied()) {
            format!("did you mean `{near}`?")
        } else if known.is_empty() && self.ids.all(thing).next().is_some() {
            return None;
        } else if known.is_empty() {
            format!("the scenario has no `[[{}]]` at all", thing.block())
        } else {
            existing(known)
        };
        Some(help)
    }

    /// The positions of the things that a list names, each once.
    pub(super) fn refers(&mut self, field: Option<Field<'t>>, thing: Thing) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut seen = BTreeSet::new();
        for entry in self.one_or_many(field) {
            let Some(ix) = self.refer(entry, thing) else {
                continue;
            };
            if seen.insert(ix) {
                found.push(ix);
            } else {
                let id = entry.value.as_str().unwrap_or_default();
                let message = format!("`{id}` is in this list already");
                self.report(Code::RepeatedReference, entry.place(), message)
                    .help("once is enough: take it out");
            }
        }
        found
    }

    /// The index of a skill; new names are added.
    pub(super) fn skill(&mut self, name: &str) -> SkillIx {
        if let Some(ix) = self.skill_ix.get(name) {
            return SkillIx::from(*ix);
        }
        let ix = self.skills.len();
        self.skills.push(name.to_owned());
        self.skill_ix.insert(name.to_owned(), ix);
        SkillIx::from(ix)
    }

    /// Experts by skill: `{ forensics = 2, network = 1 }`, without those of zero.
    pub(super) fn skill_counts(&mut self, field: Field<'t>) -> Vec<(SkillIx, u32)> {
        const MOST: u64 = 256;
        let DeValue::Table(table) = field.value else {
            self.wrong_type(field, "a table of skills")
                .help("like { forensics = 2, network = 1 }");
            return Vec::new();
        };
        let mut counts = Vec::new();
        for (skill, count) in table {
            let entry = Field::new(skill.get_ref(), count);
            if let Some(count) = self.whole(entry, 0..=MOST, Code::CountRange)
                && count > 0
            {
                counts.push((self.skill(skill.get_ref()), count as u32));
            }
        }
        counts
    }
}
