//! How fast people work: learning, forgetting, fatigue, hours, and changeovers in the middle
//! of it. Expected instants are closed forms, worked out apart from the program.

use crate::harness::{incidents_of, trace_of, world};
use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::Simulation;

/// Two nations of one analyst each, one asset, work of some hours at some times.
pub fn scenario(strikes: &[(&str, &str)], roster: &str, team: &str) -> String {
    let mut text = r#"
schema = 1
[scenario]
name = "Effectiveness"
timezone = "UTC"
start = "2019-01-01"
end = "2019-03-01"
[[asset]]
id = "site"
[[nation]]
id = "NL"
role = "participant"
experts = [{ skills = ["analyst"] }]
[[nation]]
id = "LT"
role = "participant"
experts = [{ skills = ["analyst"] }]
"#
    .to_owned();
    for (number, (at, effort)) in strikes.iter().enumerate() {
        text += &format!(
            "[[incident]]\nid = \"fault-{number}\"\nseverity = \"high\"\n\
             stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = \"{effort}\" }}]\n\
             [[threat]]\nid = \"script-{number}\"\nincident = \"fault-{number}\"\ntargets = \"site\"\nat = [\"{at}\"]\n"
        );
    }
    text + &format!(
        "[[roster]]\nid = \"turns\"\nnations = [\"NL\", \"LT\"]\nseats = {{ analyst = 1 }}\n{roster}\n\
         [[team]]\nid = \"rrt\"\nroster = \"turns\"\n{team}\n[[dispatch.rule]]\nteams = [\"rrt\"]\n"
    )
}

pub const LEARNING: &str = "learning = { start = \"60%\", time = \"14d\", forget = \"20d\" }";

/// When each incident recovered, hours.
pub fn recovered(text: &str) -> Vec<f64> {
    let rows = incidents_of(text, 0);
    rows.iter()
        .map(|row| row.recovered_h.expect("an end"))
        .collect()
}

/// Equal to half a millisecond, to which ends are rounded, and a little for the arithmetic.
pub fn assert_hours(found: f64, expected: f64) {
    let error_ms = (found - expected).abs() * 3_600_000.0;
    assert!(
        error_ms < 0.51,
        "{found} h, not {expected} h: {error_ms} ms off"
    );
}

#[test]
fn those_who_learn_take_as_long_as_the_closed_form_says() {
    // ∫ 1 − 0.4 exp(−s/14 d) ds = 10 d from tenures of 0, 7 and 60 days: Lambert's W.
    for (first_day, expected) in [
        ("2019-01-01", 13.458_655_097_4),
        ("2018-12-25", 11.950_001_999),
        ("2018-11-02", 10.039_450_88),
    ] {
        let roster = format!("mode = \"permanent\"\nfirst_day = \"{first_day}\"\n{LEARNING}");
        let text = scenario(&[("2019-01-01", "10d")], &roster, "");
        assert_hours(recovered(&text)[0], expected * 24.0);
    }
}

#[test]
fn who_comes_back_remembers() {
    // On for 10 days, off for 10, on again: 60 h from day 20.
    let roster = format!(
        "shifts = [{{ from = \"2019-01-01\", nation = \"NL\" }}, {{ from = \"2019-01-11\", nation = \"LT\" }}, \
         {{ from = \"2019-01-21\", nation = \"NL\" }}]\n{LEARNING}"
    );
    let text = scenario(&[("2019-01-21", "60h")], &roster, "");
    assert_hours(recovered(&text)[0], 559.564_492_538_261_4);
}

#[test]
fn work_tires_and_rest_restores() {
    // The weighted share of work after 10 h is 1 − exp(−10/24); it slows the job that follows
    // at once, and less the one that follows a rest.
    let roster = "mode = \"permanent\"\nfatigue = { loss = \"30%\", time = \"24h\" }";
    let strikes = [
        ("2019-01-01T10:00", "10h"),
        ("2019-01-01T11:00", "10h"),
        ("2019-01-03T12:00", "10h"),
    ];
    let ends = recovered(&scenario(&strikes, roster, ""));
    assert_hours(ends[0], 20.0);
    assert_hours(ends[1], 31.138_683_200_321_545);
    assert_hours(ends[2], 70.557_135_551_722_82);
}

