//! Who is served first and who is sent: ranks worked out by hand, and ties.

use crate::harness::{TEN_DAYS, incidents_of, same_hours, summary_of};
use crate::refusals::{FAULT, TEAMS, recovered, scenario};

#[test]
fn first_come_is_first_served_however_grave() {
    let kinds = [("mild", "low", "2h", "0%"), ("grave", "high", "2h", "0%")];
    let strikes = [("mild", 1.0), ("grave", 1.1), ("mild", 1.2), ("grave", 1.3)];
    let rest = format!("{TEAMS}[[dispatch.rule]]\nteams = [\"first\"]\n");
    let ends = recovered(&scenario(&kinds, &strikes, &rest));
    for (end, expected) in ends.iter().zip([3.0, 5.0, 7.0, 9.0]) {
        assert!(same_hours(*end, expected), "{ends:?}");
    }
}

#[test]
fn loss_averted_an_hour_weighs_criticality_of_an_instance_and_impact() {
    // Each takes two hours, so the loss decides:
    //   c: 9, though it is counted later only; b: 3 × 50% = 1.5; d: 2.5 / 2 = 1.25; a: 1;
    //   e: 4 × 10% = 0.4. Once the service of r is restored its work averts none.
    let mut text = format!(
        "{TEN_DAYS}\n[[phase]]\nid = \"now\"\nfrom = \"start\"\nto = \"end\"\ncriticality = 4\n\
         [[phase]]\nid = \"late\"\nfrom = \"end - 1h\"\nto = \"end\"\n\
         [[team]]\nid = \"cert\"\nexperts = [{{ skills = [\"analyst\"] }}]\n\
         [dispatch]\norder = \"impact\"\n[[dispatch.rule]]\nteams = [\"cert\"]\n\
         [[asset]]\nid = \"r\"\n\
         [[incident]]\nid = \"r\"\nseverity = \"low\"\nimpact = \"100%\"\nrestores_at = \"contain\"\n\
         stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = \"2h\" }},\n\
         {{ name = \"recover\", crew = {{ analyst = 1 }}, effort = \"2h\" }}]\n\
         [[threat]]\nid = \"r\"\nincident = \"r\"\ntargets = \"r\"\nat = [\"start + 1h\"]\n"
    );
    for (id, asset, impact, minute) in [
        ("c", "criticality = 9\nmatters_in = [\"late\"]", "100%", 61),
        ("e", "criticality = 4", "10%", 62),
        ("a", "criticality = 1", "100%", 63),
        ("d", "criticality = 2.5\ncount = 2", "100%", 64),
        ("b", "criticality = 3", "50%", 65),
    ] {
        text += &format!(
            "[[asset]]\nid = \"{id}\"\n{asset}\n\
             [[incident]]\nid = \"{id}\"\nseverity = \"low\"\nimpact = \"{impact}\"\n\
             stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = \"2h\" }}]\n\
             [[threat]]\nid = \"{id}\"\nincident = \"{id}\"\ntargets = \"{id}\"\nat = [\"start + {minute}min\"]\n"
        );
    }
    let mut rows = incidents_of(&text, 0);
    rows.sort_by(|one, other| {
        one.recovered_h
            .partial_cmp(&other.recovered_h)
            .expect("hours")
    });
    let order: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(order, ["c", "b", "d", "a", "e", "r"]);
    assert!(same_hours(rows[0].recovered_h, 5.0));
    assert!(same_hours(rows[5].recovered_h, 15.0));
}

/// When three kinds start, the first of which holds the only expert for two hours from 1 on.
fn starts_by_impact(second: (&str, &str), third: (&str, &str)) -> [f64; 2] {
    let mut text = format!(
        "{TEN_DAYS}\n[[team]]\nid = \"cert\"\nexperts = [{{ skills = [\"analyst\"] }}]\n\
         [dispatch]\norder = \"impact\"\n[[dispatch.rule]]\nteams = [\"cert\"]\n"
    );
    for (id, (impact, effort), minute) in [
        ("first", ("10%", "\"2h\""), 60),
        ("second", second, 70),
        ("third", third, 80),
    ] {
        text += &format!(
            "[[asset]]\nid = \"{id}\"\n\
             [[incident]]\nid = \"{id}\"\nseverity = \"low\"\nimpact = \"{impact}\"\n\
             stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = {effort} }}]\n\
             [[threat]]\nid = \"{id}\"\nincident = \"{id}\"\ntargets = \"{id}\"\nat = [\"start + {minute}min\"]\n"
        );
    }
    let rows = incidents_of(&text, 0);
    [1, 2].map(|row| rows[row].hands_on_h.expect("hands on"))
}

