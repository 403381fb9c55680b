//! Arrivals by the hour, in clusters, over-dispersed.

use crate::outcome::Scalar;

use super::super::Reading::{Count, Dispersion};
use super::super::{Set, System};
use super::{fact, wide};

const BY_THE_HOUR: &str = include_str!("../../../../tests/oracles/by-the-hour.toml");
const ARRIVALS: &str = include_str!("../../../../tests/oracles/arrivals.toml");
/// 2 + sin(2π t / 24) an hour, averaged over each hour.
const WAVE: &str = "{ \"00-01\" = 2.130153756269, \"01-02\" = 2.381591505406, \"02-03\" = 2.607024424059, \"03-04\" = 2.791089631369, \"04-05\" = 2.921243387637, \"05-06\" = 2.988615929465, \"06-07\" = 2.988615929465, \"07-08\" = 2.921243387637, \"08-09\" = 2.791089631369, \"09-10\" = 2.607024424059, \"10-11\" = 2.381591505406, \"11-12\" = 2.130153756269, \"12-13\" = 1.869846243731, \"13-14\" = 1.618408494594, \"14-15\" = 1.392975575941, \"15-16\" = 1.208910368631, \"16-17\" = 1.078756612363, \"17-18\" = 1.011384070535, \"18-19\" = 1.011384070535, \"19-20\" = 1.078756612363, \"20-21\" = 1.208910368631, \"21-22\" = 1.392975575941, \"22-23\" = 1.618408494594, \"23-24\" = 1.869846243731 }";

