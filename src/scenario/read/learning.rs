//! `learning` and `fatigue`: how people get better at their work, and tire of it.

use super::super::document::{Fatigue, Learning};
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::Span;

/// Familiarity of someone new, unless said otherwise. Source: an assumption, from a range of
/// 50% to 90%; supervised newcomers in hospitals are at 96% to 98% (Young et al. 2011).
const START: f64 = 0.7;

/// Time constant of learning, unless said otherwise. Source: an assumption, from a range of
/// 7 to 60 days.
const LEARN: Span = Span(21 * Span::DAY.0);

/// Time constant of forgetting, unless said otherwise: a half-life of 11 months, divided by
/// ln 2. Source: Tatel & Ackerman, Psychological Bulletin, doi 10.1037/bul0000481.
const FORGET: Span = Span(483 * Span::DAY.0);

/// Time constant of fatigue, unless said otherwise. Source: an assumption: a day and a night
/// of rest should bring most of it back.
const TIRE: Span = Span::DAY;

impl<'t> Cx<'t> {
    /// `learning`.
    pub(super) fn read_learning(&mut self, field: Option<Field<'t>>) -> Option<Learning> {
        let block = self.block(field?, &schema::LEARNING)?;
        Some(Learning {
            start: self.share(block.get("start"), START),
            time: self.time_constant(&block, "time", LEARN),
            forget: self.time_constant(&block, "forget", FORGET),
        })
    }

    /// `fatigue`.
    pub(super) fn read_fatigue(&mut self, field: Option<Field<'t>>) -> Option<Fatigue> {
        let block = self.block(field?, &schema::FATIGUE)?;
        Some(Fatigue {
            loss: self.share(block.get("loss"), 0.0),
            time: self.time_constant(&block, "time", TIRE),
        })
    }

    /// Milliseconds, above zero.
    fn time_constant(&mut self, block: &Block<'t>, key: &str, default: Span) -> f64 {
        self.positive_span(block.get(key), default).0 as f64
    }
}
