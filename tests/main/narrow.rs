//! What is printed fits the terminal: nothing is folded within a word, and nothing is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sortie::inside::report::summary_text;
use sortie::inside::report::table::Table;
use sortie::inside::study::summary::Summary;
use sortie::inside::text::Width;
use sortie::inside::world::World;
use unicode_width::UnicodeWidthStr;

use crate::harness::{sortie, study_of};

/// Words of a text; those too wide for a narrow table may be parted there.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| c.is_whitespace() && c != '\u{a0}')
        .filter(|word| word.width() <= 24 && !word.starts_with('─'))
        .collect()
}

fn assert_fits(wide: &str, narrow: &str, columns: usize) {
    for line in narrow.lines() {
        assert!(line.width() <= columns, "{} columns: {line}", line.width());
    }
    let left = words(narrow);
    for word in words(wide) {
        assert!(left.contains(word), "`{word}` in {narrow}");
    }
}

/// Prints at several widths; COLUMNS says which.
fn prints(folder: &Path, args: &[&str]) {
    let out = |columns: Option<&str>| {
        let mut command = sortie(folder);
        command.args(args).env_remove("COLUMNS");
        if let Some(columns) = columns {
            command.env("COLUMNS", columns);
        }
        let output = command.output().expect("it runs");
        assert!(output.status.success(), "{args:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let wide = out(None);
    for columns in ["80", "60"] {
        let narrow = out(Some(columns));
        assert_fits(&wide, &narrow, columns.parse().expect("a number"));
    }
}

#[test]
fn summaries_fit() {
    let ready = sortie::inside::scenario::open("lithuania-2019", &[]).expect("a ready scenario");
    let world = World::compile(ready.document);
    let summary = Summary::new(&world, &study_of(&world, 3), "");
    let wide = summary_text::plain(&summary, Width::UNLIMITED);
    assert!(wide.lines().any(|line| line.width() > 100));
    for columns in [120, 80, 60] {
        let narrow = summary_text::plain(&summary, Width::columns(columns));
        assert_fits(&wide, &narrow, columns);
    }
}

#[test]
fn every_command_that_prints_tables_fits() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let ran = |args: &[&str]| {
        let done = sortie(at).args(args).output().expect("it runs");
        assert!(done.status.success(), "{args:?}: {done:?}");
    };
    let policies = "[[policy]]\nid = \"slow\"\nname = \"A team with a longer notice than usual\"\n\
        summary = \"What if the only team of the scenario had to be woken up before it can set out?\"\n\
        set = { \"team.cert.notice\" = \"5h\" }\n";
    ran(&["new", "my.toml"]);
    let text = fs::read_to_string(at.join("my.toml")).expect("a scenario");
    fs::write(at.join("my.toml"), text + policies).expect("a scenario");
    ran(&["run", "my.toml", "-n", "20", "-q", "--out", "run"]);
    ran(&["compare", "my.toml", "-n", "20", "-q", "--out", "compared"]);
    ran(&[
        "compare",
        "my.toml",
        "-n",
        "200",
        "-q",
        "--select-best",
        "--indifference",
        "2h",
        "--measure",
        "response",
        "--out",
        "selected",
    ]);
    ran(&[
        "sweep",
        "my.toml",
        "-n",
        "5",
        "-q",
        "--points",
        "4",
        "--design",
        "sobol",
        "--vary",
        "team.cert.notice=0h..2h",
        "--vary",
        "asset.results-site.criticality=1..2",
        "--out",
        "swept",
    ]);
    for results in ["run", "compared", "selected", "swept"] {
        prints(at, &["report", results]);
    }
    prints(at, &["policies", "my.toml"]);
    prints(at, &["scenarios"]);
    prints(
        at,
        &[
            "calibrate",
            "run/incidents.csv",
            "--zone",
            "Europe/Vilnius",
            "--bootstrap",
            "0",
            "--force",
        ],
    );
}

#[test]
fn tables_count_the_cells_of_a_terminal() {
    // Two cells a letter, none for a mark that combines with the letter before, one.
    let names = ["東京応急隊", "e\u{301}quipe de re\u{301}ponse", "cert"];
    let mut table = Table::new(&["team", "deployments", "隊員"]);
    for name in names {
        table.row([name, "17.4 (16.0–18.8)", "3"].map(str::to_owned).to_vec());
    }
    for (width, left) in [(Width::UNLIMITED, 17), (Width::columns(30), 10)] {
        let plain = table.plain(width);
        let ends: BTreeSet<usize> = plain
            .lines()
            .filter_map(|line| {
                // What stands before the last number ends in one column.
                line.strip_suffix('3').map(UnicodeWidthStr::width)
            })
            .collect();
        assert_eq!(ends.len(), 1, "{plain}");
        assert!(
            plain
                .lines()
                .all(|line| line.width() <= width.limit().unwrap_or(99)),
            "{plain}"
        );
        let second = plain
            .lines()
            .find(|line| line.contains("東京応急隊"))
            .expect("a row");
        let name = second.find("17.4").expect("a number");
        assert!(second[..name].width() > left, "{plain}");
    }
    let marked = table.markdown();
    let widths: BTreeSet<usize> = marked.lines().map(UnicodeWidthStr::width).collect();
    assert_eq!(widths.len(), 1, "{marked}");
}

/// Two mistakes: one of them with a long help.
const MISTAKEN: &str = "schema = 1\nscenario = { name = \"Bad\", timezone = \"UTC\", start = \"2019-01-01\", \
    end = \"2019-07-01\" }\nasset = [{ id = \"site\" }]\n\
    [[incident]]\nid = \"flood\"\nseverity = \"high\"\nstage = [{ name = \"contain\", crew = { analyst = 1 }, effort = \"2h\" }]\n\
    [[threat]]\nid = \"botnet\"\nincident = \"flood\"\ntargets = \"site\"\nrate = \"40/day\"\n\
    [[team]]\nid = \"cert\"\nexperts = [{ skills = [\"analyst\"] }]\n\
    [[dispatch.rule]]\nteams = [\"cert\"]\n";

#[test]
fn messages_and_helps_fit() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("x.toml"), MISTAKEN).expect("a scenario");
    let told = |columns: Option<&str>| {
        let mut command = sortie(at);
        command.args(["check", "x.toml"]).env_remove("COLUMNS");
        if let Some(columns) = columns {
            command.env("COLUMNS", columns);
        }
        let output = command.output().expect("it runs");
        String::from_utf8(output.stderr).expect("text")
    };
    let wide = told(None);
    assert!(wide.lines().any(|line| line.width() > 150), "{wide}");
    for columns in ["80", "60"] {
        let narrow = told(Some(columns));
        // Quoted lines and the labels beside them are not folded.
        let folded = |text: &str| {
            let lines = text.lines().filter(|line| !line.contains(" |"));
            lines.collect::<Vec<_>>().join("\n")
        };
        let limit = columns.parse().expect("a number");
        assert_fits(&folded(&wide), &folded(&narrow), limit);
        insta::assert_snapshot!(format!("help_at_{columns}"), narrow);
    }
}
