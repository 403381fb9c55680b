//! Every fragment of a scenario and every command line in README.md and docs/ works.
//!
//! SQL, Python and R are run by `tests/snippets.py`, and the examples of `sortie explain`
//! (docs/errors.md) beside the code that prints them; whole scenarios are run in `docs.rs`.

use std::fs;
use std::path::Path;

use sortie::inside::outcome::trace::trace;
use sortie::inside::scenario::{self, Style};
use sortie::inside::world::World;

use crate::calibrate_reading::workbook;
use crate::harness::run;

const PAGES: [(&str, &str); 21] = [
    ("README.md", include_str!("../../README.md")),
    (
        "architecture.md",
        include_str!("../../docs/architecture.md"),
    ),
    ("glossary.md", include_str!("../../docs/glossary.md")),
    ("tabletop.md", include_str!("../../docs/tabletop.md")),
    ("calibrate.md", include_str!("../../docs/calibrate.md")),
    ("compare.md", include_str!("../../docs/compare.md")),
    ("decisions.md", include_str!("../../docs/decisions.md")),
    ("gallery.md", include_str!("../../docs/gallery.md")),
    ("hindcasts.md", include_str!("../../docs/hindcasts.md")),
    (
        "lithuania-2019.md",
        include_str!("../../docs/lithuania-2019.md"),
    ),
    ("model.md", include_str!("../../docs/model.md")),
    ("msel.md", include_str!("../../docs/msel.md")),
    ("mutants.md", include_str!("../../docs/mutants.md")),
    ("records.md", include_str!("../../docs/records.md")),
    ("report.md", include_str!("../../docs/report.md")),
    ("languages.md", include_str!("../../docs/languages.md")),
    ("scale.md", include_str!("../../docs/scale.md")),
    ("scenario.md", include_str!("../../docs/scenario.md")),
    ("sweep.md", include_str!("../../docs/sweep.md")),
    ("uncertain.md", include_str!("../../docs/uncertain.md")),
    ("validity.md", include_str!("../../docs/validity.md")),
];

/// Languages of fences whose content is run somewhere, or is none to run.
const LANGUAGES: [&str; 10] = [
    "json",
    "toml scenario",
    "toml",
    "sh",
    "python",
    "sql",
    "r",
    "text",
    "mermaid",
    "",
];

