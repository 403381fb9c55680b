//! Sobol' sequences: points that fill a cube evenly, the more the better.
//!
//! Sobol' (1967, USSR Comput. Math. Math. Phys. 7:86), in the Gray-code order of Antonov &
//! Saleev (1979), with the direction numbers of Joe & Kuo (2008, SIAM J. Sci. Comput. 30:2635;
//! their file new-joe-kuo-6.21201), which are good in all pairs of dimensions.

/// Degree, inner coefficients as bits, and first direction numbers, from the second dimension
/// on.
const JOE_KUO: [(u32, u32, &[u32]); 31] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
    (5, 13, &[1, 1, 1, 3, 11]),
    (5, 14, &[1, 3, 5, 5, 31]),
    (6, 1, &[1, 3, 3, 9, 7, 49]),
    (6, 13, &[1, 1, 1, 15, 21, 21]),
    (6, 16, &[1, 3, 1, 13, 27, 49]),
    (6, 19, &[1, 1, 1, 15, 7, 5]),
    (6, 22, &[1, 3, 1, 15, 13, 25]),
    (6, 25, &[1, 1, 5, 5, 19, 61]),
    (7, 1, &[1, 3, 7, 11, 23, 15, 103]),
    (7, 4, &[1, 3, 7, 13, 13, 15, 69]),
    (7, 7, &[1, 1, 3, 13, 7, 35, 63]),
    (7, 8, &[1, 3, 5, 9, 1, 25, 53]),
    (7, 14, &[1, 3, 1, 13, 9, 35, 107]),
    (7, 19, &[1, 3, 1, 5, 27, 61, 31]),
    (7, 21, &[1, 1, 5, 11, 19, 41, 61]),
    (7, 28, &[1, 3, 5, 3, 3, 13, 69]),
    (7, 31, &[1, 1, 7, 13, 1, 19, 1]),
    (7, 32, &[1, 3, 7, 5, 13, 19, 59]),
    (7, 37, &[1, 1, 3, 9, 25, 29, 41]),
    (7, 41, &[1, 3, 5, 13, 23, 1, 55]),
    (7, 42, &[1, 3, 7, 3, 13, 59, 17]),
];

/// Most dimensions.
pub(super) const DIMENSIONS: usize = JOE_KUO.len() + 1;

const BITS: usize = 32;

/// The points of a sequence, one after the other.
#[derive(Clone, Debug)]
pub(super) struct SobolSequence {
    directions: Vec<[u32; BITS]>,
    state: Vec<u32>,
    shift: Vec<u32>,
    index: u32,
}

impl SobolSequence {
    /// The plain sequence, whose first point is the origin; dimensions beyond [`DIMENSIONS`]
    /// are left out.
    #[cfg(test)]
    pub(crate) fn new(dimensions: usize) -> Self {
        Self::shifted(dimensions, || 0)
    }

    /// The sequence with each dimension's bits changed by a random word: a digital shift,
    /// which keeps points as even as they were, none of them on the edge (Owen 2022, "On
    /// dropping the first Sobol' point", on why none should be left out instead).
    pub(super) fn shifted(dimensions: usize, mut bits: impl FnMut() -> u32) -> Self {
        let dimensions = dimensions.min(DIMENSIONS);
        Self {
            directions: (0..dimensions).map(directions).collect(),
            state: vec![0; dimensions],
            shift: (0..dimensions).map(|_| bits()).collect(),
            index: 0,
        }
    }
}

impl Iterator for SobolSequence {
    type Item = Vec<f64>;

    /// The next point, each coordinate from 0 to below 1.
    fn next(&mut self) -> Option<Vec<f64>> {
        let shifted = self.state.iter().zip(&self.shift);
        let point = shifted
            .map(|(state, shift)| f64::from(state ^ shift) / 4_294_967_296.0)
            .collect();
        let bit = (!self.index).trailing_zeros() as usize;
        for (state, directions) in self.state.iter_mut().zip(&self.directions) {
            *state ^= directions.get(bit)?;
        }
        self.index += 1;
        Some(point)
    }
}

/// Direction numbers of a dimension, as binary fractions.
fn directions(dimension: usize) -> [u32; BITS] {
    let mut v = [0_u32; BITS];
    let Some(&(degree, inner, first)) = dimension.checked_sub(1).and_then(|ix| JOE_KUO.get(ix))
    else {
        for (k, v) in v.iter_mut().enumerate() {
            *v = 1 << (BITS - 1 - k);
        }
        return v;
    };
    let degree = degree as usize;
    for (k, m) in first.iter().enumerate() {
        v[k] = m << (BITS - 1 - k);
    }
    for k in degree..BITS {
        v[k] = v[k - degree] ^ (v[k - degree] >> degree);
        for j in 1..degree {
            if (inner >> (degree - 1 - j)) & 1 == 1 {
                v[k] ^= v[k - j];
            }
        }
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_points_are_the_known_ones() {
        // The first eight points in three dimensions, in Gray-code order (Joe & Kuo's own
        // example).
        let known = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
        ];
        let points: Vec<Vec<f64>> = SobolSequence::new(3).take(8).collect();
        for (point, known) in points.iter().zip(known) {
            assert_eq!(point, &known);
        }
    }

    #[test]
    fn every_dimension_has_one_point_in_each_stratum() {
        for shifted in [false, true] {
            let mut state = 7_u32;
            let sequence = SobolSequence::shifted(DIMENSIONS, || {
                state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
                if shifted { state } else { 0 }
            });
            let points: Vec<Vec<f64>> = sequence.take(256).collect();
            for dimension in 0..DIMENSIONS {
                let mut strata = [0; 256];
                for point in &points {
                    strata[(point[dimension] * 256.0) as usize] += 1;
                }
                assert_eq!(strata, [1; 256], "dimension {dimension}");
            }
        }
    }

    #[test]
    fn the_first_two_dimensions_are_a_net() {
        // Every box of area 1/64 with sides that are powers of two holds one of 64 points.
        let points: Vec<Vec<f64>> = SobolSequence::new(2).take(64).collect();
        for wide in 0..=6 {
            let (columns, rows) = (1 << wide, 64 >> wide);
            let mut boxes = vec![0; 64];
            for point in &points {
                let column = (point[0] * f64::from(columns)) as usize;
                let row = (point[1] * f64::from(rows)) as usize;
                boxes[column * rows as usize + row] += 1;
            }
            assert!(boxes.iter().all(|count| *count == 1), "{columns} × {rows}");
        }
    }

    #[test]
    fn all_dimensions_are_independent_bit_by_bit() {
        // Each dimension's direction numbers form a triangle with ones on the diagonal, so no
        // point comes twice.
        for dimension in 0..DIMENSIONS {
            for (k, v) in directions(dimension).iter().enumerate() {
                assert_eq!(
                    v.trailing_zeros() as usize,
                    BITS - 1 - k,
                    "{dimension}, {k}"
                );
            }
        }
    }
}
