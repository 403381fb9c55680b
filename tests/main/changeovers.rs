//! Running work when duty or hours change: who is relieved first, by whom, on what terms, and
//! what is counted. Every instant is worked out by hand.

use crate::effectiveness::{
    assert_hours, hours_that_end_before_relief, recovered, scenario, three_nations,
};
use crate::harness::{TEN_DAYS, incidents_of, simple, trace_of, world};
use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::{Counts, Simulation};

fn counts(text: &str) -> Counts {
    let world = world(text);
    let run = Simulation::new(&world).run(1, 0, &mut Unwatched);
    run.expect("it ends")
}

/// Handovers and pauses.
fn handed_over_and_paused(text: &str) -> (u64, u64) {
    let counts = counts(text);
    (counts.handovers, counts.pauses)
}

/// Whole hours since the start at which something is told.
fn hours_of(text: &str, event: &str) -> Vec<i64> {
    let trace = trace_of(text);
    let told = trace.iter().filter(|entry| entry.event == event);
    told.map(|entry| entry.ms / 3_600_000).collect()
}

/// The Netherlands until midnight of the 3rd, then Lithuania.
const SHIFTS: &str = "shifts = [{ from = \"2019-01-01\", nation = \"NL\" }, { from = \"2019-01-03\", nation = \"LT\" }]";

/// An analyst of one nation becomes something else.
fn retrain(text: &str, nation: &str, skill: &str) -> String {
    let id = format!("id = \"{nation}\"");
    let (head, tail) = text.split_once(&id).expect("the nation");
    format!("{head}{id}{}", tail.replacen("analyst", skill, 1))
}

#[test]
fn a_crew_that_has_not_begun_is_called_off_when_duty_changes() {
    // Called out with some notice at 22:00 on the 2nd: at midnight it is under way, or has
    // that instant arrived. Lithuania is called out instead, and nothing is handed over.
    for (notice, hours) in [("5h", 5.0), ("2h", 2.0)] {
        let roster = format!("{SHIFTS}\non_change = \"transfer\"\nrework = \"50%\"");
        let text = scenario(
            &[("2019-01-02T22:00", "10h")],
            &roster,
            &format!("notice = \"{notice}\""),
        );
        assert_hours(recovered(&text)[0], 48.0 + hours + 10.0);
        let counts = counts(&text);
        assert_eq!((counts.handovers, counts.pauses), (0, 1));
        assert_eq!(counts.changeovers, 1);
        assert!(counts.rework.abs() < 1e-9);
    }
    // An hour earlier it has begun, and is relieved: 9 h left become 13.5.
    let roster = format!("{SHIFTS}\non_change = \"transfer\"\nrework = \"50%\"");
    let text = scenario(&[("2019-01-02T22:00", "10h")], &roster, "notice = \"1h\"");
    assert_hours(recovered(&text)[0], 48.0 + 13.5);
    let counts = counts(&text);
    assert_eq!((counts.handovers, counts.pauses), (1, 0));
    assert!((counts.rework - 4.5 * 3.6e6).abs() < 1e-3);
}

#[test]
fn those_who_stay_on_duty_are_not_paused() {
    // Two seats of which one changes hands after 20 days, and work for both.
    let roster =
        "period = \"40 days\"\nfirst_day = \"2019-01-01\"\nstagger = 2\non_change = \"pause\"";
    let strikes = [("2019-01-20", "48h"), ("2019-01-20", "48h")];
    let text = scenario(&strikes, roster, "notice = \"1h\"")
        .replace(
            "skills = [\"analyst\"] }",
            "skills = [\"analyst\"], count = 2 }",
        )
        .replace("seats = { analyst = 1 }", "seats = { analyst = 2 }");
    assert_eq!(handed_over_and_paused(&text), (0, 1));
    // Who comes instead is called out, which takes an hour more.
    let mut ends = recovered(&text);
    ends.sort_by(f64::total_cmp);
    assert_hours(ends[0], 19.0 * 24.0 + 1.0 + 48.0);
    assert_hours(ends[1], 19.0 * 24.0 + 1.0 + 48.0 + 1.0);
}

