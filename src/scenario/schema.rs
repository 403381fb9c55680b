//! Every block of the format with its keys, listed once: what must be there, and what may
//! be. The reader refuses any other key, and overlays find their way by the same table.

/// The keys of one block.
#[derive(Debug)]
pub(crate) struct Keys {
    /// How messages name the block.
    pub name: &'static str,
    /// Keys that must be there.
    pub required: &'static [&'static str],
    /// Keys that may be there.
    pub optional: &'static [&'static str],
}

impl Keys {
    /// All keys.
    pub(crate) fn known(&self) -> impl Iterator<Item = &'static str> {
        self.required.iter().chain(self.optional).copied()
    }

    /// True if the block has such a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.known().any(|known| known == key)
    }
}

macro_rules! blocks {
    ($($(#[$doc:meta])* $name:ident = $title:literal {
        required: [$($required:literal),* $(,)?],
        optional: [$($optional:literal),* $(,)?] $(,)?
    })*) => {$(
        $(#[$doc])*
        pub(crate) static $name: Keys = Keys {
            name: $title,
            required: &[$($required),*],
            optional: &[$($optional),*],
        };
    )*};
}

blocks! {
    /// The file.
    ROOT = "the file" {
        required: ["scenario"],
        optional: [
            "schema", "limits", "election", "phase", "milestone", "site", "travel", "asset",
            "incident", "threat", "objective", "inject", "nation", "team", "roster", "dispatch",
            "target", "policy", "worthwhile", "uncertain",
        ],
    }
    /// `[scenario]`.
    SCENARIO = "[scenario]" {
        required: ["name", "timezone", "start", "end"],
        optional: ["summary", "warm_up", "seed", "replications"],
    }
    /// `[limits]`.
    LIMITS = "[limits]" {
        required: [],
        optional: ["incidents", "open", "events", "horizon", "replications"],
    }
    /// `[[election]]`.
    ELECTION = "[[election]]" {
        required: ["id", "day"],
        optional: ["name", "kind", "polls_open", "polls_close", "run_off_of"],
    }
    /// `[[phase]]`.
    PHASE = "[[phase]]" {
        required: ["id", "from", "to"],
        optional: ["name", "threat", "criticality"],
    }
    /// `[[milestone]]`.
    MILESTONE = "[[milestone]]" {
        required: ["id", "asset", "level", "from", "to"],
        optional: ["name", "tolerance"],
    }
    /// `[[site]]`.
    SITE = "[[site]]" {
        required: ["id"],
        optional: ["name", "country", "lat", "lon"],
    }
    /// `[travel]`.
    TRAVEL = "[travel]" {
        required: [],
        optional: ["speed", "overhead", "routes"],
    }
    /// An entry of `routes`.
    ROUTE = "a route" {
        required: ["from", "to", "time"],
        optional: ["one_way"],
    }
    /// `[[asset]]`.
    ASSET = "[[asset]]" {
        required: ["id"],
        optional: [
            "name", "kind", "owner", "site", "tags", "criticality", "exposure", "count",
            "needs", "reaches", "fallback", "matters_in",
        ],
    }
    /// An entry of `needs` that is a table.
    NEED = "a need" {
        required: [],
        optional: ["soft", "weight", "any", "at_least", "of", "share_of"],
    }
    /// `fallback` of an asset.
    FALLBACK = "a fallback" {
        required: ["capacity"],
        optional: ["after"],
    }
    /// A selector that is a table.
    SELECTOR = "a selector" {
        required: [],
        optional: ["ids", "kinds", "tags", "countries", "owners", "except"],
    }
    /// `[[incident]]`.
    INCIDENT = "[[incident]]" {
        required: ["id", "severity"],
        optional: [
            "name", "rsit", "attack", "veris", "disarm", "detection", "impact", "restores_at",
            "false_alarm", "stage", "consequence",
        ],
    }
    /// Weights or shares by severity.
    BY_SEVERITY = "a table of severities" {
        required: [],
        optional: ["low", "medium", "high", "critical"],
    }
    /// `detection` with a chance to be missed.
    DETECTION = "a detection" {
        required: ["delay"],
        optional: ["missed"],
    }
    /// `[[incident.stage]]`.
    STAGE = "[[incident.stage]]" {
        required: ["name", "effort"],
        optional: ["crew", "where"],
    }
    /// `[[incident.consequence]]`.
    CONSEQUENCE = "[[incident.consequence]]" {
        required: ["incident", "on"],
        optional: ["chance", "after", "until"],
    }
    /// `[[threat]]`.
    THREAT = "[[threat]]" {
        required: ["id", "incident", "targets"],
        optional: [
            "name", "actor", "rate", "at", "from", "to", "follows_phases", "weekdays", "hours",
            "clustering", "overdispersion", "while",
        ],
    }
    /// `clustering` of a threat.
    CLUSTERING = "clustering" {
        required: ["branching", "decay"],
        optional: [],
    }
    /// `overdispersion` of a threat.
    OVERDISPERSION = "overdispersion" {
        required: ["variance", "every"],
        optional: [],
    }
    /// `weekdays` of a threat.
    WEEKDAYS = "weekdays" {
        required: [],
        optional: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    }
    /// `[[objective]]`.
    OBJECTIVE = "[[objective]]" {
        required: ["id"],
        optional: ["name", "capability"],
    }
    /// `[[inject]]`.
    INJECT = "[[inject]]" {
        required: ["id", "at"],
        optional: [
            "name", "chance", "audience", "objective", "expect", "note", "from", "method",
            "attachments", "incident", "outage", "team_lost", "message",
        ],
    }
    /// `incident` of an inject.
    INJECT_INCIDENT = "an inject's incident" {
        required: ["kind", "targets"],
        optional: ["severity"],
    }
    /// `outage` of an inject.
    OUTAGE = "an outage" {
        required: ["asset"],
        optional: ["until", "for", "planned"],
    }
    /// `team_lost` of an inject.
    TEAM_LOST = "a lost team" {
        required: ["team"],
        optional: ["until", "for"],
    }
    /// `[[nation]]`.
    NATION = "[[nation]]" {
        required: ["id"],
        optional: ["name", "site", "role", "membership", "experts", "release"],
    }
    /// An entry of `membership`.
    MEMBERSHIP = "a membership" {
        required: ["role"],
        optional: ["from", "to"],
    }
    /// An entry of a nation's `experts`.
    EXPERTS = "a group of experts" {
        required: ["skills"],
        optional: ["count", "proficiency"],
    }
    /// An entry of a team's `experts`.
    TEAM_EXPERTS = "a group of experts" {
        required: ["skills"],
        optional: ["count", "proficiency", "nation"],
    }
    /// `[[team]]`.
    TEAM = "[[team]]" {
        required: ["id"],
        optional: [
            "name", "site", "notice", "remote", "hours", "return_after", "experts",
            "unlimited", "proficiency", "roster", "fatigue",
        ],
    }
    /// `hours` of a team that are a table: days of the week, or turns.
    HOURS = "a table of hours" {
        required: [],
        optional: [
            "days", "from", "to", "on", "off", "first", "groups", "on_change", "rework",
            "handover",
        ],
    }
    /// `[[roster]]`.
    ROSTER = "[[roster]]" {
        required: ["id", "nations", "seats"],
        optional: [
            "lead", "period", "first_day", "shifts", "mode", "stagger", "freeze", "overlap",
            "on_change", "rework", "handover", "learning", "fatigue",
        ],
    }
    /// An entry of a roster's `shifts`.
    SHIFT = "a shift" {
        required: ["from", "nation"],
        optional: [],
    }
    /// `freeze` of a roster.
    FREEZE = "a freeze" {
        required: [],
        optional: ["before", "after", "rule"],
    }
    /// `handover` that is a table.
    HANDOVER = "a handover" {
        required: ["time"],
        optional: ["share"],
    }
    /// `learning` of a roster.
    LEARNING = "learning" {
        required: [],
        optional: ["start", "time", "forget"],
    }
    /// `fatigue` of a roster or a team.
    FATIGUE = "fatigue" {
        required: ["loss"],
        optional: ["time"],
    }
    /// `[dispatch]`.
    DISPATCH = "[dispatch]" {
        required: [],
        optional: ["order", "choose", "preempt", "reserve", "preposition", "rule"],
    }
    /// `reserve` of `[dispatch]`.
    RESERVE = "a reserve" {
        required: ["team", "experts"],
        optional: ["severity"],
    }
    /// `preposition` of `[dispatch]`.
    PREPOSITION = "a preposition" {
        required: ["team", "site", "from", "to"],
        optional: [],
    }
    /// `[[dispatch.rule]]`.
    RULE = "[[dispatch.rule]]" {
        required: [],
        optional: [
            "id", "severity", "kinds", "tags", "owners", "countries", "stages", "teams",
            "refusal", "widen_after", "widen_to", "give_up_after", "alone",
        ],
    }
    /// An entry of a rule's `teams` or `widen_to` that is a table.
    CANDIDATE = "a candidate team" {
        required: ["team"],
        optional: ["approval", "refusal"],
    }
    /// `[[target]]`.
    TARGET = "[[target]]" {
        required: ["id", "within"],
        optional: ["name", "from", "to", "severity", "kinds", "tags", "team"],
    }
    /// `[[policy]]`.
    POLICY = "[[policy]]" {
        required: ["id", "set"],
        optional: ["name", "summary"],
    }
    /// `[[uncertain]]`.
    UNCERTAIN = "[[uncertain]]" {
        required: ["id", "path", "reason"],
        optional: ["name", "range", "likely", "values", "factor", "shift", "order"],
    }
    /// A distribution that is a table.
    DISTRIBUTION = "a distribution" {
        required: [],
        optional: [
            "mean", "median", "p90", "low", "likely", "high", "shape", "weibull", "gamma",
            "uniform", "mix", "samples", "samples_file", "max",
        ],
    }
    /// `weibull` of a distribution.
    WEIBULL = "a Weibull distribution" {
        required: ["scale", "shape"],
        optional: [],
    }
    /// `gamma` of a distribution.
    GAMMA = "a gamma distribution" {
        required: ["shape"],
        optional: ["mean", "scale"],
    }
    /// `uniform` of a distribution.
    UNIFORM = "a uniform distribution" {
        required: ["low", "high"],
        optional: [],
    }
    /// An entry of a `mix`.
    MIX = "a part of a mix" {
        required: ["weight", "of"],
        optional: [],
    }
}

/// What stands under a key, for those who walk by path.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Child {
    /// A value with nothing inside.
    Value,
    /// A table of known keys; some of these may be a plain value instead.
    Table(&'static Keys),
    /// Several tables, each found by the value of a key, or by its position from 1. One that
    /// stands alone counts as a list of one.
    Tables(&'static Keys, &'static str),
    /// A table whose keys are names of the author's.
    Named,
}

/// What stands under a key of a block.
pub(crate) fn child(keys: &Keys, key: &str) -> Child {
    use Child::{Named, Table, Tables, Value};
    match (keys.name, key) {
        ("the file", "scenario") => Table(&SCENARIO),
        ("the file", "limits") => Table(&LIMITS),
        ("the file", "travel") => Table(&TRAVEL),
        ("the file", "dispatch") => Table(&DISPATCH),
        ("the file", "election") => Tables(&ELECTION, "id"),
        ("the file", "phase") => Tables(&PHASE, "id"),
        ("the file", "milestone") => Tables(&MILESTONE, "id"),
        ("the file", "site") => Tables(&SITE, "id"),
        ("the file", "asset") => Tables(&ASSET, "id"),
        ("the file", "incident") => Tables(&INCIDENT, "id"),
        ("the file", "threat") => Tables(&THREAT, "id"),
        ("the file", "objective") => Tables(&OBJECTIVE, "id"),
        ("the file", "inject") => Tables(&INJECT, "id"),
        ("the file", "nation") => Tables(&NATION, "id"),
        ("the file", "team") => Tables(&TEAM, "id"),
        ("the file", "roster") => Tables(&ROSTER, "id"),
        ("the file", "target") => Tables(&TARGET, "id"),
        ("the file", "policy") => Tables(&POLICY, "id"),
        ("the file", "uncertain") => Tables(&UNCERTAIN, "id"),
        ("[dispatch]", "rule") => Tables(&RULE, "id"),
        ("[dispatch]", "reserve") => Tables(&RESERVE, "team"),
        ("[dispatch]", "preposition") => Tables(&PREPOSITION, "team"),
        ("[[dispatch.rule]]", "teams" | "widen_to") => Tables(&CANDIDATE, "team"),
        ("[travel]", "routes") => Tables(&ROUTE, ""),
        ("[[asset]]", "needs") => Tables(&NEED, ""),
        ("[[asset]]", "fallback") => Table(&FALLBACK),
        ("[[incident]]", "stage") => Tables(&STAGE, "name"),
        ("[[incident]]", "consequence") => Tables(&CONSEQUENCE, "incident"),
        ("[[incident]]", "severity" | "impact") => Table(&BY_SEVERITY),
        ("[[incident]]", "detection") => Table(&DETECTION),
        ("the file", "worthwhile")
        | ("[[incident.stage]]", "crew")
        | ("[[threat]]", "incident" | "hours")
        | ("[[roster]]", "seats") => Named,
        ("[[incident.consequence]]", "on") | ("[[threat]]" | "an inject's incident", "targets") => {
            Table(&SELECTOR)
        }
        ("[[threat]]", "weekdays") => Table(&WEEKDAYS),
        ("[[threat]]", "clustering") => Table(&CLUSTERING),
        ("[[threat]]", "overdispersion") => Table(&OVERDISPERSION),
        ("[[inject]]", "incident") => Table(&INJECT_INCIDENT),
        ("[[inject]]", "outage") => Table(&OUTAGE),
        ("[[inject]]", "team_lost") => Table(&TEAM_LOST),
        ("[[nation]]", "membership") => Tables(&MEMBERSHIP, ""),
        ("[[nation]]", "experts") => Tables(&EXPERTS, ""),
        ("[[team]]", "experts") => Tables(&TEAM_EXPERTS, ""),
        ("[[roster]]", "shifts") => Tables(&SHIFT, ""),
        ("[[roster]]", "freeze") => Table(&FREEZE),
        ("[[roster]]", "learning") => Table(&LEARNING),
        ("[[roster]]" | "[[team]]", "fatigue") => Table(&FATIGUE),
        ("[[roster]]" | "a table of hours", "handover") => Table(&HANDOVER),
        ("[[team]]", "hours") => Table(&HOURS),
        ("a detection", "delay")
        | ("[[incident.stage]]", "effort")
        | ("[[incident.consequence]]", "after")
        | ("[[nation]]", "release")
        | ("[[team]]", "notice")
        | ("[[dispatch.rule]]", "give_up_after")
        | ("a candidate team", "approval")
        | ("a part of a mix", "of") => Table(&DISTRIBUTION),
        ("a distribution", "weibull") => Table(&WEIBULL),
        ("a distribution", "gamma") => Table(&GAMMA),
        ("a distribution", "uniform") => Table(&UNIFORM),
        ("a distribution", "mix") => Tables(&MIX, ""),
        _ => Value,
    }
}
