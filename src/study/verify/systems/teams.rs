//! Several teams, each with districts of its own: the hypercube.

use crate::outcome::Scalar;

use super::super::Reading::{Beyond, Share, Utilisation};
use super::super::{Set, System};
use super::{WAIT, fact, wide};

const HYPERCUBE: &str = include_str!("../../../../tests/oracles/hypercube.toml");
const HYPERCUBE6: &str = include_str!("../../../../tests/oracles/hypercube6.toml");

/// The systems, in the order of the table.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "hypercube-queue",
        what: "three teams, three districts, one queue",
        source: "Larson 1974; chain solved exactly",
        text: HYPERCUBE,
        edits: &[],
        replications: 100,
        set: Set::Quick,
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
        set: Set::Quick,
        facts: &[
            fact("utilisation of team 1", 0.450_787_12, Utilisation(0)),
            fact("utilisation of team 2", 0.441_846_486, Utilisation(1)),
            fact("utilisation of team 3", 0.405_873_857, Utilisation(2)),
            fact("P(all busy)", 0.134_328_358, Share(Scalar::GivenUp)),
        ],
    },
    wide(
        "hypercube-city",
        "three teams, four districts, one queue",
        "Larson & Odoni 1981, ch. 5; chain solved exactly",
        HYPERCUBE,
        &[
            ("\"2020-01-01\"", "\"2019-07-01\""),
            ("0.4/h", "0.35/h"),
            ("0.5/h", "0.4/h"),
            ("0.6/h", "0.5/h"),
            (
                "teams = [\"three\", \"two\", \"one\"]",
                "teams = [\"three\", \"one\", \"two\"]\n[[target]]\nid = \"at-once\"\nwithin = \"1s\"",
            ),
            (
                "[[team]]\nid = \"one\"",
                "[[asset]]\nid = \"edge\"\ntags = [\"edge\"]\n[[threat]]\nid = \"edge-calls\"\nincident = \"call\"\ntargets = \"edge\"\nrate = \"0.25/h\"\n[[team]]\nid = \"one\"",
            ),
            (
                "[[dispatch.rule]]\ntags = [\"north\"]",
                "[[dispatch.rule]]\ntags = [\"edge\"]\nteams = [\"one\", \"three\", \"two\"]\n[[dispatch.rule]]\ntags = [\"north\"]",
            ),
        ],
        100,
        &[
            fact("utilisation of team 1", 0.557_364_012_081, Utilisation(0)),
            fact("utilisation of team 2", 0.473_372_286_113, Utilisation(1)),
            fact("utilisation of team 3", 0.469_263_701_805, Utilisation(2)),
            fact("P(all busy)", 0.236_842_105_263, Beyond(0)),
        ],
    ),
    wide(
        "hypercube-city",
        "three teams, four districts, no queue",
        "Larson & Odoni 1981, ch. 5; chain solved exactly",
        HYPERCUBE,
        &[
            ("\"2020-01-01\"", "\"2019-07-01\""),
            ("0.4/h", "0.35/h"),
            ("0.5/h", "0.4/h"),
            ("0.6/h", "0.5/h"),
            (
                "teams = [\"three\", \"two\", \"one\"]",
                "teams = [\"three\", \"one\", \"two\"]\n[[target]]\nid = \"at-once\"\nwithin = \"1s\"",
            ),
            (
                "[[team]]\nid = \"one\"",
                "[[asset]]\nid = \"edge\"\ntags = [\"edge\"]\n[[threat]]\nid = \"edge-calls\"\nincident = \"call\"\ntargets = \"edge\"\nrate = \"0.25/h\"\n[[team]]\nid = \"one\"",
            ),
            (
                "[[dispatch.rule]]\ntags = [\"north\"]",
                "[[dispatch.rule]]\ntags = [\"edge\"]\nteams = [\"one\", \"three\", \"two\"]\n[[dispatch.rule]]\ntags = [\"north\"]",
            ),
            (
                "[[dispatch.rule]]",
                "[[dispatch.rule]]\ngive_up_after = \"0s\"",
            ),
        ],
        100,
        &[
            fact("utilisation of team 1", 0.497_905_446_54, Utilisation(0)),
            fact("utilisation of team 2", 0.402_631_249_92, Utilisation(1)),
            fact("utilisation of team 3", 0.397_970_766_227, Utilisation(2)),
            fact("P(all busy)", 0.134_328_358_209, Share(Scalar::GivenUp)),
        ],
    ),
    wide(
        "hypercube-city",
        "three unlike teams, four districts, no queue",
        "Larson & Odoni 1981, ch. 5; chain solved exactly",
        HYPERCUBE,
        &[
            ("\"2020-01-01\"", "\"2019-07-01\""),
            ("0.4/h", "0.35/h"),
            ("0.5/h", "0.4/h"),
            ("0.6/h", "0.5/h"),
            (
                "teams = [\"three\", \"two\", \"one\"]",
                "teams = [\"three\", \"one\", \"two\"]\n[[target]]\nid = \"at-once\"\nwithin = \"1s\"",
            ),
            (
                "[[team]]\nid = \"one\"",
                "[[asset]]\nid = \"edge\"\ntags = [\"edge\"]\n[[threat]]\nid = \"edge-calls\"\nincident = \"call\"\ntargets = \"edge\"\nrate = \"0.25/h\"\n[[team]]\nid = \"one\"",
            ),
            (
                "[[dispatch.rule]]\ntags = [\"north\"]",
                "[[dispatch.rule]]\ntags = [\"edge\"]\nteams = [\"one\", \"three\", \"two\"]\n[[dispatch.rule]]\ntags = [\"north\"]",
            ),
            (
                "[[dispatch.rule]]",
                "[[dispatch.rule]]\ngive_up_after = \"0s\"",
            ),
            (
                "effort = { mean = \"1h\" }",
                "effort = { mean = \"40min\" }",
            ),
            (
                "id = \"two\"\nexperts = [{ skills = [\"unit\"]",
                "id = \"two\"\nexperts = [{ skills = [\"unit\"], proficiency = 0.6666666666666667",
            ),
            (
                "id = \"three\"\nexperts = [{ skills = [\"unit\"]",
                "id = \"three\"\nexperts = [{ skills = [\"unit\"], proficiency = 0.3333333333333333",
            ),
        ],
        100,
        &[
            fact("utilisation of team 1", 0.413_957_195_125, Utilisation(0)),
            fact("utilisation of team 2", 0.394_079_504_177, Utilisation(1)),
            fact("utilisation of team 3", 0.545_533_282_618, Utilisation(2)),
            fact("P(all busy)", 0.141_478_707_884, Share(Scalar::GivenUp)),
        ],
    ),
    wide(
        "hypercube6",
        "six teams on a line, twelve districts, no queue",
        "Larson 1974; chain of 64 states solved exactly",
        HYPERCUBE6,
        &[],
        60,
        &[
            fact("utilisation of team 1", 0.471_265_245_878, Utilisation(0)),
            fact("utilisation of team 2", 0.556_724_745_375, Utilisation(1)),
            fact("utilisation of team 3", 0.590_294_460_982, Utilisation(2)),
            fact("utilisation of team 4", 0.604_720_913_262, Utilisation(3)),
            fact("utilisation of team 5", 0.548_387_174_202, Utilisation(4)),
            fact("utilisation of team 6", 0.507_704_847_923, Utilisation(5)),
            fact("P(all busy)", 0.089_139_614_549_6, Share(Scalar::GivenUp)),
        ],
    ),
];
