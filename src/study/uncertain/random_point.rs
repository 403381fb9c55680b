//! Points over the assumptions that are independent of each other.

use crate::scenario::assumption::{Extent, Pick};

use super::super::sweep::draws::{Draws, Purpose};

/// The point of a number: every assumption is drawn from what it may be, independently of the
/// others and of all other points. It depends on the seed and the number alone, not on how many
/// points there are.
///
/// So observations at successive points are independent and identically distributed, as a
/// sequential procedure needs them. The points of a [`Design`](super::Design) are not: within one
/// of its hypercubes each point keeps others out of its strata.
pub(crate) fn random_point(extents: &[Extent], seed: u64, number: u64) -> Vec<Pick> {
    let mut draws = Draws::numbered(seed, Purpose::RandomPoint, number);
    let pick = |extent: &Extent| match extent {
        Extent::Places | Extent::Values(_) => Pick::Place(draws.unit()),
        Extent::Orders(items) => {
            let mut order: Vec<usize> = (0..*items).collect();
            draws.shuffle(&mut order);
            Pick::Order(order)
        }
    };
    extents.iter().map(pick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENTS: [Extent; 3] = [Extent::Places, Extent::Values(3), Extent::Orders(3)];

    #[test]
    fn a_point_depends_on_its_seed_and_number_alone() {
        let all: Vec<_> = (0..50).map(|it| random_point(&EXTENTS, 4, it)).collect();
        for (number, point) in all.iter().enumerate().rev() {
            assert_eq!(*point, random_point(&EXTENTS, 4, number as u64));
            assert!(!all[..number].contains(point), "{number}");
        }
        assert_ne!(all[0], random_point(&EXTENTS, 5, 0));
    }

    #[test]
    fn points_are_uniform_and_independent_of_their_neighbours() {
        // 6,000 points: a count of a sixth has the standard deviation 29, of a ninth 27.
        let (mut places, mut orders, mut pairs) = ([0_i32; 6], [0_i32; 6], [0_i32; 9]);
        let mut before = 0;
        for number in 0..6_000 {
            let point = random_point(&EXTENTS, 11, number);
            let [Pick::Place(a), Pick::Place(b), Pick::Order(order)] = &point[..] else {
                panic!("{point:?}");
            };
            places[(a * 6.0) as usize] += 1;
            orders[order[0] * 2 + usize::from(order[1] > order[2])] += 1;
            let class = (b * 3.0) as usize;
            pairs[before * 3 + class] += 1;
            before = class;
        }
        for count in places.iter().chain(&orders) {
            assert!((count - 1_000).abs() < 116, "{places:?} {orders:?}");
        }
        assert!(pairs.iter().all(|it| (it - 667).abs() < 108), "{pairs:?}");
    }
}
