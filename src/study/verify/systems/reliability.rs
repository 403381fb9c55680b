//! Machines that fail and are repaired, and what needs them.

use crate::outcome::Scalar;

use super::super::Reading::{Count, Down, Up};
use super::super::{Set, System};
use super::{WAIT, fact, wide};

const K_OF_N: &str = include_str!("../../../../tests/oracles/k-of-n.toml");
const REPAIR: &str = include_str!("../../../../tests/oracles/repair.toml");
const SIDE_BY_SIDE: &str = include_str!("../../../../tests/oracles/side-by-side.toml");
const BRIDGE: &str = include_str!("../../../../tests/oracles/bridge.toml");

/// The systems, in the order of the table.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "repair",
        what: "six machines, two crews",
        source: "birth–death chain",
        text: REPAIR,
        edits: &[],
        replications: 60,
        set: Set::Quick,
        facts: &[
            fact("mean machines down", 1.115_351_17, Down(0)),
            fact("mean wait for a crew (h)", 0.283_380_459, WAIT),
        ],
    },
    System {
        name: "repair",
        what: "six machines, two crews, a line that needs all",
        source: "birth–death chain",
        text: REPAIR,
        edits: &[(
            "[[incident]]",
            "[[asset]]\nid = \"line\"\nneeds = [{ at_least = 6, of = [\"machines\"] }]\n[[incident]]",
        )],
        replications: 60,
        set: Set::Quick,
        facts: &[fact("share of time all up", 0.319_709_448, Up(1))],
    },
    System {
        name: "k-of-n",
        what: "three machines, one needed",
        source: "binomial",
        text: K_OF_N,
        edits: &[("NEEDED", "1")],
        replications: 60,
        set: Set::Quick,
        facts: &[fact("share of time up", 0.995_370_37, Up(1))],
    },
    System {
        name: "k-of-n",
        what: "three machines, two needed",
        source: "binomial",
        text: K_OF_N,
        edits: &[("NEEDED", "2")],
        replications: 60,
        set: Set::Quick,
        facts: &[fact("share of time up", 0.925_925_926, Up(1))],
    },
    System {
        name: "k-of-n",
        what: "three machines, all needed",
        source: "binomial",
        text: K_OF_N,
        edits: &[("NEEDED", "3")],
        replications: 60,
        set: Set::Quick,
        facts: &[fact("share of time up", 0.578_703_704, Up(1))],
    },
    wide(
        "repair-wide",
        "six machines, two crews",
        "birth–death chain",
        REPAIR,
        &[(
            "[[incident]]",
            "[[asset]]\nid = \"line\"\nneeds = [{ at_least = 5, of = [\"machines\"] }]\n[[incident]]",
        )],
        60,
        &[
            fact("share of time all crews busy", 0.296_639_214_282, Down(1)),
            fact(
                "failures in 354 days",
                4_149.997_646_94,
                Count(Scalar::Incidents),
            ),
        ],
    ),
    wide(
        "repair-wide",
        "ten machines, three crews",
        "birth–death chain",
        REPAIR,
        &[
            ("count = 6", "count = 10"),
            ("criticality = 6", "criticality = 10"),
            ("count = 2", "count = 3"),
            (
                "[[incident]]",
                "[[asset]]\nid = \"line\"\nneeds = [{ at_least = 10, of = [\"machines\"] }]\n[[asset]]\nid = \"spares\"\nneeds = [{ at_least = 8, of = [\"machines\"] }]\n[[incident]]",
            ),
        ],
        60,
        &[
            fact("mean machines down", 1.804_297_934_62, Down(0)),
            fact("mean wait for a crew (h)", 0.201_517_234_557, WAIT),
            fact("share of time all up", 0.154_643_134_878, Up(1)),
            fact("share of time all crews busy", 0.257_712_952_587, Down(2)),
            fact(
                "failures in 354 days",
                6_963.068_474_75,
                Count(Scalar::Incidents),
            ),
        ],
    ),
    wide(
        "k-of-n-wide",
        "five machines that last 1000 h, three needed",
        "binomial",
        K_OF_N,
        &[
            ("count = 3", "count = 5"),
            ("NEEDED", "3"),
            ("0.1/h", "0.001/h"),
            ("\"2h\"", "\"24h\""),
            ("\"2020-01-01\"", "\"2036-01-01\""),
        ],
        60,
        &[fact("share of time up", 0.999_875_737_762, Up(1))],
    ),
    wide(
        "side-by-side",
        "five repairs side by side, a day",
        "order statistics of the exponential",
        SIDE_BY_SIDE,
        &[],
        20_000,
        &[
            fact(
                "share of the day until four of four",
                0.086_805_555_555_4,
                Down(0),
            ),
            fact("share of the day until two of five", 0.018_75, Down(1)),
        ],
    ),
    wide(
        "bridge",
        "bridge of five links, each up with chance 0.5",
        "2p² + 2p³ − 5p⁴ + 2p⁵",
        BRIDGE,
        &[("CHANCE", "50%")],
        20_000,
        &[fact("P(connected)", 0.5, Up(0))],
    ),
    wide(
        "bridge",
        "bridge of five links, each up with chance 0.9",
        "2p² + 2p³ − 5p⁴ + 2p⁵",
        BRIDGE,
        &[("CHANCE", "10%")],
        20_000,
        &[fact("P(connected)", 0.978_48, Up(0))],
    ),
];
