//! Figures: plain data in, a drawing out.
//!
//! Each figure is a plain struct that anyone can fill, and a [`Figure`]: [`draw`] gives an
//! [`Svg`] in a [`Look`], for a width and a theme, with words for those who do not see it; a PNG is
//! rendered from that same drawing, so that both show the same picture. Its data are the table
//! behind it.
//! Figures know nothing of scenarios' worlds or of studies: times are hours since the
//! scenario's start, calendar ticks come ready-made with their words, and numbers come with
//! the interval that belongs to them.
//!
//! | figure | question |
//! |---|---|
//! | [`ResponseCurves`] | how fast does help come, by severity? |
//! | [`ElectionCalendar`] | what happens when, and who is on duty then? |
//! | [`InfrastructureGraph`] | what depends on what, and where is service lost? |
//! | [`WhoAnswered`] | which teams and nations carry the work? |
//! | [`RosterStrip`] | who is on duty when, seat by seat? |
//! | [`EffectivenessCurves`] | how well do those on duty know the place, and how tired are they? |
//! | [`Stages`] | on which step from the beginning to the end does the time of an incident go? |
//! | [`Convergence`] | does the estimate still move as more histories are simulated? |
//! | [`NationsOnDuty`] | which nations serve when it matters, under which policy? |
//! | [`ExceedanceCurve`] | in how many histories is there more than so much? |
//! | [`GroupLoad`] | which experts carry the work? |
//! | [`WaitBars`] | what do requests wait for? |
//! | [`Forest`] | by how much does each policy differ, and how sure is that? |
//! | [`VerdictGrid`] | what does each policy do to each measure, and does it matter? |
//! | [`PairedDifferences`] | how differently do single histories come out? |
//! | [`ChoiceBars`] | which may be the best, and what could choosing it cost? |
//! | [`FlipPoints`] | on which assumptions does a choice depend, and where does it tip over? |
//! | [`Elimination`] | who was in a selection for how long? |
//! | [`Timeline`] | what did one history look like? |
//! | [`FactorCurves`] | how does a result answer to a value of the scenario? |
//! | [`Tornado`] | which of several values moves it most? |
//! | [`HeatMap`] | how does a result respond to two values together? |
//! | [`Screening`] | which of many values matter at all? |
//! | [`GoodnessOfFit`] | does a fitted distribution look like the durations it comes from? |
//!
//! The same data always gives the same bytes. Colours are safe for colour-blind readers and
//! never the only sign: lines differ in dashes, marks in shape, areas in hatching.
//!
//! ```
//! use sortie::inside::chart::{AnswerBar, Caption, WhoAnswered};
//!
//! let bar = |label: &str, mean, low, high| AnswerBar { label: label.into(), mean, low, high };
//! let figure = WhoAnswered {
//!     caption: Caption {
//!         title: "The owners answer most".into(),
//!         interval: "Whiskers: 95% interval of the mean (Student's t)".into(),
//!         replications: 1_000,
//!         ..Caption::default()
//!     },
//!     team_measure: "Deployments per replication".into(),
//!     teams: vec![bar("owner", 21.4, 20.8, 22.0), bar("EU CRRT", 3.1, 2.9, 3.3)],
//!     ..WhoAnswered::default()
//! };
//! let drawing = figure.draw()?;
//! assert!(drawing.text().contains("EU CRRT"));
//! let png: Vec<u8> = drawing.png(2.0)?;
//! assert!(png.starts_with(b"\x89PNG"));
//! # Ok::<(), sortie::inside::chart::ChartError>(())
//! ```
//!
//! From the bottom up: `typeface` measures words, `mark` says what can stand on a canvas,
//! `canvas` collects it, `plotters_sheet` writes it, `palette` names colours in each theme and `tone`
//! the looks of series, `scale` and `axis` turn values into places, `frame`, `legend` and `flags` set what
//! surrounds a plot, and each figure has a file of its own.

mod acceptability_curves;
mod axis;
#[cfg(test)]
mod box_tests;
mod canvas;
mod choice_bars;
mod convergence;
mod data;
mod differences;
mod effectiveness;
mod election_calendar;
mod elimination;
mod error;
mod exceedance_curve;
mod factor_choices;
mod factor_curves;
mod fallback;
mod figure;
mod figure_text;
mod flags;
mod flip_points;
mod forest;
mod frame;
mod goodness_of_fit;
mod graph_choice;
mod graph_marks;
mod group_load;
mod heat_map;
mod infrastructure_graph;
mod layers;
mod legend;
mod look;
mod mark;
mod misses;
mod nations_on_duty;
mod palette;
mod plotters_sheet;
mod png;
mod response_curves;
mod roster_strip;
#[cfg(test)]
mod samples;
mod scale;
mod screening;
mod seating;
mod stages;
mod strips;
mod svg;
#[cfg(test)]
mod sweep_tests;
#[cfg(test)]
mod tests;
mod time_axis;
mod timeline;
mod timeline_row;
mod tone;
mod tornado;
mod typeface;
mod untangling;
mod verdict_grid;
mod wait_bars;
mod who_answered;

pub(crate) use acceptability_curves::{AcceptabilityCurve, AcceptabilityCurves};
pub(crate) use choice_bars::{ChoiceBar, ChoiceBars};
pub(crate) use convergence::{Convergence, ConvergencePoint};
pub(crate) use data::{Cell, Data};
pub(crate) use differences::{PairedDifferences, Violin};
pub(crate) use effectiveness::{EffectivenessCurves, EffectivenessPanel, EffectivenessPoint};
pub(crate) use election_calendar::{
    CalendarBin, CalendarPhase, DutySpan, DutyStrip, ElectionCalendar,
};
pub use elimination::{Elimination, EliminationBar};
pub use error::ChartError;
pub(crate) use exceedance_curve::{ExceedanceCurve, ExceedanceMark};
pub(crate) use factor_choices::{ChoiceBlock, ChoiceRow, FactorChoices};
pub(crate) use factor_curves::{FactorCurves, FactorPanel, FactorPoint, FactorTurn};
pub(crate) use figure::{Figure, draw};
pub use figure_text::Caption;
pub(crate) use figure_text::DayMark;
pub(crate) use flip_points::{FlipPoints, FlipStrip};
pub use forest::{Forest, ForestRow, Sense};
pub use goodness_of_fit::{FittedCurve, GoodnessOfFit, ObservedPart};
pub(crate) use graph_marks::LinkKind;
pub(crate) use group_load::{GroupLoad, LoadBar, TeamLoad};
pub(crate) use heat_map::HeatMap;
pub(crate) use infrastructure_graph::{AssetNode, InfrastructureGraph, Link, Way};
pub(crate) use look::Look;
pub use look::Theme;
pub(crate) use misses::{MissPanel, MissRow, Misses};
pub(crate) use nations_on_duty::{NationRow, NationsOnDuty};
pub use response_curves::{CurvePoint, ResponseCurve, ResponseCurves, TargetLine};
pub(crate) use roster_strip::{RosterBand, RosterStrip};
pub(crate) use screening::{Screening, ScreeningBar};
pub(crate) use seating::Stint;
pub(crate) use stages::{StageStep, Stages};
pub(crate) use svg::Svg;
pub(crate) use timeline::Timeline;
pub(crate) use timeline_row::TimelineRow;
pub use tone::Tone;
pub use tornado::{Tornado, TornadoBar};
pub(crate) use verdict_grid::{VerdictCell, VerdictColumn, VerdictGrid, VerdictRow};
pub(crate) use wait_bars::{WaitBar, WaitBars};
pub use who_answered::{AnswerBar, WhoAnswered};
