//! Every number of the format has a range; what lies beyond is an error with the range.

use std::collections::BTreeSet;

use sortie::inside::scenario::bounds::{self, Bound};
use sortie::inside::scenario::{apply_overlays, load, parse_overlay};

/// A scenario with every key that has a range.
const EVERYTHING: &str = r#"
schema = 1
[scenario]
name = "Everything"
timezone = "UTC"
start = "2019-01-01"
end = "2019-02-01"
[[phase]]
id = "hot"
from = "2019-01-10"
to = "2019-01-12"
threat = 2
criticality = 2
[[asset]]
id = "site"
criticality = 1
exposure = 1
[[incident]]
id = "flood"
severity = { low = 1, medium = 1, high = 1, critical = 1 }
detection = { low = "1h", likely = "2h", high = "3h", shape = 4 }
[[incident.stage]]
name = "contain"
crew = { analyst = 1 }
effort = { weibull = { scale = "1h", shape = 2 } }
[[incident.stage]]
name = "recover"
crew = { analyst = 1 }
effort = { gamma = { mean = "1h", shape = 2 } }
[[incident.stage]]
name = "close"
crew = { analyst = 1 }
effort = { mix = [{ weight = 1, of = "1h" }, { weight = 1, of = "2h" }] }
[[threat]]
id = "botnet"
incident = { flood = 1 }
targets = "site"
rate = "1/week"
weekdays = { mon = 1, tue = 1, wed = 1, thu = 1, fri = 1, sat = 1, sun = 1 }
hours = { "08-18" = 1 }
clustering = { branching = "20%", decay = "1h" }
overdispersion = { variance = 1, every = "1 week" }
[[nation]]
id = "LT"
role = "lead"
experts = [{ skills = ["analyst"], proficiency = 1 }]
[[roster]]
id = "rota"
nations = ["LT"]
seats = { analyst = 1 }
period = "14 days"
learning = { time = "1d", forget = "9d" }
fatigue = { loss = "10%", time = "1d" }
[[team]]
id = "duty"
roster = "rota"
[[team]]
id = "cert"
experts = [{ skills = ["analyst"], proficiency = 1 }]
[[team]]
id = "vendor"
unlimited = true
proficiency = 1
[dispatch]
rule = [{ teams = ["duty", "cert", "vendor"] }]
"#;

/// The paths of `EVERYTHING` at which a bound holds.
fn paths(bound: &Bound) -> Vec<String> {
    let prefixes: &[&str] = match bound.block {
        "[[phase]]" => &["phase.hot"],
        "[[asset]]" => &["asset.site"],
        "a table of severities" => &["incident.flood.severity"],
        "a table of weights" => return vec!["threat.botnet.incident.flood".to_owned()],
        "a part of a mix" => &["incident.flood.stage.close.effort.mix.1"],
        "[[threat]]" if bound.keys == ["hours"] => {
            return vec!["threat.botnet.hours.08-18".to_owned()];
        }
        "[[threat]]" => &["threat.botnet"],
        "weekdays" => &["threat.botnet.weekdays"],
        "clustering" => &["threat.botnet.clustering"],
        "overdispersion" => &["threat.botnet.overdispersion"],
        "a group of experts" => &["nation.LT.experts.1", "team.cert.experts.1"],
        "[[team]]" => &["team.vendor"],
        "learning" => &["roster.rota.learning"],
        "fatigue" => &["roster.rota.fatigue"],
        "a distribution" => &["incident.flood.detection"],
        "a Weibull distribution" => &["incident.flood.stage.contain.effort.weibull"],
        "a gamma distribution" => &["incident.flood.stage.recover.effort.gamma"],
        other => panic!("no path for {other}"),
    };
    let of = |key: &&str| {
        prefixes
            .iter()
            .map(move |it| format!("{it}.{key}"))
            .collect::<Vec<_>>()
    };
    bound.keys.iter().flat_map(of).collect()
}

/// The codes of `EVERYTHING` with a value at a path, and the whole report.
fn codes(path: &str, value: &str) -> (Vec<&'static str>, String) {
    let overlay = parse_overlay(&format!("{path}={value}")).unwrap_or_else(|r| panic!("{r}"));
    let text = apply_overlays(EVERYTHING, &[overlay]).unwrap_or_else(|r| panic!("{r}"));
    match load(&text, "x.toml", "x", None) {
        Ok(_) => (Vec::new(), String::new()),
        Err(report) => (
            report.codes().iter().map(|code| code.as_str()).collect(),
            report.to_string(),
        ),
    }
}

/// A text for a number just outside: half the least, or twice the most.
fn times(text: &str, factor: f64) -> String {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().expect("a number");
    format!("{}{unit}", number * factor)
}

