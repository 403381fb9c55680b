//! Orders of the items of a list.

/// Most items of which every order is taken.
const MOST_ITEMS: usize = 4;

/// The orders that stand for all: every one of up to four items, else those of a Williams square.
/// The order of the list itself comes first.
pub(super) fn orders(items: usize) -> Vec<Vec<usize>> {
    if items <= MOST_ITEMS {
        let mut all = Vec::new();
        permute(&mut Vec::new(), items, &mut all);
        return all;
    }
    let square = williams(items);
    // Named so that the first row is the list as it stands.
    let mut names = vec![0; items];
    for (place, item) in square[0].iter().enumerate() {
        names[*item] = place;
    }
    let rows = square.iter();
    rows.map(|row| row.iter().map(|item| names[*item]).collect())
        .collect()
}

/// Every order that begins with `begun`, in dictionary order.
fn permute(begun: &mut Vec<usize>, items: usize, all: &mut Vec<Vec<usize>>) {
    if begun.len() == items {
        all.push(begun.clone());
        return;
    }
    for item in 0..items {
        if !begun.contains(&item) {
            begun.push(item);
            permute(begun, items, all);
            begun.pop();
        }
    }
}

/// Orders in which every item comes in each place equally often, and right after each other item
/// equally often (Williams 1949, Australian Journal of Scientific Research A 2:149): as many as
/// there are items, or twice as many if their number is odd.
pub(crate) fn williams(items: usize) -> Vec<Vec<usize>> {
    // 0, 1, n − 1, 2, n − 2, …: its neighbours' differences are all different.
    let first: Vec<usize> = (0..items)
        .map(|place| match place {
            0 => 0,
            place if place % 2 == 1 => place.div_ceil(2),
            place => items - place / 2,
        })
        .collect();
    let shifted = |shift: usize| -> Vec<usize> {
        let row = first.iter().map(|it| (it + shift) % items);
        row.collect()
    };
    let mut orders: Vec<Vec<usize>> = (0..items).map(shifted).collect();
    if items % 2 == 1 {
        let mirrored: Vec<Vec<usize>> = orders
            .iter()
            .map(|order| order.iter().rev().copied().collect())
            .collect();
        orders.extend(mirrored);
    }
    orders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_list_comes_first_and_all_are_different() {
        for (items, count) in [(2, 2), (3, 6), (4, 24), (5, 10), (6, 6), (7, 14)] {
            let mut all = orders(items);
            assert_eq!(all.len(), count);
            assert_eq!(all[0], (0..items).collect::<Vec<_>>());
            all.sort();
            all.dedup();
            assert_eq!(all.len(), count);
        }
    }
}