#[test]
fn what_takes_no_work_to_restore_goes_first() {
    let [slow, switch] = starts_by_impact(("10%", "\"20h\""), ("90%", "\"0s\""));
    assert!(same_hours(Some(switch), 3.0) && same_hours(Some(slow), 3.0));
    // Without impact, no work averts nothing.
    let [slow, switch] = starts_by_impact(("10%", "\"20h\""), ("0%", "\"0s\""));
    assert!(same_hours(Some(slow), 3.0) && same_hours(Some(switch), 23.0));
}

#[test]
fn work_with_a_maximum_is_expected_to_be_less_than_the_maximum() {
    // E[min(X, 5 h)] of each, against constant work of 4.6 h or 4.9 h.
    let efforts: [(&str, f64); 5] = [
        // 5 − 5² / 40.
        (
            "{ uniform = { low = \"0h\", high = \"20h\" }, max = \"5h\" }",
            4.375,
        ),
        // Nearly uniform: 0.002 h more than that.
        (
            "{ low = \"0h\", likely = \"10h\", high = \"20h\", shape = 0.01, max = \"5h\" }",
            4.375,
        ),
        // 10 (1 − e^−½), as a gamma and as a Weibull of shape 1.
        (
            "{ gamma = { shape = 1, mean = \"10h\" }, max = \"5h\" }",
            3.935,
        ),
        (
            "{ weibull = { scale = \"10h\", shape = 1 }, max = \"5h\" }",
            3.935,
        ),
        (
            "{ mix = [{ weight = 1, of = \"1h\" }, { weight = 9, of = \"10h\" }], max = \"5h\" }",
            4.6,
        ),
    ];
    for (effort, mean) in efforts {
        for (work, first) in [(mean - 0.01, true), (mean + 0.01, false)] {
            let constant = format!("\"{}s\"", (work * 3_600.0).round());
            let [_, third] = starts_by_impact(("10%", effort), ("10%", &constant));
            let goes_first = same_hours(Some(third), 3.0);
            assert_eq!(goes_first, first, "{effort} against {work} h");
        }
    }
}

#[test]
fn among_equals_the_first_of_the_rule_goes() {
    for choose in ["preference", "nearest", "least_busy", "most_effective"] {
        let rest = format!(
            "{TEAMS}[dispatch]\nchoose = \"{choose}\"\n[[dispatch.rule]]\nteams = [\"second\", \"first\"]\n"
        );
        let rows = incidents_of(&scenario(&[FAULT], &[("fault", 1.0)], &rest), 0);
        assert_eq!(rows[0].first_team, "second", "{choose}");
    }
}

#[test]
fn a_deadline_of_one_team_presses_no_other() {
    let kinds = [
        ("running", "low", "4h", "0%"),
        ("early", "low", "2h", "0%"),
        ("tight", "low", "2h", "0%"),
    ];
    let strikes = [("running", 1.0), ("early", 1.1), ("tight", 1.2)];
    let ends = |team: &str| {
        let rest = format!(
            "{TEAMS}[dispatch]\norder = \"deadline\"\n\
             [[dispatch.rule]]\nkinds = [\"running\"]\nteams = [\"first\", \"second\"]\n\
             [[dispatch.rule]]\nteams = [\"first\"]\n\
             [[target]]\nid = \"all\"\nwithin = \"30h\"\n\
             [[target]]\nid = \"theirs\"\nwithin = \"9h\"\nkinds = [\"tight\"]\nteam = \"{team}\"\n"
        );
        let ends = recovered(&scenario(&kinds, &strikes, &rest));
        (ends[1], ends[2])
    };
    // The first team is free at 5. Due at 31.1, and at 10.2 or at 31.2.
    let (early, tight) = ends("first");
    assert!(same_hours(tight, 7.0) && same_hours(early, 9.0));
    let (early, tight) = ends("second");
    assert!(same_hours(early, 7.0) && same_hours(tight, 9.0));
}

#[test]
fn a_request_that_nobody_answered_is_late_for_those_who_were_asked() {
    // The second one waits behind work without end.
    let kinds = [
        ("fault", "high", "300h", "0%"),
        ("plea", "high", "1h", "0%"),
    ];
    let strikes = [("fault", 1.0), ("plea", 2.0)];
    let rest = format!(
        "{TEAMS}[[dispatch.rule]]\nteams = [\"first\"]\n\
         [[target]]\nid = \"first\"\nwithin = \"9h\"\nkinds = [\"plea\"]\nteam = \"first\"\n\
         [[target]]\nid = \"second\"\nwithin = \"9h\"\nkinds = [\"plea\"]\nteam = \"second\"\n"
    );
    let summary = summary_of(&scenario(&kinds, &strikes, &rest), 1);
    let judged: Vec<(u64, u64)> = summary
        .targets
        .iter()
        .map(|row| (row.met, row.missed))
        .collect();
    assert_eq!(judged, [(0, 1), (0, 0)]);
}
