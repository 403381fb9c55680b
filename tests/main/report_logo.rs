//! The logo of a report: pictures stand in the page, and what is none, or runs or loads something,
//! is refused.

use std::fs::{self, File};

use crate::work_folder::Place;

/// A page of one pixel, as PNG.
fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::new(&mut bytes, 1, 1)
        .write_header()
        .expect("a head");
    writer.write_image_data(&[200]).expect("a pixel");
    drop(writer);
    bytes
}

/// The frame of a JPEG file: its head, the size, and the beginning and end of the picture.
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\x7f\xff\xd9";

const SVG: &str = r##"<?xml version="1.0"?><!-- A mark --><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:own="http://example.org/own" own:file="C:\logos\a.svg" viewBox="0 0 9 9"><defs><linearGradient id="g"/></defs><style>.a { fill: url(#g) }</style><rect class="a" fill="url('#g')" width="9" height="9"/><use xlink:href="#g"/><text>R&amp;D &#233; \n</text></svg>"##;

fn place() -> Place {
    let place = Place::with_more("");
    place.fine("run my.toml -n 20 -q -o one");
    place
}

const LINE: &str = "report one --template brief -q --organisation NCSC<&> --logo";

#[test]
fn a_picture_stands_in_the_page_whatever_its_file_is_called() {
    let place = place();
    for (kind, bytes) in [
        ("png", png()),
        ("jpeg", JPEG.to_vec()),
        ("svg+xml", SVG.into()),
    ] {
        fs::write(place.path("logo.txt"), bytes).expect("a file");
        place.fine(&format!("{LINE} logo.txt"));
        let page = fs::read_to_string(place.path("one/brief.html")).expect("a page");
        let wanted = format!("alt=\"NCSC&lt;&amp;&gt;\" src=\"data:image/{kind};base64,");
        assert!(page.contains(&wanted), "{kind}");
        assert_eq!(page.matches("<img").count(), 1);
    }
}

#[test]
fn what_is_no_picture_or_does_something_is_refused() {
    let place = place();
    let svg = |within: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{within}</svg>");
    let root =
        |attributes: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}/>");
    let mut broken = png();
    broken.truncate(broken.len() - 20);
    for (bytes, says) in [
        ("words".into(), "no picture"),
        (Vec::new(), "no picture"),
        (b"%PDF-1.7\n".to_vec(), "no picture"),
        (b"\xff\xfe<\0s\0v\0g\0".to_vec(), "no picture"),
        (broken, "is broken"),
        (JPEG[..20].to_vec(), "is broken"),
        (svg("<script>alert(1)</script>").into(), "`script`"),
        (svg("<x:script xmlns:x=\"a\"/>").into(), "`script`"),
        (svg("<foreignObject/>").into(), "`foreignObject`"),
        (root("onload=\"alert(1)\"").into(), "`onload`"),
        (svg("<a href=\"javascript:alert(1)\"/>").into(), "`href`"),
        (
            svg("<image href=\"http://example.org/a.png\"/>").into(),
            "`href`",
        ),
        (
            svg("<image href=\"//example.org/a.png\"/>").into(),
            "`href`",
        ),
        (svg("<use href=\"other.svg#a\"/>").into(), "`href`"),
        (
            svg("<image href=\"data:image/svg+xml,a\"/>").into(),
            "`href`",
        ),
        (
            svg("<rect fill=\"url(http://example.org/a)\"/>").into(),
            "`fill`",
        ),
        (
            svg("<rect style=\"fill:URL ( 'http://example.org/a')\"/>").into(),
            "`style`",
        ),
        (
            svg("<rect style=\"fill:u\\72l(http://example.org/a)\"/>").into(),
            "`style`",
        ),
        (svg("<style>@import 'a.css';</style>").into(), "its style"),
        (
            svg("<style>a{b:u&#114;l(a.png)}</style>").into(),
            "its style",
        ),
        (
            svg("<style><![CDATA[a{b:url(a.png)}]]></style>").into(),
            "its style",
        ),
        (
            "<?xml-stylesheet href=\"a.css\"?><svg/>".into(),
            "instruction",
        ),
        (
            "<!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg>&a;</svg>".into(),
            "document type",
        ),
        (svg("<text>&other;</text>").into(), "entity"),
        ("<html><svg/></html>".into(), "is broken"),
        ("<svg><g></svg>".into(), "is broken"),
    ] {
        fs::write(place.path("logo.svg"), &bytes).expect("a file");
        let said = place.fails(&format!("{LINE} logo.svg"), 2);
        assert!(
            said.contains(says),
            "{}: {said}",
            String::from_utf8_lossy(&bytes)
        );
        assert!(said.contains("--logo"), "{said}");
    }
    // One of 50 MB, which takes no room on the disk, and what is no file.
    let large = File::create(place.path("large.png")).expect("a file");
    large.set_len(50 << 20).expect("a size");
    fs::create_dir(place.path("folder")).expect("a folder");
    for (line, says) in [
        (format!("{LINE} large.png"), "larger than 1 MB"),
        (format!("{LINE} folder"), "it is no file"),
        (format!("{LINE} nowhere.png"), "can't be read"),
        (
            format!("{LINE} logo.svg --format md"),
            "choose --format html",
        ),
        ("report one --logo logo.svg".to_owned(), "--template"),
    ] {
        let said = place.fails(&line, 2);
        assert!(said.contains(says), "{line}: {said}");
    }
    assert!(!place.path("one/brief.html").exists() && !place.path("one/brief.md").exists());
}
