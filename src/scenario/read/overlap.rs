//! `overlap` of a roster: those who come learn beside those who go.

use jiff::Span as JiffSpan;

use super::super::code::Code;
use super::super::document::{NationIx, ShiftStart};
use super::super::reader::{Block, Cx};
use super::super::time::Instant;
use super::super::unit::CalendarSpan;
use super::changeovers::Dates;

impl<'t> Cx<'t> {
    /// Reports an overlap that begins before the changeover before, the dates taken as they
    /// are before any freeze.
    pub(super) fn check_overlap(
        &mut self,
        block: &Block<'t>,
        dates: &Dates<'_>,
        overlap: CalendarSpan,
        steps: &[ShiftStart],
    ) {
        let numbers = steps.iter().map(|step| step.number).chain([1]);
        let too_long = |number: &u32| {
            let date = |number| self.date_of(dates, number).map(|(from, _)| from);
            let before = number.checked_sub(1).and_then(date);
            let begins = date(*number).and_then(|from| self.days_before(from, overlap));
            begins
                .zip(before)
                .is_some_and(|(begins, before)| begins < before)
        };
        let Some(number) = numbers.into_iter().find(too_long) else {
            return;
        };
        let day = self.date_of(dates, number).map(|(from, _)| from);
        let day = day.map_or_else(String::new, |at| self.calendar.local(at).date().to_string());
        let key = if block.has("shifts") {
            "shifts"
        } else {
            "period"
        };
        let groups = if matches!(dates, Dates::Periodic(_, _, 2.., _)) {
            ", divided by `stagger`"
        } else {
            ""
        };
        let message = format!(
            "this overlap is longer than the time from one changeover to the next: that of {day} \
             comes too soon"
        );
        self.report(Code::OverlapTooLong, block.place_of("overlap"), message)
            .also(
                block.place_of(key),
                format!("changeovers follow from this{groups}"),
            )
            .help("write fewer days: those who come learn beside those who go, not before them");
    }

    /// Fills in when those who come begin to learn: never before the first day, and never
    /// before the changeover before, wherever a freeze has put it.
    pub(super) fn learn_alongside(
        &self,
        steps: &mut [ShiftStart],
        overlap: CalendarSpan,
        moved: impl Fn(u32) -> Option<(Instant, NationIx)>,
    ) {
        for step in steps.iter_mut().filter(|step| step.number > 0) {
            let mut earlier = (0..step.number).rev().filter_map(&moved);
            let before = earlier.find(|(from, _)| *from < step.from);
            let begins = self.days_before(step.from, overlap);
            if let Some((begins, (before, _))) = begins.zip(before) {
                step.alongside = begins.max(before);
            }
        }
    }

    /// Local midnight so many days or months before the day of an instant.
    fn days_before(&self, at: Instant, length: CalendarSpan) -> Option<Instant> {
        let day = self.calendar.local(at).date();
        let span = JiffSpan::new()
            .try_months(length.months)
            .and_then(|span| span.try_days(length.days))
            .ok()?;
        self.midnight(day.checked_sub(span).ok()?)
    }
}
