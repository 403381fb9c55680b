//! What would have happened: the same incidents with other decisions, and futures drawn anew from
//! each decision on.

use serde::Serialize;

use crate::scenario::ScenarioText;
use crate::scenario::time::Instant;
use crate::sim::failure::Failure;
use crate::sim::run::Simulation;
use crate::world::World;

use super::act::Act;
use super::outlook::{Difference, Ending, ending, pairs};
use super::play::Exercise;
use super::script::Script;

/// The same incidents, otherwise answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Otherwise {
    /// What was done instead.
    pub what: String,
    /// How it ended.
    pub ending: Ending,
}

/// A decision and what it was worth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Worth {
    /// The entry of the journal.
    pub entry: u64,
    /// How the same history ends without it.
    pub without: Ending,
    /// What it does to how long grave incidents wait for help, over futures from then on.
    pub response: Option<Difference>,
    /// How often each milestone is kept over these futures, without it and with it.
    pub kept: Vec<(u64, u64)>,
    /// How many futures.
    pub futures: u64,
}

/// Where an outcome stands among histories.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Place {
    /// How many histories.
    pub histories: u64,
    /// In how many grave incidents waited longer.
    pub worse: u64,
}

/// All that hindsight says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hindsight {
    /// As it was played, brought to the end of the scenario without further decisions.
    pub played: Ending,
    /// Without any decision.
    pub undecided: Ending,
    /// Under each policy of the scenario, without any decision.
    pub policies: Vec<Otherwise>,
    /// Policies under which it can't be said, and why.
    pub unsaid: Vec<(String, String)>,
    /// Each decision.
    pub decisions: Vec<Worth>,
    /// Where the outcome stands among histories under the standing policy.
    pub place: Option<Place>,
}

/// What would have happened, over so many futures and histories.
///
/// # Errors
/// When a limit of the scenario is passed.
pub(crate) fn hindsight(
    exercise: &Exercise,
    futures: u64,
    histories: u64,
) -> Result<Hindsight, Failure> {
    let world = exercise.world();
    let all = exercise.decisions();
    let from = exercise.from();
    let luck = exercise.luck();
    let end = |world: &World, decisions: &[_], (seed, replication): (u64, u64)| {
        let mut history = Simulation::new(world).deciding(decisions);
        history.start(seed, replication)?;
        ending(world, &mut history, from)
    };
    let played = end(world, all, luck)?;
    let undecided = end(world, &[], luck)?;
    let (policies, unsaid) = under_policies(exercise, |world| end(world, &[], luck))?;
    let entries = exercise.done().iter();
    let entries = entries.filter(|done| matches!(done.act, Act::Decide { .. }));
    let mut decisions = Vec::new();
    for (number, done) in entries.enumerate() {
        let Some((decision, later)) = all[number..].split_first() else {
            break;
        };
        let before = &all[..number];
        let others: Vec<_> = before.iter().chain(later).copied().collect();
        let mut present = Simulation::new(world).deciding(before);
        present.start(luck.0, luck.1)?;
        let after = Instant(decision.at.millis().saturating_add(1));
        present.step_until(after, &mut crate::sim::observe::Unwatched)?;
        let sides = (&[*decision][..], later);
        let pairs = pairs(world, &present, (decision.at, from), sides, futures)?;
        decisions.push(Worth {
            entry: done.number,
            without: end(world, &others, luck)?,
            response: pairs.difference(),
            kept: pairs.kept,
            futures: pairs.count,
        });
    }
    let place = match played.response {
        Some(response) => place(exercise, response, histories)?,
        None => None,
    };
    Ok(Hindsight {
        played,
        undecided,
        policies,
        unsaid,
        decisions,
        place,
    })
}

/// Where a response stands among histories with the script as it was played, nobody deciding.
fn place(exercise: &Exercise, response: f64, histories: u64) -> Result<Option<Place>, Failure> {
    let (seed, played) = exercise.luck();
    let mut place = Place {
        histories: 0,
        worse: 0,
    };
    let world = exercise.world();
    let mut history = Simulation::new(world);
    for replication in (0..=histories)
        .filter(|it| *it != played)
        .take(histories as usize)
    {
        history.start(seed, replication)?;
        if let Some(other) = ending(world, &mut history, exercise.from())?.response {
            place.histories += 1;
            place.worse += u64::from(other > response);
        }
    }
    Ok((place.histories > 0).then_some(place))
}

type UnderPolicies = (Vec<Otherwise>, Vec<(String, String)>);

