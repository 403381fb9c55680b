//! What `check` foretells: the reproduction number of consequences, and the load of teams.

use std::fs;

use crate::harness::{count, run, simple, summary_of};

/// A fault on one of `count` sites that spreads to others with the chance, after a mean time,
/// until it is contained two hours after it began, by a team without limits.
fn spreading(count: u32, chance: &str, after: &str) -> String {
    simple(&[1.0])
        .replace(
            "id = \"site\"",
            &format!("id = \"site\"\ncount = {count}\nreaches = [\"site\"]"),
        )
        .replace(
            "effort = \"2h\"",
            &format!(
                "effort = \"2h\"\n[[incident.consequence]]\nincident = \"fault\"\non = \"reached\"\n\
                 chance = \"{chance}\"\nafter = {after}"
            ),
        )
        .replace(
            "experts = [{ skills = [\"analyst\"], count = 1 }]",
            "unlimited = true",
        )
}

/// What `check` prints, with the warnings.
fn checked(text: &str) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), text).expect("a file");
    let (code, out, err) = run(folder.path(), &["check", "my.toml"]);
    assert_eq!(code, 0, "{err}");
    (out, err)
}

/// The two reproduction numbers in what `check` prints.
fn numbers(text: &str) -> Option<[f64; 2]> {
    let (out, _) = checked(text);
    let at = out.find("Consequences: ")?;
    let mut words = out[at..]
        .split([' ', '\n'])
        .filter_map(|word| word.parse().ok());
    Some([words.next()?, words.next()?])
}

#[test]
fn a_number_known_in_closed_form() {
    // 1 − exp(−2/4) of the 2,999 × 0.04% come before containment.
    let found = numbers(&spreading(3_000, "0.04%", "{ mean = \"4h\" }")).expect("numbers");
    let without = 2_999.0 * 0.0004;
    let with = without * (1.0 - libm::exp(-0.5));
    assert!((found[1] - without).abs() < 0.005, "{found:?}");
    assert!((found[0] - with).abs() < 0.01, "{found:?}");
    // Of two hours none is left at containment, of one all.
    let late = numbers(&spreading(3_000, "0.04%", "\"2h\"")).expect("numbers");
    let near = |found: [f64; 2], wanted: [f64; 2]| {
        let apart = found.iter().zip(wanted).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-9, "{found:?}");
    };
    near(late, [0.0, 1.2]);
    let soon = numbers(&spreading(3_000, "0.01%", "\"1h\"")).expect("numbers");
    near(soon, [0.3, 0.3]);
    assert_eq!(numbers(&simple(&[1.0])), None);
}

#[test]
fn incidents_follow_as_foretold() {
    // A branching process with R = 0.5 makes 1 / (1 − R) incidents of one, the first included.
    let text = spreading(3_000, "0.0424%", "{ mean = \"4h\" }");
    let [with, _] = numbers(&text).expect("numbers");
    assert!((with - 0.5).abs() < 0.01, "{with}");
    let summary = summary_of(&text, 4_000);
    let found = summary
        .counts
        .iter()
        .find(|row| row.name == "incidents")
        .expect("a count");
    let (low, high) = (found.mean.low.expect("low"), found.mean.high.expect("high"));
    let error = (high - low) / (2.0 * 1.96);
    let mean = count(&summary, "incidents");
    assert!(
        (mean - 1.0 / (1.0 - with)).abs() < 3.0 * error + 0.03,
        "{mean} ± {error}"
    );
}

#[test]
fn consequences_that_multiply_are_warned_of_with_the_circle() {
    let (_, err) = checked(&spreading(3_000, "0.04%", "\"1h\""));
    let err = err.replace('\n', " ");
    for words in [
        "S0620",
        "one incident leads to 1.20 more in the long run even if teams come at once, and to 1.20",
        "`fault` on `site` → the first again",
        "lower a `chance`",
    ] {
        assert!(err.contains(words), "{words}: {err}");
    }
    // Response makes the difference: said, and not warned of.
    let (out, err) = checked(&spreading(3_000, "0.04%", "\"3h\""));
    assert_eq!(err, "");
    assert!(
        out.contains("leads to 0.00 more") && out.contains("to 1.20 without"),
        "{out}"
    );
}

#[test]
fn how_busy_teams_are_at_least_is_said() {
    // One incident of two hours in ten days of one expert.
    let (out, _) = checked(&simple(&[1.0]));
    assert!(
        out.contains("Offered load: at least 0.8% of what cert can do"),
        "{out}"
    );
}