#[test]
fn a_job_that_spans_learning_a_handover_and_nights_ends_at_the_computed_instant() {
    // 100 h of work from 10 January 08:00. The Netherlands work until 20:00, 12 h of their
    // learning since 1 January. At midnight Lithuania, alongside since the 9th, takes over:
    // both are there at 08:00, the work left grows by a tenth, for six hours each counts
    // half, then Lithuania goes on, by day, to the end.
    let roster = "shifts = [{ from = \"2019-01-01\", nation = \"NL\" }, { from = \"2019-01-11\", nation = \"LT\" }]\n\
                  overlap = \"2 days\"\non_change = \"transfer\"\nrework = \"10%\"\n\
                  handover = { time = \"6h\", share = \"50%\" }\n\
                  learning = { start = \"60%\", time = \"14d\", forget = \"480d\" }";
    let team = "hours = { days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"], from = \"08:00\", to = \"20:00\" }";
    let text = scenario(&[("2019-01-10T08:00", "100h")], roster, team);
    assert_hours(recovered(&text)[0], 498.253_895_468_317_3);
}

#[test]
fn at_a_changeover_work_is_finished_or_paused() {
    // 48 h of work, a changeover after 24 h. LT sits on the seat from then on; both finish on
    // time with nothing to learn, but not by the same people.
    let shifts = "shifts = [{ from = \"2019-01-01\", nation = \"NL\" }, { from = \"2019-01-03\", nation = \"LT\" }]";
    for (rule, crews) in [("finish", vec!["NL"]), ("pause", vec!["NL", "LT"])] {
        let roster = format!("{shifts}\non_change = \"{rule}\"");
        let text = scenario(&[("2019-01-02", "48h")], &roster, "");
        assert_hours(recovered(&text)[0], 72.0);
        let entries = trace_of(&text);
        let sent = entries.iter().filter(|entry| entry.event == "assigned");
        let crew = |note: &str| ["NL", "LT"].into_iter().find(|id| note.contains(id));
        let found: Vec<&str> = sent.filter_map(|entry| crew(&entry.note)).collect();
        assert_eq!(found, crews, "{rule}");
    }
    // Those who come must be called out: a pause lets the notice pass.
    let roster = format!("{shifts}\non_change = \"pause\"");
    let text = scenario(&[("2019-01-02", "48h")], &roster, "notice = \"5h\"");
    assert_hours(recovered(&text)[0], 24.0 + 5.0 + 48.0 + 5.0);
}

#[test]
fn a_transfer_without_handover_costs_its_rework_alone() {
    let roster = "shifts = [{ from = \"2019-01-01\", nation = \"NL\" }, { from = \"2019-01-03\", nation = \"LT\" }]\n\
                  on_change = \"transfer\"\nrework = \"25%\"\nhandover = \"0h\"";
    // 24 h are left at the changeover, and become 30; nobody gives notice of a date.
    let text = scenario(&[("2019-01-02", "48h")], roster, "notice = \"5h\"");
    assert_hours(recovered(&text)[0], 24.0 + 5.0 + 19.0 + 29.0 * 1.25);
}

#[test]
fn mean_effectiveness_is_gauged_day_by_day() {
    // One at a time, new every 10 days: 0.6 at each change, 1 − 0.4 exp(−t/14 d) between.
    let roster = format!("period = \"10 days\"\nfirst_day = \"2019-01-01\"\n{LEARNING}");
    let text = scenario(&[("2019-02-20", "1h")], &roster, "");
    let world = world(&text);
    let mut simulation = Simulation::new(&world);
    simulation.run(1, 0, &mut Unwatched).expect("it ends");
    let measured = simulation.effectiveness(0_usize.into());
    assert_eq!(measured.len(), 59);
    for day in 0..20 {
        let on_duty = f64::from(day % 10);
        let expected = 1.0 - 0.4 * libm::exp(-on_duty / 14.0);
        let found = measured[day as usize];
        assert!(
            (found - expected).abs() < 1e-9,
            "day {day}: {found}, not {expected}"
        );
    }
}

#[test]
fn a_crew_works_at_its_mean_and_slower_from_afar() {
    let text = scenario(&[("2019-01-01", "2h")], "mode = \"permanent\"", "")
        .replace(
            "experts = [{ skills = [\"analyst\"] }]",
            "experts = [{ skills = [\"analyst\"], proficiency = 0.5 }, { skills = [\"analyst\"] }]",
        )
        .replace("seats = { analyst = 1 }", "seats = { analyst = 2 }")
        .replace(
            "crew = { analyst = 1 }, effort",
            "crew = { analyst = 2 }, where = \"remote\", effort",
        )
        .replace("roster = \"turns\"", "roster = \"turns\"\nremote = \"80%\"");
    assert_hours(recovered(&text)[0], 2.0 / (0.75 * 0.8));
}

