//! Exact values from queueing and reliability theory, through the whole program: scenario
//! text in, summary out.
//!
//! Each estimate must lie within three standard errors of the exact value. The standard
//! error is that of the estimate's own sectioning or t interval; seeds are fixed.

use sortie::outcome::Measure;
use sortie::scenario::document::Severity;
use sortie::stats::t_quantile;
use sortie::study::summary::{Estimate, Summary};

use crate::harness::{summary_of, world};

/// Distance from an exact value in standard errors, from a 95% interval over 20 sections.
fn z(estimate: &Estimate, exact: f64) -> f64 {
    let error = estimate.half_width().expect("an interval") / t_quantile(19.0, 0.975);
    (estimate.estimate - exact) / error
}

fn response(summary: &Summary, severity: Option<Severity>) -> Estimate {
    let row = summary
        .duration(Measure::Response, severity)
        .expect("incidents");
    row.mean.expect("a mean")
}

#[test]
fn a_queue_with_two_severities_waits_as_cobham_says() {
    // M/M/8, non-preemptive, 30% high: Cobham 1954 (Operations Research 2, 70-76);
    // values computed from his formula with Erlang's C.
    let summary = summary_of(include_str!("../oracles/prio8.toml"), 60);
    let high = z(&response(&summary, Some(Severity::High)), 0.120_125_512);
    let low = z(&response(&summary, Some(Severity::Low)), 1.201_255_12);
    assert!(
        high.abs() < 3.0 && low.abs() < 3.0,
        "z = {high:.2} and {low:.2}"
    );
}

#[test]
fn a_plain_queue_waits_as_erlang_says() {
    // M/M/8 at load 0.9: Erlang C 0.70153299, mean wait 0.876916238 h, p90 2.43512218 h.
    let text =
        include_str!("../oracles/prio8.toml").replace("order = \"severity\"", "order = \"fifo\"");
    let summary = summary_of(&text, 60);
    let row = summary
        .duration(Measure::Response, None)
        .expect("incidents");
    let mean = z(&row.mean.expect("a mean"), 0.876_916_238);
    let p90 = z(&row.p90.expect("a quantile"), 2.435_122_18);
    assert!(
        mean.abs() < 3.0 && p90.abs() < 3.0,
        "z = {mean:.2} and {p90:.2}"
    );
}

#[test]
fn general_service_times_wait_as_pollaczek_and_khinchine_say() {
    // M/G/1, load 0.7: W = λ E[S²] / 2(1 − ρ).
    for (effort, exact) in [
        ("\"1h\"", 1.166_666_67),
        ("{ gamma = { shape = 0.5, mean = \"1h\" } }", 3.5),
        (
            "{ uniform = { low = \"0h\", high = \"2h\" } }",
            1.555_555_56,
        ),
    ] {
        let text = include_str!("../oracles/mg1.toml").replace("\"EFFORT\"", effort);
        let z = z(&response(&summary_of(&text, 60), None), exact);
        assert!(z.abs() < 3.0, "{effort}: z = {z:.2}");
    }
}

#[test]
fn machines_wait_for_repair_as_the_birth_death_chain_says() {
    // Six machines fail at 0.1/h while healthy, two crews repair at 0.5/h: mean wait for a
    // crew 0.283380459 h, mean number down 1.11535117.
    let text = include_str!("../oracles/repair.toml");
    let summary = summary_of(text, 60);
    let wait = z(&response(&summary, None), 0.283_380_459);
    assert!(wait.abs() < 3.0, "z = {wait:.2}");
    let document = world(text).document;
    let hours = (document.end - document.warm_up).hours();
    // A machine that is down loses its service: the group's loss is the number down.
    let count = summary
        .counts
        .iter()
        .find(|count| count.name == "service_loss_hours");
    let loss = count.expect("the loss").mean;
    let error = loss.half_width().expect("an interval") / t_quantile(59.0, 0.975);
    let z = (loss.estimate / hours - 1.115_351_17) / (error / hours);
    assert!(z.abs() < 3.0, "z = {z:.2}");
}

fn mean_of(summary: &Summary, measure: Measure, severity: Severity) -> Estimate {
    let row = summary.duration(measure, Some(severity));
    row.expect("incidents").mean.expect("a mean")
}

/// Each estimate within three standard errors of its exact value.
fn agree(pairs: &[(&str, Estimate, f64)]) {
    for (what, estimate, exact) in pairs {
        let z = z(estimate, *exact);
        assert!(z.abs() < 3.0, "{what}: z = {z:.2}");
    }
}

#[test]
fn pre_emption_delays_as_conway_maxwell_and_miller_say() {
    let summary = summary_of(include_str!("../oracles/preempt1.toml"), 60);
    let high = mean_of(&summary, Measure::Recovery, Severity::High);
    let low = mean_of(&summary, Measure::Recovery, Severity::Low);
    agree(&[("high", high, 1.428_571_43), ("low", low, 7.142_857_14)]);
}

#[test]
fn a_server_with_working_hours_delays_as_the_forward_equations_say() {
    let summary = summary_of(include_str!("../oracles/on-off.toml"), 60);
    let time = mean_of(&summary, Measure::Recovery, Severity::Medium);
    agree(&[("time in system", time, 7.575_071_62)]);
}

#[test]
fn nearest_teams_are_as_busy_as_the_hypercube_says() {
    let summary = summary_of(include_str!("../oracles/hypercube.toml"), 60);
    let wait = response(&summary, None);
    agree(&[("wait", wait, 0.157_894_737)]);
    let exact = [0.515_825_487, 0.507_943_613, 0.476_230_9];
    for (team, exact) in summary.teams.iter().zip(exact) {
        let utilisation = team.utilisation.expect("a utilisation");
        let error = utilisation.half_width().expect("an interval") / t_quantile(59.0, 0.975);
        let z = (utilisation.estimate - exact) / error;
        assert!(z.abs() < 3.0, "{}: z = {z:.2}", team.id);
    }
}

#[test]
fn the_impatient_give_up_as_often_as_palm_says() {
    // Of 3 an hour a share of 0.187267653 gives up, whatever becomes of them then.
    let text = include_str!("../oracles/erlang-a.toml");
    let document = world(text).document;
    let summary = summary_of(text, 60);
    let of = |name: &str| {
        let found = summary.counts.iter().find(|count| count.name == name);
        found.expect("a count of that name").mean
    };
    let given_up = of("given_up");
    let hours = (document.end - document.warm_up).hours();
    let error = given_up.half_width().expect("an interval") / t_quantile(59.0, 0.975);
    let z = (given_up.estimate - 3.0 * hours * 0.187_267_653) / error;
    assert!(z.abs() < 3.0, "z = {z:.2}");
}

#[test]
fn the_c_mu_rule_costs_as_cox_and_smith_say() {
    // Waits 1.625 h and 8.125 h: the cost rate 4.30625 of waiting costs 1 and 1.5 an hour.
    let summary = summary_of(include_str!("../oracles/cmu.toml"), 60);
    let short = mean_of(&summary, Measure::Response, Severity::Low);
    let long = mean_of(&summary, Measure::Response, Severity::High);
    agree(&[("short", short, 1.625), ("long", long, 8.125)]);
}
