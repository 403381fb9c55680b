//! Names in every script and of every mischief: refused at load, or shown as what they are in
//! every medium.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sortie::inside::scenario::code::Code;
use sortie::inside::scenario::{self, Style};
use sortie::inside::text;

use crate::harness::{run, simple};

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// What must not reach a reader, but for line ends.
fn steering(text: &str) -> Option<char> {
    text.chars().find(|c| text::is_unfit(*c) && *c != '\n')
}

const MISCHIEF: [&str; 24] = [
    "<script>alert(1)</script>",
    "</title></svg><b>",
    "=HYPERLINK(\"http://x\",\"y\")",
    "@SUM(1)",
    "-1+cmd|' /C calc'!A0",
    "a|b || c",
    "`code` and **bold** _em_",
    "[link](javascript:alert(1)) ![x](y)",
    "R&D \"quoted\" 'single' &lt; &#27;",
    "# heading #",
    "]]> -->",
    "\\u001b[31m {{x}} %s $(id)",
    "צוות תגובה",
    "فريق الاستجابة 2",
    "東京 対応チーム",
    "대응 팀",
    "कार्य दल",
    "ทีมตอบสนอง",
    "የምላሽ ቡድን",
    "🗳️ team 👩‍💻",
    "𐎠𐎡 \u{e000} \u{10fffd}",
    "z\u{300}\u{301}\u{302}\u{489}a\u{334}l",
    "\u{200f}mark\u{200e} \u{ad}\u{feff}",
    "AVeryLongNameWithoutAnySpaceInItThatNoChartHasRoomForAndThatGoesOnAndOnAndOn",
];

/// Names that a scenario takes: the mischief, and arbitrary Unicode.
fn names(count: usize) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let mut names: Vec<String> = MISCHIEF.map(str::to_owned).into();
    while names.len() < count {
        let tree = proptest::string::string_regex(".{1,24}")
            .expect("a pattern")
            .new_tree(&mut runner)
            .expect("a name");
        let name = tree.current();
        if text::unfit(&name).is_none() && !name.trim().is_empty() {
            names.push(name);
        }
    }
    names
}

/// A scenario in which everything that can have a name has one of these.
fn scenario_of(names: &[String]) -> String {
    let mut names = names.iter().cycle();
    let mut name = || quoted(names.next().expect("names"));
    let mut text = simple(&[1.0, 30.0, 60.0])
        .replace(
            "name = \"Test\"",
            &format!("name = {}\nsummary = {}", name(), name()),
        )
        .replace(
            "id = \"site\"",
            &format!("id = \"site\"\nname = {}", name()),
        )
        .replace(
            "id = \"fault\"",
            &format!("id = \"fault\"\nname = {}", name()),
        )
        .replace(
            "id = \"script\"",
            &format!("id = \"script\"\nname = {}\nactor = {}", name(), name()),
        )
        .replace(
            "id = \"cert\"",
            &format!("id = \"cert\"\nname = {}", name()),
        );
    for i in 0..8 {
        text.push_str(&format!(
            "[[team]]\nid = \"t{i}\"\nname = {}\nexperts = [{{ skills = [\"analyst\"] }}]\n",
            name()
        ));
        text = text.replace("teams = [", &format!("teams = [\"t{i}\", "));
    }
    for i in 0..6 {
        text.push_str(&format!(
            "[[target]]\nid = \"g{i}\"\nname = {}\nwithin = \"2h\"\n[[asset]]\nid = \"a{i}\"\nname = {}\n\
             [[policy]]\nid = \"p{i}\"\nname = {}\nset = {{ \"incident.fault.stage.contain.effort\" = \"{}h\" }}\n",
            name(),
            name(),
            name(),
            i + 3
        ));
    }
    text
}

/// A letter that a drawing sets in its typeface, which lacks it: a box on paper.
fn without_glyph(drawing: &str) -> Option<char> {
    let face = ttf_parser::Face::parse(dejavu::sans::regular(), 0).expect("the typeface");
    // Titles and descriptions are for other readers, who have other typefaces.
    let texts = drawing
        .split('<')
        .filter(|part| part.starts_with("text "))
        .map(|part| part.split_once('>').map_or("", |it| it.1));
    let mut letters = texts.flat_map(|text| text.trim().chars());
    letters.find(|c| face.glyph_index(*c).is_none())
}

/// Looks through all files below a folder; how many there were.
fn look_through(folder: &Path) -> usize {
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            seen += look_through(&path);
            continue;
        }
        let kind = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !matches!(&*kind, "md" | "csv" | "json" | "svg" | "toml") {
            continue;
        }
        seen += 1;
        let shown = fs::read_to_string(&path).expect("text");
        assert_eq!(steering(&shown), None, "{}", path.display());
        match &*kind {
            "md" => {
                assert!(!shown.contains("<script"), "{}", path.display());
                assert!(!shown.contains("[link]("), "{}", path.display());
            }
            "json" => {
                serde_json::from_str::<serde_json::Value>(&shown).expect("JSON");
            }
            "csv" => {
                let mut reader = csv::Reader::from_reader(shown.as_bytes());
                for row in reader.records() {
                    for cell in &row.expect("a row as long as the header") {
                        let formula = cell.starts_with(['=', '+', '-', '@']);
                        assert!(!formula || cell.parse::<f64>().is_ok(), "{cell}");
                    }
                }
            }
            "svg" => {
                let options = resvg::usvg::Options::default();
                resvg::usvg::Tree::from_str(&shown, &options)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                assert!(!shown.contains("<script"), "{}", path.display());
                // A shift apart from the place is done again for each direction of writing.
                assert!(!shown.contains(" dy=\""), "{}", path.display());
                assert_eq!(without_glyph(&shown), None, "{}", path.display());
            }
            _ => {}
        }
    }
    seen
}

