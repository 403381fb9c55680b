//! Upright lines with flags above a plot, for election days and deadlines: flags neither
//! touch each other nor cover another's line.

use super::canvas::Canvas;
use super::frame::SMALL;
use super::mark::{Area, Lettering, Pen};
use super::palette::INK;
use super::scale::Scale;

/// Height of a row of flags.
const ROW: f64 = 19.0;
/// Room between a line and its flag's words, and between two flags.
const GAP: f64 = 5.0;
/// Flags for which every choice of sides is tried; with more, all point right.
const MOST_TRIED: usize = 10;

/// Lines with flags, and where they stand.
#[derive(Debug, Default)]
pub(super) struct Flags {
    flags: Vec<Flag>,
    rows: usize,
}

#[derive(Clone, Debug)]
struct Flag {
    x: f64,
    from: f64,
    to: f64,
    right: bool,
    row: usize,
    words: String,
}

const LETTERING: Lettering = Lettering::new(SMALL, INK).bold();

impl Flags {
    /// Finds places for the marks (value and words) that lie on the scale, with flags
    /// between the pixels `left` and `right`: the fewest rows first, then the lowest flags.
    pub(super) fn place<'a>(
        marks: impl IntoIterator<Item = (f64, &'a str)>,
        scale: Scale,
        left: f64,
        right: f64,
    ) -> Self {
        let mut days: Vec<(f64, &str)> = marks
            .into_iter()
            .filter(|(value, _)| scale.holds(*value))
            .map(|(value, words)| (scale.place(value), words))
            .collect();
        days.sort_by(|a, b| a.0.total_cmp(&b.0));
        let choices = if days.len() <= MOST_TRIED {
            1_u32 << days.len()
        } else {
            1
        };
        (0..choices)
            .map(|choice| {
                let flags = days
                    .iter()
                    .enumerate()
                    .map(|(i, (x, label))| {
                        Flag::new(
                            *x,
                            label,
                            choice.checked_shr(i as u32).unwrap_or(0) & 1 == 0,
                            left,
                            right,
                        )
                    })
                    .collect();
                stack(flags)
            })
            .min_by_key(|(cost, _)| *cost)
            .map(|(_, flags)| Self {
                rows: flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0),
                flags,
            })
            .unwrap_or_default()
    }

    /// The pixels at which lines stand.
    pub(super) fn lines(&self) -> impl Iterator<Item = f64> {
        self.flags.iter().map(|flag| flag.x)
    }

    /// Height of all flags above a plot.
    pub(super) fn height(&self) -> f64 {
        if self.rows == 0 {
            0.0
        } else {
            self.rows as f64 * ROW + 4.0
        }
    }

    /// Draws lines over `plot` up to flags whose lowest row starts at pixel `base`.
    pub(super) fn draw(&self, canvas: &mut Canvas, plot: Area, base: f64) {
        for flag in &self.flags {
            let baseline = base - flag.row as f64 * ROW - 8.0;
            let top = baseline - SMALL * 0.78;
            canvas.line(
                (flag.x, plot.bottom),
                (flag.x, top),
                Pen::dashed(INK, 1.2, &[4.0, 3.0]),
            );
            if flag.right {
                canvas.text((flag.from, baseline), &flag.words, LETTERING);
            } else {
                canvas.text((flag.to, baseline), &flag.words, LETTERING.end());
            }
        }
    }
}

impl Flag {
    fn new(x: f64, label: &str, right: bool, left_edge: f64, right_edge: f64) -> Self {
        let room = if right { right_edge - x } else { x - left_edge } - GAP;
        let words = LETTERING.cut(label, room.max(0.0));
        let width = LETTERING.width(&words);
        let (from, to) = if right {
            (x + GAP, x + GAP + width)
        } else {
            (x - GAP - width, x - GAP)
        };
        Self {
            x,
            from,
            to,
            right,
            row: 0,
            words,
        }
    }

    fn covers(&self, x: f64) -> bool {
        x > self.from - GAP + 1.0 && x < self.to + GAP - 1.0
    }

    fn touches(&self, other: &Self) -> bool {
        self.from < other.to + 2.0 * GAP && other.from < self.to + 2.0 * GAP
    }
}

/// Gives each flag its row and the whole its cost: words cut, rows, sum of rows, flags that
/// point left. A flag must stand above those whose lines it covers.
fn stack(mut flags: Vec<Flag>) -> ((usize, usize, usize, usize), Vec<Flag>) {
    let count = flags.len();
    // A flag is put down once every flag that must stand below it is.
    let mut waiting: Vec<usize> = (0..count).rev().collect();
    let mut done: Vec<usize> = Vec::new();
    let mut blocked = 0;
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|&i| {
            waiting
                .iter()
                .all(|&j| j == i || !flags[i].covers(flags[j].x))
        });
        // Two flags that cover each other's lines have no good order: any will do, at a cost.
        blocked += usize::from(ready.is_none());
        let i = waiting.remove(ready.unwrap_or(0));
        let lowest = done
            .iter()
            .filter(|&&j| flags[i].covers(flags[j].x))
            .map(|&j| flags[j].row + 1)
            .max()
            .unwrap_or(0);
        let row = (lowest..=count)
            .find(|row| {
                done.iter().all(|&j| {
                    let beside = flags[j].row == *row && flags[i].touches(&flags[j]);
                    let through = flags[j].row <= *row && flags[j].covers(flags[i].x);
                    !beside && !through
                })
            })
            .unwrap_or_else(|| {
                blocked += 1;
                count
            });
        flags[i].row = row;
        done.push(i);
    }
    let cut = flags
        .iter()
        .filter(|flag| flag.words.ends_with('…'))
        .count();
    let rows = flags.iter().map(|flag| flag.row).max().unwrap_or(0);
    let sum = flags.iter().map(|flag| flag.row).sum();
    let left = flags.iter().filter(|flag| !flag.right).count();
    ((blocked + cut, rows, sum, left), flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(days: &[(f64, &str)]) -> Flags {
        Flags::place(
            days.iter().copied(),
            Scale::linear((0.0, 1000.0), (0.0, 1000.0)),
            0.0,
            1000.0,
        )
    }

    #[test]
    fn flags_touch_neither_flags_nor_lines() {
        let placed = place(&[
            (300.0, "municipal councils"),
            (340.0, "mayors, second round"),
            (900.0, "President, first round"),
            (940.0, "President, second round, and European Parliament"),
        ]);
        for (i, one) in placed.flags.iter().enumerate() {
            assert!(
                one.from >= 0.0 && one.to <= 1000.0,
                "{} leaves the sheet",
                one.words
            );
            for (j, other) in placed.flags.iter().enumerate() {
                if i != j {
                    assert!(one.row != other.row || one.to < other.from || other.to < one.from);
                    assert!(!one.covers(other.x) || one.row > other.row);
                }
            }
        }
    }

    #[test]
    fn a_crowd_of_days_still_has_places() {
        let days: Vec<(f64, &str)> = (0..40)
            .map(|k| (f64::from(k) * 25.0, "a day to vote"))
            .collect();
        assert_eq!(place(&days).flags.len(), 40);
        assert_eq!(
            place(&[(500.0, "one"), (500.0, "two"), (f64::NAN, "never")])
                .flags
                .len(),
            2
        );
    }
}
