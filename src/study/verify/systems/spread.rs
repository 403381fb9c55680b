//! Spread over a graph until it reaches its goal.

use super::super::Reading::OfKind;
use super::super::{Set, System};
use super::{fact, wide};

const PASSAGE: &str = include_str!("../../../../tests/oracles/first-passage.toml");
const SPREAD6: &str = include_str!("../../../../tests/oracles/spread6.toml");

/// The systems, in the order of the table.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "first-passage",
        what: "spread over a graph, 6 h",
        source: "absorbing Markov chain",
        text: PASSAGE,
        edits: &[("END", "2019-01-01T06:00")],
        replications: 40_000,
        set: Set::Quick,
        facts: &[fact("P(t reached)", 0.440_071_356, OfKind(3))],
    },
    System {
        name: "first-passage",
        what: "spread over a graph, 12 h",
        source: "absorbing Markov chain",
        text: PASSAGE,
        edits: &[("END", "2019-01-01T12:00")],
        replications: 40_000,
        set: Set::Quick,
        facts: &[fact("P(t reached)", 0.824_104_151, OfKind(3))],
    },
    System {
        name: "first-passage",
        what: "spread over a graph, 24 h",
        source: "absorbing Markov chain",
        text: PASSAGE,
        edits: &[("END", "2019-01-02")],
        replications: 40_000,
        set: Set::Quick,
        facts: &[fact("P(t reached)", 0.989_161_929, OfKind(3))],
    },
    wide(
        "shortest-path",
        "spread over a graph of six, 2 h",
        "Kulkarni 1986, Networks 16, 255–274",
        SPREAD6,
        &[("END", "2019-01-01T02:00")],
        10_000,
        &[fact("P(last reached)", 0.310_796_891_119, OfKind(5))],
    ),
    wide(
        "shortest-path",
        "spread over a graph of six, 3 h",
        "Kulkarni 1986, Networks 16, 255–274",
        SPREAD6,
        &[("END", "2019-01-01T03:00")],
        10_000,
        &[fact("P(last reached)", 0.590_366_687_809, OfKind(5))],
    ),
    wide(
        "shortest-path",
        "spread over a graph of six, 4 h",
        "Kulkarni 1986, Networks 16, 255–274",
        SPREAD6,
        &[("END", "2019-01-01T04:00")],
        10_000,
        &[fact("P(last reached)", 0.789_867_583_204, OfKind(5))],
    ),
    wide(
        "shortest-path",
        "spread over a graph of six, 8 h",
        "Kulkarni 1986, Networks 16, 255–274",
        SPREAD6,
        &[("END", "2019-01-01T08:00")],
        10_000,
        &[fact("P(last reached)", 0.992_918_231_366, OfKind(5))],
    ),
];