#[test]
fn both_ends_of_every_range_hold() {
    for bound in bounds::ALL {
        for path in paths(bound) {
            let (least, most) = bound.words;
            for inside in [least, most] {
                let (codes, report) = codes(&path, inside);
                assert!(!codes.contains(&"S0213"), "{path}={inside}: {report}");
            }
            let mut outside = vec![times(most, 1.001)];
            if bound.least > 0.0 {
                outside.push(times(least, 0.5));
            }
            for outside in outside {
                let (codes, report) = codes(&path, &outside);
                let told = codes.iter().any(|code| ["S0213", "S0206"].contains(code));
                assert!(told, "{path}={outside}: {codes:?}");
                if codes == ["S0213"] {
                    let cure = format!("write {least} to {most}");
                    assert!(report.contains(&cure), "{report}");
                }
            }
        }
    }
}

#[test]
fn the_page_lists_every_range() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario.md"))
        .expect("the page of the format");
    let rows: BTreeSet<&str> = page.lines().collect();
    for bound in bounds::ALL {
        let block = if bound.block.starts_with('[') {
            format!("`{}`", bound.block)
        } else {
            bound.block.to_owned()
        };
        let keys: Vec<String> = bound.keys.iter().map(|key| format!("`{key}`")).collect();
        let keys = if bound.block == "a table of weights" {
            "each weight".to_owned()
        } else {
            keys.join(", ")
        };
        let row = format!(
            "| {block} | {keys} | {} | {} |",
            bound.words.0, bound.words.1
        );
        assert!(rows.contains(row.as_str()), "docs/scenario.md lacks {row}");
    }
}

#[test]
fn a_scenario_holds_a_million_instances_in_all() {
    let assets = |count: u32| {
        format!(
            "schema = 1\nscenario = {{ name = \"x\", timezone = \"UTC\", start = \"2019-01-01\", end = \
             \"2019-02-01\" }}\nasset = [{{ id = \"a\", count = {count} }}, {{ id = \"b\", count = \
             500000 }}]\n"
        )
    };
    assert!(load(&assets(500_000), "x.toml", "x", None).is_ok());
    let Err(report) = load(&assets(500_001), "x.toml", "x", None) else {
        panic!("more than a million instances");
    };
    assert!(report.to_string().contains("1000001 instances"), "{report}");
}

/// A text with arrivals, experts and a rule as given.
fn offered(rate: &str, team: &str, rule: &str) -> String {
    format!(
        r#"
schema = 1
[scenario]
name = "Load"
timezone = "UTC"
start = "2024-01-01"
end = "2024-04-10"
[[asset]]
id = "site"
[[incident]]
id = "job"
severity = {{ low = 1, high = 3 }}
stage = [
  {{ name = "contain", crew = {{ analyst = 1, lead = 1 }}, effort = {{ mean = "2h" }} }},
  {{ name = "recover", crew = {{ analyst = 2 }}, effort = "1h" }},
]
[[threat]]
id = "actor"
incident = "job"
targets = "all"
rate = "{rate}"
[[team]]
id = "cert"
{team}
[[team]]
id = "other"
experts = [{{ skills = ["analyst", "lead"], count = 2 }}]
[dispatch]
rule = [{rule}, {{ teams = ["other"] }}]
"#
    )
}

fn warnings(text: &str) -> String {
    let loaded = load(text, "x.toml", "x", None).unwrap_or_else(|r| panic!("{r}"));
    loaded.warnings.to_string()
}

