//! General laws of work, work in stages, work cut off by the end.

use crate::outcome::{Measure, Scalar};

use super::super::Reading::{Beyond, Count, Mean, Quantile, Utilisation, Variance, Within};
use super::super::{Set, System};
use super::{WAIT, fact, wide};

const MG1: &str = include_str!("../../../../tests/oracles/mg1.toml");
const STAGES: &str = include_str!("../../../../tests/oracles/stages.toml");

/// The systems, in the order of the table.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "mg1-lognormal",
        what: "M/G/1, load 0.7, lognormal work with cv 2",
        source: "Pollaczek–Khinchine",
        text: MG1,
        // Median exp(−ln 5 / 2) h; p90 that times exp(1.281_551_565_5 √ln 5).
        edits: &[(
            "\"EFFORT\"",
            "{ median = \"0.4472135955h\", p90 = \"2.2730074098h\" }",
        )],
        replications: 400,
        set: Set::Quick,
        facts: &[fact("mean wait (h)", 5.833_333_33, WAIT)],
    },
    System {
        name: "mg1-constant",
        what: "M/D/1, load 0.7",
        source: "Pollaczek–Khinchine",
        text: MG1,
        edits: &[("\"EFFORT\"", "\"1h\"")],
        replications: 60,
        set: Set::Quick,
        facts: &[fact("mean wait (h)", 1.166_666_67, WAIT)],
    },
    System {
        name: "mg1-gamma",
        what: "M/G/1, load 0.7, gamma work of shape 0.5",
        source: "Pollaczek–Khinchine",
        text: MG1,
        edits: &[("\"EFFORT\"", "{ gamma = { shape = 0.5, mean = \"1h\" } }")],
        replications: 60,
        set: Set::Quick,
        facts: &[fact("mean wait (h)", 3.5, WAIT)],
    },
    System {
        name: "mg1-uniform",
        what: "M/G/1, load 0.7, uniform work",
        source: "Pollaczek–Khinchine",
        text: MG1,
        edits: &[(
            "\"EFFORT\"",
            "{ uniform = { low = \"0h\", high = \"2h\" } }",
        )],
        replications: 60,
        set: Set::Quick,
        facts: &[fact("mean wait (h)", 1.555_555_56, WAIT)],
    },
    System {
        name: "stages",
        what: "three stages of means 1, 2, 4 h",
        source: "hypoexponential, closed form",
        text: STAGES,
        edits: &[
            ("END", "2019-03-01"),
            (
                "STAGES",
                "{ name = \"triage\", crew = { server = 1 }, effort = { mean = \"1h\" } }, \
                 { name = \"contain\", crew = { server = 1 }, effort = { mean = \"2h\" } }, \
                 { name = \"recover\", crew = { server = 1 }, effort = { mean = \"4h\" } }",
            ),
        ],
        replications: 100,
        set: Set::Quick,
        facts: &[
            fact("mean (h)", 7.0, Mean(Measure::Recovery, None)),
            fact("p90 (h)", 13.016_121_4, Quantile(Measure::Recovery, 0.9)),
            fact("P(done within 5 h)", 0.397_911_223, Within(0)),
        ],
    },
    System {
        name: "censored",
        what: "recovery of mean 10 h, cut off after 100 h",
        source: "M/M/∞; exponential",
        text: STAGES,
        edits: &[
            ("END", "2019-01-05T04:00"),
            (
                "STAGES",
                "{ name = \"contain\", crew = { server = 1 }, effort = { mean = \"10h\" } }",
            ),
        ],
        replications: 4_000,
        set: Set::Quick,
        facts: &[
            fact(
                "expected open at the end",
                9.999_546,
                Count(Scalar::OpenAtEnd),
            ),
            fact(
                "Kaplan–Meier median (h)",
                6.931_471_81,
                Quantile(Measure::Recovery, 0.5),
            ),
        ],
    },
    wide(
        "mg1-wide-constant",
        "M/D/1, load 0.8",
        "Pollaczek–Khinchine; Takács",
        MG1,
        &[
            ("\"EFFORT\"", "\"1h\""),
            ("0.7/h", "0.8/h"),
            (
                "teams = [\"clerks\"]",
                "teams = [\"clerks\"]\n[[target]]\nid = \"t0\"\nwithin = \"1s\"\n[[target]]\nid = \"t1\"\nwithin = \"30min\"\n[[target]]\nid = \"t2\"\nwithin = \"1h\"\n[[target]]\nid = \"t3\"\nwithin = \"2h\"\n[[target]]\nid = \"t4\"\nwithin = \"5h\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.8, Beyond(0)),
            fact("mean wait (h)", 2.0, WAIT),
            fact(
                "mean time in system (h)",
                3.0,
                Mean(Measure::Recovery, None),
            ),
            fact("utilisation", 0.8, Utilisation(0)),
            fact(
                "variance of the wait (h²)",
                5.333_333_333_33,
                Variance(Measure::Response),
            ),
            fact("P(wait ≤ 30 min)", 0.298_364_939_528, Within(1)),
            fact("P(wait ≤ 1 h)", 0.445_108_185_698, Within(2)),
            fact("P(wait ≤ 2 h)", 0.634_519_936_32, Within(3)),
            fact("P(wait ≤ 5 h)", 0.899_502_761_754, Within(4)),
        ],
    ),
    wide(
        "mg1-wide-erlang",
        "M/G/1, load 0.8, work in two exponential phases",
        "Pollaczek–Khinchine; Takács",
        MG1,
        &[
            ("\"EFFORT\"", "{ gamma = { shape = 2, mean = \"1h\" } }"),
            ("0.7/h", "0.8/h"),
            (
                "teams = [\"clerks\"]",
                "teams = [\"clerks\"]\n[[target]]\nid = \"t0\"\nwithin = \"1s\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.8, Beyond(0)),
            fact("mean wait (h)", 3.0, WAIT),
            fact(
                "mean time in system (h)",
                4.0,
                Mean(Measure::Recovery, None),
            ),
            fact("utilisation", 0.8, Utilisation(0)),
            fact(
                "variance of the wait (h²)",
                13.0,
                Variance(Measure::Response),
            ),
        ],
    ),
    wide(
        "mg1-wide-lognormal",
        "M/G/1, load 0.8, lognormal work with cv 1",
        "Pollaczek–Khinchine; Takács",
        MG1,
        &[
            (
                "\"EFFORT\"",
                "{ median = \"0.7071067811865h\", p90 = \"2.0552306396371h\" }",
            ),
            ("0.7/h", "0.8/h"),
            (
                "teams = [\"clerks\"]",
                "teams = [\"clerks\"]\n[[target]]\nid = \"t0\"\nwithin = \"1s\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.8, Beyond(0)),
            fact("mean wait (h)", 4.0, WAIT),
            fact(
                "mean time in system (h)",
                5.0,
                Mean(Measure::Recovery, None),
            ),
            fact("utilisation", 0.8, Utilisation(0)),
            fact(
                "variance of the wait (h²)",
                26.666_666_666_7,
                Variance(Measure::Response),
            ),
        ],
    ),
    wide(
        "mg1-wide-heavy",
        "M/G/1, load 0.8, lognormal work with cv 2",
        "Pollaczek–Khinchine; Takács",
        MG1,
        &[
            (
                "\"EFFORT\"",
                "{ median = \"0.4472135955h\", p90 = \"2.2730074098h\" }",
            ),
            ("0.7/h", "0.8/h"),
            (
                "teams = [\"clerks\"]",
                "teams = [\"clerks\"]\n[[target]]\nid = \"t0\"\nwithin = \"1s\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.8, Beyond(0)),
            fact("mean wait (h)", 10.0, WAIT),
            fact(
                "mean time in system (h)",
                11.0,
                Mean(Measure::Recovery, None),
            ),
            fact("utilisation", 0.8, Utilisation(0)),
        ],
    ),
    wide(
        "stages-wide",
        "three stages of rates 1, 2, 3 an hour",
        "hypoexponential, closed form",
        STAGES,
        &[
            ("END", "2019-02-01"),
            (
                "STAGES",
                "{ name = \"triage\", crew = { server = 1 }, effort = { mean = \"1h\" } }, { name = \"contain\", crew = { server = 1 }, effort = { mean = \"30min\" } }, { name = \"recover\", crew = { server = 1 }, effort = { mean = \"20min\" } }",
            ),
            (
                "within = \"5h\"",
                "within = \"1h\"\n[[target]]\nid = \"later\"\nto = \"recovered\"\nwithin = \"3h\"",
            ),
        ],
        100,
        &[
            fact("mean (h)", 1.833_333_333_33, Mean(Measure::Recovery, None)),
            fact(
                "variance (h²)",
                1.361_111_111_11,
                Variance(Measure::Recovery),
            ),
            fact("P(done within 1 h)", 0.252_580_457_828, Within(0)),
            fact("P(done within 3 h)", 0.857_951_641_622, Within(1)),
            fact(
                "median (h)",
                1.578_426_408_52,
                Quantile(Measure::Recovery, 0.5),
            ),
            fact(
                "p90 (h)",
                3.366_488_309_68,
                Quantile(Measure::Recovery, 0.9),
            ),
            fact(
                "p95 (h)",
                4.077_344_239_57,
                Quantile(Measure::Recovery, 0.95),
            ),
        ],
    ),
];
