//! Whether dates have the day or the month first, as the dates of a file show it.

use super::clip;
use super::date_format::DateFormat;
use super::written::{Date, Written};
use crate::calibrate::CalibrateError;

/// Which of two numbers of a date is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The first.
    DayFirst,
    /// The second.
    MonthFirst,
}

/// A date that shows the order, or could be read both ways, with its place and text.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) place: String,
    pub(super) text: String,
}

/// What the dates of a file show of their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    day_first: Option<Sample>,
    month_first: Option<Sample>,
    unclear: Option<Sample>,
    seen: bool,
}

impl Orders {
    /// Takes note of a cell.
    pub(super) fn see(&mut self, written: &Written, place: impl FnOnce() -> Sample) {
        let Written::Local(
            Date::Short {
                first,
                second,
                sign,
                ..
            },
            ..,
        ) = *written
        else {
            return;
        };
        self.seen = true;
        let slot = match (first > 12, second > 12) {
            (true, false) => &mut self.day_first,
            (false, true) => &mut self.month_first,
            // With points the day stands first wherever people write them.
            (false, false) if first != second && sign != '.' => &mut self.unclear,
            (false, false) if sign == '.' => &mut self.day_first,
            _ => return,
        };
        if slot.is_none() {
            *slot = Some(place());
        }
    }

    /// The order, with what is to be said of it.
    ///
    /// # Errors
    /// If nothing shows it, or the dates show both.
    pub(super) fn decide(
        self,
        told: Option<&DateFormat>,
    ) -> Result<(Order, Option<String>), CalibrateError> {
        match told {
            Some(DateFormat::DayFirst) => return Ok((Order::DayFirst, None)),
            Some(DateFormat::MonthFirst) => return Ok((Order::MonthFirst, None)),
            _ => {}
        }
        let shown = |sample: &Sample| format!("`{}` ({})", clip(&sample.text), sample.place);
        match (&self.day_first, &self.month_first, &self.unclear) {
            (Some(one), Some(other), _) => Err(CalibrateError(format!(
                "{} has the day first and {} the month: say which is meant with --date-format \
                 dmy or --date-format mdy",
                shown(one),
                shown(other)
            ))),
            (Some(one), None, _) => Ok((
                Order::DayFirst,
                Some(format!("dates have the day first, as in {}", shown(one))),
            )),
            (None, Some(one), _) => Ok((
                Order::MonthFirst,
                Some(format!("dates have the month first, as in {}", shown(one))),
            )),
            (None, None, Some(one)) => Err(CalibrateError(format!(
                "{} may have the day or the month first, and no other date shows which: say it \
                 with --date-format dmy or --date-format mdy",
                shown(one)
            ))),
            (None, None, None) => Ok((Order::DayFirst, None)),
        }
    }
}
