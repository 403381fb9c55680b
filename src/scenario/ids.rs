//! The ids of a scenario: what may be one, which exist, and what a misspelt one means.

use std::collections::BTreeMap;

use super::code::Code;

/// The kinds of thing that have ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Election,
    Phase,
    Milestone,
    Site,
    Asset,
    Kind,
    Threat,
    Objective,
    Inject,
    Nation,
    Team,
    Roster,
    Rule,
    Target,
    Policy,
    Uncertain,
}

impl Thing {
    /// All, in the order in which they are read.
    pub(super) const ALL: [Self; 16] = [
        Self::Election,
        Self::Phase,
        Self::Milestone,
        Self::Site,
        Self::Asset,
        Self::Kind,
        Self::Threat,
        Self::Objective,
        Self::Inject,
        Self::Nation,
        Self::Team,
        Self::Roster,
        Self::Rule,
        Self::Target,
        Self::Policy,
        Self::Uncertain,
    ];

    /// The name of its block in the file.
    pub(super) const fn block(self) -> &'static str {
        match self {
            Self::Election => "election",
            Self::Phase => "phase",
            Self::Milestone => "milestone",
            Self::Site => "site",
            Self::Asset => "asset",
            Self::Kind => "incident",
            Self::Threat => "threat",
            Self::Objective => "objective",
            Self::Inject => "inject",
            Self::Nation => "nation",
            Self::Team => "team",
            Self::Roster => "roster",
            Self::Rule => "rule",
            Self::Target => "target",
            Self::Policy => "policy",
            Self::Uncertain => "uncertain",
        }
    }

    /// With its article, for messages.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Election => "an election",
            Self::Phase => "a phase",
            Self::Milestone => "a milestone",
            Self::Site => "a site",
            Self::Asset => "an asset",
            Self::Kind => "a kind of incident",
            Self::Threat => "a threat",
            Self::Objective => "an objective",
            Self::Inject => "an inject",
            Self::Nation => "a nation",
            Self::Team => "a team",
            Self::Roster => "a roster",
            Self::Rule => "a rule",
            Self::Target => "a target",
            Self::Policy => "a policy",
            Self::Uncertain => "an assumption",
        }
    }

    /// The code of a reference to one that isn't there.
    pub(super) const fn unknown(self) -> Code {
        match self {
            Self::Election => Code::UnknownElection,
            Self::Phase => Code::UnknownPhase,
            Self::Site => Code::UnknownSite,
            Self::Kind => Code::UnknownKind,
            Self::Nation => Code::UnknownNation,
            Self::Team => Code::UnknownTeam,
            Self::Roster => Code::UnknownRoster,
            Self::Objective => Code::UnknownObjective,
            Self::Policy => Code::UnknownPolicy,
            // Nothing refers to the others.
            Self::Asset
            | Self::Milestone
            | Self::Threat
            | Self::Inject
            | Self::Rule
            | Self::Target
            | Self::Uncertain => Code::UnknownAsset,
        }
    }
}

/// Which ids exist, and at which position in the file.
#[derive(Debug, Default)]
pub(super) struct Ids<'t>(BTreeMap<Thing, BTreeMap<&'t str, usize>>);

impl<'t> Ids<'t> {
    /// Notes an id; the position of an earlier one of the same name, if there is.
    pub(super) fn insert(&mut self, thing: Thing, id: &'t str, position: usize) -> Option<usize> {
        let known = self.0.entry(thing).or_default();
        if let Some(earlier) = known.get(id) {
            return Some(*earlier);
        }
        known.insert(id, position);
        None
    }

    /// The position of an id.
    pub(super) fn find(&self, thing: Thing, id: &str) -> Option<usize> {
        self.0.get(&thing)?.get(id).copied()
    }

    /// All ids of a thing, in alphabetical order.
    pub(super) fn all(&self, thing: Thing) -> impl Iterator<Item = &'t str> {
        self.0
            .get(&thing)
            .into_iter()
            .flat_map(|ids| ids.keys().copied())
    }

    /// What else has this id.
    pub(super) fn elsewhere(&self, id: &str) -> Option<Thing> {
        let holds = |thing: &Thing| self.find(*thing, id).is_some();
        Thing::ALL.into_iter().find(|thing| holds(thing))
    }
}

/// Why a text can't be an id; `None` if it can.
pub(super) fn id_flaw(thing: Thing, id: &str) -> Option<&'static str> {
    const LONGEST: usize = 64;
    let upper = thing == Thing::Nation;
    let allowed = |c: char| {
        c.is_ascii_lowercase()
            || c.is_ascii_digit()
            || c == '-'
            || c == '_'
            || (upper && c.is_ascii_uppercase())
    };
    if id.is_empty() {
        Some("an id can't be empty")
    } else if id.len() > LONGEST {
        Some("an id has at most 64 characters")
    } else if !id.chars().all(allowed) {
        Some(if upper {
            "use letters a to z or A to Z, digits, `-` and `_`"
        } else {
            "use lower-case letters a to z, digits, `-` and `_`"
        })
    } else if matches!(
        (thing, id),
        (Thing::Asset, "all") | (Thing::Election, "start" | "end")
    ) {
        Some("this word has a meaning of its own in references; take another")
    } else {
        None
    }
}
