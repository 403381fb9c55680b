//! The brief report as PDF: what a print is given that a browser leaves out, and what is said of
//! browsers that do not print. The browsers here are scripts; `tests/pdf.sh` has a real one.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use sortie::app::{self, PageFormat, PageRequest, Printer};

use crate::work_folder::Place;

/// Results of a run, and how they are reported.
fn place() -> Place {
    let place = Place::with_more("");
    place.fine("run my.toml -n 20 -q -o one");
    place
}

const LINE: &str = "report one --template brief --format pdf -q --browser";

/// A browser that does something with the file `$to` that it is asked for.
fn browser(place: &Place, name: &str, does: &str) -> PathBuf {
    let path = place.path(name);
    let script = format!(
        "#!/bin/sh\nfor it; do case \"$it\" in --print-to-pdf=*) to=${{it#*=}};; esac; done\n\
         printf '%s\\n' \"$@\" > \"$(dirname \"$0\")/asked.txt\"\n{does}\n"
    );
    fs::write(&path, script).expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
    path
}

/// A print with tags: so many headings of level 2 below one of level 1, a list, a drawing within
/// a figure, and a page number that is in no tag.
fn print(headings: usize) -> Document {
    let mut print = Document::with_version("1.4");
    let sheets = print.new_object_id();
    let drawn = "/P <</MCID 0>> BDC BT (a) Tj ET EMC\n0 0 9 9 re W n\n1 0 0 1 0 0 cm\nBT (1 / 1) Tj ET\n\
                 0 0 5 5 re f\nBT /P <</MCID 1>> BDC (b) Tj EMC ET\n/Form Do";
    let drawn = print.add_object(Stream::new(Dictionary::new(), drawn.into()));
    let form = print.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 1.into(), 1.into()] },
        b"0 0 1 1 re f".to_vec(),
    ));
    let sheet = print.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => sheets,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Contents" => drawn,
        "Resources" => dictionary! { "XObject" => dictionary! { "Form" => form } },
    });
    print.set_object(
        sheets,
        dictionary! { "Type" => "Pages", "Kids" => vec![sheet.into()], "Count" => 1 },
    );
    let root = print.new_object_id();
    let whole = print.new_object_id();
    let mut element = |tag: &str, parts: Vec<Object>| -> Object {
        let element = dictionary! { "Type" => "StructElem", "S" => tag, "P" => whole, "Pg" => sheet, "K" => parts };
        print.add_object(element).into()
    };
    let mut parts = vec![element("H1", vec![0.into()])];
    parts.extend((0..headings).map(|_| element("H2", Vec::new())));
    let bullet = element("Lbl", Vec::new());
    let words = element("Strong", vec![1.into()]);
    parts.push(element("LI", vec![bullet, words]));
    let drawing = element("Figure", Vec::new());
    parts.push(element("Figure", vec![drawing.clone()]));
    let drawing = drawing.as_reference().expect("an object");
    print.set_object(
        whole,
        dictionary! { "Type" => "StructElem", "S" => "Document", "P" => root, "K" => parts },
    );
    print
        .get_dictionary_mut(drawing)
        .expect("it")
        .set("Alt", Object::string_literal("a bar"));
    print.set_object(
        root,
        dictionary! { "Type" => "StructTreeRoot", "K" => whole },
    );
    let catalog = print.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => sheets,
        "StructTreeRoot" => root,
        "Lang" => Object::string_literal("xx"),
    });
    print.trailer.set("Root", catalog);
    let info = print.add_object(dictionary! {
        "Producer" => Object::string_literal("Press 9"),
        "CreationDate" => Object::string_literal("D:20260101000000Z"),
    });
    print.trailer.set("Info", info);
    print
}

/// How many headings of level 2 the brief report of `one` has.
fn headings(place: &Place) -> usize {
    place.fine("report one --template brief --format md -q --out asked.md");
    let text = fs::read_to_string(place.path("asked.md")).expect("a file");
    text.lines().filter(|line| line.starts_with("## ")).count()
}

/// Text of a value of a dictionary.
fn said(dictionary: &Dictionary, key: &str) -> String {
    let value = dictionary.get(key.as_bytes()).expect(key);
    lopdf::decode_text_string(value).expect("text")
}