/// Language and content of each fenced block of a page.
fn fences(page: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut current: Option<(&str, String)> = None;
    for line in page.lines() {
        match &mut current {
            None => {
                if let Some(language) = line.strip_prefix("```") {
                    current = Some((language, String::new()));
                }
            }
            Some(_) if line == "```" => found.extend(current.take()),
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    found
}

#[test]
fn no_page_and_no_language_is_forgotten() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for entry in fs::read_dir(docs).expect("a folder") {
        let name = entry.expect("a file").file_name();
        let name = name.to_string_lossy();
        let page = name.ends_with(".md") && !name.ends_with(".template.md") && name != "errors.md";
        assert!(
            !page || PAGES.iter().any(|(known, _)| *known == name),
            "{name}"
        );
    }
    for (name, page) in PAGES {
        for (language, text) in fences(page) {
            assert!(LANGUAGES.contains(&language), "{name}: {language}");
            // What has no language is a command line or a report of one.
            if language.is_empty() {
                let first = text.split_whitespace().next().unwrap_or_default();
                assert!(
                    ["sortie", "cargo", "sha256"].contains(&first),
                    "{name}: {text}"
                );
            }
        }
    }
}

const HEAD: &str = "schema = 1\n";

const STAGE: &str = "[scenario]\nname = \"Fragment\"\ntimezone = \"Europe/Vilnius\"\n\
    start = \"2019-01-01\"\nend = \"2019-07-12\"\n\
    [[election]]\nid = \"municipal\"\nday = \"2019-03-03\"\n\
    [[election]]\nid = \"mayors\"\nday = \"2019-03-17\"\n\
    [[election]]\nid = \"presidential\"\nday = \"2019-05-12\"\n";

const SITES: &str = "[[site]]\nid = \"vilnius\"\ncountry = \"LT\"\nlat = 54.69\nlon = 25.28\n\
    [[site]]\nid = \"kaunas\"\ncountry = \"LT\"\nlat = 54.9\nlon = 23.9\n\
    [[site]]\nid = \"riga\"\ncountry = \"LV\"\nlat = 56.95\nlon = 24.11\n";

const ASSET: &str = "[[asset]]\nid = \"results-site\"\nsite = \"vilnius\"\n";

const KIND: &str = "[[incident]]\nid = \"flood\"\nseverity = { medium = 1, critical = 1 }\nimpact = \"50%\"\n\
    [[incident.stage]]\nname = \"triage\"\ncrew = { analyst = 1 }\neffort = \"1h\"\n\
    [[incident.stage]]\nname = \"contain\"\ncrew = { network = 1 }\neffort = \"3h\"\n\
    [[incident.stage]]\nname = \"recover\"\ncrew = { admin = 1 }\neffort = \"3h\"\n";

const THREAT: &str =
    "[[threat]]\nid = \"botnet\"\nincident = \"flood\"\ntargets = \"all\"\nrate = \"1/week\"\n";

const SKILLS: &str = "[\"analyst\", \"network\", \"admin\", \"forensics\", \"web\", \"lead\"]";

/// A team of ten who can do everything.
fn team(id: &str) -> String {
    format!("[[team]]\nid = \"{id}\"\nexperts = [{{ skills = {SKILLS}, count = 10 }}]\n")
}

fn rule(id: &str, teams: &str) -> String {
    format!("[[dispatch.rule]]\nid = \"{id}\"\nteams = [{teams}]\n")
}

fn nations() -> String {
    let nation = |(id, roles): (&str, &str)| {
        format!(
            "[[nation]]\nid = \"{id}\"\n{roles}\nexperts = [{{ skills = {SKILLS}, count = 6 }}]\n"
        )
    };
    let dated = "membership = [{ role = \"participant\", to = \"2019-06-01\" }, { role = \"observer\", from = \"2019-06-01\" }]";
    [
        ("NL", "role = \"participant\""),
        ("LT", "role = \"lead\""),
        ("PL", "role = \"participant\""),
        ("RO", dated),
    ]
    .map(nation)
    .concat()
}

/// A scenario that a fragment is part of: what comes before it and after.
fn around(fragment: &str) -> (String, String) {
    let cert = team("cert");
    let own = rule("own", "\"cert\"");
    let starts = |with: &str| fragment.trim_start().starts_with(with);
    let has = |what: &str| fragment.contains(what);
    let usual = format!("{STAGE}{SITES}{ASSET}{KIND}{THREAT}");
    let after = |more: String| (HEAD.to_owned(), more);
    if starts("targets = ") {
        let assets = [
            "portal\"\nsite = \"vilnius",
            "mirror\"\nsite = \"riga",
            "vrk-mail\"\nsite = \"vilnius",
        ]
        .map(|asset| format!("[[asset]]\nid = \"{asset}\"\ntags = [\"web\"]\n"))
        .concat();
        let threat = THREAT.replace("targets = \"all\"\n", "");
        let before = format!("{HEAD}{STAGE}{SITES}{assets}{KIND}{cert}{own}{threat}");
        return (before, String::new());
    }
    if starts("asset = ") || starts("[[asset]]\nid = \"register\"") {
        return after(format!("{STAGE}{KIND}{THREAT}{cert}{own}"));
    }
    if starts("[[asset]]") {
        let others = ["tally", "cdn", "datacentre", "scrubbing"]
            .map(|id| format!("[[asset]]\nid = \"{id}\"\n"));
        let phase = "[[phase]]\nid = \"results-night\"\nfrom = \"municipal.polls_close\"\nto = \"municipal.polls_close + 10h\"\n";
        return after(format!(
            "{STAGE}{phase}{}{KIND}{THREAT}{cert}{own}",
            others.concat()
        ));
    }
    if starts("[[incident]]") {
        let threat = THREAT.replace("flood", "ransomware");
        let asset = "[[asset]]\nid = \"office\"\nreaches = [\"office\"]\ncount = 3\n";
        return after(format!("{STAGE}{asset}{threat}{cert}{own}"));
    }
    if starts("[[inject]]") {
        let kind = KIND.replace("flood", "defacement");
        return after(format!("{STAGE}{SITES}{ASSET}{kind}{cert}{own}"));
    }
    if starts("[[team]]") {
        let kind = KIND
            .replace("network", "analyst")
            .replace("{ admin", "{ analyst");
        return after(format!(
            "{STAGE}{SITES}{ASSET}{kind}{THREAT}{}",
            rule("own", "\"national-cert\", \"vrk-it\"")
        ));
    }
    if starts("[[roster]]") {
        let kind = KIND
            .replace("analyst", "forensics")
            .replace("{ admin", "{ web");
        let team = "[[team]]\nid = \"eu\"\nroster = \"rapid-response\"\n";
        return after(format!(
            "{STAGE}{SITES}{ASSET}{kind}{THREAT}{}{team}{}",
            nations(),
            rule("own", "\"eu\"")
        ));
    }
    if starts("[dispatch]") {
        return after(format!(
            "{usual}{}{}",
            team("eu-crrt"),
            rule("own", "\"eu-crrt\"")
        ));
    }
    if starts("[[dispatch.rule]]") {
        let teams = ["national-cert", "eu-crrt", "own-staff"].map(team).concat();
        return after(format!("{usual}{teams}"));
    }
    if starts("[[policy]]") && has("roster.rapid-response") {
        let roster = "[[roster]]\nid = \"rapid-response\"\nnations = [\"NL\", \"LT\", \"PL\", \"RO\"]\nlead = \"LT\"\n\
            seats = { analyst = 2, network = 2, admin = 2 }\nperiod = \"6 months\"\nfirst_day = \"2019-01-01\"\n";
        let nations = nations();
        let team = "[[team]]\nid = \"eu-crrt\"\nroster = \"rapid-response\"\n";
        let rules = rule("grave", "\"cert\"") + "severity = [\"critical\"]\n" + &own;
        return after(format!("{usual}{nations}{roster}{cert}{team}{rules}"));
    }
    if starts("[[policy]]") {
        let text = scenario::embedded::text("lithuania-2019").expect("a ready scenario");
        return (format!("{text}\n"), String::new());
    }
    after(format!("{usual}{cert}{own}"))
}

#[test]
fn every_fragment_of_a_scenario_is_part_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut count = 0;
    for (name, page) in PAGES {
        for (_, fragment) in fences(page)
            .iter()
            .filter(|(language, _)| *language == "toml")
        {
            let (before, after) = around(fragment);
            let file = folder.path().join("fragment.toml");
            fs::write(&file, format!("{before}{fragment}{after}")).expect("a file");
            let policy = fragment
                .lines()
                .find_map(|line| line.strip_prefix("id ")?.split('"').nth(1))
                .filter(|_| fragment.starts_with("[[policy]]"));
            let path = file.to_str().expect("a name");
            match scenario::open_with(path, policy, &[]) {
                Ok(loaded) => {
                    let world = World::compile(loaded.document);
                    assert!(trace(&world, 1, 0).failure.is_none(), "{name}:\n{fragment}");
                }
                Err(report) => {
                    panic!("{name}:\n{fragment}\n{}", report.render(Style::Plain));
                }
            }
            count += 1;
        }
    }
    assert!(count >= 13, "{count}");
}

