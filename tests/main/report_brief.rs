//! The brief report of results: what it says, that its numbers are those of the results, and that
//! nothing that people wrote becomes anything but text in it.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Reader;
use quick_xml::events::Event;
use sha2::{Digest, Sha256};

use crate::report_checks::{NAMES, json, numbers, place, text};
use crate::work_folder::Place;

#[test]
fn it_says_the_answer_and_what_it_rests_on() {
    let place = place();
    place.fine("report one --template brief --format md");
    place.fine("report both --template brief --format md --tlp green --organisation Committee");
    insta::assert_snapshot!("brief_run", text(&place, "one/brief.md"));
    insta::assert_snapshot!("brief_comparison", text(&place, "both/brief.md"));
    // It belongs to the results from now on, and is replaced with them.
    let listed = json(&place, "one/manifest.json")["files"].to_string();
    assert!(listed.contains("\"brief.md\""), "{listed}");
    place.fine("report one --template brief --format md --title Again");
    assert!(text(&place, "one/brief.md").contains("\n# Again\n"));
    place.fine("run my.toml -n 60 -q -o one");
    assert!(!place.path("one/brief.md").exists());
}

#[test]
fn every_number_is_that_of_the_results() {
    let place = place();
    let results = [("one", "summary.json"), ("both", "comparison.json")];
    for (folder, file) in results {
        for (language, page) in [("en", "brief.html"), ("lt", "brief.lt.html")] {
            place.fine(&format!(
                "report {folder} --template brief --lang {language} -q"
            ));
            let page = text(&place, &format!("{folder}/{page}"));
            let results = json(&place, &format!("{folder}/{file}"));
            let checked = numbers(&page, &|_| results.clone());
            assert!(checked > 60, "{folder}: {checked}");
        }
    }
}