#[test]
fn a_print_is_given_what_the_browser_leaves_out() {
    let place = place();
    let count = headings(&place);
    print(count).save(place.path("print.pdf")).expect("a file");
    let press = browser(
        &place,
        "press",
        "cp \"$(dirname \"$0\")/print.pdf\" \"$to\"",
    );
    let title = "Ąžuolas_<Łódź>_&_Ελλάδα";
    place.fine(&format!(
        "{LINE} {} --organisation NCSC --title {title}",
        press.display()
    ));
    let bytes = fs::read(place.path("one/brief.pdf")).expect("a file");
    let pdf = Document::load_mem(&bytes).expect("a PDF");
    let catalog = pdf.catalog().expect("a catalog");
    assert_eq!(pdf.version, "1.7");
    assert_eq!(said(catalog, "Lang"), "en");
    let info = pdf.trailer.get(b"Info").and_then(Object::as_reference);
    let info = pdf.get_dictionary(info.expect("it")).expect("it");
    assert_eq!(said(info, "Title"), title);
    assert_eq!(said(info, "Author"), "NCSC");
    assert_eq!(said(info, "Producer"), "Press 9");
    assert!(!info.has(b"CreationDate"));
    let about = catalog
        .get_deref(b"Metadata", &pdf)
        .and_then(Object::as_stream);
    let about = String::from_utf8(about.expect("it").content.clone()).expect("text");
    let escaped = title
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    assert!(about.contains(&escaped), "{about}");
    assert!(about.contains("<pdfuaid:part>1</pdfuaid:part>"), "{about}");
    for (key, within) in [
        ("ViewerPreferences", "DisplayDocTitle"),
        ("MarkInfo", "Marked"),
    ] {
        let found = catalog
            .get(key.as_bytes())
            .and_then(Object::as_dict)
            .expect(key);
        assert!(
            found
                .get(within.as_bytes())
                .and_then(Object::as_bool)
                .expect(within)
        );
    }

    // A bookmark for the title, and below it one for each heading.
    let outline = catalog
        .get_deref(b"Outlines", &pdf)
        .and_then(Object::as_dict)
        .expect("it");
    let first = outline
        .get_deref(b"First", &pdf)
        .and_then(Object::as_dict)
        .expect("it");
    assert_eq!(said(first, "Title"), title);
    let mut next = first
        .get_deref(b"First", &pdf)
        .and_then(Object::as_dict)
        .ok();
    let mut below = 0;
    while let Some(mark) = next {
        assert!(mark.has(b"Dest"));
        below += 1;
        next = mark.get_deref(b"Next", &pdf).and_then(Object::as_dict).ok();
    }
    assert_eq!(below, count);

    // Tags that readers know.
    let tag = |element: &Dictionary| -> Option<String> {
        let tag = element.get(b"S").and_then(Object::as_name).ok()?;
        Some(String::from_utf8_lossy(tag).into_owned())
    };
    let elements = || pdf.objects.values().filter_map(|it| it.as_dict().ok());
    let with = |wanted: &str| -> Vec<&Dictionary> {
        elements()
            .filter(|it| tag(it).is_some_and(|tag| tag == wanted))
            .collect()
    };
    assert_eq!(with("Figure").len(), 1);
    assert!(with("Figure")[0].has(b"Alt"));
    assert_eq!(with("Div").len(), 1);
    let item = with("LI")[0]
        .get(b"K")
        .and_then(Object::as_array)
        .expect("parts");
    let parts = item
        .iter()
        .map(|it| pdf.get_dictionary(it.as_reference().expect("it")));
    let parts: Vec<_> = parts
        .map(|it| tag(it.expect("it")).expect("a tag"))
        .collect();
    assert_eq!(parts, ["Lbl", "LBody"]);
    let root = catalog
        .get_deref(b"StructTreeRoot", &pdf)
        .and_then(Object::as_dict)
        .expect("it");
    let names = root.get(b"RoleMap").and_then(Object::as_dict).expect("it");
    assert_eq!(
        names.get(b"Strong").and_then(Object::as_name).expect("it"),
        b"Span"
    );

    // What is in no tag is no part of the text; what is in one stays there.
    let sheet = pdf.page_iter().next().expect("a sheet");
    let drawn = pdf.get_page_content(sheet);
    let drawn = lopdf::content::Content::decode(&drawn)
        .expect("content")
        .operations;
    let drawn: Vec<&str> = drawn.iter().map(|it| it.operator.as_str()).collect();
    assert_eq!(
        drawn.join(" "),
        "BDC BT Tj ET EMC re W n cm BMC BT Tj ET EMC BMC re f EMC BT BDC Tj EMC ET BMC Do EMC"
    );

    // It was asked for without network, window or leftovers, and leaves no file behind.
    let asked = fs::read_to_string(place.path("asked.txt")).expect("a file");
    for wanted in [
        "--headless=new",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "file:///",
    ] {
        assert!(asked.contains(wanted), "{asked}");
    }
    let profile = asked
        .lines()
        .find_map(|line| line.strip_prefix("--user-data-dir="));
    let folder = PathBuf::from(profile.expect("a profile"));
    assert!(!folder.parent().expect("a folder").exists());
}