/// The program's arguments on the lines of a page: whatever follows `sortie`, lines that go on
/// joined, comments and what a program answers left out.
fn commands(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (language, text) in fences(page) {
        if !["sh", ""].contains(&language) {
            continue;
        }
        for line in text.replace("\\\n", " ").lines() {
            let line = line.split(" #").next().unwrap_or_default().trim_end();
            let line = line.replace("cargo run --release -- ", "sortie ");
            if let Some(arguments) = line.strip_prefix("sortie ") {
                found.push(arguments.to_owned());
            }
        }
    }
    found
}

/// The same command on little: few replications, two policies of many, no minutes.
fn small(command: &str) -> Vec<Vec<String>> {
    let command = command
        .replace(
            "--vary … --vary … --vary …",
            "--vary team.cert.notice=0h..2h --vary threat.botnet.rate=2/week..3/week",
        )
        .replace("-n 1000000", "-n 32")
        .replace("-n 5000", "-n 20")
        .replace("--budget 10min", "--budget 1s");
    let mut words: Vec<String> = Vec::new();
    let mut quoted = false;
    let mut fresh = true;
    for letter in command.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => fresh = true,
            _ => {
                if std::mem::take(&mut fresh) {
                    words.push(String::new());
                }
                words.last_mut().expect("a word").push(letter);
            }
        }
    }
    let has = |words: &[String], option: &str| words.iter().any(|word| word == option);
    let first = words[0].clone();
    if ["verify", "play", "replay", "debrief"].contains(&first.as_str()) {
        // Other tests run the systems and the exercises; here, whether there are such options.
        words.push("--help".to_owned());
    }
    let named = words.get(1).filter(|word| !word.starts_with('-')).cloned();
    if ["run", "compare", "sweep", "histories", "reasons"].contains(&first.as_str())
        && !has(&words, "-n")
    {
        words.extend(["-n".to_owned(), "2".to_owned()]);
    }
    if first == "msel" {
        words.push("--force".to_owned());
        if named.as_deref() != Some("import") {
            words.extend(["-n".to_owned(), "2".to_owned()]);
        }
    }
    if first == "sweep" && !has(&words, "--points") && words.iter().any(|word| word.contains(".."))
    {
        words.extend(["--points".to_owned(), "2".to_owned()]);
    }
    if words.iter().any(|word| word.starts_with("--uncertain")) && !has(&words, "--points") {
        words.extend(["--points".to_owned(), "32".to_owned()]);
    }
    if first == "compare" && named.is_none() {
        words.extend(["--policies".to_owned(), "annual".to_owned()]);
    }
    if first == "calibrate" {
        words.extend(["--bootstrap".to_owned(), "5".to_owned()]);
    }
    if let Some(at) = words.iter().position(|word| word == "parts/*") {
        let parts = (1..=16).map(|part| format!("parts/{part}"));
        words.splice(at..=at, parts);
    }
    // Results of one command may lie in the way of another's.
    if ["run", "compare", "sweep", "calibrate", "merge"].contains(&first.as_str())
        && !has(&words, "--resume")
    {
        words.push("--force".to_owned());
    }
    if !words
        .iter()
        .any(|word| word.starts_with("parts/") && first != "merge")
    {
        return vec![words];
    }
    // All parts, for whoever joins them.
    let part = |part: usize| {
        let of = |word: &String| word.replace("$TASK", "3");
        let with = |word: String| match word.as_str() {
            "3/16" => format!("{part}/16"),
            "parts/3" => format!("parts/{part}"),
            _ => word,
        };
        words.iter().map(of).map(with).collect()
    };
    (1..=16).map(part).collect()
}

