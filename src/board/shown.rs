//! What each page gets.

use std::sync::Arc;

use serde::Serialize;

use crate::exercise::table::Table;
use crate::exercise::view::Seat;
use crate::sim::failure::Failure;

use super::seats::Place;

/// What is shown, by seat.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// Counts what was shown.
    pub revision: u64,
    /// What each seat may know, as JSON.
    pub views: Vec<Arc<str>>,
    /// The clock, as JSON.
    pub clock: Arc<str>,
}

/// The clock.
#[derive(Serialize)]
struct ClockView {
    /// Scenario time, ms since its start.
    ms: i64,
    /// Local time.
    local: String,
    /// Scenario time for each unit of wall time, while it runs.
    speed: Option<f64>,
    /// Where the exercise begins, ms.
    from: i64,
    /// Where it ends, ms.
    to: i64,
    /// It is over.
    ended: bool,
}

fn clock(table: &Table) -> Arc<str> {
    let (clock, exercise) = (table.clock(), table.exercise());
    let local = exercise.world().document.calendar.local(clock.now());
    let view = ClockView {
        ms: clock.now().millis(),
        local: local.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        speed: clock.speed(),
        from: exercise.from().millis(),
        to: exercise.to().millis(),
        ended: exercise.ended(),
    };
    serde_json::to_string(&view).unwrap_or_default().into()
}

impl Shown {
    /// What every seat may know now. What is as before is not written again.
    ///
    /// # Errors
    /// When a limit of the scenario is passed.
    pub(super) fn of(
        table: &Table,
        places: &[Place],
        revision: u64,
        before: Option<&Self>,
    ) -> Result<Self, Failure> {
        let seats: Vec<Seat> = places.iter().map(|place| place.seat.clone()).collect();
        let views = table.views(&seats)?;
        let views = views.iter().enumerate().map(|(seat, view)| {
            let text = serde_json::to_string(view).unwrap_or_default();
            let same = before.and_then(|it| it.views.get(seat));
            match same.filter(|it| ***it == *text) {
                Some(same) => Arc::clone(same),
                None => text.into(),
            }
        });
        Ok(Self {
            revision,
            views: views.collect(),
            clock: clock(table),
        })
    }

    /// The same at another time.
    pub(super) fn at(&self, table: &Table) -> Self {
        Self {
            clock: clock(table),
            ..self.clone()
        }
    }

    /// All that a page needs.
    pub(super) fn state(&self, seat: usize) -> String {
        let view = self.views.get(seat).map_or("null", |it| it);
        format!(
            "{{\"view\":{view},\"clock\":{},\"revision\":{}}}",
            self.clock, self.revision
        )
    }
}
