//! Those who do not wait, or not for long.

use crate::outcome::Scalar;

use super::super::Reading::{Beyond, Share, Utilisation};
use super::super::{Set, System};
use super::{fact, wide};

const ERLANG_A: &str = include_str!("../../../../tests/oracles/erlang-a.toml");

/// The systems, in the order of the table.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "loss4",
        what: "M/M/4/4: who finds all busy gives up",
        source: "Erlang B",
        text: ERLANG_A,
        edits: &[
            ("count = 3", "count = 4"),
            (
                "give_up_after = { mean = \"2h\" }",
                "give_up_after = \"0s\"",
            ),
        ],
        replications: 60,
        set: Set::Quick,
        facts: &[fact("share lost", 0.206_106_87, Share(Scalar::GivenUp))],
    },
    System {
        name: "erlang-a",
        what: "M/M/3+M, impatient",
        source: "Palm 1957; birth–death chain",
        text: ERLANG_A,
        edits: &[],
        replications: 60,
        set: Set::Quick,
        facts: &[fact(
            "share that gives up",
            0.187_267_653,
            Share(Scalar::GivenUp),
        )],
    },
    wide(
        "loss8",
        "M/M/8/8, 5 erlangs",
        "Erlang B, insensitive to the law of the work",
        ERLANG_A,
        &[
            ("3/h", "5/h"),
            ("count = 3", "count = 8"),
            (
                "give_up_after = { mean = \"2h\" }",
                "give_up_after = \"0s\"",
            ),
            ("{ mean = \"1h\" }", "{ mean = \"1h\" }"),
            ("\"2020-01-01\"", "\"2019-07-01\""),
        ],
        60,
        &[
            fact("share lost", 0.070_047_852_209_6, Share(Scalar::GivenUp)),
            fact("utilisation", 0.581_220_092_369, Utilisation(0)),
        ],
    ),
    wide(
        "loss4-constant",
        "M/D/4/4, 2.5 erlangs",
        "Erlang B, insensitive to the law of the work",
        ERLANG_A,
        &[
            ("3/h", "2.5/h"),
            ("count = 3", "count = 4"),
            (
                "give_up_after = { mean = \"2h\" }",
                "give_up_after = \"0s\"",
            ),
            ("{ mean = \"1h\" }", "\"1h\""),
            ("\"2020-01-01\"", "\"2019-07-01\""),
        ],
        60,
        &[
            fact("share lost", 0.149_916_047_014, Share(Scalar::GivenUp)),
            fact("utilisation", 0.531_302_470_618, Utilisation(0)),
        ],
    ),
    wide(
        "loss25-lognormal",
        "M/G/25/25, 20 erlangs, lognormal work with cv 1",
        "Erlang B, insensitive to the law of the work",
        ERLANG_A,
        &[
            ("3/h", "20/h"),
            ("count = 3", "count = 25"),
            (
                "give_up_after = { mean = \"2h\" }",
                "give_up_after = \"0s\"",
            ),
            (
                "{ mean = \"1h\" }",
                "{ median = \"0.7071067811865h\", p90 = \"2.0552306396371h\" }",
            ),
            ("\"2020-01-01\"", "\"2019-02-15\""),
        ],
        60,
        &[
            fact("share lost", 0.050_221_777_890_8, Share(Scalar::GivenUp)),
            fact("utilisation", 0.759_822_577_688, Utilisation(0)),
        ],
    ),
    wide(
        "erlang-a-wide",
        "M/M/3+M, patience of four times the work",
        "Garnett, Mandelbaum & Reiman 2002",
        ERLANG_A,
        &[
            ("3/h", "0.8/h"),
            ("effort = { mean = \"1h\" }", "effort = { mean = \"5h\" }"),
            (
                "give_up_after = { mean = \"2h\" }",
                "give_up_after = { mean = \"20h\" }\n[[target]]\nid = \"at-once\"\nwithin = \"1s\"",
            ),
        ],
        60,
        &[
            fact(
                "share that gives up",
                0.280_880_825_321,
                Share(Scalar::GivenUp),
            ),
            fact("P(wait > 0)", 0.915_484_057_017, Beyond(0)),
        ],
    ),
];
