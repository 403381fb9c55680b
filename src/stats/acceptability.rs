//! What is best when effect is weighed against cost: who is best on average at each worth of a
//! unit of effect, and how surely.
//!
//! With a worth of a unit of effect λ, option i has the net benefit λ gᵢ − cᵢ (Stinnett & Mullahy
//! 1998, Medical Decision Making 18:S68). The chance that it has the greatest, as λ grows, is its
//! acceptability curve (van Hout et al. 1994, Health Economics 3:309); the option with the
//! greatest on average need not be the likeliest to have it, so it is told apart: the frontier
//! (Fenwick, Claxton & Sculpher 2001, Health Economics 10:779).

use super::chances;

/// From which worth on which option is best on average: `(worth, option)`, from worth 0 on.
/// `options` are costs and gains. Of options alike the first is taken.
pub(crate) fn frontier(options: &[(f64, f64)]) -> Vec<(f64, usize)> {
    let usable = |it: &usize| options[*it].0.is_finite() && options[*it].1.is_finite();
    let cheapest = (0..options.len()).filter(usable).reduce(|best, it| {
        let (a, b) = (options[best], options[it]);
        if b.0 < a.0 || b.0 <= a.0 && b.1 > a.1 {
            it
        } else {
            best
        }
    });
    let Some(mut now) = cheapest else {
        return Vec::new();
    };
    let mut found = vec![(0.0, now)];
    loop {
        // The one that overtakes first; of several at once the one that gains most.
        let overtakes = |it: usize| {
            let more = options[it].1 - options[now].1;
            (more > 0.0).then(|| ((options[it].0 - options[now].0) / more, it))
        };
        let next = (0..options.len()).filter(usable).filter_map(overtakes);
        let next = next.reduce(|best, it| {
            let first = it.0 < best.0 || it.0 <= best.0 && options[it.1].1 > options[best.1].1;
            if first { it } else { best }
        });
        let Some((worth, option)) = next else {
            return found;
        };
        found.push((worth, option));
        now = option;
    }
}

/// The chance of each option to have the greatest net benefit at a worth; rows of costs and gains
/// are cases, one as likely as another. Ties are shared.
pub(crate) fn acceptability(costs: &[Vec<f64>], gains: &[Vec<f64>], worth: f64) -> Vec<f64> {
    let net: Vec<Vec<f64>> = costs
        .iter()
        .zip(gains)
        .map(|(costs, gains)| {
            let pairs = costs.iter().zip(gains);
            pairs.map(|(cost, gain)| worth * gain - cost).collect()
        })
        .collect();
    chances(&net)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frontier_is_the_upper_envelope_of_net_benefits() {
        // Costs and gains: 3 is dominated by 2, 4 extendedly dominated by 0 and 2.
        let options = [
            (0.0, 0.0),
            (30.0, 4.0),
            (10.0, 2.0),
            (12.0, 1.0),
            (8.0, 1.0),
        ];
        assert_eq!(frontier(&options), [(0.0, 0), (5.0, 2), (10.0, 1)]);
        // At every worth the option on it has the greatest net benefit.
        let best = |worth: f64| {
            let net = |it: &(f64, f64)| worth * it.1 - it.0;
            options.iter().map(net).fold(f64::NEG_INFINITY, f64::max)
        };
        for step in 0..200 {
            let worth = f64::from(step) / 10.0 + 0.01;
            let found = frontier(&options);
            let (_, option) = found.iter().rev().find(|it| it.0 <= worth).expect("one");
            let (cost, gain) = options[*option];
            assert!((worth * gain - cost - best(worth)).abs() < 1e-12, "{worth}");
        }
        // The cheapest is also the best: nothing else ever is.
        assert_eq!(frontier(&[(5.0, 1.0), (1.0, 2.0)]), [(0.0, 1)]);
        // Of the same cost the better one, from the start.
        assert_eq!(frontier(&[(1.0, 1.0), (1.0, 2.0)]), [(0.0, 1)]);
        assert_eq!(frontier(&[(f64::NAN, 1.0)]), []);
    }

    #[test]
    fn chances_change_where_net_benefits_cross() {
        // Gains of the second over the first: 1, 2, 4 and 10, for a cost of 10.
        let costs = vec![vec![0.0, 10.0]; 4];
        let gains: Vec<Vec<f64>> = [1.0, 2.0, 4.0, 10.0].map(|it| vec![0.0, it]).to_vec();
        for (worth, second) in [
            (0.0, 0.0),
            (1.5, 0.25),
            (3.0, 0.5),
            (6.0, 0.75),
            (11.0, 1.0),
        ] {
            let found = acceptability(&costs, &gains, worth);
            assert_eq!(found, [1.0 - second, second], "{worth}");
        }
        // A tie is shared.
        assert_eq!(acceptability(&costs[..1], &gains[..1], 10.0), [0.5, 0.5]);
    }
}