/// The same incidents and the same script under each policy.
fn under_policies(
    exercise: &Exercise,
    end: impl Fn(&World) -> Result<Ending, Failure>,
) -> Result<UnderPolicies, Failure> {
    let header = exercise.header();
    let text = ScenarioText::new(header.text.as_str(), header.scenario.as_str());
    let (mut policies, mut unsaid) = (Vec::new(), Vec::new());
    for policy in &exercise.world().document.policies {
        if header.policy.as_ref() == Some(&policy.id) {
            continue;
        }
        let loaded = match text.load(Some(&policy.id), &[]) {
            Ok(loaded) => loaded,
            Err(report) => {
                unsaid.push((policy.name.clone(), report.summary()));
                continue;
            }
        };
        let mut script = Script::new(loaded.document);
        for done in exercise.done() {
            if let Act::Inject { step } = &done.act
                && let Err(why) = script.act(step, Instant(done.at))
            {
                unsaid.push((policy.name.clone(), why.to_string()));
            }
        }
        let world = World::compile(script.document().clone());
        policies.push(Otherwise {
            what: policy.name.clone(),
            ending: end(&world)?,
        });
    }
    Ok((policies, unsaid))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::act::{Done, Role};
    use crate::exercise::orders::OrderWords;
    use crate::exercise::play::Header;
    use crate::scenario::document::Document;
    use crate::scenario::time::Span;

    /// One incident at a known time, and a team whose answer takes an exponential time of mean
    /// 4 h. The rule asks it a day after detection; the players ask at once.
    const QUEUE: &str = r#"
        schema = 1
        scenario = { name = "Q", timezone = "UTC", start = "2027-01-01", end = "2027-03-01" }
        asset = [{ id = "page" }]
        incident = [{ id = "fault", severity = "high", stage = [{ name = "contain", crew = { analyst = 1 }, effort = { mean = "5h" } }] }]
        inject = [
            { id = "a", at = "start + 1h", incident = { kind = "fault", targets = "page" } },
            { id = "b", at = "start + 2h", incident = { kind = "fault", targets = "page" } },
        ]
        team = [{ id = "cert", experts = [{ skills = ["analyst"] }] }, { id = "far", experts = [{ skills = ["analyst"] }] }]
        dispatch = { rule = [{ teams = ["cert"], widen_after = "50d", widen_to = ["far"] }] }
    "#;

    fn queue() -> Document {
        let text = ScenarioText::new(QUEUE, "queue");
        match text.load(None, &[]) {
            Ok(loaded) => loaded.document,
            Err(report) => panic!("{report}"),
        }
    }

    /// Two incidents an hour apart and one expert, whose work is exponential of mean 5 h. The
    /// second waits for what is left of the first's, which has no memory: 5 h in the mean. The
    /// players ask another team for it at once, which saves half of that in the mean over both.
    #[test]
    fn the_interval_of_a_decision_covers_what_it_is_worth() {
        let document = queue();
        let at = Instant::START + Span(2 * Span::HOUR.0);
        let (mut covered, mut asked) = (0, 0);
        for replication in 0..2_000 {
            if asked == 500 {
                break;
            }
            let header = Header::new(&document, (11, replication), (Instant::START, document.end));
            let mut exercise = Exercise::new(header, document.clone());
            let open = exercise.stand(at).expect("within the limits");
            let open = open.history.open_incidents(at);
            let [_, second] = &open[..] else {
                // The first was done within the hour: nothing waits.
                continue;
            };
            let order = OrderWords::Ask {
                incident: super::super::orders::IncidentId::of(second.lineage),
                team: "far".to_owned(),
            };
            let done = Done {
                number: 1,
                at: at.millis(),
                wall: String::new(),
                role: Role::Player,
                who: String::new(),
                why: String::new(),
                key: String::new(),
                act: Act::Decide { order },
            };
            assert_eq!(exercise.act(done), Ok(()));
            asked += 1;
            let found = hindsight(&exercise, 120, 1).expect("within the limits");
            let worth = found.decisions[0].response.expect("both wait");
            let truth = -2.5;
            if worth.low.is_some_and(|low| low <= truth)
                && worth.high.is_some_and(|high| truth <= high)
            {
                covered += 1;
            }
        }
        // Student's t for exponential differences of 120 futures covers close to
        // 95 %.
        assert_eq!(asked, 500);
        let share = f64::from(covered) / 500.0;
        assert!((0.93..=0.97).contains(&share), "{share}");
    }
}
