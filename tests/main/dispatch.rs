//! Dispatch: order, choice, approval, notice, travel, remote work, stages, crews.

use std::fmt::Write as _;

use crate::harness::{TEN_DAYS, incidents_of, same_hours, simple, trace_of};

#[test]
fn what_is_freed_at_an_instant_can_be_used_at_that_instant() {
    let rows = incidents_of(&simple(&[10.0, 12.0]), 0);
    assert!(same_hours(rows[1].hands_on_h, 12.0));
}

#[test]
fn the_queue_is_first_come_first_served_or_by_severity() {
    // Three at once behind a running one: low, low, high.
    let kinds = |order: &str| {
        let kind = |id: &str, severity: &str| {
            format!(
                "[[incident]]\nid = \"{id}\"\nseverity = \"{severity}\"\n[[incident.stage]]\nname = \"contain\"\n\
                 crew = {{ analyst = 1 }}\neffort = \"2h\"\n"
            )
        };
        let strike = |id: &str, kind: &str, minute: u32| {
            format!(
                "[[threat]]\nid = \"{id}\"\nincident = \"{kind}\"\ntargets = \"site\"\nat = [\"start + {minute}min\"]\n"
            )
        };
        format!(
            "{TEN_DAYS}\n[[asset]]\nid = \"site\"\n{}{}{}{}{}{}\n[[team]]\nid = \"cert\"\n\
             experts = [{{ skills = [\"analyst\"], count = 1 }}]\n[dispatch]\norder = \"{order}\"\n\
             [[dispatch.rule]]\nteams = [\"cert\"]\n",
            kind("mild", "low"),
            kind("grave", "high"),
            strike("a", "mild", 60),
            strike("b", "mild", 70),
            strike("c", "mild", 80),
            strike("d", "grave", 90),
        )
    };
    let starts = |order: &str| -> Vec<f64> {
        incidents_of(&kinds(order), 0)
            .iter()
            .filter_map(|row| row.hands_on_h)
            .collect()
    };
    assert_eq!(starts("fifo"), [1.0, 3.0, 5.0, 7.0]);
    assert_eq!(starts("severity"), [1.0, 5.0, 7.0, 3.0]);
}

const TWO_TEAMS: &str = r#"
[[site]]
id = "capital"
[[site]]
id = "coast"
[[site]]
id = "abroad"
[travel]
routes = [
  { from = "capital", to = "coast", time = "3h" },
  { from = "abroad", to = "coast", time = "1h" },
  { from = "abroad", to = "capital", time = "4h" },
]
[[asset]]
id = "port"
site = "coast"
[[incident]]
id = "fault"
severity = "high"
[[incident.stage]]
name = "contain"
crew = { analyst = 1 }
effort = "2h"
where = "onsite"
[[threat]]
id = "script"
incident = "fault"
targets = "port"
at = ["start + 10h"]
[[team]]
id = "home"
site = "capital"
experts = [{ skills = ["analyst"], count = 1 }]
[[team]]
id = "guest"
site = "abroad"
notice = "30min"
experts = [{ skills = ["analyst"], count = 1 }]
"#;

#[test]
fn preference_takes_the_first_and_nearest_the_soonest_there() {
    let text = format!("{TEN_DAYS}{TWO_TEAMS}\n[[dispatch.rule]]\nteams = [\"home\", \"guest\"]\n");
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[0].first_team, "home");
    assert!(same_hours(rows[0].hands_on_h, 13.0));
    let nearest = text.replace(
        "[[dispatch.rule]]",
        "[dispatch]\nchoose = \"nearest\"\n[[dispatch.rule]]",
    );
    let rows = incidents_of(&nearest, 0);
    assert_eq!(rows[0].first_team, "guest");
    assert!(same_hours(rows[0].mobilised_h, 10.5));
    assert!(same_hours(rows[0].on_site_h, 11.5));
    assert!(same_hours(rows[0].contained_h, 13.5));
}

#[test]
fn approval_comes_before_the_queue_and_notice_after_it() {
    let text = format!(
        "{TEN_DAYS}{TWO_TEAMS}\n[[dispatch.rule]]\nteams = [{{ team = \"guest\", approval = \"6h\" }}]\n"
    );
    let rows = incidents_of(&text, 0);
    assert!(same_hours(rows[0].requested_h, 10.0));
    assert!(same_hours(rows[0].queued_h, 16.0));
    assert!(same_hours(rows[0].mobilised_h, 16.5));
    assert!(same_hours(rows[0].hands_on_h, 17.5));
}

#[test]
fn a_second_team_takes_over_the_wait_once_its_approval_comes() {
    // The home team is busy for long; the guest may come after two hours.
    let text = format!("{TEN_DAYS}{TWO_TEAMS}\n[[dispatch.rule]]\nteams = [\"home\", {{ team = \"guest\", approval = \"2h\" }}]\n")
        .replace("at = [\"start + 10h\"]", "at = [\"start + 10h\", \"start + 10h 30min\"]")
        .replace("effort = \"2h\"", "effort = \"50h\"");
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[0].first_team, "home");
    assert_eq!(rows[1].first_team, "guest");
    assert!(same_hours(rows[1].assigned_h, 12.5));
}

