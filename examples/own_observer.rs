//! Count something of one's own: an observer hears of every incident, and of every stage of
//! work, in the order of the history.
//!
//! `cargo run --release --example own_observer`

use std::error::Error;
use std::fmt::Write;

use sortie::{Incident, Moment, Observer, Scenario, Work, World};

/// How many crews came to an incident before it was contained, and how many came too late.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Crews {
    /// Crews that had hands on.
    pub arrived: u64,
    /// Incidents that nobody had reached by the end.
    pub unreached: u64,
}

impl Observer for Crews {
    fn worked(&mut self, _: &World, _: &Incident, work: &Work) {
        self.arrived += u64::from(work.hands_on.happened());
    }

    fn ended(&mut self, _: &World, incident: &Incident) {
        self.unreached += u64::from(!incident.moment(Moment::HandsOn).happened());
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", report(100)?);
    Ok(())
}

/// What the observer counted in so many histories of a ready scenario.
pub(crate) fn report(replications: u64) -> Result<String, Box<dyn Error>> {
    let scenario = Scenario::open("minimal")?;
    let mut crews = Crews::default();
    let counts = scenario.watch(0..replications, &mut crews)?;
    let incidents: u64 = counts.iter().map(|of| of.all_incidents).sum();
    let mut text = String::new();
    writeln!(text, "{incidents} incidents in {replications} histories")?;
    writeln!(text, "{} times a crew had hands on", crews.arrived)?;
    writeln!(text, "{} incidents were never reached", crews.unreached)?;
    Ok(text)
}
