//! Service levels: needs of every form, fallbacks, counted assets, milestones.

use std::fmt::Write as _;

use crate::harness::{TEN_DAYS, count, loss, simple, summary_of};

/// A provider that is down from hour 10 to hour 12 (the fault of `simple`), and what depends on
/// it.
fn leaning(asset: &str) -> String {
    format!("{}\n{asset}", simple(&[10.0]))
}

#[test]
fn an_asset_that_is_hit_loses_service_until_the_work_is_done() {
    let summary = summary_of(&simple(&[10.0]), 1);
    assert!((loss(&summary, "site") - 2.0).abs() < 1e-9);
}

#[test]
fn criticality_scales_the_loss() {
    let text = simple(&[10.0]).replace("id = \"site\"", "id = \"site\"\ncriticality = 5");
    assert!((loss(&summary_of(&text, 1), "site") - 10.0).abs() < 1e-9);
}

#[test]
fn a_phase_weighs_the_loss_and_matters_in_limits_it() {
    let phase = "\n[[phase]]\nid = \"count\"\nfrom = \"start + 11h\"\nto = \"start + 20h\"\ncriticality = 3\n";
    let text = simple(&[10.0]) + phase;
    assert!((loss(&summary_of(&text, 1), "site") - 4.0).abs() < 1e-9);
    let text = text.replace("id = \"site\"", "id = \"site\"\nmatters_in = [\"count\"]");
    assert!((loss(&summary_of(&text, 1), "site") - 3.0).abs() < 1e-9);
}

#[test]
fn a_hard_need_fails_with_its_provider() {
    let text = leaning("[[asset]]\nid = \"user\"\nneeds = [\"site\"]");
    assert!((loss(&summary_of(&text, 1), "user") - 2.0).abs() < 1e-9);
}

#[test]
fn a_fault_goes_through_a_chain_of_more_assets_than_a_word_has_bits() {
    let mut text = simple(&[10.0]);
    for link in 1..150 {
        let before = match link {
            1 => "site".to_owned(),
            _ => format!("link-{}", link - 1),
        };
        let _ = write!(
            text,
            "\n[[asset]]\nid = \"link-{link}\"\nneeds = [\"{before}\"]"
        );
    }
    let summary = summary_of(&text, 1);
    for link in [1, 62, 63, 64, 65, 127, 128, 149] {
        let lost = loss(&summary, &format!("link-{link}"));
        assert!((lost - 2.0).abs() < 1e-9, "link {link}: {lost}");
    }
}

#[test]
fn a_soft_need_takes_away_its_weight() {
    let text = leaning("[[asset]]\nid = \"user\"\nneeds = [{ soft = \"site\", weight = \"30%\" }]");
    assert!((loss(&summary_of(&text, 1), "user") - 0.6).abs() < 1e-9);
}

#[test]
fn any_of_several_is_enough() {
    let text = leaning(
        "[[asset]]\nid = \"spare\"\n[[asset]]\nid = \"user\"\nneeds = [{ any = [\"site\", \"spare\"] }]",
    );
    assert!(loss(&summary_of(&text, 1), "user").abs() < 1e-9);
}

#[test]
fn at_least_k_of_several_are_needed() {
    for (k, expected) in [(1, 0.0), (2, 0.0), (3, 2.0)] {
        let text = leaning(&format!(
            "[[asset]]\nid = \"b\"\n[[asset]]\nid = \"c\"\n[[asset]]\nid = \"user\"\n\
             needs = [{{ at_least = {k}, of = [\"site\", \"b\", \"c\"] }}]"
        ));
        assert!(
            (loss(&summary_of(&text, 1), "user") - expected).abs() < 1e-9,
            "k = {k}"
        );
    }
}

#[test]
fn a_counted_asset_loses_one_instance_and_its_users_see_the_mean() {
    let text = leaning(
        "[[asset]]\nid = \"user\"\nneeds = [{ share_of = \"site\" }]\n\
         [[asset]]\nid = \"most\"\nneeds = [{ at_least = 3, of = [\"site\"] }]\n\
         [[asset]]\nid = \"every\"\nneeds = [{ at_least = 4, of = [\"site\"] }]",
    )
    .replacen("id = \"site\"", "id = \"site\"\ncount = 4", 1);
    let summary = summary_of(&text, 1);
    // The group's criticality is shared by its instances: a quarter for two hours.
    assert!((loss(&summary, "site") - 0.5).abs() < 1e-9);
    assert!((loss(&summary, "user") - 0.5).abs() < 1e-9);
    assert!(loss(&summary, "most").abs() < 1e-9);
    assert!((loss(&summary, "every") - 2.0).abs() < 1e-9);
}

