//! How far an empirical distribution can be from the true one.

/// Half the height of the band around the empirical distribution function of `n` independent
/// values that holds the whole true one with `confidence`: √(ln(2/α) / 2n) (Dvoretzky, Kiefer
/// & Wolfowitz 1956, Annals of Mathematical Statistics 27:642, with the constant of Massart
/// 1990, Annals of Probability 18:1269).
///
/// It holds for every n and every distribution. `n` counts independent values: replications,
/// not the incidents within one. `None` without values or unless `0 < confidence < 1`.
///
/// # Examples
///
/// ```
/// let half = sortie::stats::dkw_band(1_000, 0.95).unwrap();
/// assert!((half - 0.042_95).abs() < 1e-5);
/// ```
pub fn dkw_band(n: u64, confidence: f64) -> Option<f64> {
    let sensible = n > 0 && confidence > 0.0 && confidence < 1.0;
    sensible.then(|| (libm::log(2.0 / (1.0 - confidence)) / (2.0 * n as f64)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::dice::Dice;

    #[test]
    fn the_usual_factors() {
        // √(ln 40 / 2) = 1.3581 and √(ln 200 / 2) = 1.6276: the factors of Kolmogorov's test
        // for large n (Smirnov 1948), over √n.
        for (n, confidence, want) in [(1, 0.95, 1.3581), (100, 0.95, 0.135_81), (1, 0.99, 1.6276)] {
            let half = dkw_band(n, confidence).unwrap();
            assert!((half - want).abs() < 5e-5, "{half}");
        }
        assert_eq!(dkw_band(0, 0.95), None);
        assert_eq!(dkw_band(9, 1.0), None);
        assert_eq!(dkw_band(9, 0.0), None);
        assert_eq!(dkw_band(9, -0.5), None);
        assert_eq!(dkw_band(9, f64::NAN), None);
    }

    #[test]
    fn the_whole_curve_lies_inside_as_often_as_promised() {
        // 1 000 samples of 40 uniforms: below 929 of 950 expected is three standard deviations.
        let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
        let half = dkw_band(40, 0.95).unwrap();
        let mut inside = 0;
        for _ in 0..1000 {
            let mut sample: Vec<f64> = (0..40).map(|_| dice.uniform()).collect();
            sample.sort_by(f64::total_cmp);
            let widest = sample.iter().enumerate().fold(0.0, |widest: f64, (k, x)| {
                let (below, above) = (k as f64 / 40.0, (k + 1) as f64 / 40.0);
                widest.max((x - below).abs()).max((above - x).abs())
            });
            inside += u32::from(widest <= half);
        }
        assert!(inside >= 929, "{inside}");
    }
}
