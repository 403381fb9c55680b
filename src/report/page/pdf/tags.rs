//! The tags of a print: what readers of PDF/UA-1 do not know or miss is mended.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Tags of browsers that came with PDF 2.0, and what they are before it.
const NEWER: [(&str, &str); 2] = [("Strong", "Span"), ("Em", "Span")];

/// How many parts within each other a heading may have.
const DEEPEST: u8 = 20;

/// A heading of a print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// From 1.
    pub level: u8,
    /// The sheet on which it begins.
    pub sheet: ObjectId,
}

/// Mends the tags, and gives the headings in their order.
///
/// - A figure without an alternative text is what stands around one: its drawing has the text.
/// - An item of a list has a body beside its bullet.
/// - Newer tags are explained.
///
/// # Errors
/// If the tags are not as they must be.
pub(super) fn mend(document: &mut Document) -> lopdf::Result<Vec<Heading>> {
    let root = document.catalog()?.get(b"StructTreeRoot")?.as_reference()?;
    let mut names = Dictionary::new();
    for (newer, known) in NEWER {
        names.set(newer, known);
    }
    document.get_dictionary_mut(root)?.set("RoleMap", names);
    let mut headings = Vec::new();
    let mut seen = HashSet::from([root]);
    let mut ahead = parts(document, root);
    ahead.reverse();
    while let Some(id) = ahead.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Ok(element) = document.get_dictionary(id) else {
            continue;
        };
        let tag = element
            .get(b"S")
            .and_then(Object::as_name)
            .unwrap_or_default();
        match tag {
            b"Figure" if !element.has(b"Alt") && !element.has(b"ActualText") => {
                document.get_dictionary_mut(id)?.set("S", "Div");
            }
            b"LI" => add_body(document, id)?,
            [b'H', level @ b'1'..=b'6'] => {
                let level = level - b'0';
                headings.extend(sheet(document, id, DEEPEST).map(|sheet| Heading { level, sheet }));
            }
            _ => {}
        }
        let mut parts = parts(document, id);
        parts.reverse();
        ahead.extend(parts);
    }
    Ok(headings)
}

/// What a part is made of, as it is listed.
fn listed(document: &Document, id: ObjectId) -> Vec<Object> {
    let Ok(element) = document.get_dictionary(id) else {
        return Vec::new();
    };
    match element.get_deref(b"K", document) {
        Ok(Object::Array(parts)) => parts.clone(),
        Ok(_) => element.get(b"K").cloned().into_iter().collect(),
        Err(_) => Vec::new(),
    }
}

/// The parts of a part that are tagged themselves.
fn parts(document: &Document, id: ObjectId) -> Vec<ObjectId> {
    let all = listed(document, id).into_iter();
    all.filter_map(|part| part.as_reference().ok()).collect()
}

fn tag(document: &Document, part: &Object) -> Option<Vec<u8>> {
    let element = document.get_dictionary(part.as_reference().ok()?).ok()?;
    element
        .get(b"S")
        .and_then(Object::as_name)
        .ok()
        .map(<[u8]>::to_vec)
}

/// Gives an item of a list a body of all that follows its bullet.
fn add_body(document: &mut Document, item: ObjectId) -> lopdf::Result<()> {
    let all = listed(document, item);
    let is = |part: &Object, name: &[u8]| tag(document, part).is_some_and(|tag| tag == name);
    let (bullet, body): (Vec<Object>, Vec<Object>) = all.into_iter().partition(|it| is(it, b"Lbl"));
    // What is drawn directly into the item is known by its place in it.
    let is_mended = body.is_empty()
        || body
            .iter()
            .any(|it| is(it, b"LBody") || it.as_reference().is_err());
    if is_mended {
        return Ok(());
    }
    let mut element = Dictionary::new();
    element.set("Type", "StructElem");
    element.set("S", "LBody");
    element.set("P", item);
    element.set("K", body.clone());
    let new = document.add_object(element);
    for part in &body {
        document
            .get_dictionary_mut(part.as_reference()?)?
            .set("P", new);
    }
    let mut parts = bullet;
    parts.push(new.into());
    document.get_dictionary_mut(item)?.set("K", parts);
    Ok(())
}

/// The sheet on which a part begins, as its parts to some depth say.
fn sheet(document: &Document, id: ObjectId, depth: u8) -> Option<ObjectId> {
    let element = document.get_dictionary(id).ok()?;
    let own = element.get(b"Pg").and_then(Object::as_reference).ok();
    let within = || {
        let depth = depth.checked_sub(1)?;
        let mut parts = parts(document, id).into_iter();
        parts.find_map(|it| sheet(document, it, depth))
    };
    own.or_else(within)
}