/// The systems, in the order of the table.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "mtminf",
        what: "M(t)/M/∞ after 6 h",
        source: "Eick, Massey & Whitt 1993",
        text: BY_THE_HOUR,
        edits: &[("END", "2019-01-01T06:00")],
        replications: 20_000,
        set: Set::Quick,
        facts: &[fact("mean open", 1.553_739_68, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "mtminf",
        what: "M(t)/M/∞ after 12 h",
        source: "Eick, Massey & Whitt 1993",
        text: BY_THE_HOUR,
        edits: &[("END", "2019-01-01T12:00")],
        replications: 20_000,
        set: Set::Quick,
        facts: &[fact("mean open", 5.693_149_22, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "mtminf",
        what: "M(t)/M/∞ after 24 h",
        source: "Eick, Massey & Whitt 1993",
        text: BY_THE_HOUR,
        edits: &[("END", "2019-01-02")],
        replications: 10_000,
        set: Set::Quick,
        facts: &[fact("mean open", 11.669_743_6, Count(Scalar::OpenAtEnd))],
    },
    System {
        name: "mtminf",
        what: "M(t)/M/∞ after 48 h",
        source: "Eick, Massey & Whitt 1993",
        text: BY_THE_HOUR,
        edits: &[("END", "2019-01-03")],
        replications: 10_000,
        set: Set::Quick,
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
        set: Set::Quick,
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
        set: Set::Quick,
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
        set: Set::Quick,
        facts: &[
            fact("mean count", 20.0, Count(Scalar::Incidents)),
            fact("variance over mean", 2.0, Dispersion),
        ],
    },
    wide(
        "wave",
        "daily wave, M(t)/M/∞ after 3 h",
        "Eick, Massey & Whitt 1993, for hourly steps",
        BY_THE_HOUR,
        &[
            ("END", "2019-01-01T03:00"),
            (
                "{ \"00-08\" = 0.5, \"08-12\" = 2, \"12-20\" = 1, \"20-24\" = 4 }",
                WAVE,
            ),
            ("{ mean = \"4h\" }", "{ mean = \"8h\" }"),
        ],
        10_000,
        &[fact("mean open", 5.985_830_534_6, Count(Scalar::OpenAtEnd))],
    ),
    wide(
        "wave",
        "daily wave after 6 h",
        "integral of the rate",
        BY_THE_HOUR,
        &[
            ("END", "2019-01-01T06:00"),
            (
                "{ \"00-08\" = 0.5, \"08-12\" = 2, \"12-20\" = 1, \"20-24\" = 4 }",
                WAVE,
            ),
            ("{ mean = \"4h\" }", "{ mean = \"8h\" }"),
        ],
        10_000,
        &[
            fact("mean arrivals", 15.819_718_634_2, Count(Scalar::Incidents)),
            fact("variance over mean of arrivals", 1.0, Dispersion),
        ],
    ),
    wide(
        "wave",
        "daily wave, M(t)/M/∞ after 12 h",
        "Eick, Massey & Whitt 1993, for hourly steps",
        BY_THE_HOUR,
        &[
            ("END", "2019-01-01T12:00"),
            (
                "{ \"00-08\" = 0.5, \"08-12\" = 2, \"12-20\" = 1, \"20-24\" = 4 }",
                WAVE,
            ),
            ("{ mean = \"4h\" }", "{ mean = \"8h\" }"),
        ],
        10_000,
        &[fact(
            "mean open",
            16.239_508_687_8,
            Count(Scalar::OpenAtEnd),
        )],
    ),
    wide(
        "wave",
        "daily wave, M(t)/M/∞ after 24 h",
        "Eick, Massey & Whitt 1993, for hourly steps",
        BY_THE_HOUR,
        &[
            ("END", "2019-01-02"),
            (
                "{ \"00-08\" = 0.5, \"08-12\" = 2, \"12-20\" = 1, \"20-24\" = 4 }",
                WAVE,
            ),
            ("{ mean = \"4h\" }", "{ mean = \"8h\" }"),
        ],
        5000,
        &[fact(
            "mean open",
            12.243_850_361_7,
            Count(Scalar::OpenAtEnd),
        )],
    ),
    wide(
        "wave",
        "daily wave, M(t)/D/∞ after 12 h",
        "integral of the rate over the last 8 h",
        BY_THE_HOUR,
        &[
            ("END", "2019-01-01T12:00"),
            (
                "{ \"00-08\" = 0.5, \"08-12\" = 2, \"12-20\" = 1, \"20-24\" = 4 }",
                WAVE,
            ),
            ("{ mean = \"4h\" }", "\"8h\""),
        ],
        10_000,
        &[fact(
            "mean open",
            21.729_577_951_3,
            Count(Scalar::OpenAtEnd),
        )],
    ),
    wide(
        "wave",
        "daily wave, M(t)/M/20 after 12 h",
        "Kolmogorov forward equations",
        BY_THE_HOUR,
        &[
            ("END", "2019-01-01T12:00"),
            (
                "{ \"00-08\" = 0.5, \"08-12\" = 2, \"12-20\" = 1, \"20-24\" = 4 }",
                WAVE,
            ),
            ("{ mean = \"4h\" }", "{ mean = \"8h\" }"),
            (
                "unlimited = true",
                "experts = [{ skills = [\"server\"], count = 20 }]",
            ),
        ],
        10_000,
        &[fact(
            "mean open",
            16.398_759_554_7,
            Count(Scalar::OpenAtEnd),
        )],
    ),
    wide(
        "wave",
        "daily wave, M(t)/M/20 after 24 h",
        "Kolmogorov forward equations",
        BY_THE_HOUR,
        &[
            ("END", "2019-01-02"),
            (
                "{ \"00-08\" = 0.5, \"08-12\" = 2, \"12-20\" = 1, \"20-24\" = 4 }",
                WAVE,
            ),
            ("{ mean = \"4h\" }", "{ mean = \"8h\" }"),
            (
                "unlimited = true",
                "experts = [{ skills = [\"server\"], count = 20 }]",
            ),
        ],
        5000,
        &[fact(
            "mean open",
            12.417_870_969_7,
            Count(Scalar::OpenAtEnd),
        )],
    ),
    wide(
        "hawkes-wide",
        "self-exciting arrivals, branching 0.5, 1 h",
        "Hawkes 1971; moment equations",
        ARRIVALS,
        &[
            ("END", "2019-01-01T01:00"),
            ("RATE", "0.5/h"),
            (
                "PROCESS",
                "clustering = { branching = \"50%\", decay = \"37.5min\" }",
            ),
        ],
        20_000,
        &[
            fact("mean count", 0.655_830_602_573, Count(Scalar::Incidents)),
            fact("variance over mean", 1.696_771_318_96, Dispersion),
        ],
    ),
    wide(
        "hawkes-wide",
        "self-exciting arrivals, branching 0.5, 5 h",
        "Hawkes 1971; moment equations",
        ARRIVALS,
        &[
            ("END", "2019-01-01T05:00"),
            ("RATE", "0.5/h"),
            (
                "PROCESS",
                "clustering = { branching = \"50%\", decay = \"37.5min\" }",
            ),
        ],
        20_000,
        &[
            fact("mean count", 4.386_447_274_31, Count(Scalar::Incidents)),
            fact("variance over mean", 3.062_632_596_74, Dispersion),
        ],
    ),
    wide(
        "hawkes-wide",
        "self-exciting arrivals, branching 0.5, 20 h",
        "Hawkes 1971; moment equations",
        ARRIVALS,
        &[
            ("END", "2019-01-01T20:00"),
            ("RATE", "0.5/h"),
            (
                "PROCESS",
                "clustering = { branching = \"50%\", decay = \"37.5min\" }",
            ),
        ],
        10_000,
        &[
            fact("mean count", 19.375_000_070_3, Count(Scalar::Incidents)),
            fact("variance over mean", 3.774_193_806_96, Dispersion),
        ],
    ),
    wide(
        "hawkes-wide",
        "self-exciting arrivals, branching 0.5, 100 h",
        "Hawkes 1971; moment equations",
        ARRIVALS,
        &[
            ("END", "2019-01-05T04:00"),
            ("RATE", "0.5/h"),
            (
                "PROCESS",
                "clustering = { branching = \"50%\", decay = \"37.5min\" }",
            ),
        ],
        5000,
        &[
            fact("mean count", 99.375, Count(Scalar::Incidents)),
            fact("variance over mean", 3.955_974_842_77, Dispersion),
        ],
    ),
];
