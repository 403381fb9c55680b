//! What effectiveness is measured at, in closed form: tiredness, and learning that began before
//! the start.

use crate::effectiveness::{LEARNING, assert_hours, recovered, scenario};
use crate::harness::{simple, trace_of, world};
use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::Simulation;

/// Mean effectiveness of the first team, day by day.
fn measured(text: &str) -> Vec<f64> {
    let world = world(text);
    let mut simulation = Simulation::new(&world);
    simulation.run(1, 0, &mut Unwatched).expect("it ends");
    simulation.effectiveness(0_usize.into()).to_vec()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
}

#[test]
fn tiredness_is_measured_at_work_and_at_rest() {
    // Two at half proficiency, one of whom works from 10:00: 5 h of work until 20:00, 20 h of
    // work until 02:00 on the third day. The weighted share of time at work goes towards 1 or
    // 0 with a time constant of 24 h, and costs up to 30%.
    let day = |effort: &str| {
        let text = simple(&[10.0])
            .replace(
                "count = 1 }]",
                "count = 2, proficiency = 0.5 }]\nfatigue = { loss = \"30%\", time = \"24h\" }",
            )
            .replace("effort = \"2h\"", &format!("effort = \"{effort}\""));
        measured(&text)
    };
    let both = |tired: f64| 0.5 * (1.0 + 1.0 - 0.3 * tired) / 2.0;
    let short = day("5h");
    let share = 1.0 - libm::exp(-10.0 / 24.0);
    near(short[0], 0.5);
    near(short[1], both(share * libm::exp(-4.0 / 24.0)));
    near(short[2], both(share * libm::exp(-28.0 / 24.0)));
    let long = day("20h");
    near(long[1], both(1.0 - libm::exp(-14.0 / 24.0)));
    near(long[2], both(1.0 - libm::exp(-38.0 / 24.0)));
    near(
        long[3],
        both((1.0 - libm::exp(-40.0 / 24.0)) * libm::exp(-22.0 / 24.0)),
    );
}

#[test]
fn who_learns_and_tires_is_measured_by_both() {
    // Worn by half a day's work from the start, and new.
    let roster =
        format!("mode = \"permanent\"\n{LEARNING}\nfatigue = {{ loss = \"30%\", time = \"24h\" }}");
    let text = scenario(&[("2019-01-01", "500h")], &roster, "").replace(
        "skills = [\"analyst\"]",
        "skills = [\"analyst\"], proficiency = 0.5",
    );
    let found = measured(&text);
    near(found[0], 0.5 * 0.6);
    for day in [1.0, 2.0, 9.0] {
        let tired = 1.0 - libm::exp(-day);
        let familiar = 1.0 - 0.4 * libm::exp(-day / 14.0);
        near(found[day as usize], 0.5 * (1.0 - 0.3 * tired) * familiar);
    }
}

#[test]
fn those_who_began_alongside_before_the_start_know_what_they_have_learnt() {
    let shifts = "shifts = [{ from = \"2018-12-01\", nation = \"NL\" }, { from = \"2019-01-06\", nation = \"LT\" }]";
    for (overlap, days) in [
        ("10 days", 10.0),
        ("5 days", 5.0),
        ("2 days", 2.0),
        ("0d", 0.0),
    ] {
        let roster = format!("{shifts}\noverlap = \"{overlap}\"\n{LEARNING}");
        let text = scenario(&[("2019-02-20", "1h")], &roster, "");
        let found = measured(&text);
        near(found[4], 1.0 - 0.4 * libm::exp(-35.0 / 14.0));
        // Measured when the shift has changed.
        near(found[5], 1.0 - 0.4 * libm::exp(-days / 14.0));
        near(found[7], 1.0 - 0.4 * libm::exp(-(days + 2.0) / 14.0));
        // It is told when it begins, be it at the very start, and not if there is none.
        let told: Vec<i64> = trace_of(&text)
            .iter()
            .filter(|entry| entry.event == "overlap")
            .map(|entry| entry.ms)
            .collect();
        let expected: &[i64] = match overlap {
            "5 days" => &[0],
            "2 days" => &[3 * 86_400_000],
            _ => &[],
        };
        assert_eq!(told, expected, "{overlap}");
    }
}

#[test]
fn a_crew_that_learns_works_at_its_mean() {
    // Two of proficiencies 0.5 and 1, new: in ten days ∫ 0.75 (1 − 0.4 exp(−s/14 d)) ds.
    let hours = 0.75 * (240.0 - 0.4 * 336.0 * (1.0 - libm::exp(-10.0 / 14.0)));
    let roster = format!("mode = \"permanent\"\n{LEARNING}");
    let effort = format!("{}ms", (hours * 3.6e6).round());
    let text = scenario(&[("2019-01-01", &effort)], &roster, "")
        .replacen(
            "experts = [{ skills = [\"analyst\"] }]",
            "experts = [{ skills = [\"analyst\"], proficiency = 0.5 }, { skills = [\"analyst\"] }]",
            1,
        )
        .replace("seats = { analyst = 1 }", "seats = { analyst = 2 }")
        .replace("crew = { analyst = 1 }", "crew = { analyst = 2 }");
    // The effort is rounded to a millisecond as well.
    let found = recovered(&text)[0];
    assert!((found - 240.0).abs() < 2.0 / 3.6e6, "{found}");
}

#[test]
fn at_a_shift_change_tiredness_counts_as_it_is_then() {
    // 48 h of work, of which 24 h are done when the shift changes and the same crew goes on;
    // from then on it counts that it has worked for a day.
    let fatigue = "fatigue = { loss = \"30%\", time = \"24h\" }";
    let shifts = "shifts = [{ from = \"2019-01-01\", nation = \"NL\" }, { from = \"2019-01-02\", nation = \"LT\" }]";
    let tired = 1.0 - libm::exp(-1.0);
    for (rule, incoming) in [("finish", "analyst"), ("transfer", "lawyer")] {
        let roster = format!("{shifts}\non_change = \"{rule}\"\n{fatigue}");
        let text = scenario(&[("2019-01-01", "48h")], &roster, "");
        let (head, tail) = text.split_once("id = \"LT\"").expect("Lithuania");
        let tail = tail.replacen("analyst", incoming, 1);
        let text = format!("{head}id = \"LT\"{tail}");
        assert_hours(recovered(&text)[0], 24.0 + 24.0 / (1.0 - 0.3 * tired));
    }
}
