//! Which crew goes: whose turn to choose it is, who must stay behind, who is there already.

use crate::effectiveness::{LEARNING, scenario};
use crate::harness::{TEN_DAYS, incidents_of, same_hours, simple};
use sortie::inside::outcome::IncidentRecord;

/// The incident of a kind.
fn of<'a>(rows: &'a [IncidentRecord], kind: &str) -> &'a IncidentRecord {
    rows.iter().find(|row| row.kind == kind).expect(kind)
}

/// A kind that is struck once, with what its block says.
fn struck(kind: &str, severity: &str, hour: &str, targets: &str, stage: &str) -> String {
    format!(
        "[[incident]]\nid = \"{kind}\"\nseverity = \"{severity}\"\n\
         stage = [{{ name = \"contain\", {stage} }}]\n\
         [[threat]]\nid = \"{kind}-script\"\nincident = \"{kind}\"\ntargets = \"{targets}\"\n\
         at = [\"start + {hour}\"]\n"
    )
}

#[test]
fn an_unlimited_team_that_is_closed_or_lost_lets_the_next_one_go() {
    let desk = |hour: f64, more: &str| {
        let text = simple(&[hour]).replace("teams = [\"cert\"]", "teams = [\"desk\", \"cert\"]");
        let text = format!("{text}[[team]]\nid = \"desk\"\nunlimited = true\n{more}");
        incidents_of(&text, 0)[0].first_team.clone()
    };
    let lost = "[[inject]]\nid = \"flu\"\nat = \"start + 9h\"\nteam_lost = { team = \"desk\", for = \"5h\" }\n";
    // 1 January 2019 was a Tuesday.
    assert_eq!(desk(10.0, "hours = \"office\"\n"), "desk");
    assert_eq!(desk(22.0, "hours = \"office\"\n"), "cert");
    assert_eq!(desk(10.0, lost), "cert");
    assert_eq!(desk(10.0, &format!("hours = \"office\"\n{lost}")), "cert");
    assert_eq!(desk(15.0, lost), "desk");
}

#[test]
fn work_waits_for_an_unlimited_team_that_is_lost() {
    let text = simple(&[10.0]).replace(
        "experts = [{ skills = [\"analyst\"], count = 1 }]",
        "unlimited = true",
    ) + "[[inject]]\nid = \"flu\"\nat = \"start + 9h\"\nteam_lost = { team = \"cert\", for = \"5h\" }\n";
    assert!(same_hours(incidents_of(&text, 0)[0].hands_on_h, 14.0));
}

#[test]
fn the_least_busy_team_is_the_one_with_the_least_share_at_work() {
    // Two of six are at work here, one of two there.
    let long = "crew = { analyst = 1 }, effort = \"50h\"";
    let text = format!(
        "{TEN_DAYS}[[asset]]\nid = \"site\"\n{}{}{}{}\
         [[team]]\nid = \"small\"\nexperts = [{{ skills = [\"analyst\"], count = 2 }}]\n\
         [[team]]\nid = \"large\"\nexperts = [{{ skills = [\"analyst\"], count = 6 }}]\n\
         [dispatch]\nchoose = \"least_busy\"\n\
         [[dispatch.rule]]\nkinds = [\"a\"]\nteams = [\"small\"]\n\
         [[dispatch.rule]]\nkinds = [\"b\", \"c\"]\nteams = [\"large\"]\n\
         [[dispatch.rule]]\nteams = [\"small\", \"large\"]\n",
        struck("a", "high", "1h", "site", long),
        struck("b", "high", "1h", "site", long),
        struck("c", "high", "1h", "site", long),
        struck("d", "high", "2h", "site", long),
    );
    assert_eq!(of(&incidents_of(&text, 0), "d").first_team, "large");
    // With nobody of the small team at work it is that one.
    let idle = text.replace("at = [\"start + 1h\"]", "at = [\"start + 90h\"]");
    assert_eq!(of(&incidents_of(&idle, 0), "d").first_team, "small");
}

#[test]
fn a_team_that_keeps_a_reserve_lets_the_next_one_go() {
    let first = |count: u32| {
        let text = format!(
            "{TEN_DAYS}[[asset]]\nid = \"site\"\n{}\
             [[team]]\nid = \"own\"\nexperts = [{{ skills = [\"analyst\"], count = {count} }}]\n\
             [[team]]\nid = \"guest\"\nexperts = [{{ skills = [\"analyst\"] }}]\n\
             [dispatch]\nreserve = {{ team = \"own\", experts = 2 }}\n\
             [[dispatch.rule]]\nteams = [\"own\", \"guest\"]\n",
            struck(
                "mild",
                "low",
                "1h",
                "site",
                "crew = { analyst = 1 }, effort = \"2h\""
            ),
        );
        incidents_of(&text, 0)[0].first_team.clone()
    };
    assert_eq!([2, 3].map(first), ["guest", "own"]);
}