#[test]
fn staggered_halves_spare_the_team_the_depth_of_a_change() {
    // Two seats that change 20 days apart. At a change one half is new and the other has been
    // there for 20 days: (0.6 + 1 − 0.4 exp(−20/14)) / 2, where all at once begin at 0.6.
    let measured = |stagger: u32| -> Vec<f64> {
        let roster = format!(
            "period = \"40 days\"\nfirst_day = \"2019-01-01\"\nstagger = {stagger}\n{LEARNING}"
        );
        let text = scenario(&[("2019-02-20", "1h")], &roster, "")
            .replace(
                "skills = [\"analyst\"] }",
                "skills = [\"analyst\"], count = 2 }",
            )
            .replace("seats = { analyst = 1 }", "seats = { analyst = 2 }");
        let world = world(&text);
        let mut simulation = Simulation::new(&world);
        simulation.run(1, 0, &mut Unwatched).expect("it ends");
        simulation.effectiveness(0_usize.into()).to_vec()
    };
    let halves = f64::midpoint(0.6, 1.0 - 0.4 * libm::exp(-20.0 / 14.0));
    assert!(
        (measured(2)[20] - halves).abs() < 1e-9,
        "{}",
        measured(2)[20]
    );
    assert!((measured(1)[40] - 0.6).abs() < 1e-9, "{}", measured(1)[40]);
}

#[test]
fn a_crew_that_is_soon_rested_can_be_called_back_on_its_way() {
    // Notice is 1,440 times as long as the memory of fatigue.
    let team = "notice = \"24h\"";
    let roster = "mode = \"permanent\"\nfatigue = { loss = \"30%\", time = \"1min\" }";
    let strikes = [("2019-01-01T01:00", "10h"), ("2019-01-01T02:00", "2h")];
    let text =
        scenario(&strikes, roster, team).replacen("severity = \"high\"", "severity = \"low\"", 1)
            + "[dispatch]\npreempt = \"resume\"\n";
    let ends = recovered(&text);
    assert_hours(ends[1], 28.0);
    assert_hours(ends[0], 28.0 + 24.0 + 10.0);
}

const THREE: &str = "shifts = [{ from = \"2019-01-01\", nation = \"NL\" }, { from = \"2019-01-03\", nation = \"LT\" }, \
                     { from = \"2019-01-04\", nation = \"PL\" }]\non_change = \"transfer\"\n";

/// With a third nation, work on site, and Lithuania 30 hours away.
pub fn three_nations(strikes: &[(&str, &str)], roster: &str, team: &str) -> String {
    scenario(strikes, roster, team)
        .replace("[\"NL\", \"LT\"]", "[\"NL\", \"LT\", \"PL\"]")
        .replace("id = \"NL\"\n", "id = \"NL\"\nsite = \"here\"\n")
        .replace("id = \"LT\"\n", "id = \"LT\"\nsite = \"there\"\n")
        .replace("id = \"site\"\n", "id = \"site\"\nsite = \"here\"\n")
        .replace(
            "crew = { analyst = 1 }",
            "where = \"onsite\", crew = { analyst = 1 }",
        )
        + "[[site]]\nid = \"here\"\n[[site]]\nid = \"there\"\n\
           [travel]\nroutes = [{ from = \"here\", to = \"there\", time = \"30h\" }]\n\
           [[nation]]\nid = \"PL\"\nsite = \"here\"\nrole = \"participant\"\nexperts = [{ skills = [\"analyst\"] }]\n"
}

#[test]
fn relief_that_goes_off_duty_on_its_way_is_relieved_itself() {
    // Lithuania sets out on the 3rd and would be there at 06:00 on the 4th, when it is
    // Poland's turn, which is there at midnight: 52 h left become 78.
    let roster = format!("{THREE}rework = \"50%\"\nhandover = \"0h\"");
    let text = three_nations(&[("2019-01-02", "100h")], &roster, "");
    assert_hours(recovered(&text)[0], 72.0 + 78.0);
}

