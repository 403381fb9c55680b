//! Text files as editors and spreadsheets of all systems write them: byte order marks, line
//! ends, encodings, odd spaces, long lines.

use std::fs;
use std::path::Path;

use sortie::inside::scenario::code::Code;
use sortie::inside::scenario::{self, Style, load_file};

use crate::harness::{run, simple};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn wide(text: &str) -> Vec<u8> {
    let units = std::iter::once('\u{feff}' as u16).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// A text with a byte order mark and one kind of line end.
fn marked(text: &str, line_end: &str) -> String {
    format!("\u{feff}{}", text.replace('\n', line_end))
}

#[test]
fn a_scenario_and_its_samples_read_the_same_with_a_mark_and_any_line_end() {
    let folder = folder();
    let text = simple(&[1.0]).replace("\"2h\"", "{ samples_file = \"times.csv\" }");
    let samples = "duration\n1h\n2h 30min\n";
    let read = |name: &str, text: &str, samples: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        fs::write(folder.path().join("times.csv"), samples).expect("written");
        let loaded = load_file(&path, &[]).unwrap_or_else(|report| panic!("{report}"));
        let document = loaded.document;
        (document.text.to_string(), document.kinds[0].stages.clone())
    };
    let plain = read("plain.toml", &text, samples);
    for line_end in ["\n", "\r\n", "\r"] {
        let found = read(
            "marked.toml",
            &marked(&text, line_end),
            &marked(samples, line_end),
        );
        assert_eq!(found.0, plain.0);
        assert_eq!(format!("{:?}", found.1), format!("{:?}", plain.1));
    }
    // A sheet may write the space of a duration so that it doesn't break.
    let odd = read("odd.toml", &text, "1\u{a0}h\n2\u{202f}h\u{a0}30\u{a0}min\n");
    assert_eq!(format!("{:?}", odd.1), format!("{:?}", plain.1));
}

#[test]
fn a_mistake_stands_in_the_line_that_the_editor_shows() {
    let folder = folder();
    let path = folder.path().join("bad.toml");
    let text = simple(&[1.0]) + "\n[[target]]\nid = \"t\"\nwithin = \"soon\"\n";
    let line = text
        .lines()
        .position(|line| line.contains("soon"))
        .expect("there")
        + 1;
    for line_end in ["\n", "\r\n", "\r"] {
        fs::write(&path, marked(&text, line_end)).expect("written");
        let report = load_file(&path, &[]).expect_err("no duration").to_string();
        assert!(report.contains(&format!("bad.toml:{line}:11")), "{report}");
    }
    // Samples too.
    let text = simple(&[1.0]).replace("\"2h\"", "{ samples_file = \"times.csv\" }");
    fs::write(&path, text).expect("written");
    for line_end in ["\n", "\r\n", "\r"] {
        let samples = marked("1h\n\nsoon\n", line_end);
        fs::write(folder.path().join("times.csv"), samples).expect("written");
        let report = load_file(&path, &[]).expect_err("no duration").to_string();
        assert!(report.contains("line 3"), "{report}");
    }
}

#[test]
fn a_trace_is_verified_whatever_saved_it() {
    let folder = folder();
    fs::write(folder.path().join("s.toml"), simple(&[1.0, 5.0])).expect("written");
    let (code, trace, _) = run(folder.path(), &["trace", "s.toml"]);
    assert_eq!(code, 0);
    let verify = |bytes: &[u8]| {
        fs::write(folder.path().join("t"), bytes).expect("written");
        run(folder.path(), &["trace", "s.toml", "--verify", "t"])
    };
    for line_end in ["\n", "\r\n", "\r"] {
        let (code, out, err) = verify(marked(&trace, line_end).as_bytes());
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
    }
    let (code, _, err) = verify(&wide(&trace));
    assert_eq!(code, 2);
    assert!(
        err.contains("UTF-16") && err.contains("save it as UTF-8"),
        "{err}"
    );
}

#[test]
fn records_are_read_whatever_saved_them() {
    let folder = folder();
    let veris = r#"{ "incident_id": "a", "schema_version": "1.3.7", "security_incident": "Confirmed",
        "action": { "hacking": { "variety": ["DoS"] } },
        "timeline": { "incident": { "year": 2024, "month": 3, "day": 1 } } }"#;
    let table = "onset,detected,kind\n2024-03-01 10:00,2024-03-01 11:00,a\nrubbish,,a\n";
    let mut plain: Option<(String, String)> = None;
    for line_end in ["\n", "\r\n", "\r"] {
        let calibrate = |file: &str, text: &str| {
            fs::write(folder.path().join(file), marked(text, line_end)).expect("written");
            let args = [
                "calibrate",
                file,
                "--bootstrap",
                "0",
                "--out",
                "r",
                "--force",
            ];
            let (code, out, err) = run(folder.path(), &args);
            assert_eq!(code, 0, "{err}");
            out
        };
        let found = (calibrate("a.json", veris), calibrate("r.csv", table));
        assert!(found.1.contains("line 3"), "{}", found.1);
        match &plain {
            None => plain = Some(found),
            Some(plain) => assert_eq!(found, *plain),
        }
    }
    fs::write(folder.path().join("wide.csv"), wide(table)).expect("written");
    let (code, _, err) = run(folder.path(), &["calibrate", "wide.csv", "--out", "r"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("UTF-16") && err.contains("save it as UTF-8"),
        "{err}"
    );
}