#[test]
fn load_beyond_capacity_is_told_with_both_numbers() {
    const RULE: &str = "{ severity = [\"high\"], teams = [\"cert\"] }";
    const TWO: &str = "experts = [{ skills = [\"analyst\", \"lead\"], count = 2 }]";
    // 12 high incidents a day of 6 expert-hours, 2 experts: 72 of 48; the low ones, 4 of 6
    // hours, are half of what the other team can do.
    let told = warnings(&offered("16/day", TWO, RULE));
    assert!(told.contains("S0915"), "{told}");
    assert!(
        told.contains(
            "`cert` can't keep up: at least 72 expert-hours a day are asked for, it has at most 48"
        ),
        "{told}"
    );
    // A third of 1200 in 100 days waits.
    assert!(told.contains("about 400 incidents would wait"), "{told}");
    assert!(!told.contains("`other` can't"), "{told}");
    // One that is a little below.
    assert!(!warnings(&offered("10/day", TWO, RULE)).contains("S0915"));
    // A notice counts once for each incident: 12 · (6 + 2 · 1) = 96 hours.
    let told = warnings(&offered("16/day", &format!("{TWO}\nnotice = \"1h\""), RULE));
    assert!(told.contains("96 expert-hours"), "{told}");
    // So does the release by a nation, of several the shortest: 12 · (6 + 2 · 1.5) = 108 hours.
    let nations = "\n[[nation]]\nid = \"LT\"\nrole = \"lead\"\nrelease = \"30min\"\n\
        [[nation]]\nid = \"PL\"\nrole = \"participant\"\nrelease = { mean = \"2h\" }\n";
    let two = "experts = [{ skills = [\"analyst\", \"lead\"], nation = \"LT\" }, \
        { skills = [\"analyst\", \"lead\"], nation = \"PL\" }]\nnotice = \"1h\"";
    let told = warnings(&(offered("16/day", two, RULE) + nations));
    assert!(told.contains("108 expert-hours"), "{told}");
    // Hours on duty: 40 of 168 hours.
    let hours = "hours = { days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"], from = \"08:00\", to = \"16:00\" }";
    let told = warnings(&offered("4/day", &format!("{TWO}\n{hours}"), RULE));
    assert!(
        told.contains("18 expert-hours a day are asked for, it has at most 11.4"),
        "{told}"
    );
    // A skill that is scarce: 24 hours of leads a day, one lead with half of the day.
    let team = "experts = [{ skills = [\"analyst\"], count = 9 }, { skills = [\"lead\"] }]";
    let told = warnings(&offered("20/day", team, RULE));
    assert!(
        told.contains("30 expert-hours of `lead` a day are asked for, it has at most 24"),
        "{told}"
    );
    // Those who work fast need less time.
    let team = "experts = [{ skills = [\"analyst\", \"lead\"], count = 2, proficiency = 2 }]";
    assert!(!warnings(&offered("16/day", team, RULE)).contains("S0915"));
    // Whoever gives up takes the work along, and unlimited teams have no end.
    let rule = "{ severity = [\"high\"], teams = [\"cert\"], give_up_after = \"2h\" }";
    assert!(!warnings(&offered("16/day", TWO, rule)).contains("S0915"));
    assert!(!warnings(&offered("16/day", "unlimited = true", RULE)).contains("S0915"));
    // Two teams of one rule do it together: 90 and 30 of 96.
    let rule = "{ severity = [\"high\"], teams = [\"cert\", \"other\"] }";
    let told = warnings(&offered("20/day", TWO, rule));
    assert!(
        told.contains("120 expert-hours a day are asked for, they have at most 96"),
        "{told}"
    );
}

#[test]
fn more_incidents_than_a_limit_are_told() {
    let unlimited = |rate: &str| offered(rate, "unlimited = true", "{ teams = [\"cert\"] }");
    let told = warnings(&unlimited("500/h"));
    assert!(
        told.contains(
            "about 1,200,000 incidents are expected in each replication, the limit is 1,000,000"
        ),
        "{told}"
    );
    assert!(!warnings(&unlimited("400/h")).contains("S0714"));
    // Phases and clusters count: 300/h, twice for half of the time, and a fifth more of each.
    let phase = "[[phase]]\nid = \"hot\"\nfrom = \"start\"\nto = \"start + 50d\"\nthreat = 2\n";
    assert!(!warnings(&unlimited("250/h")).contains("S0714"));
    assert!(!warnings(&(unlimited("250/h") + phase)).contains("S0714"));
    let clusters = "rate = \"250/h\"\nclustering = { branching = \"50%\", decay = \"1h\" }\n";
    let text = unlimited("250/h").replace("rate = \"250/h\"\n", clusters) + phase;
    assert!(
        warnings(&text).contains("about 1,800,000 incidents"),
        "{}",
        warnings(&text)
    );
}

#[test]
fn spread_over_many_instances_is_told() {
    // 100 incidents, each with 65,535 instances to reach at 20%: 1.3 million.
    let text = |count: u32| {
        offered("1/day", "unlimited = true", "{ teams = [\"cert\"] }")
            .replace(
                "id = \"site\"\n",
                &format!("id = \"site\"\ncount = {count}\nreaches = [\"site\"]\n"),
            )
            .replace(
                "id = \"job\"\n",
                "id = \"job\"\nconsequence = [{ incident = \"job\", on = \"reached\", chance = \"20%\" }]\n",
            )
    };
    let told = warnings(&text(65_536));
    assert!(told.contains("S0714"), "{told}");
    assert!(
        told.contains("up to about 1,310,000 incidents follow from `job`"),
        "{told}"
    );
    assert!(!warnings(&text(40_000)).contains("S0714"));
}

#[test]
fn the_study_itself_is_no_matter_of_policies_or_sweeps() {
    for path in [
        "scenario.replications",
        "scenario.seed",
        "limits.open",
        "limits.incidents",
    ] {
        let text = offered("1/day", "unlimited = true", "{ teams = [\"cert\"] }");
        let policy = format!("[[policy]]\nid = \"p\"\nset = {{ \"{path}\" = 7 }}\n");
        let Err(report) = load(&(text + &policy), "x.toml", "x", None) else {
            panic!("a policy that sets {path}");
        };
        assert!(report.to_string().contains("S1005"), "{report}");
        let factor = sortie::inside::study::sweep::Factor::parse(&format!("{path}=1,2"));
        let told = factor.expect_err(path).to_string();
        assert!(told.contains("can't be swept"), "{told}");
    }
}
