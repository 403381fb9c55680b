//! Who has hands on first, and what asking at detection could save at most: read off single
//! histories, incident by incident.

use sortie::inside::export::incidents;
use sortie::inside::report::words::duration_estimate;
use sortie::inside::scenario::document::Document;
use sortie::inside::stats::Moments;
use sortie::inside::study::estimate::{CONFIDENCE, Estimate};
use sortie::inside::world::World;

use crate::page::Fillings;
use crate::value::percent;

/// Histories that are read.
const HISTORIES: u64 = 300;

/// The rapid response team.
const TEAM: &str = "eu-crrt";

/// What the histories say of grave (high and critical) incidents.
#[derive(Debug)]
pub struct Early {
    /// Of those that anybody had hands on: the share in which the rapid response team was first.
    pub first: f64,
    /// The share that the rapid response team worked on.
    pub worked: f64,
    /// Mean hours from detection to containment of those that it worked on.
    pub each: Estimate,
    /// The same, spread over all grave incidents that were answered.
    pub spread: Estimate,
}

impl Early {
    /// Reads the histories.
    ///
    /// # Errors
    /// If one fails.
    pub fn read(document: &Document) -> Result<Self, String> {
        let world = World::compile(document.clone());
        let (mut answered, mut first, mut worked) = (0_u64, 0_u64, 0_u64);
        let (mut each, mut spread) = (Moments::default(), Moments::default());
        for replication in 0..HISTORIES {
            let rows = incidents::record(&world, document.seed, replication)
                .map_err(|failure| format!("replication {replication}: {failure:?}"))?;
            let (mut own, mut here, mut hours) = (0_u64, 0_u64, 0.0);
            for row in &rows {
                let grave = matches!(row.severity, "high" | "critical");
                if row.false_alarm || !grave || row.hands_on_h.is_none() {
                    continue;
                }
                here += 1;
                first += u64::from(row.first_team == TEAM);
                if row.teams.split('+').any(|team| team == TEAM) {
                    own += 1;
                    if let (Some(detected), Some(contained)) = (row.detected_h, row.contained_h) {
                        hours += contained - detected;
                    }
                }
            }
            answered += here;
            worked += own;
            if own > 0 {
                each.push(hours / own as f64);
            }
            if here > 0 {
                spread.push(hours / here as f64);
            }
        }
        Ok(Self {
            first: first as f64 / answered as f64,
            worked: worked as f64 / answered as f64,
            each: mean(&each)?,
            spread: mean(&spread)?,
        })
    }

    /// Puts the numbers on the page.
    pub fn fill(&self, page: &mut Fillings) {
        page.put("early.histories", HISTORIES.to_string());
        page.put("early.first", percent(self.first));
        page.put("early.worked", percent(self.worked));
        page.put("early.each", duration_estimate(&self.each));
        page.put("early.spread", duration_estimate(&self.spread));
    }
}

/// The mean over replications with its interval.
fn mean(moments: &Moments) -> Result<Estimate, String> {
    let estimate = moments.mean().ok_or("no grave incident was answered")?;
    let interval = moments.interval(CONFIDENCE);
    Ok(Estimate {
        estimate,
        low: interval.as_ref().map(|it| it.low),
        high: interval.as_ref().map(|it| it.high),
    })
}