#[test]
fn scarce_relief_goes_to_the_gravest_work() {
    // Two Dutch at work, who leave the roster, and one Lithuanian to relieve them: 24 h left
    // grow by half; the mild one's crew finishes it.
    let roster = format!("{SHIFTS}\non_change = \"transfer\"\nrework = \"50%\"");
    let strikes = [("2019-01-02", "48h"), ("2019-01-02", "48h")];
    let text = scenario(&strikes, &roster, "")
        .replacen("severity = \"high\"", "severity = \"low\"", 1)
        .replacen(
            "skills = [\"analyst\"] }",
            "skills = [\"analyst\"], count = 2 }",
            1,
        )
        .replace("seats = { analyst = 1 }", "seats = { analyst = 2 }")
        .replacen(
            "role = \"participant\"",
            "membership = [{ role = \"participant\", to = \"2019-01-03\" }]",
            1,
        );
    let rows = incidents_of(&text, 0);
    for row in rows {
        let expected = if row.severity == "low" { 72.0 } else { 84.0 };
        assert_hours(row.recovered_h.expect("an end"), expected);
    }
}

#[test]
fn relief_takes_over_where_it_was_sent() {
    // Two at work from the 2nd, one here, one five hours away. Their relief is sent at the
    // same midnight; the one here takes over at once, the other at 05:00.
    let roster = format!("{SHIFTS}\non_change = \"transfer\"\nrework = \"50%\"");
    let strikes = [("2019-01-02", "48h"), ("2019-01-02", "48h")];
    let text = scenario(&strikes, &roster, "")
        .replacen("severity = \"high\"", "severity = \"low\"", 1)
        .replace(
            "skills = [\"analyst\"] }",
            "skills = [\"analyst\"], count = 2 }",
        )
        .replace("seats = { analyst = 1 }", "seats = { analyst = 2 }")
        .replace("id = \"NL\"\n", "id = \"NL\"\nsite = \"here\"\n")
        .replace("id = \"LT\"\n", "id = \"LT\"\nsite = \"here\"\n")
        .replace("[[asset]]\nid = \"site\"\n", "[[asset]]\nid = \"site\"\nsite = \"here\"\n[[asset]]\nid = \"mast\"\nsite = \"there\"\n")
        .replace("incident = \"fault-1\"\ntargets = \"site\"", "incident = \"fault-1\"\ntargets = \"mast\"")
        .replace("crew = { analyst = 1 }", "where = \"onsite\", crew = { analyst = 1 }")
        + "[[site]]\nid = \"here\"\n[[site]]\nid = \"there\"\n\
           [travel]\nroutes = [{ from = \"here\", to = \"there\", time = \"5h\" }]\n";
    // 24 h left at midnight, and at 05:00 where work began five hours later.
    assert_eq!(hours_of(&text, "taken_over"), [48, 53]);
    for row in incidents_of(&text, 0) {
        let expected = if row.asset == "site" { 84.0 } else { 89.0 };
        assert_hours(row.recovered_h.expect("an end"), expected);
    }
}

#[test]
fn a_lost_team_sends_no_relief() {
    let roster = format!("{SHIFTS}\non_change = \"transfer\"\nrework = \"100%\"");
    let text = scenario(&[("2019-01-02", "48h")], &roster, "")
        + "[[inject]]\nid = \"flu\"\nat = \"start + 40h\"\nteam_lost = { team = \"rrt\", for = \"20h\" }\n";
    assert_hours(recovered(&text)[0], 72.0);
    assert_eq!(handed_over_and_paused(&text), (0, 0));
    let back = text.replace("for = \"20h\"", "for = \"7h\"");
    assert_hours(recovered(&back)[0], 96.0);
}

