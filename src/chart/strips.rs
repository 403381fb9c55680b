//! Strips of blocks under a calendar: phases, and who is on duty.

use super::canvas::Canvas;
use super::frame::{MARGIN, SMALL};
use super::mark::{Area, Lettering, Pen};
use super::palette::{BLOCK, GREY, INK, LINE, OTHER_BLOCK, SHADE};
use super::scale::{Scale, highest};

/// A block on a strip.
pub(super) struct Block<'a> {
    pub from: f64,
    pub to: f64,
    /// Written on it, or beside it; empty if the strip's name says it all.
    pub words: &'a str,
}

/// One row under the axis.
pub(super) struct Strip<'a> {
    pub name: &'a str,
    pub blocks: Vec<Block<'a>>,
}

const STRIP: f64 = 21.0;
const GAP: f64 = 4.0;
const HEAD: f64 = 22.0;
/// Words never take more room than this beyond the end of the axis.
const MOST_OVERHANG: f64 = 110.0;
/// Between a block and the words beside it.
const BESIDE: f64 = 5.0;
const WORDS: Lettering = Lettering::new(SMALL, INK);

/// Height of some strips with their heading.
pub(super) fn height(strips: usize) -> f64 {
    if strips == 0 {
        0.0
    } else {
        HEAD + strips as f64 * (STRIP + GAP) + 4.0
    }
}

/// Room that words of last blocks need beyond the end of the axis.
pub(super) fn overhang<'a>(strips: impl Iterator<Item = &'a Strip<'a>>, time: Scale) -> f64 {
    let beyond = strips
        .filter_map(|strip| strip.blocks.last())
        .filter(|block| block.to >= time.last())
        .map(|block| {
            let area = span(time, block, 0.0);
            let width = WORDS.width(block.words);
            if width + BESIDE > area.width() {
                width - 6.0
            } else {
                0.0
            }
        });
    highest(beyond).min(MOST_OVERHANG)
}

/// Draws strips under a heading; gives the height at which the next may start.
pub(super) fn draw(
    canvas: &mut Canvas,
    top: f64,
    plot: Area,
    time: Scale,
    head: &str,
    strips: &[Strip],
) -> f64 {
    if strips.is_empty() {
        return top;
    }
    canvas.text(
        (plot.left, top + HEAD - 6.0),
        head,
        Lettering::new(SMALL, GREY),
    );
    for (k, strip) in strips.iter().enumerate() {
        strip.draw(canvas, top + HEAD + k as f64 * (STRIP + GAP), plot, time);
    }
    top + height(strips.len())
}

impl Strip<'_> {
    fn draw(&self, canvas: &mut Canvas, top: f64, plot: Area, time: Scale) {
        let name = WORDS.cut(self.name, plot.left - MARGIN - 8.0);
        canvas.text_centered((plot.left - 8.0, top + STRIP / 2.0), &name, WORDS.end());
        canvas.fill(
            Area {
                left: plot.left,
                right: plot.right,
                top,
                bottom: top + STRIP,
            },
            SHADE,
        );
        let mut other = false;
        let mut free = plot.left;
        let mut before: Option<&Block> = None;
        for (n, block) in self.blocks.iter().enumerate() {
            let area = span(time, block, top);
            // One nation takes over from another.
            let changeover = before.is_some_and(|before| (before.to - block.from).abs() < 1e-6);
            other = changeover && !other;
            canvas.fill(
                area,
                match (block.words.is_empty(), other) {
                    (true, _) => LINE,
                    (false, true) => OTHER_BLOCK,
                    (false, false) => BLOCK,
                },
            );
            if changeover {
                canvas.line(
                    (area.left, top - 3.0),
                    (area.left, area.bottom),
                    Pen::solid(INK, 1.6),
                );
            }
            let next = self.blocks.get(n + 1);
            let room = (free, next.map_or(plot.right, |next| time.place(next.from)));
            free = area.right;
            let middle = area.center().1;
            match Seat::of(block, time, room) {
                Seat::On => canvas.text_centered(area.center(), block.words, WORDS.middle()),
                Seat::After(end) => {
                    canvas.text_centered((area.right + BESIDE, middle), block.words, WORDS);
                    free = end;
                }
                Seat::Before(_) => {
                    canvas.text_centered((area.left - BESIDE, middle), block.words, WORDS.end());
                }
                Seat::Nowhere => write_what_fits(canvas, area, block.words),
            }
            before = Some(block);
        }
    }
}

/// Writes as much of the words on a block as fits.
fn write_what_fits(canvas: &mut Canvas, area: Area, words: &str) {
    let words = WORDS.cut(words, area.width() - 6.0);
    if words.chars().count() > 2 {
        canvas.text_centered(area.center(), &words, WORDS.middle());
    }
}

/// Where a block's words stand: on it if they fit, else after it, else before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Seat {
    On,
    /// Beside it, and taken up to here.
    After(f64),
    /// Beside it, and taken from here.
    Before(f64),
    Nowhere,
}

impl Seat {
    /// The seat, if this much of the strip is free. Only words of a block that lasts to the end
    /// of the axis run beyond it, for which [`overhang`] leaves room.
    pub(super) fn of(block: &Block, time: Scale, free: (f64, f64)) -> Self {
        let area = span(time, block, 0.0);
        let width = WORDS.width(block.words);
        let (start, end) = (
            area.left - BESIDE - width - 1.0,
            area.right + BESIDE + width + 1.0,
        );
        if width + BESIDE <= area.width() {
            Self::On
        } else if end <= free.1 {
            Self::After(end)
        } else if start >= free.0 {
            Self::Before(start)
        } else if block.to >= time.last() && end <= free.1 + MOST_OVERHANG {
            Self::After(end)
        } else {
            Self::Nowhere
        }
    }
}

/// A block's place, at least two pixels wide.
fn span(time: Scale, block: &Block, top: f64) -> Area {
    let left = time.place(block.from);
    Area {
        left,
        right: time.place(block.to).max(left + 2.0),
        top,
        bottom: top + STRIP,
    }
}
