//! Moments that lie so far from all others that a year was probably mistyped.

use super::fate::RowFate;
use super::record::{Ended, Record};
use super::step::Step;

/// A gap of at least this share of the whole period, with few moments on one side, is suspicious;
/// in a steady record of eight or more moments it comes about by chance in less than one case in
/// sixty (the largest of the two outer spacings of uniform points exceeds half with probability
/// 2 × 2^-(n-1)).
const SHARE: f64 = 0.5;
/// And at least so long: a quarter of a year, ms.
const LEAST: f64 = 91.0 * 86_400_000.0;
/// Fewer moments than this say nothing.
const FEWEST: usize = 8;
/// At most this share of the moments may lie beyond the gap, or else the records simply pause.
const BEYOND: f64 = 0.05;

/// At most so many rows are named.
const NAMED: usize = 5;

/// A caution that names the rows beyond such a gap.
pub(super) fn far_out(records: &[Record], rows: &[RowFate]) -> Option<String> {
    let mut moments: Vec<(f64, usize, &str)> = Vec::new();
    for record in records.iter().filter(|it| rows[it.row].bad.is_none()) {
        if let Some(at) = record.occurred {
            moments.push((at.low, record.row, "occurred"));
        }
        for step in Step::ALL {
            if let Ended::Moment(at) = record.ended[step.ix()] {
                moments.push((at.high, record.row, step.moment()));
            }
        }
    }
    moments.sort_by(|a, b| a.0.total_cmp(&b.0));
    if moments.len() < FEWEST {
        return None;
    }
    let span = moments[moments.len() - 1].0 - moments[0].0;
    let gap = |k: usize| moments[k].0 - moments[k - 1].0;
    let widest = (1..moments.len()).max_by(|&a, &b| gap(a).total_cmp(&gap(b)))?;
    if gap(widest) < LEAST.max(SHARE * span) {
        return None;
    }
    let most = ((moments.len() as f64 * BEYOND) as usize).max(1);
    let (side, word) = if moments.len() - widest <= most {
        (&moments[widest..], "after")
    } else if widest <= most {
        (&moments[..widest], "before")
    } else {
        return None;
    };
    let mut named: Vec<String> = side
        .iter()
        .take(NAMED)
        .map(|(_, row, name)| format!("`{name}` of {}", rows[*row].place()))
        .collect();
    if side.len() > NAMED {
        named.push(format!("{} more", side.len() - NAMED));
    }
    let years = gap(widest) / (365.2425 * 86_400_000.0);
    Some(format!(
        "{} lies {years:.1} years {word} all else and stretches the period over which the rate \
         is taken: is a year mistyped?",
        named.join(" and ")
    ))
}