/// A folder with all that the commands of the pages read.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let readme = fences(PAGES[0].1);
    let (_, mine) = readme
        .iter()
        .find(|(language, _)| *language == "toml scenario")
        .expect("a scenario");
    let policies = "[[policy]]\nid = \"short\"\nname = \"Short notice\"\nset = { \"team.cert.notice\" = \"5min\" }\n\
        [[policy]]\nid = \"long\"\nname = \"Long notice\"\nset = { \"team.cert.notice\" = \"2h\" }\n";
    fs::write(at("my.toml"), format!("{mine}{policies}")).expect("a scenario");
    let mut tickets = "Start,Found,Stopped,Closed,Type,Prio\n".to_owned();
    for day in 1..=20 {
        tickets.push_str(&format!(
            "2024-05-{day:02} 08:00,2024-05-{day:02} 0{}:30,2024-05-{day:02} 1{}:10,2024-05-{day:02} 2{}:20,flood,high\n",
            day % 2 + 8, day % 7, day % 3
        ));
    }
    fs::write(at("tickets.csv"), tickets).expect("records");
    let cell = |place: &str, text: &str| {
        format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let header = [cell("A1", "Ticket"), cell("B1", "Start, UTC")].concat();
    let mut rows = format!("<row r=\"1\">{header}</row>");
    for row in 2..=20 {
        let of = |column: char, text: String| cell(&format!("{column}{row}"), &text);
        let cells = [
            of('A', format!("T{row}")),
            of('B', format!("{row:02}.05.2024 08:00")),
        ];
        rows.push_str(&format!("<row r=\"{row}\">{}</row>", cells.concat()));
    }
    workbook(&at("tickets.xlsx"), &[("Log", &rows)]);
    fs::create_dir_all(at("vcdb/data/json")).expect("a folder");
    for number in 1..=9 {
        let text = format!(
            "{{\"incident_id\": \"{number}\", \"security_incident\": \"Confirmed\", \"action\": {{\"hacking\": {{}}}}, \
             \"timeline\": {{\"incident\": {{\"year\": 2019, \"month\": {number}}}, \
             \"discovery\": {{\"unit\": \"Days\", \"value\": {number}}}}}}}"
        );
        fs::write(at(&format!("vcdb/data/json/{number}.json")), text).expect("records");
    }
    folder
}

