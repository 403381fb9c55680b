//! Who sits in a roster's seats, and from when.

use crate::scenario::document::{Document, Mode, NationIx, Roster, RosterIx, ShiftStart, SkillIx};
use crate::scenario::time::Instant;

use super::experts::{Expert, ExpertSet, Shift};
use super::matching::Matching;

/// The shifts of a roster over the horizon, and since when those on duty at the start have
/// been there. `experts` are those of its nations.
///
/// A shift begins with each changeover, and whenever a nation that holds seats stops taking
/// part. The first one begins at the start or before.
pub(super) fn shifts(
    document: &Document,
    roster: RosterIx,
    experts: &[Expert],
) -> (Vec<Shift>, Vec<(usize, Instant)>) {
    let spec = &document.rosters[roster.ix()];
    let (mut shifts, mut tenure) = match spec.mode {
        Mode::OnCall => on_call(document, spec, experts),
        Mode::Rotating | Mode::Permanent => seated(document, spec, experts),
    };
    let first = shifts.first();
    if first.is_none_or(|shift| shift.from > Instant::START) {
        let nobody = Shift {
            from: Instant::START,
            alongside: Instant::START,
            rotating: None,
            on_duty: ExpertSet::EMPTY,
            vacant: spec.seats.clone(),
        };
        shifts.insert(0, nobody);
        tenure.clear();
    }
    (shifts, tenure)
}

/// When some nation of the roster begins or ceases to take part, within an interval without
/// its ends.
fn turnings(document: &Document, spec: &Roster, from: Instant) -> Vec<Instant> {
    let nations = spec.nations.iter().chain(&spec.lead);
    let terms = nations.flat_map(|nation| &document.nations[nation.ix()].membership);
    let mut turnings: Vec<Instant> = terms
        .flat_map(|term| [term.from, term.to])
        .filter(|at| from < *at && *at < document.end)
        .collect();
    turnings.sort_unstable();
    turnings.dedup();
    turnings
}

/// Everyone with a skill that some seat asks for, while their nation takes part.
fn on_call(
    document: &Document,
    spec: &Roster,
    experts: &[Expert],
) -> (Vec<Shift>, Vec<(usize, Instant)>) {
    let Some(start) = spec.shifts.first() else {
        return Default::default();
    };
    let useful = spec
        .seats
        .iter()
        .fold(0, |mask, (skill, _)| mask | 1_u64 << skill.0);
    let from = start.from.max(Instant::START);
    let mut instants = turnings(document, spec, from);
    instants.insert(0, from);
    let mut shifts: Vec<Shift> = Vec::new();
    let mut matching = Matching::default();
    for at in instants {
        let mut on_duty = ExpertSet::EMPTY;
        matching.begin(spec.seats.iter().map(|(skill, count)| (skill.0, *count)));
        for (number, expert) in experts.iter().enumerate() {
            let serves = |nation: NationIx| document.nations[nation.ix()].contributes(at);
            if expert.skills & useful != 0 && expert.nation.is_some_and(serves) {
                on_duty.insert(number);
                matching.offer(expert.skills);
            }
        }
        if shifts.last().is_some_and(|last| last.on_duty == on_duty) {
            continue;
        }
        let taken = matching.holders().iter().map(Option::is_some);
        let from = if shifts.is_empty() { start.from } else { at };
        shifts.push(Shift {
            from,
            alongside: from,
            rotating: None,
            on_duty,
            vacant: vacant(seats(spec).zip(taken)),
        });
    }
    let first = shifts[0].on_duty.iter();
    let tenure = first.map(|expert| (expert, start.from)).collect();
    (shifts, tenure)
}

/// The skill of each seat, in the order of the file.
fn seats(spec: &Roster) -> impl Iterator<Item = SkillIx> {
    let each = spec.seats.iter();
    each.flat_map(|(skill, count)| std::iter::repeat_n(*skill, *count as usize))
}

/// Empty seats by skill.
fn vacant(seats: impl Iterator<Item = (SkillIx, bool)>) -> Vec<(SkillIx, u32)> {
    let mut vacant: Vec<(SkillIx, u32)> = Vec::new();
    for (skill, taken) in seats {
        if taken {
            continue;
        }
        match vacant.iter_mut().find(|(other, _)| *other == skill) {
            Some((_, count)) => *count += 1,
            None => vacant.push((skill, 1)),
        }
    }
    vacant
}

