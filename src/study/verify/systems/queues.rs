//! Plain queues: one law of work, any number of servers, from empty or with hours.

use crate::outcome::{Measure, Scalar};

use super::super::Reading::{Beyond, Count, Mean, Quantile, Utilisation, Variance};
use super::super::{Set, System};
use super::{WAIT, fact, wide};

const QUEUE: &str = include_str!("../../../../tests/oracles/queue.toml");

/// The systems, in the order of the table.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "mm1",
        what: "M/M/1, load 0.9",
        source: "Erlang C",
        text: QUEUE,
        edits: &[
            ("\"END\"", "\"2021-01-01\""),
            ("WARM_UP", "60d"),
            ("RATE", "0.9"),
            ("SERVERS", "1"),
        ],
        replications: 60,
        set: Set::Quick,
        facts: &[
            fact("P(wait > 0)", 0.9, Beyond(0)),
            fact("mean wait (h)", 9.0, WAIT),
            fact(
                "p90 of the wait (h)",
                21.972_245_8,
                Quantile(Measure::Response, 0.9),
            ),
            fact("utilisation", 0.9, Utilisation(0)),
        ],
    },
    System {
        name: "mm2",
        what: "M/M/2, load 0.75",
        source: "Erlang C",
        text: QUEUE,
        edits: &[
            ("\"END\"", "\"2020-01-01\""),
            ("WARM_UP", "20d"),
            ("RATE", "1.5"),
            ("SERVERS", "2"),
        ],
        replications: 60,
        set: Set::Quick,
        facts: &[
            fact("P(wait > 0)", 0.642_857_143, Beyond(0)),
            fact("mean wait (h)", 1.285_714_29, WAIT),
            fact(
                "p90 of the wait (h)",
                3.721_504_68,
                Quantile(Measure::Response, 0.9),
            ),
            fact("utilisation", 0.75, Utilisation(0)),
        ],
    },
    System {
        name: "mm8",
        what: "M/M/8, load 0.9",
        source: "Erlang C",
        text: QUEUE,
        edits: &[
            ("\"END\"", "\"2019-07-01\""),
            ("WARM_UP", "20d"),
            ("RATE", "7.2"),
            ("SERVERS", "8"),
        ],
        replications: 60,
        set: Set::Quick,
        facts: &[
            fact("P(wait > 0)", 0.701_532_99, Beyond(0)),
            fact("mean wait (h)", 0.876_916_238, WAIT),
            fact(
                "p90 of the wait (h)",
                2.435_122_18,
                Quantile(Measure::Response, 0.9),
            ),
            fact("utilisation", 0.9, Utilisation(0)),
        ],
    },
    System {
        name: "mm1-transient",
        what: "M/M/1 from empty, load 0.9, after 10 h",
        source: "Kolmogorov forward equations",
        text: QUEUE,
        edits: &[
            ("\"END\"", "\"2019-01-01T10:00\""),
            ("warm_up = \"WARM_UP\"\n", ""),
            ("RATE", "0.9"),
            ("SERVERS", "1"),
        ],
        replications: 20_000,
        set: Set::Quick,
        facts: &[fact("mean open", 2.530_695_15, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "mm1-transient",
        what: "M/M/1 from empty, load 0.9, after 50 h",
        source: "Kolmogorov forward equations",
        text: QUEUE,
        edits: &[
            ("\"END\"", "\"2019-01-03T02:00\""),
            ("warm_up = \"WARM_UP\"\n", ""),
            ("RATE", "0.9"),
            ("SERVERS", "1"),
        ],
        replications: 20_000,
        set: Set::Quick,
        facts: &[fact("mean open", 5.122_479_72, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "on-off",
        what: "M/M/1, on duty 12 h of 24",
        source: "Kolmogorov forward equations, periodic",
        text: include_str!("../../../../tests/oracles/on-off.toml"),
        edits: &[],
        replications: 60,
        set: Set::Quick,
        facts: &[fact(
            "mean time in system (h)",
            7.575_071_62,
            Mean(Measure::Recovery, None),
        )],
    },
    wide(
        "mm1-wide",
        "M/M/1, load 0.8",
        "Erlang C",
        QUEUE,
        &[
            ("\"END\"", "\"2020-01-01\""),
            ("WARM_UP", "60d"),
            ("RATE", "0.8"),
            ("SERVERS", "1"),
            (
                "within = \"1s\"",
                "within = \"1s\"\n[[target]]\nid = \"soon\"\nwithin = \"30min\"",
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
            fact("P(wait > 30 min)", 0.723_869_934_429, Beyond(1)),
            fact(
                "p95 of the wait (h)",
                13.862_943_611_2,
                Quantile(Measure::Response, 0.95),
            ),
            fact(
                "variance of the wait (h²)",
                24.0,
                Variance(Measure::Response),
            ),
        ],
    ),
    wide(
        "mm5",
        "M/M/5, load 0.8",
        "Erlang C",
        QUEUE,
        &[
            ("\"END\"", "\"2019-03-15\""),
            ("WARM_UP", "10d"),
            ("RATE", "4"),
            ("SERVERS", "5"),
            (
                "within = \"1s\"",
                "within = \"1s\"\n[[target]]\nid = \"soon\"\nwithin = \"30min\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.554_112_554_113, Beyond(0)),
            fact("mean wait (h)", 0.554_112_554_113, WAIT),
            fact(
                "mean time in system (h)",
                1.554_112_554_11,
                Mean(Measure::Recovery, None),
            ),
            fact("utilisation", 0.8, Utilisation(0)),
            fact("P(wait > 30 min)", 0.336_086_253_001, Beyond(1)),
            fact(
                "p95 of the wait (h)",
                2.405_344_826_95,
                Quantile(Measure::Response, 0.95),
            ),
            fact(
                "variance of the wait (h²)",
                0.801_184_385_6,
                Variance(Measure::Response),
            ),
        ],
    ),
    wide(
        "mm10",
        "M/M/10, load 0.8",
        "Erlang C",
        QUEUE,
        &[
            ("\"END\"", "\"2019-02-15\""),
            ("WARM_UP", "10d"),
            ("RATE", "8"),
            ("SERVERS", "10"),
            (
                "within = \"1s\"",
                "within = \"1s\"\n[[target]]\nid = \"soon\"\nwithin = \"30min\"",
            ),
        ],
        60,
        &[
            fact("P(wait > 0)", 0.409_180_150_796, Beyond(0)),
            fact("mean wait (h)", 0.204_590_075_398, WAIT),
            fact(
                "mean time in system (h)",
                1.204_590_075_4,
                Mean(Measure::Recovery, None),
            ),
            fact("utilisation", 0.8, Utilisation(0)),
            fact("P(wait > 30 min)", 0.150_528_965_213, Beyond(1)),
            fact(
                "p95 of the wait (h)",
                1.051_066_260_07,
                Quantile(Measure::Response, 0.95),
            ),
            fact(
                "variance of the wait (h²)",
                0.162_732_976_447,
                Variance(Measure::Response),
            ),
        ],
    ),
];