/// One asset an hour's journey or more from a base with two experts in two watches, day first.
fn two_watches(at: u32, effort: &str, journey: &str, hours: &str, team: &str) -> String {
    simple(&[f64::from(at)])
        .replace("[[asset]]\nid = \"site\"\n", "[[asset]]\nid = \"site\"\nsite = \"coast\"\n")
        .replace("effort = \"2h\"", &format!("effort = \"{effort}\"\nwhere = \"onsite\""))
        .replace("count = 1", "count = 2")
        .replace(
            "id = \"cert\"\n",
            &format!(
                "id = \"cert\"\nsite = \"base\"\n{team}\n\
                 hours = {{ on = \"12h\", off = \"12h\", first = \"08:00\", groups = 2, {hours} }}\n"
            ),
        )
        + &format!(
            "[[site]]\nid = \"base\"\n[[site]]\nid = \"coast\"\n\
             [travel]\nroutes = [{{ from = \"base\", to = \"coast\", time = \"{journey}\" }}]\n"
        )
}

const TRANSFER: &str = "on_change = \"transfer\", rework = \"0%\", handover = \"0h\"";

#[test]
fn who_was_relieved_on_the_spot_is_there_for_the_next_turn() {
    // There at 11:00. The night watch sets out at 20:00 and takes over at 23:00; at 08:00 the
    // day watch is still there, and at 20:00 the night watch.
    let stays = two_watches(8, "40h", "3h", TRANSFER, "return_after = \"13h\"");
    assert_eq!(hours_of(&stays, "taken_over"), [23, 32, 44]);
    assert_hours(recovered(&stays)[0], 51.0);
    let leaves = two_watches(8, "40h", "3h", TRANSFER, "return_after = \"0h\"");
    assert_eq!(hours_of(&leaves, "taken_over"), [23, 35, 47]);
}

#[test]
fn work_beyond_hours_until_relief_comes_is_no_pause() {
    // Thirty hours there: hands on at 14:00 on the second day. Relief is sent at 20:00 and
    // there at 02:00 on the fourth; the night in between does not stop the day watch.
    let text = two_watches(8, "40h", "30h", TRANSFER, "");
    assert_eq!(hours_of(&text, "taken_over"), [74]);
    assert_hours(recovered(&text)[0], 78.0);
    assert_eq!(handed_over_and_paused(&text), (1, 0));
}

#[test]
fn those_whom_relief_by_duty_is_on_its_way_to_pause_at_the_end_of_their_hours() {
    let text = hours_that_end_before_relief();
    assert_eq!(handed_over_and_paused(&text), (1, 1));
}

#[test]
fn a_crew_on_its_way_needs_no_relief_when_its_hours_end() {
    // Called out at 19:00 with two hours' notice: its hours have ended when it is there.
    let hours = TRANSFER.replace("0%", "50%");
    let text = two_watches(19, "2h", "0h", &hours, "notice = \"2h\"");
    assert_hours(recovered(&text)[0], 34.0);
    assert_eq!(handed_over_and_paused(&text), (0, 0));
}

#[test]
fn without_anybody_to_hand_over_to_work_waits_for_the_crew() {
    // Two hours until 20:00, the rest from 08:00 on; nothing is told twice.
    let hours = TRANSFER.replace("0%", "50%");
    let text = two_watches(18, "4h", "0h", &hours, "").replace("count = 2", "count = 1");
    assert_hours(recovered(&text)[0], 34.0);
    let counts = counts(&text);
    assert_eq!((counts.handovers, counts.pauses), (0, 1));
    assert!(counts.rework.abs() < 1e-9);
}