fn seated(
    document: &Document,
    spec: &Roster,
    experts: &[Expert],
) -> (Vec<Shift>, Vec<(usize, Instant)>) {
    let Some(first) = spec.shifts.first() else {
        return Default::default();
    };
    // Who serves at the start is decided as of the start, however long the shift has run.
    let counts_from = |step: &ShiftStart| step.from.max(Instant::START);
    let mut instants = turnings(document, spec, counts_from(first));
    instants.extend(spec.shifts.iter().map(counts_from));
    instants.sort_unstable();
    instants.dedup();
    let mut filling = Filling::new(document, spec, experts, first.rotating);
    let mut steps = spec.shifts.iter().peekable();
    let mut shifts = Vec::with_capacity(instants.len());
    let mut tenure = Vec::new();
    for at in instants {
        let mut from = at;
        let mut alongside = at;
        let mut changes = false;
        filling.nations_leave(at);
        while let Some(step) = steps.next_if(|step| counts_from(step) == at) {
            from = step.from;
            alongside = step.alongside;
            changes = true;
            filling.hand_over(step);
        }
        if changes {
            filling.nations_join(at);
        }
        if filling.fill() || changes {
            let shift = filling.shift(from, changes);
            if shifts.is_empty() {
                tenure = filling.tenure();
            }
            shifts.push(Shift { alongside, ..shift });
        }
    }
    (shifts, tenure)
}

/// The seats of a roster while its shifts are worked out.
struct Filling<'w> {
    document: &'w Document,
    spec: &'w Roster,
    experts: &'w [Expert],
    /// Each seat: its skill, and who sits there.
    seats: Vec<(SkillIx, Option<usize>)>,
    /// Whose turn it was when a group of seats last changed hands.
    turns: Vec<NationIx>,
    /// When those who took the seats of a group then began to learn.
    began: Vec<Instant>,
    /// Groups to be filled.
    due: Vec<bool>,
    /// Whose turn it was last.
    rotating: NationIx,
    /// Nations that may take seats, by index.
    eligible: Vec<bool>,
    /// How often each expert has taken a seat.
    served: Vec<u32>,
    matching: Matching,
}

impl<'w> Filling<'w> {
    fn new(
        document: &'w Document,
        spec: &'w Roster,
        experts: &'w [Expert],
        first: NationIx,
    ) -> Self {
        let groups = spec.stagger.max(1) as usize;
        Self {
            document,
            spec,
            experts,
            seats: seats(spec).map(|skill| (skill, None)).collect(),
            turns: vec![first; groups],
            began: vec![Instant::START; groups],
            due: vec![false; groups],
            rotating: first,
            eligible: vec![false; document.nations.len()],
            served: vec![0; experts.len()],
            matching: Matching::default(),
        }
    }

    /// The seats of a group: they are dealt one by one, so that groups differ by one at most
    /// and each skill is spread over them.
    fn seats_of(&self, group: usize) -> impl Iterator<Item = usize> + use<> {
        (group..self.seats.len()).step_by(self.turns.len())
    }

    /// Takes the seats of nations that no longer take part.
    fn nations_leave(&mut self, at: Instant) {
        for (nation, eligible) in self.eligible.iter_mut().enumerate() {
            *eligible = *eligible && self.document.nations[nation].contributes(at);
        }
        let groups = self.turns.len();
        for (seat, (_, holder)) in self.seats.iter_mut().enumerate() {
            let nation = holder.and_then(|expert| self.experts[expert].nation);
            if nation.is_some_and(|nation| !self.eligible[nation.ix()]) {
                *holder = None;
                self.due[seat % groups] = true;
            }
        }
    }

    /// Lets those who have joined since the last changeover take seats from this one on.
    fn nations_join(&mut self, at: Instant) {
        for nation in self.spec.nations.iter().chain(&self.spec.lead) {
            self.eligible[nation.ix()] = self.document.nations[nation.ix()].contributes(at);
        }
    }