#[test]
fn whatever_a_name_is_no_file_and_no_terminal_is_steered_by_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("s.toml"), scenario_of(&names(34))).expect("written");
    let commands: [&[&str]; 4] = [
        &["check", "s.toml"],
        &["policies", "s.toml"],
        &["run", "s.toml", "-n", "4", "--out", "r"],
        &[
            "compare",
            "s.toml",
            "--policies",
            "p0,p1",
            "-n",
            "4",
            "--out",
            "c",
        ],
    ];
    for args in commands {
        let (code, out, err) = run(folder.path(), args);
        assert_eq!(code, 0, "{args:?}: {err}");
        for shown in [out, err] {
            assert_eq!(steering(&shown), None, "{shown}");
        }
    }
    assert!(look_through(&folder.path().join("r")) > 10);
    assert!(look_through(&folder.path().join("c")) > 5);
    // The heading is the scenario's name, as text.
    let page = fs::read_to_string(folder.path().join("r/summary.md")).expect("a page");
    assert!(
        page.starts_with("# &lt;script&gt;alert(1)&lt;/script&gt;\n"),
        "{page}"
    );
}

#[test]
fn a_character_that_steers_is_refused_and_named() {
    for (name, code) in [
        ("two\nlines", "U+000A (a line break)"),
        ("\u{1b}[31mred", "U+001B (escape"),
        ("a\0b", "U+0000 (NUL)"),
        ("abc\u{202e}fed", "U+202E (right-to-left override)"),
        ("\u{2066}x\u{2069}", "U+2066 (left-to-right isolate)"),
        ("a\u{9b}b", "U+009B (a control character)"),
    ] {
        let text = simple(&[1.0]).replace("\"Test\"", &quoted(name));
        let report = scenario::load(&text, "s.toml", "s", None).expect_err("refused");
        assert_eq!(report.codes(), [Code::UnfitCharacter], "{report}");
        let shown = report.render(Style::Plain);
        assert!(shown.contains(code), "{shown}");
        assert_eq!(steering(&shown), None, "{shown:?}");
        assert_eq!(steering(&report.to_json()), None);
    }
}

#[test]
fn reports_with_colours_are_printed_in_one_place() {
    // All else that goes to standard error loses its escape codes, ours too.
    let cli = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    let mut places = Vec::new();
    for entry in fs::read_dir(cli).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let here = text.matches("(Style::for_stderr()").count();
            places.extend(std::iter::repeat_n(
                path.file_name().map(ToOwned::to_owned),
                here,
            ));
        }
    }
    assert_eq!(
        places,
        [Some("mod.rs".into())],
        "use `complain_of` or `Failed::from`"
    );
}

#[test]
fn a_summary_may_have_several_lines_and_is_read_as_one() {
    let text = simple(&[1.0]).replace(
        "name = \"Test\"",
        "name = \"Test\"\nsummary = \"\"\"One line\n  and\tanother.\n\"\"\"",
    );
    let loaded = scenario::load(&text, "s.toml", "s", None).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(loaded.document.summary, "One line and another.");
}

#[test]
fn arguments_and_file_names_do_not_steer_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let odd = "a\u{1b}[31m\u{202e}b.toml";
    fs::write(folder.path().join(odd), simple(&[1.0])).expect("written");
    let commands: [&[&str]; 7] = [
        &["check", odd],
        &["run", odd, "-n", "2"],
        &["check", "no\u{1b}[31msuch.toml"],
        &["check", "minimal", "--set", "a\u{1b}[31m\u{9b}=1"],
        &["check", "minimal", "--set", "limits.open=\"\u{1b}[31m\""],
        &["run", "--no\u{1b}[31m"],
        &["sweep", "minimal", "--vary", "team.x\u{1b}=1h,2h"],
    ];
    for args in commands {
        let (_, out, err) = run(folder.path(), args);
        assert!(!(out.is_empty() && err.is_empty()), "{args:?}");
        for shown in [out, err] {
            assert_eq!(steering(&shown), None, "{args:?}: {shown:?}");
        }
    }
    look_through(&folder.path().join("output"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn arbitrary_text_is_taken_or_explained_without_steering(text in ".*", at in 0_usize..6) {
        let keys = ["\"Test\"", "\"UTC\"", "\"2019-01-01\"", "\"2h\"", "\"100%\"", "\"analyst\""];
        let scenario = simple(&[1.0]).replace(keys[at], &quoted(&text));
        if let Err(report) = scenario::load(&scenario, "s.toml", "s", None) {
            prop_assert_eq!(steering(&report.render(Style::Plain)), None);
            prop_assert_eq!(steering(&report.to_json()), None);
            let refused = report.codes().contains(&Code::UnfitCharacter);
            prop_assert_eq!(refused, text::unfit(&text).is_some());
        } else {
            prop_assert_eq!(text::unfit(&text), None);
        }
    }
}
