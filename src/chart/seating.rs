//! Rows for a roster's seats: who follows whom in which row.

use std::ops::Range;

/// Experts of one nation who come and go together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Stint {
    /// Position in [`RosterStrip::nations`](super::RosterStrip::nations).
    pub nation: usize,
    /// How many.
    pub experts: u32,
    /// When they begin to learn alongside those before them; [`Stint::from`] if they don't.
    pub alongside: f64,
    /// First hour on duty.
    pub from: f64,
    /// First hour after it.
    pub to: f64,
}

/// A part of a stint on rows that lie together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seated {
    pub stint: Stint,
    pub rows: Range<usize>,
}

/// Gives the experts of each stint rows of their own for as long as it lasts. Whoever leaves
/// first sits at the top, so that rows that are freed together lie together. Experts for whom
/// no row is free are left out.
pub(super) fn seat(stints: &[Stint], rows: usize) -> Vec<Seated> {
    let mut order: Vec<&Stint> = stints
        .iter()
        .filter(|stint| stint.to > stint.from)
        .collect();
    order.sort_by(|a, b| {
        let when = a.from.total_cmp(&b.from).then(a.to.total_cmp(&b.to));
        when.then(a.nation.cmp(&b.nation))
    });
    let mut free_from = vec![f64::NEG_INFINITY; rows];
    let mut seated: Vec<Seated> = Vec::new();
    for stint in order {
        let mut left = stint.experts as usize;
        for (row, free) in free_from.iter_mut().enumerate() {
            if left == 0 {
                break;
            }
            if *free > stint.from {
                continue;
            }
            *free = stint.to;
            left -= 1;
            match seated.last_mut() {
                Some(last) if last.stint == *stint && last.rows.end == row => last.rows.end += 1,
                _ => seated.push(Seated {
                    stint: *stint,
                    rows: row..row + 1,
                }),
            }
        }
    }
    seated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stint(nation: usize, experts: u32, from: f64, to: f64) -> Stint {
        Stint {
            nation,
            experts,
            alongside: from,
            from,
            to,
        }
    }

    #[test]
    fn rows_freed_together_lie_together() {
        // Four seats in two groups, which change hands in turn.
        let stints = [
            stint(0, 2, 0.0, 20.0),
            stint(0, 2, 0.0, 10.0),
            stint(1, 2, 10.0, 30.0),
            stint(2, 3, 20.0, 30.0),
        ];
        let rows: Vec<(usize, Range<usize>)> = seat(&stints, 4)
            .into_iter()
            .map(|seated| (seated.stint.nation, seated.rows))
            .collect();
        // One of the last three finds no seat.
        assert_eq!(rows, [(0, 0..2), (0, 2..4), (1, 0..2), (2, 2..4)]);
    }
}
