//! Bookmarks: the headings of a document beside its pages, where a browser made none.

use lopdf::{Dictionary, Document, Object, ObjectId, text_string};

use super::super::tree::{Block, Page};
use super::tags::Heading;

/// Adds a bookmark for each heading, unless there are some.
///
/// # Errors
/// If the document is not as it must be.
pub(super) fn add(document: &mut Document, headings: &[Heading], page: &Page) -> lopdf::Result<()> {
    let titles = titles(page);
    if document.catalog()?.has(b"Outlines") || titles.len() != headings.len() {
        return Ok(());
    }
    let root = document.new_object_id();
    let marks: Vec<Mark> = titles
        .into_iter()
        .zip(headings)
        .map(|(title, heading)| Mark {
            id: document.new_object_id(),
            title,
            heading: *heading,
        })
        .collect();
    for (at, mark) in marks.iter().enumerate() {
        let above = above(&marks, at);
        let mut entry = Dictionary::new();
        entry.set("Title", text_string(&mark.title));
        entry.set("Parent", above.map_or(root, |ix| marks[ix].id));
        let place: [Object; 2] = [mark.heading.sheet.into(), "Fit".into()];
        entry.set("Dest", place.to_vec());
        let beside: Vec<usize> = below(&marks, above);
        let own = beside.iter().position(|ix| *ix == at).unwrap_or_default();
        if let Some(before) = own.checked_sub(1) {
            entry.set("Prev", marks[beside[before]].id);
        }
        if let Some(after) = beside.get(own + 1) {
            entry.set("Next", marks[*after].id);
        }
        hold(&mut entry, &marks, Some(at));
        document.set_object(mark.id, entry);
    }
    let mut all = Dictionary::new();
    all.set("Type", "Outlines");
    hold(&mut all, &marks, None);
    document.set_object(root, all);
    document.catalog_mut()?.set("Outlines", root);
    Ok(())
}

/// A bookmark.
struct Mark {
    id: ObjectId,
    title: String,
    heading: Heading,
}

/// Title and headings of a document.
fn titles(page: &Page) -> Vec<String> {
    let headings = page.blocks.iter().filter_map(|block| match block {
        Block::Heading { text, .. } => Some(page.language.plain(text)),
        _ => None,
    });
    std::iter::once(page.title.clone())
        .chain(headings)
        .collect()
}

/// The bookmark that one stands below.
fn above(marks: &[Mark], at: usize) -> Option<usize> {
    let level = marks[at].heading.level;
    marks[..at].iter().rposition(|it| it.heading.level < level)
}

/// The bookmarks that stand below one, or below none.
fn below(marks: &[Mark], at: Option<usize>) -> Vec<usize> {
    (0..marks.len())
        .filter(|ix| above(marks, *ix) == at)
        .collect()
}

/// Says what stands below an entry.
fn hold(entry: &mut Dictionary, marks: &[Mark], at: Option<usize>) {
    let held = below(marks, at);
    if let (Some(first), Some(last)) = (held.first(), held.last()) {
        entry.set("First", marks[*first].id);
        entry.set("Last", marks[*last].id);
        let all = at.map_or(marks.len(), |at| {
            let is_below = |ix: usize| {
                std::iter::successors(Some(ix), |ix| above(marks, *ix))
                    .skip(1)
                    .any(|it| it == at)
            };
            (0..marks.len()).filter(|ix| is_below(*ix)).count()
        });
        entry.set("Count", i64::try_from(all).unwrap_or_default());
    }
}
