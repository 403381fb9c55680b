//! What common random numbers are worth to two policies: the variance of the difference between them.

use super::incident::Incident;
use super::key::in_order;
use super::observe::Observer;
use super::response::Work;
use super::run::Simulation;
use crate::scenario;
use crate::scenario::document::Moment;
use crate::stats::Moments;
use crate::world::World;

const REPLICATIONS: u64 = 100;

/// How the draws of a history are found.
#[derive(Clone, Copy)]
enum Randomness {
    /// By key: what they are for.
    Keyed,
    /// One after another, in the order in which they are needed.
    InOrder,
}

/// Sums up what a rotation can change: how long the rapid response team takes from a request
/// to hands on, and how long incidents take from detection to recovery. (The first response,
/// which is others', it can't.) What has not come by the end counts up to there.
#[derive(Default)]
struct Times {
    help: f64,
    requests: u32,
    recovery: f64,
    incidents: u32,
}

impl Observer for Times {
    fn worked(&mut self, world: &World, _incident: &Incident, work: &Work) {
        let by = work
            .team
            .map(|team| world.document.teams[team.ix()].id.as_str());
        if by == Some("eu-crrt") && work.fresh && !work.resumed {
            self.help += (work.hands_on.min(world.document.end) - work.requested).hours();
            self.requests += 1;
        }
    }

    fn ended(&mut self, world: &World, incident: &Incident) {
        let detected = incident.moment(Moment::Detected);
        if detected.happened() && !world.document.kinds[incident.kind.ix()].false_alarm {
            let recovered = incident.moment(Moment::Recovered).min(world.document.end);
            self.recovery += (recovered - detected).hours();
            self.incidents += 1;
        }
    }
}

/// Mean times of each replication: help, recovery.
fn mean_times(world: &World, randomness: Randomness) -> Vec<[f64; 2]> {
    let mut simulation = Simulation::new(world);
    let mut mean = |replication| {
        if let Randomness::InOrder = randomness {
            in_order::draw_from(Some(replication));
        }
        let mut times = Times::default();
        simulation
            .run(1, replication, &mut times)
            .expect("a replication");
        in_order::draw_from(None);
        [
            times.help / f64::from(times.requests.max(1)),
            times.recovery / f64::from(times.incidents),
        ]
    };
    (0..REPLICATIONS).map(&mut mean).collect()
}

fn variance(values: impl Iterator<Item = f64>) -> f64 {
    let mut moments = Moments::default();
    values.for_each(|value| moments.push(value));
    moments.variance().expect("a variance")
}

/// Two policies of rotation that differ from April on, on the same seeds. By key, an incident's
/// draws are its own whatever else happens. In order, the first crew that comes at another time
/// moves all later draws.
#[test]
fn keyed_draws_make_a_difference_far_surer_than_draws_in_order() {
    let under = |policy| {
        let loaded = scenario::open_with("lithuania-2019", Some(policy), &[]);
        let loaded = loaded.unwrap_or_else(|report| panic!("{report}"));
        World::compile(loaded.document)
    };
    let (six, three) = (under("six-months"), under("three-months"));
    let pairs = [Randomness::Keyed, Randomness::InOrder].map(|randomness| {
        let (a, b) = (mean_times(&six, randomness), mean_times(&three, randomness));
        a.into_iter().zip(b).collect::<Vec<_>>()
    });
    for (ix, what) in ["help", "recovery"].into_iter().enumerate() {
        let apart = variance(pairs[0].iter().map(|(a, _)| a[ix]))
            + variance(pairs[0].iter().map(|(_, b)| b[ix]));
        let [keyed, in_order] =
            [0, 1].map(|pair: usize| variance(pairs[pair].iter().map(|(a, b)| a[ix] - b[ix])));
        println!("{what}: apart {apart:.4}, keyed {keyed:.6}, in order {in_order:.4}");
        assert!(keyed > 0.0, "{what}: the policies differ in nothing");
        assert!(keyed < apart / 2.0, "{what}: {keyed} of {apart}");
        assert!(
            keyed < in_order / 10.0,
            "{what}: {keyed}, {in_order} in order"
        );
    }
}
