//! Which assets of a large infrastructure are drawn.

use super::look::PAGE_WIDTH;

/// Assets that a page, and a narrower sheet, can hold so that they can be read.
const ON_A_PAGE: usize = 40;
const ON_LESS: usize = 18;
/// What an asset is worth to the picture that another one needs, as a part of that one's loss.
const NEEDED: f64 = 0.5;

/// The assets that say most, in order: those on a way to a missed milestone, then those that lose
/// most and those that such ones need. `losses` are by asset; `links` lead from who needs to whom.
pub(super) fn chosen(
    losses: &[f64],
    links: impl Iterator<Item = (usize, usize)>,
    is_on_a_way: impl Fn(usize) -> bool,
    page: f64,
) -> Vec<usize> {
    let most = if page < PAGE_WIDTH * 0.75 {
        ON_LESS
    } else {
        ON_A_PAGE
    };
    let known = |ix: usize| losses.get(ix).map_or(0.0, |loss| loss.max(0.0));
    let mut worth: Vec<f64> = (0..losses.len()).map(known).collect();
    for (from, to) in links {
        if let Some(worth) = worth.get_mut(to) {
            *worth = worth.max(NEEDED * known(from));
        }
    }
    let mut order: Vec<usize> = (0..losses.len()).collect();
    order.sort_by(|a, b| {
        let ways = is_on_a_way(*b).cmp(&is_on_a_way(*a));
        ways.then(worth[*b].total_cmp(&worth[*a]))
    });
    order.truncate(most);
    order.sort_unstable();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_loses_most_is_drawn_with_what_it_needs() {
        // Asset 299 loses most and needs 0; 150 is on a way.
        let mut losses = vec![1.0; 300];
        (losses[0], losses[150], losses[299]) = (0.0, 0.0, 100.0);
        let order = chosen(&losses, [(299, 0)].into_iter(), |ix| ix == 150, PAGE_WIDTH);
        assert_eq!(order.len(), ON_A_PAGE);
        assert!(
            [0, 150, 299].iter().all(|ix| order.contains(ix)),
            "{order:?}"
        );
        let few = chosen(&[1.0, f64::NAN], std::iter::empty(), |_| false, 480.0);
        assert_eq!(few, [0, 1]);
    }
}
