//! Which experts of a team are on watch together: a cycle of turns may deal them to several
//! watches, and a crew can only be formed of those whose watches meet.

use std::collections::{BTreeMap, BTreeSet};

use super::super::document::{Document, ExpertGroup, MAX_WATCHES, Mode, NationIx, Pattern, Staff};
use super::fielding::{fielding, on_call};
use super::flow;

/// Experts of a nation, or of none.
pub(super) type Group<'d> = (Option<NationIx>, &'d ExpertGroup);

/// Some watches of a team, of which there are `of` in all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watches {
    of: u32,
    on: [bool; MAX_WATCHES as usize],
}

impl Watches {
    /// All of a team that has but one.
    pub(super) const EVERYBODY: Self = Self {
        of: 1,
        on: [true; MAX_WATCHES as usize],
    };

    /// Every one of some number of watches by itself.
    pub(super) fn each(of: u32) -> impl Iterator<Item = Self> {
        (0..of).map(move |only| Self {
            of,
            on: std::array::from_fn(|watch| watch == only as usize),
        })
    }

    /// The experts of these watches. Those of one nation are dealt to the watches in turn, in
    /// the order of the file.
    pub(super) fn experts(&self, groups: &[Group<'_>]) -> Vec<ExpertGroup> {
        let mut dealt: BTreeMap<Option<NationIx>, u32> = BTreeMap::new();
        let mut found = Vec::new();
        for (nation, group) in groups {
            let before = dealt.entry(*nation).or_default();
            let places = *before..before.saturating_add(group.count);
            *before = places.end;
            let count = if self.of == 1 {
                group.count
            } else {
                let on = |place: &u32| self.on[(*place % self.of) as usize];
                places.filter(on).count() as u32
            };
            found.push(ExpertGroup {
                count,
                ..(*group).clone()
            });
        }
        found
    }
}

/// The watches of a team that are on at the same time, in all combinations that occur and are
/// not part of larger ones: those in which some watch has just come on.
pub(super) fn together(pattern: Pattern) -> Vec<Watches> {
    let Pattern::Cycle {
        on, off, groups, ..
    } = pattern
    else {
        return vec![Watches::EVERYBODY];
    };
    let length = on.0 + off.0;
    let begins = |watch: u32| length * i64::from(watch) / i64::from(groups);
    let at = |now: u32| Watches {
        of: groups,
        on: std::array::from_fn(|watch| {
            let watch = watch as u32;
            let since = (begins(now) - begins(watch)).rem_euclid(length);
            watch < groups && since < on.0
        }),
    };
    (0..groups).map(at).collect()
}

/// True if, at the end of a watch, some other one is on that could take its work over.
pub(super) fn relieved(pattern: Pattern) -> bool {
    match pattern {
        Pattern::Always => true,
        Pattern::Weekly { .. } => false,
        Pattern::Cycle {
            on, off, groups, ..
        } => {
            let length = on.0 + off.0;
            let begins = |watch: u32| length * i64::from(watch) / i64::from(groups);
            (0..groups).all(|ends| {
                let end = begins(ends) + on.0;
                (0..groups).any(|watch| (end - begins(watch)).rem_euclid(length) < on.0)
            })
        }
    }
}

/// Most experts of a team that are ever on duty at once in some of its watches; `None` for
/// an unlimited one.
pub(super) fn greatest_duty(document: &Document, team: usize, watches: &[Watches]) -> Option<u32> {
    let team = &document.teams[team];
    let most = |count: &dyn Fn(&Watches) -> u32| watches.iter().map(count).max().unwrap_or(0);
    let total = |groups: &[ExpertGroup]| groups.iter().map(|group| group.count).sum();
    match &team.staff {
        Staff::Unlimited { .. } => None,
        Staff::Standing(groups) => {
            let groups: Vec<Group<'_>> = groups.iter().map(|(it, nation)| (*nation, it)).collect();
            Some(most(&|watches| total(&watches.experts(&groups))))
        }
        Staff::Roster(roster) => {
            let roster = &document.rosters[roster.ix()];
            let spans = (0..roster.shifts.len()).filter_map(|ix| roster.span(ix, document.end));
            // The nations that take part are seldom different from shift to shift.
            let crews: BTreeSet<Vec<usize>> = spans
                .map(|(from, to)| fielding(document, roster, from, to))
                .collect();
            let greatest = crews.iter().map(|nations| {
                let groups = groups_by_nation(document, nations);
                most(&|watches| {
                    let experts = watches.experts(&groups);
                    if roster.mode == Mode::OnCall {
                        return total(&on_call(roster, experts));
                    }
                    let experts: Vec<&ExpertGroup> = experts.iter().collect();
                    flow::covered(&roster.seats, &experts, None).iter().sum()
                })
            });
            Some(greatest.max().unwrap_or(0))
        }
    }
}

/// The experts of some nations, with where they belong.
pub(super) fn groups_by_nation<'d>(document: &'d Document, nations: &[usize]) -> Vec<Group<'d>> {
    let of = |nation: &usize| {
        let groups = document.nations[*nation].experts.iter();
        let nation = NationIx::from(*nation);
        groups.map(move |group| (Some(nation), group))
    };
    nations.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::document::SkillIx;
    use super::super::super::time::Span;
    use super::*;

    fn cycle(on: i64, off: i64, groups: u32) -> Pattern {
        Pattern::Cycle {
            on: Span(on * Span::HOUR.0),
            off: Span(off * Span::HOUR.0),
            first: Span::ZERO,
            groups,
        }
    }

    fn on(pattern: Pattern) -> Vec<Vec<usize>> {
        let bits = |it: &Watches| (0..8).filter(|watch| it.on[*watch]).collect();
        together(pattern).iter().map(bits).collect()
    }

    #[test]
    fn watches_meet_when_turns_are_longer_than_their_distance() {
        assert_eq!(on(cycle(12, 12, 2)), [vec![0], vec![1]]);
        assert_eq!(on(cycle(8, 16, 2)), [vec![0], vec![1]]);
        assert_eq!(on(cycle(12, 12, 3)), [vec![0, 2], vec![0, 1], vec![1, 2]]);
        assert_eq!(on(cycle(1, 1, 1)), [vec![0]]);
    }

    #[test]
    fn a_watch_is_relieved_when_another_is_on_at_its_end() {
        assert!(relieved(cycle(12, 12, 2)));
        assert!(relieved(cycle(13, 11, 2)));
        assert!(!relieved(cycle(8, 16, 2)));
        assert!(relieved(cycle(8, 16, 3)));
        assert!(!relieved(cycle(12, 12, 1)));
        assert!(relieved(Pattern::Always));
    }

    #[test]
    fn experts_of_a_nation_are_dealt_in_turn() {
        let group = |count| ExpertGroup {
            skills: vec![SkillIx(0)],
            count,
            proficiency: 1.0,
        };
        let (three, two) = (group(3), group(2));
        let (here, there) = (Some(NationIx(0)), Some(NationIx(1)));
        let groups = [(here, &three), (here, &two), (there, &two)];
        let counts =
            |it: Watches| -> Vec<u32> { it.experts(&groups).iter().map(|it| it.count).collect() };
        let by_watch: Vec<Vec<u32>> = Watches::each(2).map(counts).collect();
        assert_eq!(by_watch, [[2, 1, 1], [1, 1, 1]]);
        assert_eq!(counts(Watches::EVERYBODY), [3, 2, 2]);
    }
}