#[test]
fn a_pause_is_counted_once_when_it_begins() {
    // The day watch goes at 20:00 though the night watch comes.
    let day = two_watches(18, "4h", "0h", "on_change = \"pause\"", "");
    assert_hours(recovered(&day)[0], 34.0);
    assert_eq!(handed_over_and_paused(&day), (0, 1));
    // Of three watches the first works until 08:00, and from midnight on; one of two changes
    // between is not its own.
    let three = simple(&[0.0])
        .replace("effort = \"2h\"", "effort = \"10h\"")
        .replace(
            "count = 1 }]",
            "count = 3 }]\nhours = { on = \"8h\", off = \"16h\", groups = 3 }",
        );
    assert_hours(recovered(&three)[0], 26.0);
    assert_eq!(handed_over_and_paused(&three), (0, 1));
    // Unlimited staff from 10:00 to 16:00.
    let unlimited = simple(&[12.0])
        .replace("effort = \"2h\"", "effort = \"8h\"")
        .replace(
            "experts = [{ skills = [\"analyst\"], count = 1 }]",
            "unlimited = true\nhours = { days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"], from = \"10:00\", to = \"16:00\" }",
        );
    assert_hours(recovered(&unlimited)[0], 38.0);
    assert_eq!(handed_over_and_paused(&unlimited), (0, 1));
    // In the warm-up nothing counts.
    for text in [day, three, unlimited] {
        let warm = text.replace("seed = 7\n", "seed = 7\nwarm_up = \"21h\"\n");
        assert_eq!(handed_over_and_paused(&warm), (0, 0));
    }
}

#[test]
fn work_that_only_the_third_watch_can_do_waits_for_it() {
    // The watches come on at 00:00, 08:00 and 16:00; the lawyer is in the last.
    let text = simple(&[1.0])
        .replace("crew = { analyst = 1 }", "crew = { lawyer = 1 }")
        .replace(
            "experts = [{ skills = [\"analyst\"], count = 1 }]",
            "experts = [{ skills = [\"analyst\"], count = 2 }, { skills = [\"lawyer\"] }]\n\
             hours = { on = \"8h\", off = \"16h\", groups = 3 }",
        );
    let row = &incidents_of(&text, 0)[0];
    assert_hours(row.hands_on_h.expect("a crew"), 16.0);
}

/// Two seats of a roster in two watches, day first.
fn watched_roster(at: &str, effort: &str, roster: &str, hours: &str) -> String {
    let team = format!(
        "hours = {{ on = \"12h\", off = \"12h\", first = \"08:00\", groups = 2, {hours} }}"
    );
    scenario(&[(at, effort)], roster, &team)
        .replace(
            "skills = [\"analyst\"] }",
            "skills = [\"analyst\"], count = 2 }",
        )
        .replace("seats = { analyst = 1 }", "seats = { analyst = 2 }")
}

#[test]
fn who_took_over_and_stays_on_duty_works_on() {
    let text = watched_roster(
        "2019-01-02T18:00",
        "4h",
        "mode = \"permanent\"\non_change = \"pause\"",
        TRANSFER,
    );
    assert_hours(recovered(&text)[0], 46.0);
    assert_eq!(handed_over_and_paused(&text), (1, 0));
    assert_eq!(hours_of(&text, "stopped"), [0_i64; 0]);
}

#[test]
fn who_took_over_outside_their_hours_is_waited_for_where_hours_pause_work() {
    // Two of the Dutch day watch do 12 of 18 h. At midnight the first two Lithuanians take
    // over, one of each watch: they work in turn, at half the rate of both, though another of
    // the night watch is free.
    let roster = format!("{SHIFTS}\non_change = \"transfer\"\nrework = \"0%\"");
    let text = watched_roster("2019-01-02T08:00", "18h", &roster, "on_change = \"pause\"")
        .replace("count = 2 }", "count = 4 }")
        .replace("seats = { analyst = 2 }", "seats = { analyst = 4 }")
        .replace("crew = { analyst = 1 }", "crew = { analyst = 2 }");
    assert_hours(recovered(&text)[0], 60.0);
    // The Dutch paused at 20:00; at 08:00 one Lithuanian follows the other.
    assert_eq!(handed_over_and_paused(&text), (1, 1));
}

