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