#[test]
fn remote_work_needs_no_journey_but_goes_slower() {
    let base = format!("{TEN_DAYS}{TWO_TEAMS}\n[[dispatch.rule]]\nteams = [\"home\"]\n");
    let remote = base
        .replace("where = \"onsite\"", "where = \"either\"")
        .replace("id = \"home\"", "id = \"home\"\nremote = \"50%\"");
    let rows = incidents_of(&remote, 0);
    assert!(same_hours(rows[0].hands_on_h, 10.0));
    assert!(same_hours(rows[0].contained_h, 14.0));
    let never = remote.replace("remote = \"50%\"", "remote = \"0%\"");
    let rows = incidents_of(&never, 0);
    assert!(same_hours(rows[0].hands_on_h, 13.0));
    assert!(same_hours(rows[0].contained_h, 15.0));
}

#[test]
fn proficiency_sets_the_rate_of_work() {
    let text = simple(&[10.0]).replace("count = 1 }]", "count = 1, proficiency = 0.8 }]");
    assert!(same_hours(incidents_of(&text, 0)[0].contained_h, 12.5));
}

#[test]
fn a_crew_covers_its_skills_with_distinct_experts() {
    // One analyst-lawyer and one analyst: a crew of an analyst and a lawyer needs both.
    let text = simple(&[10.0, 10.5])
        .replace("crew = { analyst = 1 }", "crew = { analyst = 1, lawyer = 1 }")
        .replace(
            "experts = [{ skills = [\"analyst\"], count = 1 }]",
            "experts = [{ skills = [\"analyst\", \"lawyer\"], count = 1 }, { skills = [\"analyst\"], count = 1 }]",
        );
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[0].first_crew, 2);
    assert!(same_hours(rows[0].hands_on_h, 10.0));
    assert!(same_hours(rows[1].hands_on_h, 12.0));
}

#[test]
fn the_versatile_are_kept_for_where_nobody_else_will_do() {
    let text = simple(&[10.0])
        .replace(
            "experts = [{ skills = [\"analyst\"], count = 1 }]",
            "experts = [{ skills = [\"analyst\", \"lawyer\"], count = 1 }, { skills = [\"analyst\"], count = 1 }]",
        )
        + "\n[[incident]]\nid = \"suit\"\nseverity = \"low\"\n[[incident.stage]]\nname = \"contain\"\n\
           crew = { lawyer = 1 }\neffort = \"1h\"\n[[threat]]\nid = \"court\"\nincident = \"suit\"\n\
           targets = \"site\"\nat = [\"start + 11h\"]\n";
    let rows = incidents_of(&text, 0);
    assert!(same_hours(rows[1].hands_on_h, 11.0));
}

const STAGES: &str = r#"
[[asset]]
id = "site"
owner = "ministry"
[[incident]]
id = "fault"
severity = "high"
[[incident.stage]]
name = "triage"
crew = { analyst = 1 }
effort = "1h"
[[incident.stage]]
name = "contain"
crew = { analyst = 1 }
effort = "2h"
[[incident.stage]]
name = "recover"
crew = { analyst = 1 }
effort = "3h"
[[threat]]
id = "script"
incident = "fault"
targets = "site"
at = ["start + 10h"]
[[team]]
id = "own-it"
unlimited = true
[[team]]
id = "cert"
notice = "30min"
experts = [{ skills = ["analyst"], count = 1 }]
"#;

#[test]
fn rules_hand_stages_to_teams_and_back() {
    let text = format!(
        "{TEN_DAYS}{STAGES}\n[[dispatch.rule]]\nstages = [\"contain\"]\nteams = [\"cert\"]\n\
         [[dispatch.rule]]\nstages = [\"triage\", \"recover\"]\nowners = [\"ministry\"]\nteams = [\"own-it\"]\n"
    );
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[0].teams, "own-it+cert+own-it");
    // One hour of triage, half an hour of notice, two of containment, three of recovery.
    assert!(same_hours(rows[0].contained_h, 13.5));
    assert!(same_hours(rows[0].recovered_h, 16.5));
}

#[test]
fn an_incident_stays_with_its_team_unless_a_rule_names_the_stage() {
    let text = format!(
        "{TEN_DAYS}{STAGES}\n[[dispatch.rule]]\nstages = [\"contain\"]\nteams = [\"cert\"]\n\
         [[dispatch.rule]]\nteams = [\"own-it\"]\n"
    );
    // Containment goes to the cert, and recovery stays there: notice is paid once.
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[0].teams, "own-it+cert");
    assert!(same_hours(rows[0].recovered_h, 16.5));
}