#[test]
fn a_fallback_lifts_the_level_after_its_switch_over() {
    let text = leaning(
        "[[asset]]\nid = \"desk\"\nneeds = [\"site\"]\nfallback = { capacity = \"40%\", after = \"30min\" }",
    );
    // Half an hour at 0, then an hour and a half at 40%.
    assert!((loss(&summary_of(&text, 1), "desk") - (0.5 + 1.5 * 0.6)).abs() < 1e-9);
}

#[test]
fn impacts_multiply_and_needs_take_the_least() {
    // Two faults of 50% on two assets, one need each: the user sees the least, the twice-hit
    // asset the product.
    let text = simple(&[10.0, 10.0]).replace("impact = \"100%\"", "impact = \"50%\"");
    let text = text + "\n[[asset]]\nid = \"user\"\nneeds = [\"site\"]";
    // One expert: the first fault is over at 12, the second at 14.
    let expected = 2.0 * 0.75 + 2.0 * 0.5;
    let summary = summary_of(&text, 1);
    assert!((loss(&summary, "site") - expected).abs() < 1e-9);
    assert!((loss(&summary, "user") - expected).abs() < 1e-9);
}

#[test]
fn milestones_are_kept_within_their_tolerance() {
    let milestone = |id: &str, from: u32, to: u32, tolerance: &str| {
        format!(
            "\n[[milestone]]\nid = \"{id}\"\nasset = \"site\"\nlevel = \"90%\"\n\
             from = \"start + {from}h\"\nto = \"start + {to}h\"\ntolerance = \"{tolerance}\"\n"
        )
    };
    let text = simple(&[10.0])
        + &milestone("before", 0, 10, "0min")
        + &milestone("during", 9, 20, "0min")
        + &milestone("inside", 11, 20, "0min")
        + &milestone("forgiven", 11, 20, "1h")
        + &milestone("after", 12, 20, "0min");
    let summary = summary_of(&text, 3);
    let kept: Vec<(&str, u64)> = summary
        .milestones
        .iter()
        .map(|milestone| (milestone.id.as_str(), milestone.kept))
        .collect();
    assert_eq!(
        kept,
        [
            ("before", 3),
            ("during", 0),
            ("inside", 0),
            ("forgiven", 3),
            ("after", 3)
        ]
    );
}

#[test]
fn a_planned_outage_costs_nothing_and_cannot_be_attacked() {
    let outage = |planned: bool| {
        format!(
            "\n[[inject]]\nid = \"off\"\nat = \"start + 9h\"\n\
             outage = {{ asset = \"site\", for = \"3h\", planned = {planned} }}\n\
             [[asset]]\nid = \"user\"\nneeds = [\"site\"]\n"
        )
    };
    let summary = summary_of(&(simple(&[10.0]) + &outage(true)), 1);
    assert!((count(&summary, "deflected") - 1.0).abs() < 1e-9);
    assert!(count(&summary, "incidents").abs() < 1e-9);
    assert!(loss(&summary, "site").abs() < 1e-9);
    assert!((loss(&summary, "user") - 3.0).abs() < 1e-9);
    let summary = summary_of(&(simple(&[10.0]) + &outage(false)), 1);
    assert!((loss(&summary, "site") - 3.0).abs() < 1e-9);
}

#[test]
fn service_returns_at_the_stage_that_restores_it() {
    let text = simple(&[10.0])
        .replace("impact = \"100%\"", "impact = \"100%\"\nrestores_at = \"contain\"")
        .replace(
            "effort = \"2h\"",
            "effort = \"2h\"\n[[incident.stage]]\nname = \"recover\"\ncrew = { analyst = 1 }\neffort = \"5h\"",
        );
    let summary = summary_of(&text, 1);
    assert!((loss(&summary, "site") - 2.0).abs() < 1e-9);
    let without = text.replace("restores_at = \"contain\"", "");
    assert!((loss(&summary_of(&without, 1), "site") - 7.0).abs() < 1e-9);
    assert!(TEN_DAYS.contains("UTC"));
}