/// The Dutch come from ten hours away and are at work at 18:00; their night watch sets out at
/// 20:00 to relieve them at 06:00. At midnight it is Lithuania's turn.
fn relief_that_loses_its_turn(effort: &str, rework: &str) -> String {
    let roster = format!("{SHIFTS}\non_change = \"transfer\"\nrework = \"0%\"");
    let hours = format!("on_change = \"transfer\", rework = \"{rework}\", handover = \"0h\"");
    watched_roster("2019-01-02T08:00", effort, &roster, &hours)
        .replace("id = \"NL\"\n", "id = \"NL\"\nsite = \"there\"\n")
        .replace("id = \"LT\"\n", "id = \"LT\"\nsite = \"here\"\n")
        .replace(
            "[[asset]]\nid = \"site\"\n",
            "[[asset]]\nid = \"site\"\nsite = \"here\"\n",
        )
        .replace(
            "crew = { analyst = 1 }",
            "where = \"onsite\", crew = { analyst = 1 }",
        )
        + "[[site]]\nid = \"here\"\n[[site]]\nid = \"there\"\n\
           [travel]\nroutes = [{ from = \"here\", to = \"there\", time = \"10h\" }]\n"
}

#[test]
fn relief_at_the_end_of_hours_that_loses_its_turn_is_replaced_on_the_same_terms() {
    // Three of nine hours are left at midnight, and are doubled by the terms of the hours.
    let text = relief_that_loses_its_turn("9h", "100%");
    assert_eq!(hours_of(&text, "relief_called_off"), [48]);
    assert_hours(recovered(&text)[0], 54.0);
    assert_eq!(handed_over_and_paused(&text), (1, 0));
}

#[test]
fn without_the_relief_for_which_they_stayed_on_a_crew_goes_home() {
    // The Netherlands leave at midnight and Lithuania has no analyst: four of ten hours are
    // left, and done from 08:00 on.
    let text = retrain(&relief_that_loses_its_turn("10h", "100%"), "LT", "lawyer").replacen(
        "role = \"participant\"",
        "membership = [{ role = \"participant\", to = \"2019-01-03\" }]",
        1,
    );
    assert_eq!(hours_of(&text, "relief_called_off"), [48]);
    assert_hours(recovered(&text)[0], 60.0);
    assert_eq!(counts(&text).handovers, 0);
}

#[test]
fn relief_under_way_at_the_end_has_spent_its_time() {
    // Ten days. The Dutch work from hour 200 on; Lithuania sets out at 216.
    let shifts = SHIFTS.replace("2019-01-03", "2019-01-10");
    let roster = format!("{shifts}\non_change = \"transfer\"");
    let text = three_nations(&[("2019-01-09T08:00", "100h")], &roster, "")
        .replace("end = \"2019-03-01\"", "end = \"2019-01-11\"");
    let world = world(&text);
    let mut simulation = Simulation::new(&world);
    simulation.run(1, 0, &mut Unwatched).expect("it ends");
    assert_hours(simulation.team_time(0_usize.into()).hours(), 40.0 + 24.0);
    for (nation, expected) in [("NL", 40.0), ("LT", 24.0), ("PL", 0.0)] {
        let mut nations = world.document.nations.iter();
        let ix = nations.position(|found| found.id == nation).expect(nation);
        assert_hours(simulation.nation_time(ix.into()).hours(), expected);
    }
}

#[test]
fn what_is_closed_leaves_memory_however_often_it_was_handed_over() {
    // A fault a day, noticed after a while, handed over at 20:00 and done before the next.
    let strikes: Vec<f64> = (0..9).map(|day| 18.0 + 24.0 * f64::from(day)).collect();
    for handover in ["0h", "1h"] {
        let hours = format!(
            "count = 2 }}]\nhours = {{ on = \"12h\", off = \"12h\", first = \"08:00\", groups = 2, \
             on_change = \"transfer\", rework = \"10%\", handover = \"{handover}\" }}"
        );
        let text = simple(&strikes)
            .replace("effort = \"2h\"", "effort = \"5h\"")
            .replace(
                "severity = \"high\"",
                "severity = \"high\"\ndetection = \"10min\"",
            )
            .replace("count = 1 }]", &hours)
            + "[limits]\nopen = 2\n";
        assert!(text.starts_with(TEN_DAYS));
        assert_eq!(counts(&text).handovers, 9, "{handover}");
        assert_eq!(recovered(&text).len(), 9);
    }
}