#[test]
fn a_lost_team_starts_nothing_until_it_is_back() {
    let text = simple(&[10.0, 13.0])
        + "\n[[inject]]\nid = \"flu\"\nat = \"start + 11h\"\nteam_lost = { team = \"cert\", for = \"5h\" }\n";
    let rows = incidents_of(&text, 0);
    // Running work goes on; new work waits.
    assert!(same_hours(rows[0].contained_h, 12.0));
    assert!(same_hours(rows[1].hands_on_h, 16.0));
}

#[test]
fn those_who_stay_on_site_need_no_second_journey() {
    let base = format!("{TEN_DAYS}{TWO_TEAMS}\n[[dispatch.rule]]\nteams = [\"home\"]\n").replace(
        "at = [\"start + 10h\"]",
        "at = [\"start + 10h\", \"start + 16h\"]",
    );
    let rows = incidents_of(&base, 0);
    assert!(same_hours(rows[1].hands_on_h, 19.0));
    let staying = base.replace("id = \"home\"", "id = \"home\"\nreturn_after = \"12h\"");
    let rows = incidents_of(&staying, 0);
    assert!(same_hours(rows[1].hands_on_h, 16.0));
}

#[test]
fn a_false_alarm_takes_triage_and_closes() {
    let text = format!(
        "{TEN_DAYS}{}\n[[dispatch.rule]]\nteams = [\"cert\"]\n",
        STAGES.replace(
            "severity = \"high\"",
            "severity = \"low\"\nfalse_alarm = true"
        )
    );
    let trace = trace_of(&text);
    let closed = trace
        .iter()
        .find(|entry| entry.event == "closed")
        .expect("it closes");
    assert_eq!(closed.ms, 11 * 3_600_000 + 1_800_000);
}

#[test]
fn a_team_that_takes_over_pays_its_own_notice() {
    // Both teams have one expert: number 0 of the one is not number 0 of the other.
    let text = format!(
        "{TEN_DAYS}{}\n[[dispatch.rule]]\nstages = [\"contain\"]\nteams = [\"cert\"]\n[[dispatch.rule]]\nteams = [\"own-it\"]\n",
        STAGES.replace(
            "unlimited = true",
            "experts = [{ skills = [\"analyst\"], count = 1 }]"
        )
    );
    let rows = incidents_of(&text, 0);
    assert!(same_hours(rows[0].contained_h, 10.0 + 1.0 + 0.5 + 2.0));
}

#[test]
fn an_approval_that_comes_after_the_stage_is_void() {
    // The guest's approval for the first stage comes while the second one waits for the home
    // team, whose only expert is taken by an incident that came first.
    let text = format!(
        "{TEN_DAYS}{}\n[[team]]\nid = \"guest\"\nexperts = [{{ skills = [\"analyst\"], count = 1 }}]\n\
         [dispatch]\norder = \"severity\"\n\
         [[dispatch.rule]]\nteams = [\"cert\", {{ team = \"guest\", approval = \"100min\" }}]\n",
        STAGES.replace("at = [\"start + 10h\"]", "at = [\"start + 10h\"]\n[[incident]]\nid = \"crisis\"\nseverity = \"critical\"\n[[incident.stage]]\nname = \"contain\"\ncrew = { analyst = 1 }\neffort = \"30h\"\n[[threat]]\nid = \"worst\"\nincident = \"crisis\"\ntargets = \"site\"\nat = [\"start + 10h 30min\"]")
    );
    let rows = incidents_of(&text, 0);
    let fault = rows
        .iter()
        .find(|row| row.kind == "fault")
        .expect("it happened");
    assert_eq!(fault.teams, "cert");
}

#[test]
fn each_of_more_teams_than_a_word_has_bits_answers_its_own() {
    let mut text = TEN_DAYS.to_owned() + "[[asset]]\nid = \"site\"\n";
    for nth in 0..70 {
        let _ = write!(
            text,
            "[[incident]]\nid = \"{nth}\"\nseverity = \"high\"\n\
             stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = \"2h\" }}]\n\
             [[threat]]\nid = \"script-{nth}\"\nincident = \"{nth}\"\ntargets = \"site\"\n\
             at = [\"start + 1h\", \"start + 2h\"]\n\
             [[team]]\nid = \"team-{nth}\"\nexperts = [{{ skills = [\"analyst\"] }}]\n\
             [[dispatch.rule]]\nkinds = [\"{nth}\"]\nteams = [\"team-{nth}\"]\n"
        );
    }
    for policy in [
        "",
        "[dispatch]\norder = \"deadline\"\n",
        "[dispatch]\norder = \"impact\"\npreempt = \"resume\"\n",
    ] {
        let rows = incidents_of(&(text.clone() + policy), 0);
        assert_eq!(rows.len(), 140);
        for row in rows {
            assert_eq!(row.first_team, format!("team-{}", row.kind));
            let hours = if same_hours(Some(row.onset_h), 1.0) {
                3.0
            } else {
                5.0
            };
            assert!(same_hours(row.recovered_h, hours), "{}", row.kind);
        }
    }
}
