//! Levels of service where several things meet: outages, fallbacks' clocks, open incidents.

use crate::harness::{loss, simple, summary_of};
use crate::refusals::scenario;

const EVERYBODY: &str =
    "[[team]]\nid = \"all\"\nunlimited = true\n[[dispatch.rule]]\nteams = [\"all\"]\n";

fn is(text: &str, asset: &str, expected: f64) {
    let lost = loss(&summary_of(text, 1), asset);
    assert!((lost - expected).abs() < 1e-9, "{asset}: {lost}");
}

fn outage(id: &str, from: u32, hours: u32, planned: bool) -> String {
    format!(
        "\n[[inject]]\nid = \"{id}\"\nat = \"start + {from}h\"\n\
         outage = {{ asset = \"site\", for = \"{hours}h\", planned = {planned} }}\n"
    )
}

#[test]
fn outages_that_overlap_last_until_the_last_is_over() {
    let base = simple(&[100.0]);
    let both = base.clone() + &outage("one", 9, 3, false) + &outage("two", 11, 3, false);
    is(&both, "site", 5.0 + 2.0);
    // What is planned costs nothing while it lasts.
    let both = base.clone() + &outage("one", 9, 3, true) + &outage("two", 11, 3, false);
    is(&both, "site", 2.0 + 2.0);
    let both = base + &outage("one", 9, 3, false) + &outage("two", 10, 1, true);
    is(&both, "site", 2.0 + 2.0);
}

#[test]
fn a_milestone_is_kept_at_exactly_its_level_and_its_tolerance() {
    // Half the service is lost for two hours, twice.
    let text = |level: &str, tolerance: &str| {
        simple(&[10.0, 20.0]).replace("impact = \"100%\"", "impact = \"50%\"")
            + &format!(
                "\n[[milestone]]\nid = \"up\"\nasset = \"site\"\nlevel = \"{level}\"\n\
                 from = \"start\"\nto = \"end\"\ntolerance = \"{tolerance}\"\n"
            )
    };
    let kept =
        |level: &str, tolerance: &str| summary_of(&text(level, tolerance), 1).milestones[0].kept;
    assert_eq!(kept("50%", "0min"), 1);
    assert_eq!(kept("51%", "0min"), 0);
    assert_eq!(kept("51%", "239min"), 0);
    assert_eq!(kept("51%", "240min"), 1);
}

#[test]
fn whoever_needs_any_of_several_sees_their_damage_their_outages_and_their_fallbacks() {
    let user = "\n[[asset]]\nid = \"user\"\nneeds = [{ any = [\"site\"] }]\n";
    let half = simple(&[10.0]).replace("impact = \"100%\"", "impact = \"60%\"") + user;
    is(&half, "user", 2.0 * 0.6);
    let site = "[[asset]]\nid = \"site\"";
    // The site stands at 50% by what it needs, and its incident leaves 40% of that.
    let needs = "[[asset]]\nid = \"line\"\n[[asset]]\nid = \"site\"\nneeds = [{ soft = \"line\", weight = \"50%\" }]";
    let off = outage("off", 0, 24, false).replace("\"site\"", "\"line\"");
    let both = half.replace(site, needs) + &off;
    is(&both, "user", 22.0 * 0.5 + 2.0 * 0.8);
    is(
        &(simple(&[100.0]) + user + &outage("off", 9, 3, false)),
        "user",
        3.0 + 2.0,
    );
    let lifted = simple(&[10.0]) + user;
    let fallback = format!("{site}\nfallback = {{ capacity = \"40%\" }}");
    is(&lifted.replace(site, &fallback), "user", 2.0 * 0.6);
}

#[test]
fn an_instance_struck_while_the_fallback_of_its_group_is_on_its_way_has_it_too() {
    let kinds = [
        ("fault", "high", "4h", "100%"),
        ("local", "high", "10h", "100%"),
    ];
    let text = scenario(&kinds, &[("fault", 10.0), ("local", 11.0)], EVERYBODY)
        + "[[asset]]\nid = \"many\"\ncount = 2\nneeds = [\"site\"]\n\
           fallback = { capacity = \"50%\", after = \"2h\" }\n";
    let (head, tail) = text.split_once("id = \"t1\"").expect("the threat");
    let tail = tail.replacen("\"site\"", "\"many\"", 1);
    // Nothing from 10 to 12, half until 14; then one is sound, and half is left of the other
    // until 21.
    is(
        &format!("{head}id = \"t1\"{tail}"),
        "many",
        2.0 + 2.0 * 0.5 + 7.0 * 0.25,
    );
}

#[test]
fn a_fallbacks_clock_begins_anew_with_each_failure() {
    let kinds = [
        ("short", "high", "10min", "100%"),
        ("long", "high", "1h", "100%"),
    ];
    let strikes = [("short", 10.0), ("long", 10.0 + 1.0 / 3.0)];
    let fallback = "fallback = { capacity = \"40%\", after = \"30min\" }";
    let text = scenario(&kinds, &strikes, EVERYBODY)
        .replace("id = \"site\"\n", &format!("id = \"site\"\n{fallback}\n"));
    // Down for 10 minutes; down again at 10:20 and lifted at 10:50, not at 10:30.
    let expected = 1.0 / 6.0 + 0.5 + 0.5 * 0.6;
    is(&text, "site", expected);
    // The same for one that is dragged down by what it needs.
    let text = scenario(&kinds, &strikes, EVERYBODY)
        + &format!("[[asset]]\nid = \"desk\"\nneeds = [\"site\"]\n{fallback}\n");
    is(&text, "desk", expected);
}

#[test]
fn incidents_on_one_asset_may_be_over_in_any_order() {
    let kinds = [
        ("ten", "high", "10h", "50%"),
        ("two", "high", "2h", "50%"),
        ("five", "high", "5h", "50%"),
        ("one", "high", "1h", "50%"),
        ("three", "high", "3h", "50%"),
    ];
    let strikes = [
        ("ten", 1.0),
        ("two", 2.0),
        ("five", 3.0),
        ("one", 20.0),
        ("three", 20.5),
    ];
    // The middle one of three is over first, at 4, then the last at 8, the first at 11; of two
    // the first is over first, at 21, the other at 23.5.
    let first = 0.5 + 0.75 + 0.875 + 4.0 * 0.75 + 3.0 * 0.5;
    let second = 0.5 * 0.5 + 0.5 * 0.75 + 2.5 * 0.5;
    is(
        &scenario(&kinds, &strikes, EVERYBODY),
        "site",
        first + second,
    );
}
