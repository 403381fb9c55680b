//! Who goes first: severities, pre-emption, the cµ rule.

use crate::outcome::Measure;
use crate::scenario::document::Severity;

use super::super::Reading::{Beyond, Mean};
use super::super::{Set, System};
use super::{WAIT, fact, wide};

const PRIO8: &str = include_str!("../../../../tests/oracles/prio8.toml");
const PREEMPT1: &str = include_str!("../../../../tests/oracles/preempt1.toml");

/// The systems, in the order of the table.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "prio8",
        what: "M/M/8, two severities, non-preemptive",
        source: "Cobham 1954; Kella & Yechiali 1985",
        text: PRIO8,
        edits: &[],
        replications: 100,
        set: Set::Quick,
        facts: &[
            fact(
                "mean wait, high (h)",
                0.120_125_512,
                Mean(Measure::Response, Some(Severity::High)),
            ),
            fact(
                "mean wait, low (h)",
                1.201_255_12,
                Mean(Measure::Response, Some(Severity::Low)),
            ),
        ],
    },
    System {
        name: "preempt1",
        what: "M/M/1, two severities, pre-emptive resume",
        source: "Conway, Maxwell & Miller 1967",
        text: PREEMPT1,
        edits: &[],
        replications: 60,
        set: Set::Quick,
        facts: &[
            fact(
                "mean time in system, high (h)",
                1.428_571_43,
                Mean(Measure::Recovery, Some(Severity::High)),
            ),
            fact(
                "mean time in system, low (h)",
                7.142_857_14,
                Mean(Measure::Recovery, Some(Severity::Low)),
            ),
        ],
    },
    System {
        name: "cmu",
        what: "M/M/1, two kinds, order by impact",
        source: "Cox & Smith 1961",
        text: include_str!("../../../../tests/oracles/cmu.toml"),
        edits: &[],
        replications: 60,
        set: Set::Quick,
        facts: &[
            fact(
                "mean wait, short work (h)",
                1.625,
                Mean(Measure::Response, Some(Severity::Low)),
            ),
            fact(
                "mean wait, long work (h)",
                8.125,
                Mean(Measure::Response, Some(Severity::High)),
            ),
        ],
    },
    wide(
        "prio3",
        "M/M/3, two severities, load 0.67",
        "Cobham 1954; Kella & Yechiali 1985",
        PRIO8,
        &[
            ("count = 8", "count = 3"),
            ("7.2/h", "2/h"),
            ("low = 70, high = 30", "low = 60, high = 40"),
            ("mean = \"1h\"", "mean = \"1h\""),
            ("\"2019-04-01\"", "\"2020-01-01\""),
            ("\"7d\"", "\"20d\""),
            (
                "teams = [\"clerks\"]",
                "teams = [\"clerks\"]\n[[target]]\nid = \"at-once\"\nwithin = \"1s\"\n[[target]]\nid = \"soon\"\nseverity = \"high\"\nwithin = \"1h\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.444_444_444_444, Beyond(0)),
            fact(
                "mean wait, high (h)",
                0.202_020_202_02,
                Mean(Measure::Response, Some(Severity::High)),
            ),
            fact(
                "mean wait, low (h)",
                0.606_060_606_061,
                Mean(Measure::Response, Some(Severity::Low)),
            ),
            fact("mean wait, all (h)", 0.444_444_444_444, WAIT),
            fact("P(wait > mean work), high", 0.049_245_848_161, Beyond(1)),
        ],
    ),
    wide(
        "prio1",
        "M/M/1, two severities, load 0.8",
        "Cobham 1954; Kella & Yechiali 1985",
        PRIO8,
        &[
            ("count = 8", "count = 1"),
            ("7.2/h", "0.8/h"),
            ("low = 70, high = 30", "low = 50, high = 30"),
            ("mean = \"1h\"", "mean = \"1h\""),
            ("\"2019-04-01\"", "\"2020-01-01\""),
            ("\"7d\"", "\"20d\""),
            (
                "teams = [\"clerks\"]",
                "teams = [\"clerks\"]\n[[target]]\nid = \"at-once\"\nwithin = \"1s\"\n[[target]]\nid = \"soon\"\nseverity = \"high\"\nwithin = \"1h\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.8, Beyond(0)),
            fact(
                "mean wait, high (h)",
                1.142_857_142_86,
                Mean(Measure::Response, Some(Severity::High)),
            ),
            fact(
                "mean wait, low (h)",
                5.714_285_714_29,
                Mean(Measure::Response, Some(Severity::Low)),
            ),
            fact("mean wait, all (h)", 4.0, WAIT),
            fact("P(wait > mean work), high", 0.397_268_243_033, Beyond(1)),
        ],
    ),
    wide(
        "prio3-slow",
        "M/M/3, two severities, work of 5 h",
        "Cobham 1954; Kella & Yechiali 1985",
        PRIO8,
        &[
            ("count = 8", "count = 3"),
            ("7.2/h", "0.5/h"),
            ("low = 70, high = 30", "low = 40, high = 10"),
            ("mean = \"1h\"", "mean = \"5h\""),
            ("\"2019-04-01\"", "\"2020-01-01\""),
            ("\"7d\"", "\"60d\""),
            (
                "teams = [\"clerks\"]",
                "teams = [\"clerks\"]\n[[target]]\nid = \"at-once\"\nwithin = \"1s\"\n[[target]]\nid = \"soon\"\nseverity = \"high\"\nwithin = \"5h\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.702_247_191_011, Beyond(0)),
            fact(
                "mean wait, high (h)",
                1.404_494_382_02,
                Mean(Measure::Response, Some(Severity::High)),
            ),
            fact(
                "mean wait, low (h)",
                8.426_966_292_13,
                Mean(Measure::Response, Some(Severity::Low)),
            ),
            fact("mean wait, all (h)", 7.022_471_910_11, WAIT),
            fact("P(wait > mean work), high", 0.057_643_959_707_8, Beyond(1)),
        ],
    ),
    wide(
        "preempt1-wide",
        "M/M/1, pre-emptive resume, load 0.7",
        "White & Christie 1958",
        PREEMPT1,
        &[("0.5/h", "0.4/h")],
        60,
        &[
            fact(
                "mean time in system, high (h)",
                1.428_571_428_57,
                Mean(Measure::Recovery, Some(Severity::High)),
            ),
            fact(
                "mean time in system, low (h)",
                4.761_904_761_9,
                Mean(Measure::Recovery, Some(Severity::Low)),
            ),
        ],
    ),
    wide(
        "preempt1-unequal",
        "M/M/1, pre-emptive resume, short grave work",
        "White & Christie 1958",
        PREEMPT1,
        &[
            ("0.5/h", "0.2/h"),
            (
                "severity = \"high\"\nstage = [{ name = \"contain\", crew = { server = 1 }, effort = { mean = \"1h\" } }]",
                "severity = \"high\"\nstage = [{ name = \"contain\", crew = { server = 1 }, effort = { mean = \"30min\" } }]",
            ),
            ("effort = { mean = \"1h\" }", "effort = { mean = \"2h\" }"),
        ],
        60,
        &[
            fact(
                "mean time in system, high (h)",
                0.588_235_294_118,
                Mean(Measure::Recovery, Some(Severity::High)),
            ),
            fact(
                "mean time in system, low (h)",
                4.640_522_875_82,
                Mean(Measure::Recovery, Some(Severity::Low)),
            ),
        ],
    ),
];
