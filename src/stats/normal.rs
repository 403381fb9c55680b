//! Quantiles of the standard normal distribution.

/// The `p` quantile of the standard normal distribution: algorithm AS 241, PPND16 (Wichura
/// 1988, Applied Statistics 37, 477–484), relative accuracy about 1e-16; the same bits on
/// every platform.
///
/// `NaN` unless `0 < p < 1`.
///
/// # Examples
///
/// ```
/// assert!((sortie::inside::stats::normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_66e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_545e3,
    ];
    const C: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const E: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ];
    let ratio = |x: f64, top: &[f64; 8], bottom: &[f64; 8]| {
        let horner = |c: &[f64; 8]| {
            c.iter()
                .rev()
                .fold(0.0, |sum, coefficient| sum * x + coefficient)
        };
        horner(top) / horner(bottom)
    };
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(0.180_625 - q * q, &A, &B);
    }
    let tail = p.min(1.0 - p);
    // Not a number from here on unless 0 < p < 1.
    let r = libm::sqrt(-libm::log(tail));
    let size = if r <= 5.0 {
        ratio(r - 1.6, &C, &D)
    } else {
        ratio(r - 5.0, &E, &F)
    };
    size.copysign(q)
}

/// The standard normal distribution function, ½ erfc(−x / √2): the same bits on every platform.
///
/// # Examples
///
/// ```
/// assert!((sortie::inside::stats::normal_cdf(1.959_963_984_540_054) - 0.975).abs() < 1e-15);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    libm::erfc(-x / std::f64::consts::SQRT_2) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_quantile_matches_published_values() {
        // Wichura 1988, and 97.5% and 90% as every table has them.
        for (p, z) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.975, 1.959_963_984_540_054),
            (0.9, 1.281_551_565_544_600_4),
        ] {
            assert!((normal_quantile(p) - z).abs() < 1e-14 * z.abs(), "{p}");
        }
    }

    #[test]
    fn the_distribution_undoes_the_quantile() {
        // Φ(1) as tables have it; 1e-20 is Wichura's.
        for (z, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.0, 0.158_655_253_931_457_05),
            (1.959_963_984_540_054, 0.975),
            (-9.262_340_089_798_408, 1e-20),
        ] {
            assert!((normal_cdf(z) / p - 1.0).abs() < 1e-13, "{z}");
        }
    }

    #[test]
    fn outside_it_is_not_a_number() {
        for p in [
            0.0,
            1.0,
            -0.1,
            1.1,
            -1e9,
            f64::INFINITY,
            -f64::INFINITY,
            f64::NAN,
        ] {
            assert!(normal_quantile(p).is_nan(), "{p}");
        }
    }
}
