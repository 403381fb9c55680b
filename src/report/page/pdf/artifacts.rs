//! What belongs to no part of the text, such as page numbers and marks at the edge of a sheet,
//! is said to be so: it becomes an artifact (ISO 32000-1, 14.8.2.2).

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId};

/// Marks what is drawn outside of any tag on all pages.
///
/// # Errors
/// If what is drawn can't be read.
pub(super) fn mark(document: &mut Document) -> lopdf::Result<()> {
    let pages: Vec<ObjectId> = document.page_iter().collect();
    for page in pages {
        let drawn = Content::decode(&document.get_page_content(page))?;
        let tagged = tagged_forms(document, page);
        let operations = marked(drawn.operations, &tagged);
        document.change_page_content(page, Content { operations }.encode()?)?;
        if let Ok(page) = document.get_dictionary_mut(page) {
            // From field to field as the tags go.
            page.set("Tabs", "S");
        }
    }
    Ok(())
}

/// Names of forms of a page that have tags of their own.
fn tagged_forms(document: &Document, page: ObjectId) -> Vec<Vec<u8>> {
    let Ok(page) = document.get_dictionary(page) else {
        return Vec::new();
    };
    let forms = page
        .get_deref(b"Resources", document)
        .and_then(Object::as_dict)
        .and_then(|resources| resources.get_deref(b"XObject", document))
        .and_then(Object::as_dict);
    let Ok(forms) = forms else {
        return Vec::new();
    };
    let has_tags = |key: &[u8]| {
        let form = forms.get_deref(key, document).and_then(Object::as_stream);
        form.is_ok_and(|it| it.dict.has(b"StructParents") || it.dict.has(b"StructParent"))
    };
    let all = forms.iter().map(|(key, _)| key);
    all.filter(|key| has_tags(key)).cloned().collect()
}

/// Whether the properties of marked content have its place in the text.
fn is_of_the_text(properties: &Object) -> bool {
    match properties {
        Object::Dictionary(properties) => properties.has(b"MCID"),
        // The name of some that stand elsewhere.
        _ => true,
    }
}

/// Operations, with what draws outside of any tag marked.
fn marked(operations: Vec<Operation>, tagged_forms: &[Vec<u8>]) -> Vec<Operation> {
    let mut out = Vec::with_capacity(operations.len());
    // How many tags are open.
    let mut depth = 0_usize;
    // Where a text or a path began that is outside of any tag.
    let mut begun: Option<usize> = None;
    for operation in operations {
        let operator = operation.operator.clone();
        match operator.as_str() {
            "BMC" | "BDC" => {
                depth += 1;
                // A text that has tags within says for itself what it is.
                if operation.operands.get(1).is_some_and(is_of_the_text) {
                    begun = None;
                }
            }
            "EMC" => depth = depth.saturating_sub(1),
            "BT" | "m" | "re" if depth == 0 && begun.is_none() => begun = Some(out.len()),
            // A path that is not painted, as for clipping.
            "n" => begun = None,
            _ => {}
        }
        let alone = depth == 0
            && match operator.as_str() {
                "sh" | "BI" => true,
                "Do" => match operation.operands.first() {
                    Some(Object::Name(name)) => !tagged_forms.contains(name),
                    _ => false,
                },
                _ => false,
            };
        if alone {
            begun = Some(out.len());
        }
        out.push(operation);
        let is_end = matches!(
            operator.as_str(),
            "ET" | "S" | "s" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*"
        );
        if let Some(start) = begun.filter(|_| alone || is_end) {
            out.insert(start, Operation::new("BMC", vec!["Artifact".into()]));
            out.push(Operation::new("EMC", Vec::new()));
            begun = None;
        }
    }
    out
}
