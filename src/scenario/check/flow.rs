//! Whether experts can cover what is asked of them: a maximum flow from demands by skill,
//! through groups of experts, to seats.
//!
//! Each unit of flow is one expert. Augmenting paths one at a time (Ford and Fulkerson 1956)
//! are enough for a few hundred experts.

use super::super::document::{ExpertGroup, SkillIx};

/// How many of each demand the groups can cover at once, each expert doing one thing.
///
/// With `seats`, an expert also needs a seat, and sits only in one of a skill it has.
pub(super) fn covered(
    demand: &[(SkillIx, u32)],
    groups: &[&ExpertGroup],
    seats: Option<&[(SkillIx, u32)]>,
) -> Vec<u32> {
    let mut network = Network::new(demand, groups, seats);
    while network.augment() {}
    let filled = |nth: usize| demand[nth].1 - network.capacity[0][1 + nth];
    (0..demand.len()).map(filled).collect()
}

/// True if the groups can cover all of a demand at once.
pub(super) fn covers(
    demand: &[(SkillIx, u32)],
    groups: &[&ExpertGroup],
    seats: Option<&[(SkillIx, u32)]>,
) -> bool {
    let wanted: u64 = demand.iter().map(|(_, count)| u64::from(*count)).sum();
    let experts: u64 = groups.iter().map(|group| u64::from(group.count)).sum();
    let seated =
        seats.is_none_or(|seats| wanted <= seats.iter().map(|(_, count)| u64::from(*count)).sum());
    if wanted > experts || !seated {
        return false;
    }
    let filled = covered(demand, groups, seats);
    demand
        .iter()
        .zip(filled)
        .all(|((_, count), filled)| *count == filled)
}

/// Residual capacities between: source, demands, groups in, groups out, seats, sink.
struct Network {
    capacity: Vec<Vec<u32>>,
}

impl Network {
    fn new(
        demand: &[(SkillIx, u32)],
        groups: &[&ExpertGroup],
        seats: Option<&[(SkillIx, u32)]>,
    ) -> Self {
        let seat_count = seats.map_or(0, <[_]>::len);
        let demand_at = 1;
        let in_at = demand_at + demand.len();
        let out_at = in_at + groups.len();
        let seat_at = out_at + groups.len();
        let sink = seat_at + seat_count;
        let mut capacity = vec![vec![0; sink + 1]; sink + 1];
        for (nth, (skill, count)) in demand.iter().enumerate() {
            capacity[0][demand_at + nth] = *count;
            for (g, group) in groups.iter().enumerate() {
                if group.skills.contains(skill) {
                    capacity[demand_at + nth][in_at + g] = *count;
                }
            }
        }
        for (g, group) in groups.iter().enumerate() {
            capacity[in_at + g][out_at + g] = group.count;
            match seats {
                None => capacity[out_at + g][sink] = group.count,
                Some(seats) => {
                    for (s, (skill, _)) in seats.iter().enumerate() {
                        if group.skills.contains(skill) {
                            capacity[out_at + g][seat_at + s] = group.count;
                        }
                    }
                }
            }
        }
        for (s, (_, count)) in seats.unwrap_or_default().iter().enumerate() {
            capacity[seat_at + s][sink] = *count;
        }
        Self { capacity }
    }

    /// Sends one more expert along some path; false if there is none.
    fn augment(&mut self) -> bool {
        let sink = self.capacity.len() - 1;
        let mut before: Vec<Option<usize>> = vec![None; sink + 1];
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            for (next, before) in before.iter_mut().enumerate().skip(1) {
                if self.capacity[at][next] > 0 && before.is_none() {
                    *before = Some(at);
                    open.push(next);
                }
            }
        }
        let mut at = sink;
        while let Some(earlier) = before[at] {
            self.capacity[earlier][at] -= 1;
            self.capacity[at][earlier] += 1;
            at = earlier;
        }
        before[sink].is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(skills: &[u32], count: u32) -> ExpertGroup {
        ExpertGroup {
            skills: skills.iter().map(|skill| SkillIx(*skill)).collect(),
            count,
            proficiency: 1.0,
        }
    }

    #[test]
    fn an_expert_does_one_thing_at_a_time() {
        let both = group(&[0, 1], 1);
        let one = group(&[0], 1);
        let crew = [(SkillIx(0), 1), (SkillIx(1), 1)];
        assert!(!covers(&crew, &[&both], None));
        assert!(covers(&crew, &[&both, &one], None));
        assert!(!covers(&crew, &[&one, &one], None));
        // The expert of both skills must not be spent on the one that others have.
        assert!(covers(&crew, &[&one, &both], None));
        assert_eq!(covered(&crew, &[&one], None), [1, 0]);
    }

    #[test]
    fn an_expert_needs_a_seat_of_a_skill_it_has() {
        let both = group(&[0, 1], 2);
        let crew = [(SkillIx(1), 2)];
        assert!(covers(&crew, &[&both], Some(&[(SkillIx(0), 2)])));
        assert!(!covers(&crew, &[&both], Some(&[(SkillIx(0), 1)])));
        assert!(!covers(&crew, &[&both], Some(&[(SkillIx(2), 2)])));
    }
}