fn assert_runs(name: &str) {
    let (_, page) = PAGES
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a page");
    let folder = workplace();
    let at = folder.path();
    // What some pages take for granted.
    let given = ["run lithuania-2019 -n 2 -q", "run my.toml -n 20 -q"];
    for command in given.iter().filter(|_| page.contains("output/")) {
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(run(at, &words).0, 0, "{command}");
    }
    let incidents = at.join("output/lithuania-2019/incidents.csv");
    if incidents.is_file() {
        fs::copy(incidents, at.join("incidents.csv")).expect("records");
    }
    let found = commands(page);
    assert!(!found.is_empty(), "{name} has none");
    for command in found {
        for words in small(&command) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let fresh = tempfile::tempdir().expect("a folder");
            // `new` writes nothing over what is there.
            let home = if words[0] == "new" { fresh.path() } else { at };
            let (code, _, err) = run(home, &words);
            assert_eq!(code, 0, "{name}: sortie {command}\n{words:?}\n{err}");
        }
    }
}

#[test]
fn command_lines_of_the_readme_run() {
    assert_runs("README.md");
}

#[test]
fn command_lines_on_comparisons_run() {
    assert_runs("compare.md");
}

#[test]
fn command_lines_on_sweeps_run() {
    assert_runs("sweep.md");
}

#[test]
fn command_lines_on_long_runs_run() {
    assert_runs("scale.md");
}

#[test]
fn command_lines_on_calibration_run() {
    assert_runs("calibrate.md");
}

#[test]
fn command_lines_of_the_other_pages_run() {
    let tested = [
        "README.md",
        "compare.md",
        "sweep.md",
        "scale.md",
        "calibrate.md",
    ];
    for (name, page) in PAGES {
        if !tested.contains(&name) && !commands(page).is_empty() {
            assert_runs(name);
        }
    }
}
