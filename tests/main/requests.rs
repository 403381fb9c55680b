//! Requests from stage to stage: who is asked anew, who must be called out, and what of owners
//! who are left alone.

use sortie::inside::outcome::IncidentRecord;

use crate::harness::{incidents_of, same_hours, trace_of};
use crate::refusals::{FAULT, TEAMS, scenario};

const SECOND_STAGE: &str =
    "effort = \"2h\" }, { name = \"recover\", crew = { analyst = 1 }, effort = \"3h\" }]";

/// Faults of two hours of containment and three of recovery.
fn two_stages(hours: &[f64], rest: &str) -> String {
    let strikes: Vec<(&str, f64)> = hours.iter().map(|hour| ("fault", *hour)).collect();
    let text = scenario(&[("fault", "high", "2h", "0%")], &strikes, rest);
    text.replace("effort = \"2h\" }]", SECOND_STAGE)
}

fn only(text: &str) -> IncidentRecord {
    let mut rows = incidents_of(text, 0);
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[test]
fn an_owner_alone_does_every_stage_at_the_rate() {
    let rule = "[[dispatch.rule]]\nteams = [\"first\"]\ngive_up_after = \"1h\"\nalone = \"50%\"\n";
    let rows = incidents_of(&two_stages(&[1.0, 1.5], &format!("{TEAMS}{rule}")), 0);
    // From 2.5 on: four hours, then six.
    assert!(same_hours(rows[1].contained_h, 6.5));
    assert!(same_hours(rows[1].recovered_h, 12.5));
    assert_eq!(rows[1].first_team, "");
}

#[test]
fn an_owner_whom_all_refuse_waits_until_giving_up() {
    let rule =
        "[[dispatch.rule]]\nrefusal = \"100%\"\nteams = [\"first\"]\ngive_up_after = \"2h\"\n";
    let text = scenario(&[FAULT], &[("fault", 1.0)], &format!("{TEAMS}{rule}"));
    assert!(same_hours(only(&text).recovered_h, 11.0));
    let told = trace_of(&text);
    let told = told.iter().map(|entry| entry.event.as_str());
    let about: Vec<&str> = told.filter(|event| *event != "service").collect();
    let expected = [
        "occurred",
        "detected",
        "requested",
        "refused",
        "gave_up",
        "finished",
        "closed",
    ];
    assert_eq!(about, expected);
    // Others who are asked later may still come.
    let widened = text.replace(
        "give_up_after = \"2h\"",
        "widen_after = \"1h\"\nwiden_to = [{ team = \"second\", refusal = \"0%\" }]",
    );
    assert!(same_hours(only(&widened).recovered_h, 6.0));
    // When they refuse as well, nobody is left to wait for.
    let row = only(&widened.replace("\"0%\" }", "\"100%\" }"));
    assert_eq!((row.state, row.recovered_h), ("unanswered", None));
}

#[test]
fn a_rule_that_names_both_stages_asks_once() {
    let rule = "[[dispatch.rule]]\nstages = [\"contain\", \"recover\"]\nteams = [{ team = \"first\", approval = \"1h\" }]\n";
    let row = only(&two_stages(&[1.0], &format!("{TEAMS}{rule}")));
    assert!(same_hours(row.contained_h, 4.0) && same_hours(row.recovered_h, 7.0));
}

#[test]
fn a_team_keeps_the_incident_wherever_it_stands_in_the_rule() {
    let rule =
        "[[dispatch.rule]]\nteams = [{ team = \"first\", refusal = \"100%\" }, \"second\"]\n";
    let row = only(&two_stages(&[1.0], &format!("{TEAMS}{rule}")));
    assert_eq!(row.teams, "second");
    assert!(same_hours(row.recovered_h, 6.0));
}

#[test]
fn a_team_that_cannot_do_the_next_stage_makes_way_for_one_that_can() {
    let rule = "[[dispatch.rule]]\nteams = [\"first\", \"second\"]\n";
    let text = two_stages(&[1.0], &format!("{TEAMS}{rule}"));
    let (head, tail) = text.split_once("name = \"recover\"").expect("the stage");
    let tail = tail.replacen("{ analyst = 1 }", "{ lawyer = 1 }", 1);
    let text = format!("{head}name = \"recover\"{tail}");
    let (head, tail) = text.split_once("id = \"second\"").expect("the team");
    let text = format!(
        "{head}id = \"second\"{}",
        tail.replacen("analyst", "lawyer", 1)
    );
    let row = only(&text);
    assert_eq!(row.teams, "first+second");
    assert!(same_hours(row.recovered_h, 6.0));
}

#[test]
fn a_crew_is_called_out_once() {
    let named = "[[dispatch.rule]]\nstages = [\"contain\"]\nteams = [\"cert\"]\n\
                 [[dispatch.rule]]\nstages = [\"recover\"]\nteams = [\"cert\"]\n";
    let staying = "[[dispatch.rule]]\nteams = [\"cert\"]\n";
    for (staff, rules, end) in [
        // The same experts are up and running, asked anew or not.
        ("experts = [{ skills = [\"analyst\"] }]", staying, 6.5),
        ("experts = [{ skills = [\"analyst\"] }]", named, 6.5),
        // Of an unlimited staff nobody is known: who is asked anew is called anew.
        ("unlimited = true", staying, 6.5),
        ("unlimited = true", named, 7.0),
    ] {
        let team = format!("[[team]]\nid = \"cert\"\nnotice = \"30min\"\n{staff}\n{rules}");
        let end_of = only(&two_stages(&[1.0], &team)).recovered_h;
        assert!(same_hours(end_of, end), "{staff} {rules}: {end_of:?}");
    }
}

#[test]
fn notice_and_the_longest_release_of_a_crew_follow_each_other() {
    let text = scenario(&[FAULT], &[("fault", 1.0)], "")
        .replace("{ analyst = 1 }", "{ analyst = 3 }")
        + "[[nation]]\nid = \"NL\"\nrole = \"participant\"\nrelease = \"5h\"\n\
           [[nation]]\nid = \"LT\"\nrole = \"participant\"\nrelease = \"3h\"\n\
           [[team]]\nid = \"cert\"\nnotice = \"30min\"\nexperts = [{ skills = [\"analyst\"], nation = \"NL\" }, \
           { skills = [\"analyst\"], nation = \"LT\" }, { skills = [\"analyst\"] }]\n\
           [[dispatch.rule]]\nteams = [\"cert\"]\n";
    let row = only(&text);
    assert!(same_hours(row.assigned_h, 1.0));
    assert!(same_hours(row.mobilised_h, 6.5));
    assert!(same_hours(row.hands_on_h, 6.5));
}

#[test]
fn an_incident_is_queued_from_the_first_approval_on() {
    let teams =
        "[{ team = \"first\", approval = \"1h\" }, { team = \"second\", approval = \"2h\" }]";
    let rule = format!("[[dispatch.rule]]\nteams = {teams}\n");
    let strikes = [("fault", 1.0), ("fault", 1.0), ("fault", 1.5)];
    let rows = incidents_of(&scenario(&[FAULT], &strikes, &format!("{TEAMS}{rule}")), 0);
    // The teams work from 2 and 3 on for four hours.
    assert!(same_hours(rows[2].requested_h, 1.5));
    assert!(same_hours(rows[2].queued_h, 2.5));
    assert!(same_hours(rows[2].hands_on_h, 6.0));
}