#[test]
fn relief_that_goes_off_duty_while_it_takes_over_hands_over_in_turn() {
    // Handovers of 30 h at full rate: from 48 to 78 to Lithuania, then to Poland, each of
    // which adds a tenth to what is left.
    let roster =
        format!("{THREE}rework = \"10%\"\nhandover = {{ time = \"30h\", share = \"50%\" }}");
    let text = three_nations(&[("2019-01-02", "100h")], &roster, "")
        .replace("time = \"30h\" }]", "time = \"0h\" }]");
    assert_hours(recovered(&text)[0], 78.0 + (76.0 * 1.1 - 30.0) * 1.1);
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[0].handovers, 2);
}

/// Lithuania cannot be there before the next night: the Netherlands go home at four.
pub fn hours_that_end_before_relief() -> String {
    let shifts = THREE.replace("2019-01-04", "2019-02-04");
    let roster = format!("{shifts}rework = \"0%\"\nhandover = \"0h\"");
    let team = "hours = { days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"], \
                from = \"20:00\", to = \"04:00\", on_change = \"transfer\", rework = \"0%\", handover = \"0h\" }";
    three_nations(&[("2019-01-02T20:00", "12h")], &roster, team)
        .replace("time = \"30h\" }]", "time = \"10h\" }]")
}

#[test]
fn those_whom_relief_is_on_its_way_to_keep_their_hours() {
    let text = hours_that_end_before_relief();
    assert_hours(recovered(&text)[0], 72.0);
}

#[test]
fn who_took_over_when_the_stage_ended_goes_on_without_notice() {
    let shifts = THREE.replace("2019-01-04", "2019-02-04");
    let roster =
        format!("{shifts}rework = \"0%\"\nhandover = {{ time = \"40h\", share = \"50%\" }}");
    // 13 h are left when Lithuania sets out, which take until 13:00, or 7 when it is there at
    // 06:00. They end in the handover, and the next stage begins at once, with Lithuania,
    // which is there.
    let text = three_nations(&[("2019-01-02", "32h")], &roster, "notice = \"5h\"")
        .replace("time = \"30h\" }]", "time = \"6h\" }]")
        .replace(
            "effort = \"32h\" }]",
            "effort = \"32h\" }, { name = \"recover\", where = \"onsite\", crew = { analyst = 1 }, effort = \"2h\" }]",
        );
    assert_hours(recovered(&text)[0], 24.0 + 5.0 + 32.0 + 2.0);
}

#[test]
fn those_who_stay_are_no_relief_that_must_be_kept_back() {
    // Four seats of which two change after 20 days. Of a crew of three two go; two of the
    // three who are free relieve them, and one remains in reserve.
    let roster = "period = \"40 days\"\nfirst_day = \"2019-01-01\"\nstagger = 2\n\
                  on_change = \"transfer\"\nrework = \"25%\"\nhandover = \"0h\"";
    let text = scenario(&[("2019-01-20", "48h")], roster, "")
        .replace(
            "skills = [\"analyst\"] }",
            "skills = [\"analyst\"], count = 4 }",
        )
        .replace("seats = { analyst = 1 }", "seats = { analyst = 4 }")
        .replace("crew = { analyst = 1 }", "crew = { analyst = 3 }")
        + "[dispatch]\nreserve = { team = \"rrt\", experts = 1 }\n";
    assert_hours(recovered(&text)[0], (19.0 + 1.0) * 24.0 + 30.0);
}

#[test]
fn who_goes_off_duty_while_taking_over_stops_where_work_pauses() {
    // Two seats in two watches; the one who takes over from 20:00 to 02:00 goes at midnight.
    // Nothing is lost by handing over, an hour by calling out Lithuania at 02:00.
    let roster =
        "period = \"4 days\"\nfirst_day = \"2019-01-01\"\nstagger = 2\non_change = \"pause\"";
    let team = "notice = \"1h\"\nhours = { on = \"12h\", off = \"12h\", first = \"20:00\", groups = 2, \
                on_change = \"transfer\", rework = \"0%\", handover = { time = \"6h\", share = \"50%\" } }";
    let text = scenario(&[("2019-01-02T08:00", "30h")], roster, team)
        .replace(
            "skills = [\"analyst\"] }",
            "skills = [\"analyst\"], count = 2 }",
        )
        .replace("seats = { analyst = 1 }", "seats = { analyst = 2 }");
    assert_hours(recovered(&text)[0], 32.0 + 1.0 + 30.0 + 1.0);
    let row = &incidents_of(&text, 0)[0];
    assert_hours(row.hands_on_h.expect("a crew"), 33.0);
}