#[test]
fn the_page_is_whole_and_nothing_in_it_runs_or_loads() {
    let place = place();
    for folder in ["one", "both"] {
        place.fine(&format!(
            "report {folder} --template brief -q --tlp amber+strict --title A<b>&amp; --organisation \"O'Neill\""
        ));
        let page = text(&place, &format!("{folder}/brief.html"));
        let mut reader = Reader::from_str(&page);
        reader.config_mut().check_end_names = true;
        let mut open = 0_i32;
        loop {
            match reader
                .read_event()
                .unwrap_or_else(|error| panic!("{folder}: {error}"))
            {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open, 0, "{folder}");
        // The one script is that which the policy allows: no other runs.
        let (_, script) = page.split_once("<script>").expect("a script");
        let (script, _) = script.split_once("</script>").expect("its end");
        assert_eq!(page.matches("<script").count(), 1, "{folder}");
        for wanted in [
            "<html lang=\"en\">",
            &format!(
                "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                 script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\"",
                STANDARD.encode(Sha256::digest(script))
            ),
            "TLP:AMBER+STRICT</strong>",
            "content: \"TLP:AMBER+STRICT\"",
            "<main id=\"main\"",
            "href=\"#main\"",
            "<figcaption>",
            "scope=\"row\"",
        ] {
            assert!(page.contains(wanted), "{folder}: {wanted}");
        }
        assert!(page.contains("A&lt;b&gt;&amp;amp;"), "{folder}");
        for unwanted in [
            "<img",
            "<iframe",
            " onload",
            "javascript:",
            "@import",
            "url(",
        ] {
            assert!(!page.contains(unwanted), "{folder}: {unwanted}");
        }
        let outside = page.match_indices("http").filter(|(at, _)| {
            let rest = &page[*at..];
            !rest.starts_with("http-equiv") && !rest.starts_with("http://www.w3.org/")
        });
        assert_eq!(outside.count(), 0, "{folder}");
        assert_eq!(page.matches("<svg ").count(), 2, "{folder}");
    }
    let page = text(&place, "one/brief.html");
    assert!(
        page.contains(
            "&lt;script&gt;alert(&apos;“1”&apos;)&lt;/script&gt; &amp; &quot;quoted&quot;"
        )
    );
    assert!(page.contains("مركز 🗳️"));
}

#[test]
fn the_numbers_of_a_figure_can_be_saved_as_csv() {
    let more = "[[policy]]\nid = \"sum\"\nname = \"=1+1, \\\"quoted\\\"\"\n\
                set = { \"team.cert.notice\" = \"9h\" }\n";
    let place = Place::with_more(&format!("{NAMES}{more}"));
    place.fine("compare my.toml -n 20 -q -o both");
    place.fine("report both --template brief -q");
    let page = text(&place, "both/brief.html");
    let figures: Vec<&str> = page.split("<figure>").skip(1).collect();
    assert_eq!(figures.len(), 2);
    let mut is_named = false;
    for figure in figures {
        let (_, link) = figure
            .split_once("href=\"data:text/csv;charset=utf-8,")
            .expect("a link");
        let (address, _) = link.split_once('"').expect("its end");
        let csv = decoded(address);
        let csv = csv.strip_prefix('\u{feff}').expect("a mark");
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let columns = reader.headers().expect("a head").len();
        let rows: Vec<csv::StringRecord> = reader.records().map(|it| it.expect("a row")).collect();
        let table = figure.split_once("<tbody>").expect("a table").1;
        assert_eq!(rows.len(), table.matches("<tr>").count());
        assert!(rows.iter().all(|row| row.len() == columns));
        // Nothing is a formula for a spreadsheet.
        for cell in rows.iter().flatten() {
            is_named |= cell.contains("1+1, \"quoted\"");
            let is_formula = cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err();
            assert!(!is_formula, "{cell}");
        }
    }
    assert!(is_named);
}

/// An address without its escapes.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
            let digits = std::str::from_utf8(&digits).expect("digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("a byte"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("text")
}

#[test]
fn what_can_not_be_reported_is_refused_and_nothing_is_lost() {
    let place = place();
    place.fine("sweep my.toml --vary team.cert.notice=0h,3h -n 20 -m response -q -o swept");
    place.fine("compare my.toml -n 40 --select-best -m response --indifference 9h -q -o chosen");
    fs::write(place.path("mine.html"), "mine").expect("a file");
    fs::write(place.path("one/brief.md"), "mine").expect("a file");
    fs::create_dir(place.path("folder")).expect("a folder");
    for (line, says) in [
        ("report swept --template aar", "results of `sortie sweep`"),
        ("report chosen --template aar", "compare --select-best"),
        ("report nowhere --template brief", "there is no folder"),
        (
            "report one --template brief --out mine.html",
            "choose another file with --out FILE",
        ),
        ("report one --template brief --format md", "brief.md"),
        ("report one --template brief --title \u{202e}x", "U+202E"),
        ("report one --template brief --tlp purple", "amber+strict"),
        ("report one --title x", "--template"),
        ("report one --template all", "brief"),
    ] {
        let said = place.fails(line, 2);
        assert!(said.contains(says), "{line}: {said}");
    }
    place.fails("report one --template brief --out folder", 1);
    assert_eq!(text(&place, "mine.html"), "mine");
    assert_eq!(text(&place, "one/brief.md"), "mine");
    // A report of ours may be replaced, in a folder that is made for it.
    place.fine("report both --template brief --out new/page.html -q");
    place.fine("report both --template brief --out new/page.html --title Second -q");
    assert!(text(&place, "new/page.html").contains("<h1>Second</h1>"));
    assert_eq!(place.files("new").len(), 1);
    // Damaged results are refused as they are for the summary.
    fs::write(place.path("one/tallies.bin"), "spoilt").expect("a file");
    let said = place.fails("report one --template brief", 2);
    assert!(said.contains("make it again: sortie run"), "{said}");
    assert!(!place.path("one/brief.html").exists());
}
