//! What is measured changes nothing that happens.

use proptest::prelude::*;
use sortie::inside::outcome::trace::{Entry, trace};

use crate::generator::{ORDERS, Scenario, recipe};
use crate::harness::{incidents_of, run, world};

/// The trace of a replication without what a measurement itself leaves there.
fn history(text: &str, replication: u64) -> Vec<Entry> {
    let world = world(text);
    let mut trace = trace(&world, 7, replication);
    assert_eq!(trace.failure, None);
    trace
        .entries
        .retain(|entry| !entry.note.starts_with("one-more:"));
    trace.entries
}

/// Replaces what must be there.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "no {from} in the scenario");
    text.replace(from, to)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_setting_of_measurement_changes_a_history(
        mut recipe in recipe(),
        warm_up in 0..1_400_u32,
        within in 1..200_u32,
        level in 1..100_u32,
    ) {
        // Deadlines are for measurement, and, in that order alone, for dispatch.
        recipe.order %= 3;
        let scenario = Scenario::from(recipe);
        let plain = scenario.text();
        let was = history(&plain, 0);
        let changed = [
            replaced(&plain, "warm_up = \"72h\"", &format!("warm_up = \"{warm_up}h\"")),
            replaced(&plain, "\ncount = ", "\nmatters_in = [\"hot\"]\ncount = "),
            format!(
                "{plain}\n[[target]]\nid = \"one-more\"\nfrom = \"detected\"\nto = \"contained\"\nwithin = \"{within}h\"\n"
            ),
            format!(
                "{plain}\n[[milestone]]\nid = \"one-more\"\nasset = \"a0\"\nlevel = \"{level}%\"\n\
                 from = \"start + {warm_up}h\"\nto = \"start + {}h\"\n",
                warm_up + within.min(60)
            ),
        ];
        for (number, text) in changed.iter().enumerate() {
            prop_assert_eq!(&history(text, 0), &was, "change {}", number);
        }
    }
}

/// Work enough that much waits, and kinds whose impact differs.
fn overloaded(order: &str) -> String {
    let kind = |id: &str, impact: u32, effort: u32| {
        format!(
            "[[incident]]\nid = \"{id}\"\nseverity = {{ low = 2, high = 1 }}\nimpact = \"{impact}%\"\n\
             stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = {{ mean = \"{effort}h\" }} }}]\n\
             [[threat]]\nid = \"{id}\"\nincident = \"{id}\"\ntargets = [\"x\", \"y\"]\nrate = \"2/day\"\n"
        )
    };
    format!(
        "schema = 1\n[scenario]\nname = \"Test\"\ntimezone = \"UTC\"\nstart = \"2019-01-01\"\n\
         end = \"2019-03-01\"\nwarm_up = \"0h\"\nseed = 7\n\
         [[phase]]\nid = \"late\"\nfrom = \"start + 30d\"\nto = \"end\"\ncriticality = 3\n\
         [[phase]]\nid = \"idle\"\nfrom = \"start + 10d\"\nto = \"start + 20d\"\ncriticality = 0\n\
         [[asset]]\nid = \"x\"\ncriticality = 2\n[[asset]]\nid = \"y\"\ncount = 3\ncriticality = 5\n\
         {}{}{}[[team]]\nid = \"cert\"\nexperts = [{{ skills = [\"analyst\"], count = 2 }}]\n\
         [dispatch]\norder = \"{order}\"\n[[dispatch.rule]]\nteams = [\"cert\"]\n",
        kind("mild", 10, 6),
        kind("grave", 80, 9),
        kind("brief", 20, 3),
    )
}

#[test]
fn nor_does_any_where_much_waits() {
    for order in ORDERS {
        let plain = overloaded(order);
        let was = incidents_of(&plain, 0);
        let waited = was
            .iter()
            .filter(|row| row.assigned_h > row.queued_h)
            .count();
        assert!(waited > 100, "{order}: {waited} waited");
        for (from, to) in [
            ("warm_up = \"0h\"", "warm_up = \"58d\""),
            (
                "criticality = 2\n",
                "criticality = 2\nmatters_in = [\"late\"]\n",
            ),
            (
                "[[asset]]\nid = \"x\"\n",
                "[[milestone]]\nid = \"m\"\nasset = \"x\"\nlevel = \"50%\"\nfrom = \"start\"\nto = \"end\"\n[[asset]]\nid = \"x\"\n",
            ),
            ("criticality = 3\n", "criticality = 7\n"),
        ] {
            let text = replaced(&plain, from, to);
            assert_eq!(incidents_of(&text, 0), was, "{order}: {to}");
        }
    }
}

#[test]
fn nor_does_what_a_run_writes_beside_its_results() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = |name: &str, more: &[&str]| {
        let args = ["run", "minimal", "-n", "20", "-q", "--out", name];
        let (code, _, errors) = run(folder.path(), &[&args, more].concat());
        assert_eq!(code, 0, "{errors}");
        let read = |file: &str| {
            std::fs::read(folder.path().join(name).join(file)).expect("a file of results")
        };
        (read("incidents.csv"), read("summary.csv"))
    };
    let plain = written("plain", &[]);
    assert_eq!(plain, written("records", &["--records"]));
    assert_eq!(plain, written("timed", &["--timings", "--threads", "3"]));
}
