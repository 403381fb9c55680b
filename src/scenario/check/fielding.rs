//! Which experts the nations of a roster can field.

use super::super::document::{Document, ExpertGroup, NationIx, Role, Roster, SkillIx};
use super::super::time::Instant;

/// The nations of a roster that may field experts at some time of an interval.
pub(super) fn fielding(
    document: &Document,
    roster: &Roster,
    from: Instant,
    to: Instant,
) -> Vec<usize> {
    let mut nations: Vec<usize> = roster.nations.iter().map(|nation| nation.ix()).collect();
    nations.extend(roster.lead.map(NationIx::ix));
    nations.sort_unstable();
    nations.dedup();
    nations.retain(|nation| takes_part(document, *nation, from, to));
    nations
}

/// The experts whom some seat of a roster could use.
pub(super) fn on_call(roster: &Roster, mut groups: Vec<ExpertGroup>) -> Vec<ExpertGroup> {
    let useful = |skill: &SkillIx| roster.seats.iter().any(|(seat, _)| seat == skill);
    groups.retain(|group| group.skills.iter().any(useful));
    groups
}

/// True if a nation is lead or participant at some time of an interval.
pub(super) fn takes_part(document: &Document, nation: usize, from: Instant, to: Instant) -> bool {
    let memberships = document.nations[nation].membership.iter();
    memberships
        .filter(|m| m.role != Role::Observer)
        .any(|m| m.from < to && from < m.to)
}

/// The experts of some nations.
pub(super) fn groups_of<'d>(document: &'d Document, nations: &[usize]) -> Vec<&'d ExpertGroup> {
    let nations = nations.iter().map(|nation| &document.nations[*nation]);
    nations.flat_map(|nation| &nation.experts).collect()
}
