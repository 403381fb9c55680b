//! Finding places in the text again, for checks that come after reading.

use toml::Spanned;
use toml::de::DeValue;

use super::ids::Thing;
use super::reader::{Cx, TextSpan};

/// A step into nested values.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// Into a table.
    Key(&'a str),
    /// Into a list.
    Nth(usize),
}

impl<'t> Cx<'t> {
    /// The value at a path of keys and positions, or the last one on the way that exists.
    pub(super) fn find(&self, path: &[Step<'_>]) -> TextSpan {
        let mut place = 0..0;
        let mut value: Option<&DeValue<'t>> = None;
        for (nth, step) in path.iter().enumerate() {
            // A table that stands alone counts as a list of one.
            if matches!((step, value), (Step::Nth(0), Some(DeValue::Table(_)))) {
                continue;
            }
            let next = match (step, value) {
                (Step::Key(key), None) if nth == 0 => self.root.get(*key),
                (Step::Key(key), Some(value)) => value.get(*key),
                (Step::Nth(at), Some(value)) => value.get(*at),
                _ => None,
            };
            let Some(next) = next else { break };
            place = next.span();
            value = Some(next.get_ref());
        }
        place
    }

    /// The place where a value within a thing names an id, or of that value.
    pub(super) fn find_name(&self, thing: Thing, ix: usize, key: &str, id: &str) -> TextSpan {
        fn named<'a, 't>(
            value: &'a Spanned<DeValue<'t>>,
            id: &str,
        ) -> Option<&'a Spanned<DeValue<'t>>> {
            match value.get_ref() {
                DeValue::String(text) => (text == id).then_some(value),
                DeValue::Array(list) => list.iter().find_map(|entry| named(entry, id)),
                DeValue::Table(table) => table.iter().find_map(|(_, entry)| named(entry, id)),
                _ => None,
            }
        }
        let place = self.find_in(thing, ix, &[Step::Key(key)]);
        let list = if thing == Thing::Rule {
            let dispatch = self.root.get("dispatch");
            dispatch.and_then(|dispatch| dispatch.get_ref().get(thing.block()))
        } else {
            self.root.get(thing.block())
        };
        let block = list.and_then(|list| list.get_ref().get(ix));
        let value = block.and_then(|block| block.get_ref().get(key));
        value
            .and_then(|value| named(value, id))
            .map_or(place, Spanned::span)
    }

    /// The place of the id of a thing, or of its header.
    pub(super) fn find_id(&self, thing: Thing, ix: usize) -> TextSpan {
        self.find_in(thing, ix, &[Step::Key("id")])
    }

    /// The place of something within a thing, or of its header.
    pub(super) fn find_in(&self, thing: Thing, ix: usize, path: &[Step<'_>]) -> TextSpan {
        let mut whole = Vec::new();
        if thing == Thing::Rule {
            whole.push(Step::Key("dispatch"));
        }
        whole.push(Step::Key(thing.block()));
        whole.push(Step::Nth(ix));
        whole.extend_from_slice(path);
        self.find(&whole)
    }
}
