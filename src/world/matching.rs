//! Which experts can cover which seats: bipartite matching by augmenting paths.
//!
//! Experts are offered one by one in order of preference; each is kept if the crew so far can
//! still be completed around them. Sets of experts that can be matched form a matroid
//! (Edmonds & Fulkerson 1965, transversal matroids), so this greedy choice yields a crew of
//! the greatest size and, among those, the one of best preference.

/// Seats of a crew, one entry per seat: the bit of the skill it asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matching {
    seats: Vec<u64>,
    holder: Vec<Option<u16>>,
    skills: Vec<u64>,
    visited: Vec<bool>,
    filled: usize,
}

impl Matching {
    /// Starts anew with a crew's needs: (skill, how many).
    pub(crate) fn begin(&mut self, crew: impl IntoIterator<Item = (u32, u32)>) {
        self.seats.clear();
        self.skills.clear();
        for (skill, count) in crew {
            for _ in 0..count {
                self.seats.push(1 << skill);
            }
        }
        self.holder.clear();
        self.holder.resize(self.seats.len(), None);
        self.visited.clear();
        self.visited.resize(self.seats.len(), false);
        self.filled = 0;
    }

    /// True once every seat is taken.
    pub(crate) fn is_complete(&self) -> bool {
        self.filled == self.seats.len()
    }

    /// Offers an expert with a set of skills; true if the crew takes them.
    pub(crate) fn offer(&mut self, skills: u64) -> bool {
        if self.is_complete() {
            return false;
        }
        let number = self.skills.len() as u16;
        debug_assert!(self.skills.len() < usize::from(u16::MAX));
        self.skills.push(skills);
        self.visited.fill(false);
        let taken = self.augment(number);
        if taken {
            self.filled += 1;
        }
        taken
    }

    fn augment(&mut self, number: u16) -> bool {
        let skills = self.skills[usize::from(number)];
        for seat in 0..self.seats.len() {
            if self.seats[seat] & skills == 0 || self.visited[seat] {
                continue;
            }
            self.visited[seat] = true;
            let free = match self.holder[seat] {
                None => true,
                Some(other) => self.augment(other),
            };
            if free {
                self.holder[seat] = Some(number);
                return true;
            }
        }
        false
    }

    /// The offer (counted from 0) that sits on each seat.
    pub(crate) fn holders(&self) -> &[Option<u16>] {
        &self.holder
    }
}