#[test]
fn a_crew_of_two_skills_waits_until_both_can_be_spared() {
    let pair = "crew = { analyst = 1, lawyer = 1 }, effort = \"2h\"";
    let one = "crew = { analyst = 1 }, effort = \"2h\"";
    let hands_on = |experts: &str, reserve: &str, first: &str| {
        let text = format!(
            "{TEN_DAYS}[[asset]]\nid = \"site\"\n{first}{}\
             [[team]]\nid = \"own\"\nexperts = [{experts}]\n[dispatch]\n{reserve}\n\
             [[dispatch.rule]]\nteams = [\"own\"]\n",
            struck("mild", "low", "11h", "site", pair),
        );
        of(&incidents_of(&text, 0), "mild").hands_on_h
    };
    let three = "{ skills = [\"lawyer\"] }, { skills = [\"analyst\"], count = 2 }";
    let reserve = "reserve = { team = \"own\", experts = 1, severity = \"high\" }";
    // Three are free, of whom one stays back; with one at work until noon, one too few.
    assert!(same_hours(hands_on(three, reserve, ""), 11.0));
    let grave = struck("grave", "high", "10h", "site", one);
    assert!(same_hours(hands_on(three, reserve, &grave), 12.0));
    assert!(same_hours(hands_on(three, "", &grave), 11.0));
    // Enough people, but the only lawyer is at work.
    let four = three.replace("count = 2", "count = 3");
    let grave = struck("grave", "high", "10h", "site", pair);
    assert!(same_hours(hands_on(&four, "", &grave), 12.0));
}

#[test]
fn the_most_effective_team_is_so_with_what_it_has_yet_to_learn() {
    // On its first day the roster's analyst works at 0.6.
    let chosen = |proficiency: &str| {
        let roster = format!("mode = \"permanent\"\n{LEARNING}");
        let text = scenario(&[("2019-01-01", "2h")], &roster, "")
            .replace("teams = [\"rrt\"]", "teams = [\"own\", \"rrt\"]");
        let text = format!(
            "{text}[[team]]\nid = \"own\"\n\
             experts = [{{ skills = [\"analyst\"], proficiency = {proficiency} }}]\n\
             [dispatch]\nchoose = \"most_effective\"\n"
        );
        incidents_of(&text, 0)[0].first_team.clone()
    };
    assert_eq!(["0.7", "0.5"].map(chosen), ["own", "rrt"]);
}

/// Two experts who work at the hill and at the port until 15:00 and stay there for a day;
/// five hours lie between.
fn two_places(more: &str) -> String {
    let short = "crew = { analyst = 1 }, where = \"onsite\", effort = \"2h\"";
    format!(
        "{TEN_DAYS}[[site]]\nid = \"base\"\n[[site]]\nid = \"hill\"\n[[site]]\nid = \"port\"\n\
         [travel]\nroutes = [\n\
           {{ from = \"base\", to = \"hill\", time = \"3h\" }},\n\
           {{ from = \"base\", to = \"port\", time = \"3h\" }},\n\
           {{ from = \"hill\", to = \"port\", time = \"5h\" }},\n]\n\
         [[asset]]\nid = \"mast\"\nsite = \"hill\"\n[[asset]]\nid = \"quay\"\nsite = \"port\"\n\
         {}{}{more}\
         [[team]]\nid = \"own\"\nsite = \"base\"\nreturn_after = \"24h\"\n\
         experts = [{{ skills = [\"analyst\"], count = 4 }}]\n\
         [[dispatch.rule]]\nteams = [\"own\"]\n",
        struck("a", "high", "10h", "mast", short),
        struck("b", "high", "10h", "quay", short),
    )
}

#[test]
fn those_who_are_there_go_first_and_only_they_are_there() {
    let long = "crew = { analyst = 1 }, where = \"onsite\", effort = \"9h\"";
    let more = struck("c", "high", "20h", "quay", long) + &struck("d", "high", "21h", "quay", long);
    let text = two_places(&more).replace("count = 4", "count = 2");
    let rows = incidents_of(&text, 0);
    assert!(same_hours(of(&rows, "b").hands_on_h, 13.0));
    // The one at the port, though the one at the hill has the lower number; who then comes.
    assert!(same_hours(of(&rows, "c").hands_on_h, 20.0));
    assert!(same_hours(of(&rows, "d").hands_on_h, 26.0));
}

#[test]
fn a_crew_is_filled_up_beyond_those_who_are_there() {
    let pair = "crew = { analyst = 2 }, where = \"onsite\", effort = \"9h\"";
    let rows = incidents_of(&two_places(&struck("c", "high", "20h", "quay", pair)), 0);
    let row = of(&rows, "c");
    // One is there, one comes from the hill.
    assert_eq!(row.first_crew, 2);
    assert!(same_hours(row.hands_on_h, 25.0));
}

#[test]
fn work_that_costs_no_journey_is_done_on_the_spot() {
    let text = simple(&[10.0])
        .replace("id = \"site\"\n", "id = \"site\"\nsite = \"capital\"\n")
        .replace(
            "id = \"cert\"\n",
            "id = \"cert\"\nsite = \"capital\"\nremote = \"50%\"\n",
        )
        .replace("effort = \"2h\"", "effort = \"2h\"\nwhere = \"either\"")
        + "[[site]]\nid = \"capital\"\n";
    assert!(same_hours(incidents_of(&text, 0)[0].contained_h, 12.0));
}
