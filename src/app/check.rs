//! Whether a scenario can be run, every mistake in it, and what it foretells.

use crate::scenario::code::Code;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{AssetIx, Document, KindIx};
use crate::scenario::{self, OfferedLoad, Report};
use crate::study::reproduction::{Growth, Reproduction, reproduction};
use crate::world::World;

use super::error::AppError;
use super::source::ScenarioSource;

/// Reproduction number with response from which on there is a warning: what is not counted may
/// make up for the rest.
const NEAR_ONE: f64 = 0.9;

/// What checking a scenario found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Every mistake and every warning; may be empty.
    pub report: Report,
    /// What can be said of its histories before a run; `None` if it can't be run.
    pub forecast: Option<Forecast>,
}

impl Checked {
    /// Whether it can be run. If so, the report holds warnings alone.
    pub const fn runs(&self) -> bool {
        self.forecast.is_some()
    }
}

/// What can be said of a scenario before a run.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// How incidents that follow from others grow; `None` if none do.
    pub reproduction: Option<Reproduction>,
    /// The teams that the work is sent to, by id, and how busy it keeps them at least, as a part
    /// of what they can do; the most loaded first.
    pub loads: Vec<(Vec<String>, f64)>,
}

/// Checks a scenario: with the policy that is named, or by itself and with each of its policies.
/// What is foretold is foretold for the scenario as it stands, or with the policy that is named.
///
/// # Errors
/// If an overlay is not of the form `path=value`. Mistakes of the scenario are what it is asked
/// for, so they are no errors.
pub fn check(source: &ScenarioSource) -> Result<Checked, AppError> {
    let overlays = source.split()?;
    let opened = match &source.policy {
        Some(policy) => scenario::open_with(&source.scenario, Some(policy), &overlays),
        None => scenario::check_opened(&source.scenario, &overlays),
    };
    Ok(match opened {
        Ok(loaded) => {
            let mut report = loaded.warnings;
            let forecast = foretell(loaded.document, &mut report);
            Checked {
                report,
                forecast: Some(forecast),
            }
        }
        Err(report) => Checked {
            report,
            forecast: None,
        },
    })
}

fn foretell(document: Document, report: &mut Report) -> Forecast {
    let loads = scenario::offered(&document);
    let world = World::compile(document);
    let document = &world.document;
    let found = reproduction(&world);
    if let Some(found) = &found
        && found.with_response.number >= NEAR_ONE
    {
        report.append([runaway(document, found)]);
    }
    let named = |load: OfferedLoad| {
        let teams = load.teams.iter();
        let ids = teams.map(|team| document.teams[team.ix()].id.clone());
        (ids.collect(), load.part)
    };
    Forecast {
        reproduction: found,
        loads: loads.into_iter().map(named).collect(),
    }
}

fn runaway(document: &Document, found: &Reproduction) -> Diagnostic {
    let number = found.with_response.number;
    let verb = if number >= 1.0 {
        "multiply"
    } else {
        "may multiply"
    };
    let mut diagnostic = Diagnostic::nowhere(
        Code::Runaway,
        format!(
            "consequences {verb}: one incident leads to {number:.2} more in the long run even if \
             teams come at once, and to {:.2} without response",
            found.without_response.number
        ),
    );
    diagnostic
        .help(format!(
            "most of it comes from {}",
            circle(document, &found.with_response)
        ))
        .help(
            "from 1 on incidents multiply until what can be struck is struck, or a limit ends the \
             replication: lower a `chance`, write an earlier `until`, or shorten detection and \
             notice",
        );
    diagnostic
}

/// `worm` on `offices` → `worm` on `registry` → the first again.
fn circle(document: &Document, growth: &Growth) -> String {
    const MOST: usize = 6;
    let step = |&(kind, asset): &(KindIx, AssetIx)| {
        let kind = &document.kinds[kind.ix()].id;
        format!("`{kind}` on `{}`", document.assets[asset.ix()].id)
    };
    let mut steps: Vec<String> = growth.circle.iter().take(MOST).map(step).collect();
    let more = growth.circle.len().saturating_sub(MOST);
    if more > 0 {
        steps.push(format!("{more} more"));
    }
    steps.push("the first again".to_owned());
    steps.join(" → ")
}