#[test]
fn another_encoding_is_told_and_a_zero_byte_refused() {
    let folder = folder();
    let path = folder.path().join("s.toml");
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).expect("written");
        let report = load_file(&path, &[]).expect_err("no text in UTF-8");
        assert_eq!(report.codes(), [Code::Unreadable]);
        report.to_string()
    };
    let told = refused(&wide("schema = 1\n"));
    assert!(
        told.contains("it is in UTF-16 (little-endian), not in UTF-8: save it as UTF-8"),
        "{told}"
    );
    let told = refused(b"schema = 1\r\r\nname = \"Universit\xe9\"");
    assert!(
        told.contains("line 3 has a byte that UTF-8 doesn't have (0xE9)"),
        "{told}"
    );
    let told = refused(b"schema = 1\rname = \"a long enough text \0 \"");
    assert!(told.contains("line 2 has a NUL character"), "{told}");
}

#[test]
fn a_space_of_another_kind_is_named() {
    let text = "schema = 1\n[scenario]\nname\u{a0}= \"x\"\n";
    let report = scenario::load(text, "s.toml", "s", None).expect_err("no TOML");
    assert!(report.to_string().contains("U+00A0"), "{report}");
    let text = simple(&[1.0]).replace("\"2h\"", "\"2\u{a0}h\"");
    assert!(scenario::load(&text, "s.toml", "s", None).is_ok());
}

#[test]
fn one_mistake_in_a_long_line_is_shown_in_a_few() {
    let ids: Vec<String> = (0..20_000)
        .map(|i| format!("{{ id = \"a{i}\" }}"))
        .collect();
    let text = format!(
        "schema = 1\nscenario = {{ name = \"x\", timezone = \"UTC\", start = \"2024-10-01\", end = \
         \"2024-10-03\" }}\nasset = [{}, {{ id = \"a0\" }}]\n",
        ids.join(", ")
    );
    let report = scenario::load(&text, "s.toml", "s", None).expect_err("an id twice");
    for style in [Style::Plain, Style::Coloured] {
        let shown = report.render(style);
        assert!(shown.len() < 2_000, "{} bytes", shown.len());
        assert!(shown.contains("{ id = ") && shown.contains('…'), "{shown}");
    }
    let column = text
        .lines()
        .nth(2)
        .and_then(|line| line.rfind("\"a0\""))
        .expect("there")
        + 1;
    let place = format!("s.toml:3:{column}");
    assert!(report.render(Style::Plain).contains(&place), "{report}");
    // A value of any length is not repeated in full either.
    let long = simple(&[1.0]).replace("\"2h\"", &format!("\"{}\"", "x".repeat(100_000)));
    let report = scenario::load(&long, "s.toml", "s", None).expect_err("no duration");
    assert!(report.to_string().len() < 4_000);
}

#[test]
fn a_dumb_terminal_gets_letters_alone() {
    // `script` of util-linux makes a terminal; where it is missing there is nothing to see.
    if cfg!(not(target_os = "linux")) || !Path::new("/usr/bin/script").exists() {
        return;
    }
    let folder = folder();
    fs::write(folder.path().join("s.toml"), "schema = 2").expect("written");
    let program = assert_cmd::cargo::cargo_bin("sortie");
    let shown = |name: &str, value: &str| {
        let output = std::process::Command::new("/usr/bin/script")
            .args([
                "-qec",
                &format!("{} check s.toml", program.display()),
                "/dev/null",
            ])
            .current_dir(folder.path())
            .env("TERM", "xterm")
            .env_remove("NO_COLOR")
            .env(name, value)
            .stdin(std::process::Stdio::null())
            .output()
            .expect("it runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(
        shown("TERM", "xterm").contains("\x1b["),
        "colours on a terminal"
    );
    for (name, value) in [("TERM", "dumb"), ("NO_COLOR", "1")] {
        let shown = shown(name, value);
        assert!(
            shown.contains("S0005") && !shown.contains('\x1b'),
            "{shown:?}"
        );
    }
}
