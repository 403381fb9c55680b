//! What is mutated: the scenarios of the project, records, and folders of results.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A scenario small enough to run a thousand times over.
pub(crate) const TINY: &str = r#"schema = 1
[scenario]
name = "Tiny"
timezone = "Europe/Vilnius"
start = "2019-02-24"
end = "2019-03-10"
replications = 6

[[election]]
id = "vote"
day = "2019-03-03"

[[asset]]
id = "register"
[[asset]]
id = "results"
needs = ["register"]

[[incident]]
id = "flood"
severity = { medium = 3, high = 1 }
detection = { median = "20min", p90 = "3h" }
impact = "60%"
stage = [{ name = "contain", crew = { analyst = 1 }, effort = { median = "3h", p90 = "12h" } }]

[[threat]]
id = "botnet"
incident = "flood"
targets = "all"
rate = "5/week"

[[team]]
id = "cert"
notice = "30min"
experts = [{ skills = ["analyst"], count = 2 }]

[dispatch]
rule = [{ teams = ["cert"] }]

[[target]]
id = "quick"
within = "2h"

[[policy]]
id = "late"
set = { "team.cert.notice" = "2h" }
"#;

/// A scenario with nearly everything in it.
const RICH: &str = r#"schema = 1
[scenario]
name = "Rich"
timezone = "Asia/Beirut"
start = "2019-03-01"
end = "2019-04-10"
warm_up = "2d"
[[election]]
id = "vote"
day = "2019-03-31"
[[phase]]
id = "hot"
from = "vote.day - 5d"
to = "vote.polls_close + 6h"
threat = 3
criticality = 5
[[site]]
id = "here"
lat = 54.7
lon = 25.3
[[site]]
id = "there"
lat = 52.2
lon = 21.0
[travel]
speed = "80 km/h"
overhead = "1h"
[[asset]]
id = "register"
site = "here"
tags = ["ours"]
count = 3
criticality = 4
reaches = ["register"]
[[asset]]
id = "results"
site = "there"
needs = [{ soft = "register", weight = "40%" }]
fallback = { capacity = "30%", after = "2h" }
matters_in = ["hot"]
[[milestone]]
id = "count"
asset = "results"
level = "80%"
from = "vote.polls_close"
to = "vote.polls_close + 10h"
tolerance = "30min"
[[incident]]
id = "flood"
severity = { low = 1, high = 1, critical = 1 }
detection = { delay = { mean = "3h" }, missed = "10%" }
impact = { low = "10%", high = "60%", critical = "100%" }
restores_at = "contain"
[[incident.stage]]
name = "triage"
crew = { analyst = 1 }
effort = { low = "10min", likely = "30min", high = "2h", shape = 4 }
where = "remote"
[[incident.stage]]
name = "contain"
crew = { analyst = 1, lead = 1 }
effort = { weibull = { scale = "4h", shape = 0.8 }, max = "2d" }
where = "either"
[[incident.stage]]
name = "recover"
crew = { analyst = 1 }
effort = { mix = [{ weight = 2, of = "1h" }, { weight = 1, of = { gamma = { mean = "5h", shape = 2 } } }] }
where = "onsite"
[[incident.consequence]]
incident = "leak"
on = "reached"
chance = "20%"
after = { mean = "5h" }
[[incident]]
id = "leak"
severity = "medium"
stage = [{ name = "contain", crew = { analyst = 1 }, effort = { samples = ["1h", "3h"] } }]
[[incident]]
id = "noise"
severity = "low"
false_alarm = true
stage = [{ name = "triage", crew = { analyst = 1 }, effort = "20min" }]
[[threat]]
id = "botnet"
incident = { flood = 3, noise = 1 }
targets = { tags = ["ours"] }
rate = "6/week"
weekdays = { sat = 0.5, sun = 0.5 }
hours = { "08-18" = 2 }
clustering = { branching = "20%", decay = "3h" }
[[threat]]
id = "faults"
incident = "leak"
targets = "all"
rate = "1/week"
while = "healthy"
follows_phases = false
[[threat]]
id = "waves"
incident = "flood"
targets = "results"
rate = "1/week"
overdispersion = { variance = 2, every = "1 week" }
[[inject]]
id = "power"
at = "vote.day + 9h"
chance = "50%"
outage = { asset = "results", for = "2h" }
[[inject]]
id = "call"
at = "vote.day - 1d"
incident = { kind = "flood", targets = "results", severity = "critical" }
[[nation]]
id = "LT"
site = "here"
role = "lead"
experts = [{ skills = ["analyst", "lead"], count = 2 }, { skills = ["analyst"], proficiency = 0.8 }]
release = { mean = "1h" }
[[nation]]
id = "PL"
site = "there"
membership = [{ role = "participant", from = "2019-03-05" }]
experts = [{ skills = ["analyst"], count = 2 }, { skills = ["lead"] }]
[[roster]]
id = "rota"
nations = ["LT", "PL"]
seats = { analyst = 2, lead = 1 }
period = "14 days"
stagger = 2
overlap = "1 day"
on_change = "transfer"
rework = "10%"
handover = "1h"
freeze = { before = "3d", after = "1d" }
learning = { start = "60%", time = "9d", forget = "60d" }
fatigue = { loss = "30%", time = "20h" }
[[team]]
id = "crrt"
notice = { median = "2h", p90 = "6h" }
remote = "80%"
roster = "rota"
return_after = "4h"
[[team]]
id = "cert"
site = "here"
experts = [{ skills = ["analyst", "lead"], count = 3 }]
hours = { on = "12h", off = "12h", first = "08:00", groups = 2 }
[[team]]
id = "vendor"
unlimited = true
notice = "1d"
[dispatch]
order = "impact"
choose = "least_busy"
preempt = "resume"
reserve = { team = "cert", experts = 1 }
preposition = { team = "crrt", site = "there", from = "vote.day - 1d", to = "vote.day + 2d" }
[[dispatch.rule]]
id = "grave"
severity = ["high", "critical"]
teams = ["cert", { team = "crrt", approval = "1h", refusal = "10%" }]
widen_after = "6h"
widen_to = ["vendor"]
[[dispatch.rule]]
teams = ["cert", "vendor"]
give_up_after = { mean = "3d" }
alone = "40%"
[[target]]
id = "quick"
within = "2h"
severity = ["critical"]
[[target]]
id = "done"
to = "recovered"
within = "2d"
"#;