#[test]
fn a_pdf_of_ours_is_replaced_and_no_other() {
    let place = place();
    print(0).save(place.path("print.pdf")).expect("a file");
    let press = browser(
        &place,
        "press",
        "cp \"$(dirname \"$0\")/print.pdf\" \"$to\"",
    );
    let line = format!("{LINE} {}", press.display());
    place.fine(&format!("{line} --out new/page.pdf"));
    let bytes = fs::read(place.path("new/page.pdf")).expect("a file");
    place.fine(&format!("{line} --out new/page.pdf"));
    assert_eq!(fs::read(place.path("new/page.pdf")).expect("a file"), bytes);
    // One that belongs to the results is replaced with them.
    place.fine(&line);
    place.fine(&line);
    // What came from elsewhere, and what somebody signed, stays.
    let signed = [&bytes[..], b"\n1 0 obj null endobj\n%%EOF\n"].concat();
    for other in [fs::read(place.path("print.pdf")).expect("a file"), signed] {
        fs::write(place.path("mine.pdf"), &other).expect("a file");
        let said = place.fails(&format!("{line} --out mine.pdf"), 2);
        assert!(said.contains("no report by Sortie"), "{said}");
        assert_eq!(fs::read(place.path("mine.pdf")).expect("a file"), other);
    }
}

#[test]
fn a_browser_that_does_not_print_is_told_and_nothing_is_written() {
    let place = place();
    let mut untagged = print(0);
    untagged
        .catalog_mut()
        .expect("it")
        .remove(b"StructTreeRoot");
    untagged.save(place.path("untagged.pdf")).expect("a file");
    let mut bare = print(0);
    let name = Object::Name(b"Absent".to_vec());
    bare.add_object(dictionary! { "Type" => "FontDescriptor", "FontName" => name });
    bare.save(place.path("bare.pdf")).expect("a file");
    let here = "\"$(dirname \"$0\")";
    for (name, does, says) in [
        (
            "fails",
            "echo first >&2; echo no display >&2; exit 3",
            "it says: no display",
        ),
        ("silent", "exit 0", "it wrote no file"),
        ("empty", ": > \"$to\"", "something else than a PDF"),
        ("other", "echo hello > \"$to\"", "something else than a PDF"),
        ("broken", "echo %PDF-1.7 > \"$to\"", "can't be read"),
        (
            "untagged",
            &format!("cp {here}/untagged.pdf\" \"$to\""),
            "it has no tags",
        ),
        (
            "bare",
            &format!("cp {here}/bare.pdf\" \"$to\""),
            "the font Absent",
        ),
    ] {
        let path = browser(&place, name, does);
        for out in ["", " --out new.pdf"]
            .iter()
            .take(if name == "silent" { 2 } else { 1 })
        {
            let said = place.fails(&format!("{LINE} {}{out}", path.display()), 1);
            assert!(said.contains(says), "{name}: {said}");
            assert!(
                said.contains("any browser prints the page that --format html writes"),
                "{said}"
            );
        }
    }
    let said = place.fails(&format!("{LINE} nowhere/chrome"), 2);
    assert!(
        said.contains("there is no browser nowhere/chrome"),
        "{said}"
    );
    // None is installed.
    let line = LINE.trim_end_matches(" --browser");
    let mut alone = place.sortie(line);
    let output = alone
        .env("PATH", place.path("one"))
        .env("HOME", place.path("one"))
        .output();
    let output = output.expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    if !cfg!(target_os = "macos") {
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("there is no browser to print the PDF with"),
            "{said}"
        );
        assert!(
            said.contains("any browser prints the page that --format html writes"),
            "{said}"
        );
    }
    let said = place.fails("report one --format pdf", 2);
    assert!(said.contains("--template"), "{said}");
    assert!(!place.path("one/brief.pdf").exists() && !place.path("new.pdf").exists());
    assert!(
        !fs::read_to_string(place.path("one/manifest.json"))
            .expect("it")
            .contains("brief.pdf")
    );
}

#[test]
fn a_browser_that_hangs_is_ended() {
    let place = place();
    let sleeper = browser(&place, "sleeper", "exec sleep 60");
    let request = PageRequest {
        format: PageFormat::Pdf,
        printer: Printer {
            browser: Some(sleeper),
            limit: Duration::from_millis(200),
        },
        ..PageRequest::new(place.path("one"))
    };
    let begun = Instant::now();
    let error = app::page(&request).expect_err("it hangs").to_string();
    assert!(error.contains("within 0.2 s; it was ended"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert!(!place.path("one/brief.pdf").exists());
}
