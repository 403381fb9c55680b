//! Which possibilities of the assumptions are tried together.
//!
//! Points come in several small designs, each drawn anew: in each, every assumption has one point
//! in each of as many even strata as the design has points (a Latin hypercube). So each design
//! gives an estimate of its own, and their spread tells how far off the average of all is
//! (replicated Latin hypercubes: `McKay`, Beckman & Conover 1979, Technometrics 21:239).

use thiserror::Error;

use crate::scenario::assumption::{Extent, Pick};
use crate::scenario::factor::williams;
use crate::stats::Moments;

use super::super::sweep::design::latin_hypercube;
use super::super::sweep::draws::{Draws, Purpose};

/// Points of one design.
const EACH: usize = 8;

/// Fewest points: those of four designs.
pub(crate) const FEWEST: usize = 4 * EACH;

/// Most points.
pub(crate) const MOST: usize = 100_000;

/// Points over assumptions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Design {
    /// By point, then assumption. The points of a design follow each other.
    pub points: Vec<Vec<Pick>>,
    /// Designs.
    pub designs: usize,
}

/// A number of points that makes no design.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum DesignError {
    /// Too few.
    #[error(
        "{0} points are too few to tell luck from assumptions\n  give --points {FEWEST} or more"
    )]
    Few(usize),
    /// Too many.
    #[error("{0} points are more than the {MOST} that a study may have\n  give a smaller --points")]
    Many(usize),
}

impl Design {
    /// A design of about so many points: as many designs of eight as it takes. `seed` decides what
    /// is left to chance.
    ///
    /// # Errors
    /// If there are too few, or too many.
    pub(crate) fn new(extents: &[Extent], points: usize, seed: u64) -> Result<Self, DesignError> {
        if points < FEWEST {
            return Err(DesignError::Few(points));
        }
        if points > MOST {
            return Err(DesignError::Many(points));
        }
        let designs = points.div_ceil(EACH);
        let mut draws = Draws::new(seed, Purpose::Assumptions);
        let mut all = Vec::with_capacity(designs * EACH);
        for _ in 0..designs {
            let places = latin_hypercube(extents.len(), EACH, &mut draws);
            let squares: Vec<Vec<Vec<usize>>> = extents
                .iter()
                .map(|extent| match extent {
                    Extent::Orders(items) => balanced_orders(*items, &mut draws),
                    _ => Vec::new(),
                })
                .collect();
            all.extend(places.into_iter().map(|row| {
                let picks = row.into_iter().zip(&squares);
                picks
                    .map(|(place, square)| match square.len() {
                        0 => Pick::Place(place),
                        rows => {
                            let row = (place * rows as f64) as usize;
                            Pick::Order(square[row.min(rows - 1)].clone())
                        }
                    })
                    .collect()
            }));
        }
        Ok(Self {
            points: all,
            designs,
        })
    }

    /// The points of each design.
    pub(crate) const fn each(&self) -> usize {
        self.points.len() / self.designs
    }
}

impl Design {
    /// The averages that the designs give of values at some of the points: one of each design that
    /// has any of them. They are independent, so their spread tells how far off their mean is.
    pub(crate) fn averages(&self, points: &[usize], values: &[f64]) -> Moments {
        let mut all = Moments::new();
        for number in 0..self.designs {
            let own = number * self.each()..(number + 1) * self.each();
            let mut average = Moments::new();
            for (point, value) in points.iter().zip(values) {
                if own.contains(point) {
                    average.push(*value);
                }
            }
            if let Some(average) = average.mean() {
                all.push(average);
            }
        }
        all
    }
}

/// Orders in which every item comes in each place equally often, and right after each other item
/// equally often: those of a Williams square. Which item is which is drawn, and so
/// is the order of the orders, so each of them is any order with the same chance.
fn balanced_orders(items: usize, draws: &mut Draws) -> Vec<Vec<usize>> {
    let mut names: Vec<usize> = (0..items).collect();
    draws.shuffle(&mut names);
    let name = |order: Vec<usize>| order.into_iter().map(|item| names[item]).collect();
    let mut orders: Vec<Vec<usize>> = williams(items).into_iter().map(name).collect();
    draws.shuffle(&mut orders);
    orders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_balanced_in_place_and_in_neighbours() {
        for items in 2..=9 {
            let orders = balanced_orders(items, &mut Draws::new(3, Purpose::Assumptions));
            let each = orders.len() / items;
            for item in 0..items {
                for place in 0..items {
                    let there = orders.iter().filter(|order| order[place] == item).count();
                    assert_eq!(there, each, "{items}: {item} at {place}");
                }
                for other in (0..items).filter(|other| *other != item) {
                    let next = orders.iter().flat_map(|order| order.windows(2));
                    let next = next.filter(|pair| *pair == [item, other]).count();
                    assert_eq!(next, each, "{items}: {other} after {item}");
                }
            }
        }
    }

    #[test]
    fn every_design_covers_every_assumption() {
        let extents = [Extent::Places, Extent::Values(4), Extent::Orders(8)];
        let design = Design::new(&extents, 60, 1).expect("a design");
        assert_eq!(
            (design.designs, design.points.len(), design.each()),
            (8, 64, 8)
        );
        for points in design.points.chunks(8) {
            let (mut strata, mut values, mut firsts) = ([0; 8], [0; 4], [0; 8]);
            for point in points {
                let [Pick::Place(a), Pick::Place(b), Pick::Order(order)] = &point[..] else {
                    panic!("{point:?}");
                };
                strata[(a * 8.0) as usize] += 1;
                values[(b * 4.0) as usize] += 1;
                firsts[order[0]] += 1;
            }
            assert_eq!((strata, values, firsts), ([1; 8], [2; 4], [1; 8]));
        }
        assert_eq!(Design::new(&extents, 60, 1), Ok(design.clone()));
        assert_ne!(Design::new(&extents, 60, 2), Ok(design));
        assert_eq!(Design::new(&extents, 31, 1), Err(DesignError::Few(31)));
    }

    #[test]
    fn intervals_cover_the_mean_over_luck_and_assumptions_as_often_as_they_say() {
        // Curved in one assumption, a product of two others, the first item of an order, and luck:
        // the mean over all of it is (e − 1) + 1/4 + 2.5.
        let extents = [
            Extent::Places,
            Extent::Places,
            Extent::Values(5),
            Extent::Orders(6),
        ];
        let exact = std::f64::consts::E - 1.0 + 0.25 + 2.5;
        let studies = 500;
        let mut covered = 0;
        for seed in 0..studies {
            let design = Design::new(&extents, 64, seed).expect("a design");
            let mut luck = Draws::new(seed, Purpose::Resample);
            let values: Vec<f64> = design
                .points
                .iter()
                .map(|point| {
                    let [
                        Pick::Place(a),
                        Pick::Place(b),
                        Pick::Place(c),
                        Pick::Order(order),
                    ] = &point[..]
                    else {
                        panic!("{point:?}");
                    };
                    let noise = (0..6).map(|_| luck.unit() - 0.5).sum::<f64>();
                    libm::exp(*a) + b * c + order[0] as f64 + noise
                })
                .collect();
            let all: Vec<usize> = (0..values.len()).collect();
            let interval = design
                .averages(&all, &values)
                .interval(0.95)
                .expect("designs");
            covered += u32::from(interval.covers(exact));
        }
        let share = f64::from(covered) / studies as f64;
        assert!((0.93..=0.97).contains(&share), "{share}");
    }
}