/// Commands whose results are kept, and the folders that they fill.
const RESULTS: [(&str, &str); 6] = [
    ("run", "run tiny.toml -n 6 --threads 1 --quiet --out run"),
    (
        "other",
        "run tiny.toml -n 6 --seed 9 --threads 1 --quiet --out other",
    ),
    (
        "compare",
        "compare tiny.toml -n 40 --threads 1 -m response --quiet --out compare",
    ),
    (
        "sweep",
        "sweep tiny.toml -n 6 --threads 1 --vary team.cert.notice=0h,2h -m response --quiet --out sweep",
    ),
    (
        "part1",
        "run tiny.toml -n 200 --threads 1 --shard 1/2 --quiet --out part1",
    ),
    (
        "part2",
        "run tiny.toml -n 200 --threads 1 --shard 2/2 --quiet --out part2",
    ),
];

/// Names the program under test, where it is not the one that was built with this check.
pub(crate) const PROGRAM: &str = "SORTIE_FUZZ_PROGRAM";

/// The program under test.
pub(crate) fn program() -> PathBuf {
    std::env::var_os(PROGRAM).map_or_else(|| env!("CARGO_BIN_EXE_sortie").into(), PathBuf::from)
}

/// Folders of scenarios: those that can be run, and the bad ones at last.
const TEXTS: [&str; 4] = [
    "scenarios",
    "scenarios/hindcasts",
    "tests/oracles",
    "tests/bad",
];

/// All of it.
pub(crate) struct Seeds {
    /// The texts of scenarios that can be run, the tiny one first.
    pub good: Vec<Vec<u8>>,
    /// Those of all, bad ones too.
    pub scenarios: Vec<Vec<u8>>,
    /// Records: name and bytes.
    pub records: Vec<(String, Vec<u8>)>,
    /// The folder of the folders of results, with `tiny.toml`.
    pub results: PathBuf,
}

impl Seeds {
    /// Makes the folders of results in a place, and reads the rest.
    pub fn make(place: &Path) -> Self {
        let results = place.join("results");
        fs::create_dir_all(&results).expect("a folder");
        fs::write(results.join("tiny.toml"), TINY).expect("a file");
        fs::write(results.join("records.xlsx"), crate::workbooks::good()).expect("a file");
        // A copy: what is mutated stays the same for as long as this goes on.
        for (ix, folder) in TEXTS.iter().enumerate() {
            let to = place.join(format!("texts-{ix}"));
            fs::create_dir_all(&to).expect("a folder");
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            for file in files(&from) {
                let name = file.file_name().unwrap_or_default();
                fs::copy(&file, to.join(name)).expect("a file");
            }
        }
        for (folder, line) in RESULTS {
            let ended = Command::new(program())
                .args(line.split(' '))
                .current_dir(&results)
                .stdout(Stdio::null())
                .status()
                .expect("the program");
            assert!(ended.success(), "{line}");
            assert!(results.join(folder).is_dir(), "{line}");
        }
        Self::open(place)
    }

    /// Reads what `make` has made.
    pub fn open(place: &Path) -> Self {
        let read = |folder: usize| {
            let mut files = files(&place.join(format!("texts-{folder}")));
            files.retain(|file| file.extension().is_some_and(|end| end == "toml"));
            let read = |file: &PathBuf| fs::read(file).expect("a file");
            files.iter().map(read).collect::<Vec<_>>()
        };
        let mut good = vec![TINY.as_bytes().to_vec(), RICH.as_bytes().to_vec()];
        for folder in 0..TEXTS.len() - 1 {
            good.extend(read(folder));
        }
        let mut scenarios = good.clone();
        scenarios.extend(read(TEXTS.len() - 1));
        let results = place.join("results");
        let rows = fs::read(results.join("run/incidents.csv")).expect("the rows of a run");
        let mut records = vec![("run.csv".to_owned(), rows)];
        records.extend(
            crate::records::TEXTS
                .iter()
                .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())),
        );
        Self {
            good,
            scenarios,
            records,
            results,
        }
    }
}

/// The files of a folder, in order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}
