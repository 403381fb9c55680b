//! Opening scenarios by name and by path, and texts that no author would write.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use sortie::inside::scenario::code::Code;
use sortie::inside::scenario::{self, Style, embedded, load, load_file, open};

#[test]
fn the_ready_scenarios_have_no_mistakes() {
    for (name, _) in embedded::SCENARIOS {
        match open(name, &[]) {
            Ok(loaded) => {
                let warnings = loaded.warnings.render(Style::Plain);
                assert!(loaded.warnings.is_empty(), "{warnings}");
                assert_eq!(loaded.document.id, name);
            }
            Err(report) => panic!("{report}"),
        }
    }
}

#[test]
fn a_file_is_opened_by_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    let text = embedded::text("minimal").expect("a ready scenario");
    let text = text.replace(
        "notice = \"30min\"",
        "notice = { samples_file = \"x.csv\" }",
    );
    fs::write(&path, text).expect("written");
    fs::write(folder.path().join("x.csv"), "duration\n\"1h\"\n30min\n\n").expect("written");
    let loaded = open(&path.display().to_string(), &[]);
    let document = loaded.unwrap_or_else(|report| panic!("{report}")).document;
    assert_eq!(document.id, "mine");
    assert_eq!(document.source, path.display().to_string());
}

#[test]
fn what_can_not_be_opened_is_said() {
    let codes = |name: &str| open(name, &[]).expect_err("no such thing").codes();
    assert_eq!(codes("minimul"), [Code::UnknownScenario]);
    assert_eq!(codes("no/such/file.toml"), [Code::Unreadable]);
    assert_eq!(codes("."), [Code::Unreadable]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("latin.toml");
    fs::write(&path, b"name = \"\xe9\"").expect("written");
    let report = load_file(&path, &[]).expect_err("not UTF-8");
    assert_eq!(report.codes(), [Code::Unreadable]);
    assert!(report.to_string().contains("UTF-8"), "{report}");
    let large = format!("x = \"{}\"", "a".repeat(scenario::LARGEST));
    let report = load(&large, "large.toml", "large", None).expect_err("too large");
    assert_eq!(report.codes(), [Code::TooLarge]);
}

#[test]
fn strange_texts_end_in_a_clean_error() {
    let nested = |open: &str, close: &str, n: usize| {
        format!("schema = 1\nx = {}1{}", open.repeat(n), close.repeat(n))
    };
    let mix = "{ mix = [{ weight = 1, of = ";
    let texts = [
        String::new(),
        "\0".to_owned(),
        "\u{feff}schema = 1".to_owned(),
        nested("[", "]", 100_000),
        nested("{ a = ", " }", 100_000),
        format!("schema = 1\n{}", "[a.".repeat(50_000)),
        format!("schema = 1\n[{}a]\n", "a.".repeat(50_000)),
        nested(mix, " }] }", 30),
        format!(
            "schema = 1\n{}",
            "[[asset]]\nid = \"a\"\nneeds = [\"b\"]\n".repeat(2_000)
        ),
        format!(
            "schema = 1\r\n[scenario]\r\nname = 5\r\n{}",
            "#\u{1f4a9}".repeat(1000)
        ),
        "schema = 1\n[scenario]\nname = \"\u{1b}[31m\"\n".to_owned(),
        "schema = 1\n[scenario]\nname = \"a\\u001b[31m\"\nstart = \"\\u001b[31m\"\n".to_owned(),
    ];
    for text in texts {
        let report = load(&text, "strange.toml", "strange", None).expect_err("no scenario");
        let shown = report.render(Style::Plain);
        assert!(!shown.contains('\u{1b}'), "{shown}");
        let _ = report.to_json();
    }
}

#[test]
fn a_long_circle_of_needs_is_told_in_time() {
    let mut text = "schema = 1\n[scenario]\nname = \"Long\"\ntimezone = \"UTC\"\n\
                    start = \"2019-01-01\"\nend = \"2019-02-01\"\n"
        .to_owned();
    for ix in 0..5_000 {
        text.push_str(&format!(
            "[[asset]]\nid = \"a{ix}\"\nneeds = [\"a{}\"]\n",
            (ix + 1) % 5_000
        ));
    }
    let report = load(&text, "long.toml", "long", None).expect_err("a circle");
    assert_eq!(report.codes(), [Code::NeedCycle]);
    assert!(report.to_string().contains("(5000 assets)"));
}

/// Texts to change at random: the ready scenarios and the bad files.
fn seeds() -> Vec<String> {
    let mut texts: Vec<String> = embedded::SCENARIOS
        .iter()
        .map(|(_, text)| (*text).to_owned())
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the folder of bad files")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    paths.sort();
    texts.extend(
        paths
            .iter()
            .map(|path| fs::read_to_string(path).expect("a text")),
    );
    texts
}

/// Tokens that mean something somewhere, to be put where they mean nothing.
const TOKENS: [&str; 30] = [
    "\"\"",
    "0",
    "-1",
    "1e308",
    "nan",
    "inf",
    "[]",
    "{}",
    "\"all\"",
    "\"start\"",
    "\"end - 400y\"",
    "\"9999-12-31\"",
    "\"0001-01-01T00:00\"",
    "18446744073709551616",
    "9223372036854775807",
    "true",
    "\"100%\"",
    "\"0h\"",
    "\"999999d\"",
    "[[dispatch.rule]]",
    "[scenario]",
    "\"a.day\"",
    "\"12000 months\"",
    "{ mean = \"1h\" }",
    "{ samples = [\"1h\"] }",
    "2019-01-01",
    "\"ž\u{301}\"",
    "\"\\u0000\"",
    "\"1e999h\"",
    "\"2019-03-31T03:00 + 1 month - 1 month\"",
];

#[derive(Clone, Debug)]
enum Change {
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    Replace(usize, usize),
    Cut(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let line = 0_usize..100_000;
    prop_oneof![
        line.clone().prop_map(Change::Delete),
        line.clone().prop_map(Change::Double),
        (line.clone(), line.clone()).prop_map(|(a, b)| Change::Swap(a, b)),
        (line.clone(), 0..TOKENS.len()).prop_map(|(at, token)| Change::Replace(at, token)),
        line.prop_map(Change::Cut),
    ]
}

fn apply(text: &str, change: &Change) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.len().max(1);
    if lines.is_empty() {
        return String::new();
    }
    match change {
        Change::Delete(at) => {
            lines.remove(at % count);
        }
        Change::Double(at) => lines.insert(at % count, lines[at % count].clone()),
        Change::Swap(a, b) => lines.swap(a % count, b % count),
        Change::Replace(at, token) => {
            // The value of the line, or of some key within it.
            let line = &mut lines[at % count];
            let equals: Vec<usize> = line.match_indices('=').map(|(at, _)| at).collect();
            if let Some(from) = equals.get(at / count % equals.len().max(1)) {
                let rest = &line[from + 1..];
                let length = rest.find([',', '}']).unwrap_or(rest.len());
                let range = from + 1..from + 1 + length;
                line.replace_range(range, &format!(" {}", TOKENS[*token]));
            }
        }
        Change::Cut(at) => {
            let mut end = at % text.len().max(1);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            return text[..end].to_owned();
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_a_scenario_makes_the_loader_panic(
        which in 0_usize..1000,
        changes in proptest::collection::vec(change(), 1..5),
    ) {
        let seeds = seeds();
        let mut text = seeds[which % seeds.len()].clone();
        for change in &changes {
            text = apply(&text, change);
        }
        match load(&text, "mutant.toml", "mutant", None) {
            Ok(loaded) => prop_assert!(!loaded.warnings.has_errors()),
            Err(report) => {
                prop_assert!(report.has_errors());
                let shown = report.render(Style::Plain);
                prop_assert!(shown.contains("error["), "{}", shown);
                let json: serde_json::Value =
                    serde_json::from_str(&report.to_json()).expect("JSON");
                prop_assert_eq!(json.as_array().map(Vec::len), Some(report.diagnostics().len()));
            }
        }
    }

    #[test]
    fn no_overlay_makes_it_panic(
        which in 0..embedded::SCENARIOS.len(),
        path in "[a-zA-Z0-9.\\-\"]{0,40}",
        value in ".{0,40}",
    ) {
        let (_, text) = embedded::SCENARIOS[which];
        if let Ok(text) = scenario::apply_overlays(text, &[(path, value)]) {
            let _ = load(&text, "overlaid.toml", "overlaid", None);
        }
    }
}
