//! A document as a PDF: a browser prints the page, then what it leaves out is added.
//!
//! A browser tags the text, marks header cells and embeds fonts. For PDF/UA-1 (ISO 14289-1) a
//! print still needs its title among the metadata, the mark of that standard, names of tags
//! that readers know, and to say that page numbers are no part of the text.

mod artifacts;
mod bookmarks;
mod tags;

use lopdf::{Dictionary, Document, Object, Stream, text_string};

use crate::text;

use super::error::PageError;
use super::printer::Printer;
use super::tree::Page;

/// "Sortie report" with the highest bit of each byte set: the second line of a file of ours, which
/// says that it is not text by such bytes (ISO 32000-1, 7.5.2).
const MARK: &[u8] = b"\xD3\xEF\xF2\xF4\xE9\xE5\xA0\xF2\xE5\xF0\xEF\xF2\xF4";

/// The end of a file, and of every change that another program adds to one.
const END: &[u8] = b"%%EOF";

/// The version of PDF that PDF/UA-1 rests on.
const VERSION: &str = "1.7";

/// The document, printed from its page as HTML.
///
/// # Errors
/// If there is no browser, it does not print, or its print is not as it must be.
pub(super) fn pdf(page: &Page, html: &str, printer: &Printer) -> Result<Vec<u8>, PageError> {
    let browser = printer.find()?;
    let printed = printer.print(&browser, html)?;
    finish(page, &printed).map_err(|why| PageError::Poor { browser, why })
}

/// Whether the bytes of a file are those of a PDF of ours that nobody added anything to, such
/// as a signature.
pub(super) fn is_ours(bytes: &[u8]) -> bool {
    let head = format!("%PDF-{VERSION}\n%").into_bytes();
    bytes.starts_with(&[&head, MARK].concat())
        && bytes.windows(END.len()).filter(|it| *it == END).count() == 1
}

/// The print with what it lacks; fails with what is wrong with it, in words.
fn finish(page: &Page, printed: &[u8]) -> Result<Vec<u8>, String> {
    let unread =
        |error: lopdf::Error| format!("it can't be read: {}", text::line(&error.to_string()));
    let mut document = Document::load_mem(printed).map_err(unread)?;
    if document
        .catalog()
        .map_err(unread)?
        .get(b"StructTreeRoot")
        .is_err()
    {
        return Err("it has no tags, which screen readers need".to_owned());
    }
    if let Some(font) = unembedded(&document) {
        return Err(format!(
            "it does not contain the font {}",
            text::line(&font)
        ));
    }
    let headings = tags::mend(&mut document).map_err(unread)?;
    artifacts::mark(&mut document).map_err(unread)?;
    bookmarks::add(&mut document, &headings, page).map_err(unread)?;
    describe(&mut document, page).map_err(unread)?;
    VERSION.clone_into(&mut document.version);
    document.binary_mark = MARK.to_vec();
    document.compress();
    let mut bytes = Vec::new();
    let written = document.save_to(&mut bytes);
    written.map_err(|error| format!("it can't be written: {}", text::said(&error)))?;
    Ok(bytes)
}

/// The name of a font whose letters are not in the file.
fn unembedded(document: &Document) -> Option<String> {
    let mut fonts = document.objects.values().filter_map(|object| {
        let font = object.as_dict().ok()?;
        font.has_type(b"FontDescriptor").then_some(font)
    });
    let embedded = |font: &&Dictionary| {
        [&b"FontFile"[..], b"FontFile2", b"FontFile3"]
            .iter()
            .any(|key| font.has(key))
    };
    let font = fonts.find(|font| !embedded(font))?;
    let name = font
        .get(b"FontName")
        .and_then(Object::as_name)
        .unwrap_or(b"?");
    Some(String::from_utf8_lossy(name).into_owned())
}

/// Title, language and mark of the standard. There is no date in it: the same results give the
/// same document.
fn describe(document: &mut Document, page: &Page) -> lopdf::Result<()> {
    let producer = document
        .trailer
        .get_deref(b"Info", document)
        .and_then(Object::as_dict)
        .and_then(|info| info.get(b"Producer"))
        .and_then(lopdf::decode_text_string)
        .unwrap_or_default();
    let title = page.title.replace(text::is_unfit, " ");
    let author = page
        .organisation
        .as_ref()
        .map(|it| it.replace(text::is_unfit, " "));
    let creator = concat!("Sortie ", env!("CARGO_PKG_VERSION"));
    let mut info = Dictionary::new();
    info.set("Title", text_string(&title));
    if let Some(author) = &author {
        info.set("Author", text_string(author));
    }
    info.set("Creator", text_string(creator));
    info.set("Producer", text_string(&producer));
    let info = document.add_object(info);
    document.trailer.set("Info", info);

    let author = author.map_or_else(String::new, |author| {
        format!(
            "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n",
            text::xml(&author)
        )
    });
    let metadata = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\n\
         <dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\n\
         {author}<xmp:CreatorTool>{creator}</xmp:CreatorTool>\n\
         <pdf:Producer>{}</pdf:Producer>\n\
         <pdfuaid:part>1</pdfuaid:part>\n\
         </rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>",
        text::xml(&title),
        page.language,
        text::xml(&producer),
    );
    let mut about = Dictionary::new();
    about.set("Type", "Metadata");
    about.set("Subtype", "XML");
    // Programs look for it without unpacking anything.
    let stream = Stream::new(about, metadata.into_bytes()).with_compression(false);
    let metadata = document.add_object(stream);

    let mut marked = Dictionary::new();
    marked.set("Marked", true);
    let mut shown = Dictionary::new();
    shown.set("DisplayDocTitle", true);
    let catalog = document.catalog_mut()?;
    catalog.set("Metadata", metadata);
    catalog.set("Lang", text_string(page.language.tag()));
    catalog.set("MarkInfo", marked);
    catalog.set("ViewerPreferences", shown);
    // Bookmarks are shown beside the pages.
    catalog.set("PageMode", "UseOutlines");
    Ok(())
}
