//! Changing a scenario by path before it is read.

use sortie::inside::scenario::document::{Arrivals, QueueOrder, Staff};
use sortie::inside::scenario::{self, Overlay, apply_overlays, load, parse_overlay};

const BASE: &str = r#"# A comment that stays.
schema = 1
[scenario]
name = "Base"   # and this one
timezone = "Europe/Vilnius"
start = "2019-01-01"
end = "2019-07-01"

[[asset]]
id = "site"

[[incident]]
id = "flood"
severity = "high"
stage = [{ name = "contain", crew = { analyst = 1 }, effort = "2h" }]

[[incident]]
id = "leak"
severity = "low"
[[incident.stage]]
name = "triage"
crew = { analyst = 1 }
effort = { median = "2h", p90 = "6h" }
[[incident.consequence]]
incident = "flood"
on = "self"
chance = "10%"

[[threat]]
id = "c1"
incident = { flood = 1, leak = 3 }
targets = "site"
rate = "1/week"

[[nation]]
id = "LT"
role = "lead"
experts = [{ skills = ["analyst"], count = 2 }]

[[team]]
id = "cert"
notice = "1h"
roster = "crrt"

[[roster]]
id = "crrt"
nations = ["LT"]
seats = { analyst = 2 }
period = "6 months"

[[dispatch.rule]]
teams = ["cert"]
"#;

fn overlays(list: &[&str]) -> Vec<Overlay> {
    let parsed = list
        .iter()
        .map(|text| parse_overlay(text).expect("a path and a value"));
    parsed.collect()
}

fn changed(list: &[&str]) -> String {
    apply_overlays(BASE, &overlays(list)).unwrap_or_else(|report| panic!("{report}"))
}

fn document(list: &[&str]) -> scenario::document::Document {
    let loaded = load(&changed(list), "base.toml", "base", None);
    loaded.unwrap_or_else(|report| panic!("{report}")).document
}

#[test]
fn values_are_put_where_the_path_leads() {
    let document = document(&[
        "scenario.seed=7",
        "scenario.end=2019-05-01",
        "team.cert.notice=2h",
        "roster.crrt.period=3 months",
        "threat.c1.rate=2/week",
        "threat.c1.incident.leak=1",
        "dispatch.order=severity",
        "dispatch.rule.rule-1.teams=[\"cert\"]",
        "incident.flood.stage.contain.effort=5h",
        "incident.leak.stage.triage.effort.p90=9h",
        "incident.leak.consequence.flood.chance=20%",
        "nation.LT.experts.1.count=3",
        "limits.open=500",
        "asset.site.fallback.capacity=40%",
    ]);
    let hours = |hours: f64| hours * 3_600_000.0;
    assert_eq!(document.seed, 7);
    assert_eq!(document.calendar.day(document.end), "1 May");
    assert_eq!(document.teams[0].notice, constant(hours(2.0)));
    assert_eq!(document.rosters[0].shifts.len(), 2);
    let Arrivals::Poisson(poisson) = &document.threats[0].arrivals else {
        panic!("a rate");
    };
    assert!((poisson.rate * hours(168.0) - 2.0).abs() < 1e-12);
    assert!((document.threats[0].kinds[1].1 - 0.5).abs() < 1e-12);
    assert_eq!(document.dispatch.order, QueueOrder::Severity);
    assert_eq!(document.kinds[0].stages[0].effort, constant(hours(5.0)));
    assert!((document.kinds[1].consequences[0].chance - 0.2).abs() < 1e-12);
    assert_eq!(document.nations[0].experts[0].count, 3);
    assert_eq!(document.limits.open, 500);
    assert!((document.assets[0].fallback.expect("a fallback").capacity - 0.4).abs() < 1e-12);
    assert!(matches!(document.teams[0].staff, Staff::Roster(_)));
}

fn constant(millis: f64) -> scenario::distribution::Dist {
    scenario::distribution::Dist {
        family: scenario::distribution::Family::Constant(millis),
        max: None,
    }
}

#[test]
fn a_plain_team_of_a_rule_can_be_given_an_approval() {
    let document = document(&["dispatch.rule.rule-1.teams.cert.approval=12h"]);
    let candidate = &document.dispatch.rules[0].teams[0];
    assert_eq!(candidate.approval, constant(12.0 * 3_600_000.0));
}

#[test]
fn the_rest_of_the_text_stays() {
    let text = changed(&["team.cert.notice=2h"]);
    assert_eq!(text, BASE.replace("notice = \"1h\"", "notice = \"2h\""));
    let text = changed(&["scenario.name=\"Other\""]);
    assert!(text.contains("name = \"Other\"   # and this one"), "{text}");
    assert_eq!(changed(&[]), BASE);
}

#[test]
fn a_value_is_toml_or_else_a_text() {
    for (value, written) in [
        ("7", "7"),
        ("2h", "\"2h\""),
        ("\"2h\"", "\"2h\""),
        ("{ mean = \"2h\" }", "{ mean = \"2h\" }"),
        ("2019-03-03", "\"2019-03-03\""),
        ("07:00", "\"07:00\""),
        ("true", "true"),
        ("1\nseed = 9", "\"\"\"\n1\nseed = 9\"\"\""),
        ("say \"no\"", "'say \"no\"'"),
        ("", "\"\""),
    ] {
        let text = changed(&[&format!("team.cert.notice={value}")]);
        assert!(
            text.contains(&format!("notice = {written}\n")),
            "{value}: {text}"
        );
    }
}

#[test]
fn wrong_paths_name_what_there_is() {
    let list = overlays(&[
        "teem.cert.notice=2h",
        "team.crt.notice=2h",
        "team.cert.notic=2h",
        "team.cert=2h",
        "team=2h",
        "team..notice=2h",
        "team.cert.notice.mean=2h",
        "incident.flood.stage.contian.effort=2h",
        "incident.flood.stage=2h",
        "incident.leak.stage=2h",
        "nation.LT.experts.0.count=2",
        "roster.crrt.stagger.x=2",
        "scenario.end.of.days=2",
    ]);
    let report = apply_overlays(BASE, &list).expect_err("wrong paths");
    insta::assert_snapshot!(report.render(scenario::Style::Plain));
    let report = parse_overlay("team.cert.notice").expect_err("no value");
    assert_eq!(report.codes()[0].as_str(), "S1002");
    assert!(parse_overlay("=2h").is_err());
}

#[test]
fn what_an_overlay_breaks_is_shown_in_the_changed_text() {
    let report = scenario::open("minimal", &overlays(&["scenario.replications=0"]));
    let report = report.expect_err("none to run");
    assert!(report.source().contains("--set"), "{report}");
    assert_eq!(report.codes()[0].as_str(), "S0208");
}

#[test]
fn a_text_that_is_no_toml_is_left_to_the_loader() {
    let text = "schema = = 1";
    let same = apply_overlays(text, &overlays(&["scenario.seed=7"]));
    assert_eq!(same.expect("the same text"), text);
}
