//! The systems and what is known about them.

use crate::outcome::{Measure, Scalar};
use crate::scenario::document::Severity;

use super::Reading::{
    Beyond, Count, Dispersion, Down, Mean, OfKind, Quantile, Share, Up, Utilisation, Within,
};
use super::{Fact, Reading, System};

const fn fact(quantity: &'static str, exact: f64, reading: Reading) -> Fact {
    Fact {
        quantity,
        exact,
        reading,
    }
}

const WAIT: Reading = Mean(Measure::Response, None);
const QUEUE: &str = include_str!("../../../tests/oracles/queue.toml");
const MG1: &str = include_str!("../../../tests/oracles/mg1.toml");
const K_OF_N: &str = include_str!("../../../tests/oracles/k-of-n.toml");
const BY_THE_HOUR: &str = include_str!("../../../tests/oracles/by-the-hour.toml");
const ARRIVALS: &str = include_str!("../../../tests/oracles/arrivals.toml");
const PASSAGE: &str = include_str!("../../../tests/oracles/first-passage.toml");
const STAGES: &str = include_str!("../../../tests/oracles/stages.toml");
const HYPERCUBE: &str = include_str!("../../../tests/oracles/hypercube.toml");

/// All systems, in the order of the table.
pub const SYSTEMS: &[System] = &[
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
        facts: &[fact("mean open", 5.122_479_72, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "prio8",
        what: "M/M/8, two severities, non-preemptive",
        source: "Cobham 1954; Kella & Yechiali 1985",
        text: include_str!("../../../tests/oracles/prio8.toml"),
        edits: &[],
        replications: 100,
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
        text: include_str!("../../../tests/oracles/preempt1.toml"),
        edits: &[],
        replications: 60,
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
        name: "mg1-lognormal",
        what: "M/G/1, load 0.7, lognormal work with cv 2",
        source: "Pollaczek–Khinchine",
        text: MG1,
        // Median exp(−ln 5 / 2) h; p90 that times exp(1.2815515655 √ln 5).
        edits: &[(
            "\"EFFORT\"",
            "{ median = \"0.4472135955h\", p90 = \"2.2730074098h\" }",
        )],
        replications: 400,
        facts: &[fact("mean wait (h)", 5.833_333_33, WAIT)],
    },
    System {
        name: "mg1-constant",
        what: "M/D/1, load 0.7",
        source: "Pollaczek–Khinchine",
        text: MG1,
        edits: &[("\"EFFORT\"", "\"1h\"")],
        replications: 60,
        facts: &[fact("mean wait (h)", 1.166_666_67, WAIT)],
    },
    System {
        name: "mg1-gamma",
        what: "M/G/1, load 0.7, gamma work of shape 0.5",
        source: "Pollaczek–Khinchine",
        text: MG1,
        edits: &[("\"EFFORT\"", "{ gamma = { shape = 0.5, mean = \"1h\" } }")],
        replications: 60,
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
        facts: &[fact("mean wait (h)", 1.555_555_56, WAIT)],
    },
    System {
        name: "loss4",
        what: "M/M/4/4: who finds all busy gives up",
        source: "Erlang B",
        text: include_str!("../../../tests/oracles/erlang-a.toml"),
        edits: &[
            ("count = 3", "count = 4"),
            (
                "give_up_after = { mean = \"2h\" }",
                "give_up_after = \"0s\"",
            ),
        ],
        replications: 60,
        facts: &[fact("share lost", 0.206_106_87, Share(Scalar::GivenUp))],
    },
    System {
        name: "erlang-a",
        what: "M/M/3+M, impatient",
        source: "Palm 1957; birth–death chain",
        text: include_str!("../../../tests/oracles/erlang-a.toml"),
        edits: &[],
        replications: 60,
        facts: &[fact(
            "share that gives up",
            0.187_267_653,
            Share(Scalar::GivenUp),
        )],
    },
    System {
        name: "repair",
        what: "six machines, two crews",
        source: "birth–death chain",
        text: include_str!("../../../tests/oracles/repair.toml"),
        edits: &[],
        replications: 60,
        facts: &[
            fact("mean machines down", 1.115_351_17, Down(0)),
            fact("mean wait for a crew (h)", 0.283_380_459, WAIT),
        ],
    },
    System {
        name: "repair",
        what: "six machines, two crews, a line that needs all",
        source: "birth–death chain",
        text: include_str!("../../../tests/oracles/repair.toml"),
        edits: &[(
            "[[incident]]",
            "[[asset]]\nid = \"line\"\nneeds = [{ at_least = 6, of = [\"machines\"] }]\n[[incident]]",
        )],
        replications: 60,
        facts: &[fact("share of time all up", 0.319_709_448, Up(1))],
    },
    System {
        name: "k-of-n",
        what: "three machines, one needed",
        source: "binomial",
        text: K_OF_N,
        edits: &[("NEEDED", "1")],
        replications: 60,
        facts: &[fact("share of time up", 0.995_370_37, Up(1))],
    },
    System {
        name: "k-of-n",
        what: "three machines, two needed",
        source: "binomial",
        text: K_OF_N,
        edits: &[("NEEDED", "2")],
        replications: 60,
        facts: &[fact("share of time up", 0.925_925_926, Up(1))],
    },
    System {
        name: "k-of-n",
        what: "three machines, all needed",
        source: "binomial",
        text: K_OF_N,
        edits: &[("NEEDED", "3")],
        replications: 60,
        facts: &[fact("share of time up", 0.578_703_704, Up(1))],
    },
    System {
        name: "mtminf",
        what: "M(t)/M/∞ after 6 h",
        source: "Eick, Massey & Whitt 1993",
        text: BY_THE_HOUR,
        edits: &[("END", "2019-01-01T06:00")],
        replications: 20_000,
        facts: &[fact("mean open", 1.553_739_68, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "mtminf",
        what: "M(t)/M/∞ after 12 h",
        source: "Eick, Massey & Whitt 1993",
        text: BY_THE_HOUR,
        edits: &[("END", "2019-01-01T12:00")],
        replications: 20_000,
        facts: &[fact("mean open", 5.693_149_22, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "mtminf",
        what: "M(t)/M/∞ after 24 h",
        source: "Eick, Massey & Whitt 1993",
        text: BY_THE_HOUR,
        edits: &[("END", "2019-01-02")],
        replications: 10_000,
        facts: &[fact("mean open", 11.669_743_6, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "mtminf",
        what: "M(t)/M/∞ after 48 h",
        source: "Eick, Massey & Whitt 1993",
        text: BY_THE_HOUR,
        edits: &[("END", "2019-01-03")],
        replications: 10_000,
        facts: &[
            fact("mean open", 11.698_67, Count(Scalar::OpenAtEnd)),
            fact("mean arrivals", 72.0, Count(Scalar::Incidents)),
        ],
    },
    System {
        name: "hawkes",
        what: "self-exciting arrivals, 168 h",
        source: "Hawkes 1971",
        text: ARRIVALS,
        edits: &[
            ("END", "2019-01-08"),
            ("RATE", "1/d"),
            (
                "PROCESS",
                "clustering = { branching = \"50%\", decay = \"6h\" }",
            ),
        ],
        replications: 20_000,
        facts: &[fact("mean count", 13.500_000_4, Count(Scalar::Incidents))],
    },
    System {
        name: "hawkes",
        what: "self-exciting arrivals, 720 h",
        source: "Hawkes 1971",
        text: ARRIVALS,
        edits: &[
            ("END", "2019-01-31"),
            ("RATE", "1/d"),
            (
                "PROCESS",
                "clustering = { branching = \"50%\", decay = \"6h\" }",
            ),
        ],
        replications: 10_000,
        facts: &[fact("mean count", 59.5, Count(Scalar::Incidents))],
    },
    System {
        name: "gamma-poisson",
        what: "gamma-mixed arrivals, one week",
        source: "mixture of Poisson counts",
        text: ARRIVALS,
        edits: &[
            ("END", "2019-01-08"),
            ("RATE", "20/week"),
            (
                "PROCESS",
                "overdispersion = { variance = 0.05, every = \"7d\" }",
            ),
        ],
        replications: 20_000,
        facts: &[
            fact("mean count", 20.0, Count(Scalar::Incidents)),
            fact("variance over mean", 2.0, Dispersion),
        ],
    },
    System {
        name: "on-off",
        what: "M/M/1, on duty 12 h of 24",
        source: "Kolmogorov forward equations, periodic",
        text: include_str!("../../../tests/oracles/on-off.toml"),
        edits: &[],
        replications: 60,
        facts: &[fact(
            "mean time in system (h)",
            7.575_071_62,
            Mean(Measure::Recovery, None),
        )],
    },
    System {
        name: "hypercube-queue",
        what: "three teams, three districts, one queue",
        source: "Larson 1974; chain solved exactly",
        text: HYPERCUBE,
        edits: &[],
        replications: 100,
        facts: &[
            fact("utilisation of team 1", 0.515_825_487, Utilisation(0)),
            fact("utilisation of team 2", 0.507_943_613, Utilisation(1)),
            fact("utilisation of team 3", 0.476_230_9, Utilisation(2)),
            fact("mean wait (h)", 0.157_894_737, WAIT),
        ],
    },
    System {
        name: "hypercube-loss",
        what: "three teams, three districts, no queue",
        source: "Larson 1974; chain solved exactly",
        text: HYPERCUBE,
        edits: &[(
            "[[dispatch.rule]]",
            "[[dispatch.rule]]\ngive_up_after = \"0s\"",
        )],
        replications: 100,
        facts: &[
            fact("utilisation of team 1", 0.450_787_12, Utilisation(0)),
            fact("utilisation of team 2", 0.441_846_486, Utilisation(1)),
            fact("utilisation of team 3", 0.405_873_857, Utilisation(2)),
            fact("P(all busy)", 0.134_328_358, Share(Scalar::GivenUp)),
        ],
    },
    System {
        name: "first-passage",
        what: "spread over a graph, 6 h",
        source: "absorbing Markov chain",
        text: PASSAGE,
        edits: &[("END", "2019-01-01T06:00")],
        replications: 40_000,
        facts: &[fact("P(t reached)", 0.440_071_356, OfKind(3))],
    },
    System {
        name: "first-passage",
        what: "spread over a graph, 12 h",
        source: "absorbing Markov chain",
        text: PASSAGE,
        edits: &[("END", "2019-01-01T12:00")],
        replications: 40_000,
        facts: &[fact("P(t reached)", 0.824_104_151, OfKind(3))],
    },
    System {
        name: "first-passage",
        what: "spread over a graph, 24 h",
        source: "absorbing Markov chain",
        text: PASSAGE,
        edits: &[("END", "2019-01-02")],
        replications: 40_000,
        facts: &[fact("P(t reached)", 0.989_161_929, OfKind(3))],
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
    System {
        name: "cmu",
        what: "M/M/1, two kinds, order by impact",
        source: "Cox & Smith 1961",
        text: include_str!("../../../tests/oracles/cmu.toml"),
        edits: &[],
        replications: 60,
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
];