    /// Clears the seats of a changeover.
    fn hand_over(&mut self, step: &ShiftStart) {
        self.rotating = step.rotating;
        for group in 0..self.turns.len() {
            if step.group.is_none_or(|changing| changing as usize == group) {
                self.turns[group] = step.rotating;
                self.began[group] = step.alongside;
                self.due[group] = true;
                for seat in self.seats_of(group) {
                    self.seats[seat].1 = None;
                }
            }
        }
    }

    /// Everyone who sits, and since when.
    fn tenure(&self) -> Vec<(usize, Instant)> {
        let groups = self.began.len();
        let seats = self.seats.iter().enumerate();
        seats
            .filter_map(|(seat, (_, holder))| Some(((*holder)?, self.began[seat % groups])))
            .collect()
    }

    /// Fills the groups that are due; true if there were any.
    fn fill(&mut self) -> bool {
        let mut any = false;
        for group in 0..self.turns.len() {
            if std::mem::take(&mut self.due[group]) {
                any = true;
                self.fill_group(group);
            }
        }
        any
    }

    /// Those who sit in the group's seats stay, though perhaps on another of them. Then come
    /// the rotating nation, the lead, and the others from the rotating one on; within a
    /// nation those who have served least, then the least versatile.
    fn fill_group(&mut self, group: usize) {
        let order = self.order(self.turns[group]);
        let mut offered: Vec<usize> = Vec::new();
        offered.extend(self.seats_of(group).filter_map(|seat| self.seats[seat].1));
        let stay = offered.len();
        let mut seated = ExpertSet::EMPTY;
        for expert in self.seats.iter().filter_map(|(_, holder)| *holder) {
            seated.insert(expert);
        }
        let mut others: Vec<(usize, u32, usize)> = Vec::new();
        for (number, expert) in self.experts.iter().enumerate() {
            let Some(nation) = expert.nation else {
                continue;
            };
            if seated.contains(number) || !self.eligible[nation.ix()] {
                continue;
            }
            if let Some(rank) = order.iter().position(|other| *other == nation) {
                others.push((rank, self.served[number], number));
            }
        }
        others.sort_unstable();
        offered.extend(others.into_iter().map(|(.., number)| number));
        let skills = self.seats_of(group).map(|seat| (self.seats[seat].0.0, 1));
        self.matching.begin(skills);
        // Offers are counted only while seats are left.
        for (nth, number) in offered.iter().enumerate() {
            let taken = self.matching.offer(self.experts[*number].skills);
            if taken && nth >= stay {
                self.served[*number] += 1;
            }
        }
        let holders = self.seats_of(group).zip(self.matching.holders());
        for (seat, offer) in holders {
            self.seats[seat].1 = offer.map(|nth| offered[usize::from(nth)]);
        }
    }

    fn order(&self, rotating: NationIx) -> Vec<NationIx> {
        let nations = &self.spec.nations;
        let turn = nations.iter().position(|nation| *nation == rotating);
        let (before, after) = nations.split_at(turn.unwrap_or(0));
        let mut order = vec![rotating];
        order.extend(self.spec.lead);
        order.extend(after.iter().chain(before));
        order
    }

    /// The seats as they are. Between changeovers a shift is named after the nation whose
    /// turn it is while that takes part, else after the first in order that sits.
    fn shift(&self, from: Instant, changes: bool) -> Shift {
        let mut on_duty = ExpertSet::EMPTY;
        for expert in self.seats.iter().filter_map(|(_, holder)| *holder) {
            on_duty.insert(expert);
        }
        let rotating = if changes || self.eligible[self.rotating.ix()] {
            Some(self.rotating)
        } else {
            let sits = |nation: &NationIx| {
                let mut nations = on_duty.iter().map(|expert| self.experts[expert].nation);
                nations.any(|other| other == Some(*nation))
            };
            self.order(self.rotating).into_iter().find(sits)
        };
        let taken = self
            .seats
            .iter()
            .map(|(skill, holder)| (*skill, holder.is_some()));
        Shift {
            from,
            alongside: from,
            rotating,
            on_duty,
            vacant: vacant(taken),
        }
    }
}
