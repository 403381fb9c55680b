//! An exercise as far as it has come.

use serde::{Deserialize, Serialize};

use crate::outcome::trace::{self, Entry};
use crate::scenario::document::Document;
use crate::scenario::time::Instant;
use crate::scenario::{Report, ScenarioText};
use crate::sim::decision::{Decision, Refusal};
use crate::sim::failure::Failure;
use crate::sim::run::Simulation;
use crate::study::identity::{VERSION, scenario_hash};
use crate::text;
use crate::world::World;

use super::act::{Act, ActError, ClockAct, Done, InjectAct, Role};
use super::clock::SPEEDS;
use super::orders::{IncidentId, OrderWords};
use super::script::Script;

/// Most letters of what somebody writes.
const LONGEST: usize = 4_000;

/// What an exercise plays: the first line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// What this file is.
    pub journal: String,
    /// Version of Sortie.
    pub version: String,
    /// Id of the scenario.
    pub scenario: String,
    /// Id of the policy that was chosen, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// SHA-256 of the scenario's text.
    pub hash: String,
    /// Root seed.
    pub seed: u64,
    /// Which history.
    pub replication: u64,
    /// Where the clock begins, ms since the scenario's start.
    pub from: i64,
    /// Where the exercise ends, ms.
    pub to: i64,
    /// The scenario, with policy and overlays applied.
    pub text: String,
}

/// What a journal calls itself.
pub(crate) const JOURNAL: &str = "sortie exercise journal 1";

impl Header {
    /// An exercise on a history of a scenario, from an instant to another.
    pub(crate) fn new(
        document: &Document,
        (seed, replication): (u64, u64),
        (from, to): (Instant, Instant),
    ) -> Self {
        Self {
            journal: JOURNAL.to_owned(),
            version: VERSION.to_owned(),
            scenario: document.id.clone(),
            policy: document.policy.clone(),
            hash: scenario_hash(document),
            seed,
            replication,
            from: from.millis(),
            to: to.millis(),
            text: document.text.to_string(),
        }
    }

    /// The scenario.
    ///
    /// # Errors
    /// If it has mistakes, as that of another version may.
    pub(crate) fn document(&self) -> Result<Document, Report> {
        let text = ScenarioText::new(self.text.as_str(), self.scenario.as_str());
        let mut document = text.load(None, &[])?.document;
        document.policy.clone_from(&self.policy);
        Ok(document)
    }
}

/// An exercise as far as it has come.
#[derive(Clone, Debug)]
pub(crate) struct Exercise {
    header: Header,
    script: Script,
    world: World,
    decisions: Vec<Decision>,
    done: Vec<Done>,
    ended: bool,
}

/// How things stand at an instant.
pub(crate) struct Stand<'w> {
    /// When.
    pub at: Instant,
    /// What has happened.
    pub entries: Vec<Entry>,
    /// The history.
    pub history: Simulation<'w>,
}

impl Exercise {
    /// An exercise that is about to begin.
    pub(crate) fn new(header: Header, document: Document) -> Self {
        Self {
            script: Script::new(document.clone()),
            world: World::compile(document),
            decisions: Vec::new(),
            done: Vec::new(),
            ended: false,
            header,
        }
    }

    /// What it plays.
    pub(crate) const fn header(&self) -> &Header {
        &self.header
    }

    /// The scenario with the script as it is played.
    pub(crate) const fn world(&self) -> &World {
        &self.world
    }

    /// What has become of the injects.
    pub(crate) const fn script(&self) -> &Script {
        &self.script
    }

    /// What has been done.
    pub(crate) fn done(&self) -> &[Done] {
        &self.done
    }

    /// Decisions so far.
    pub(crate) fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// True once it is over.
    pub(crate) const fn ended(&self) -> bool {
        self.ended
    }

    /// Its luck.
    pub(crate) const fn luck(&self) -> (u64, u64) {
        (self.header.seed, self.header.replication)
    }

    /// Where the clock begins.
    pub(crate) const fn from(&self) -> Instant {
        Instant(self.header.from)
    }

    /// Where the exercise ends.
    pub(crate) const fn to(&self) -> Instant {
        Instant(self.header.to)
    }

    /// How far it has come for certain: the instant of the last act.
    pub(crate) fn come_to(&self) -> Instant {
        let last = self.done.last();
        last.map_or(self.from(), |done| {
            let moved = matches!(
                done.act,
                Act::Inject {
                    step: InjectAct::Release { .. } | InjectAct::Add { .. }
                }
            );
            Instant(done.at + i64::from(moved))
        })
    }

    /// How things stand at an instant.
    ///
    /// # Errors
    /// When a limit of the scenario is passed.
    pub(crate) fn stand(&self, at: Instant) -> Result<Stand<'_>, Failure> {
        let (entries, history) = trace::trace_until(&self.world, self.luck(), &self.decisions, at)?;
        Ok(Stand {
            at,
            entries,
            history,
        })
    }

    /// The whole history with what has been decided, as [`trace`] writes it.
    pub(crate) fn history(&self) -> trace::Trace {
        let (seed, replication) = self.luck();
        trace::trace_with(&self.world, seed, replication, &self.decisions)
    }

    /// When something happens next that a step can go to: an event, or an inject of the script.
    ///
    /// # Errors
    /// When a limit of the scenario is passed.
    pub(crate) fn next_event(&self, now: Instant) -> Result<Option<Instant>, Failure> {
        let seen = self.stand(now)?.entries.len();
        // In steps that grow, so that a quiet week costs little.
        let mut ahead: i64 = 60 * 60 * 1_000;
        while now < self.to() {
            let until = Instant(now.millis().saturating_add(ahead)).min(self.to());
            let stand = self.stand(until)?;
            if let Some(entry) = stand.entries.get(seen) {
                return Ok(Some(Instant(entry.ms)));
            }
            if until == self.to() {
                break;
            }
            ahead *= 8;
        }
        Ok(None)
    }

    /// Does something, if it can be done.
    ///
    /// # Errors
    /// If it can't: then nothing has changed.
    pub(crate) fn act(&mut self, done: Done) -> Result<(), ActError> {
        self.check(&done)?;
        let at = Instant(done.at);
        match &done.act {
            Act::Decide { order } => {
                let order = order.resolve(&self.world.document, at)?;
                self.try_order(Decision { at, order })?;
                self.decisions.push(Decision { at, order });
            }
            Act::Inject { step } => {
                let mut script = self.script.clone();
                script.act(step, at)?;
                self.world = World::compile(script.document().clone());
                self.script = script;
            }
            Act::Clock {
                change: ClockAct::End,
            } => self.ended = true,
            Act::Clock { .. } | Act::Note { .. } | Act::Observe { .. } | Act::Tick => {}
        }
        self.done.push(done);
        Ok(())
    }

    fn check(&self, done: &Done) -> Result<(), ActError> {
        let after = matches!(done.act, Act::Note { .. } | Act::Observe { .. });
        if self.ended && !after {
            return Err(ActError::Ended);
        }
        if Instant(done.at) < self.come_to() {
            return Err(ActError::Past);
        }
        let may = match (&done.act, done.role) {
            (_, Role::Facilitator)
            | (Act::Decide { .. } | Act::Note { .. }, Role::Player)
            | (Act::Observe { .. } | Act::Note { .. }, Role::Evaluator) => true,
            (_, Role::Player | Role::Evaluator | Role::Screen) => false,
        };
        if !may {
            return Err(ActError::NotInThisRole(done.role));
        }
        if let Act::Clock {
            change: ClockAct::Run { speed },
        } = &done.act
            && !SPEEDS.contains(speed)
        {
            return Err(ActError::Speed);
        }
        let mut words = vec![&done.who, &done.why];
        match &done.act {
            Act::Note { text } => words.push(text),
            Act::Observe {
                text,
                objective,
                about,
                ..
            } => words.extend([text, objective, about]),
            Act::Inject {
                step: InjectAct::Edit { message, .. },
            } => words.push(message),
            Act::Inject {
                step:
                    InjectAct::Add {
                        inject,
                        message,
                        audience,
                        ..
                    },
            } => words.extend([inject, message, audience]),
            _ => {}
        }
        for text in words {
            if text.chars().count() > LONGEST {
                let message = format!("this is longer than {LONGEST} letters: shorten it");
                return Err(ActError::Words(message));
            }
            let lines = text.replace(['\n', '\t'], " ");
            if let Some(unfit) = text::unfit(&lines) {
                return Err(ActError::Words(format!("leave out {unfit}")));
            }
        }
        Ok(())
    }

    /// Whether the history obeys an order.
    fn try_order(&self, decision: Decision) -> Result<(), ActError> {
        let mut decisions = self.decisions.clone();
        decisions.push(decision);
        let (_, history) = trace::trace_until(&self.world, self.luck(), &decisions, decision.at)?;
        let number = self.decisions.len() as u32;
        let mut refused = history.refusals().iter();
        match refused.find(|(refused, _)| *refused == number) {
            Some((_, refusal)) => Err((*refusal).into()),
            None => Ok(()),
        }
    }

    /// An order with the id of its incident, where it gives the label, such as `I-3`.
    ///
    /// # Errors
    /// If no incident that is open has it.
    pub(crate) fn with_id(&self, order: OrderWords, at: Instant) -> Result<OrderWords, ActError> {
        let label = order.incident().and_then(|it| it.0.strip_prefix("I-"));
        let Some(place) = label.and_then(|it| it.parse::<usize>().ok()) else {
            return Ok(order);
        };
        let stand = self.stand(at)?;
        let mut detected = stand.entries.iter().filter(|it| it.event == "detected");
        let number = place.checked_sub(1).and_then(|nth| detected.nth(nth));
        let number = number.and_then(|it| it.incident);
        let open = stand.history.open_incidents(at);
        let mut open = open.iter().filter(|it| Some(it.number) == number);
        let found = open.next().ok_or(Refusal::NoIncident)?;
        Ok(order.about(IncidentId::of(found.lineage)))
    }

    /// The order that would be given, if it could be.
    ///
    /// # Errors
    /// If it can't be given.
    pub(crate) fn pending(&self, order: &OrderWords, at: Instant) -> Result<Decision, ActError> {
        let order = self.with_id(order.clone(), at)?;
        let order = order.resolve(&self.world.document, at)?;
        let decision = Decision { at, order };
        self.try_order(decision)?;
        Ok(decision)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::document::TeamIx;
    use crate::scenario::embedded;
    use crate::scenario::time::Span;
    use crate::sim::decision::Order;
    use crate::sim::observe::Unwatched;

    fn document(name: &str) -> Document {
        let text = embedded::text(name).expect("a ready scenario");
        let text = ScenarioText::new(text, name);
        let Ok(loaded) = text.load(None, &[]) else {
            panic!("a sound scenario");
        };
        loaded.document
    }

    fn exercise(name: &str, replication: u64) -> Exercise {
        let document = document(name);
        let end = document.end;
        let header = Header::new(&document, (7, replication), (Instant::START, end));
        Exercise::new(header, document)
    }

    /// Something that people might do, by dice.
    fn some_act(exercise: &Exercise, at: Instant, [what, which, whom]: [u16; 3]) -> Act {
        let document = &exercise.world().document;
        let pick = |count: usize, die: u16| usize::from(die) % count.max(1);
        let open = exercise.stand(at).expect("within the limits");
        let open = open.history.open_incidents(at);
        let incident = open.get(pick(open.len(), which)).map_or_else(
            || IncidentId("0000000000000000".to_owned()),
            |it| IncidentId::of(it.lineage),
        );
        let team = document.teams[pick(document.teams.len(), whom)].id.clone();
        let asset = document.assets[pick(document.assets.len(), which)]
            .id
            .clone();
        let inject = document.injects.get(pick(document.injects.len(), which));
        let inject = inject.map_or_else(String::new, |it| it.id.clone());
        let hours = f64::from(whom % 40) / 2.0;
        let order = match what % 20 {
            0 => OrderWords::Ask { incident, team },
            1 => OrderWords::Withhold { incident },
            2 => OrderWords::Request { incident },
            3 => OrderWords::OnCall { team },
            4 => OrderWords::ByRule { team },
            5 => OrderWords::Send { incident, team },
            6 => OrderWords::First { incident },
            7 => OrderWords::Last { incident },
            8 => OrderWords::SendAhead {
                team,
                site: document.sites[pick(document.sites.len(), which)].id.clone(),
                hours,
            },
            9 => OrderWords::HoldChangeover { team, hours },
            10 => OrderWords::AdvanceChangeover { team },
            11 => OrderWords::SwitchOff { asset },
            12 => OrderWords::SwitchOn { asset },
            13 => OrderWords::Invoke { asset },
            14 => OrderWords::EndFallback { asset },
            15 => OrderWords::CallIn {
                team,
                experts: u32::from(which % 4),
            },
            16 => {
                let step = InjectAct::Hold { inject };
                return Act::Inject { step };
            }
            17 => {
                let step = InjectAct::Release { inject };
                return Act::Inject { step };
            }
            18 => {
                let step = InjectAct::Skip { inject };
                return Act::Inject { step };
            }
            _ => {
                let text = "nothing".to_owned();
                return Act::Note { text };
            }
        };
        Act::Decide { order }
    }

    fn done(exercise: &Exercise, at: Instant, act: Act) -> Done {
        Done {
            number: exercise.done().len() as u64 + 1,
            at: at.millis(),
            wall: String::new(),
            role: Role::Facilitator,
            who: String::new(),
            why: String::new(),
            key: String::new(),
            act,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// Whatever is decided: what has been seen stays as it was, a copy of the history goes on
        /// as the whole does, and what was done, done again, gives the same history.
        #[test]
        fn the_past_stays_and_a_journal_makes_it_again(
            replication in 0..50_u64,
            dice in prop::collection::vec((1..300_i64, any::<[u16; 3]>()), 1..8),
        ) {
            let mut played = exercise("election-night", replication);
            let mut at = Instant::START;
            for (minutes, dice) in dice {
                at += Span(minutes * Span::MINUTE.0);
                if at >= played.to() {
                    break;
                }
                at = at.max(played.come_to());
                let seen = played.stand(at).expect("within the limits").entries;
                let act = some_act(&played, at, dice);
                let before = played.history().entries;
                if played.act(done(&played, at, act)).is_ok() {
                    let mut still = played.stand(at).expect("within the limits").entries;
                    still.retain(|it| it.event != "decided" || it.ms < at.millis());
                    prop_assert!(still.starts_with(&seen));
                } else {
                    prop_assert_eq!(played.history().entries, before);
                }
            }
            let whole = played.history();
            prop_assert!(whole.failure.is_none());
            let mut again = exercise("election-night", replication);
            for done in played.done() {
                prop_assert_eq!(again.act(done.clone()), Ok(()));
            }
            prop_assert_eq!(&again.history().entries, &whole.entries);
            // A branch of the history, gone on with, is the history.
            let stand = played.stand(at).expect("within the limits");
            let mut branch = stand.history.clone();
            let counts = branch.go_on(&mut Unwatched).expect("within the limits");
            let (seed, number) = played.luck();
            let mut straight = Simulation::new(played.world()).deciding(played.decisions());
            let expected = straight.run(seed, number, &mut Unwatched);
            prop_assert_eq!(Ok(counts), expected);
        }
    }

    #[test]
    fn a_decision_changes_only_what_it_causes() {
        let exercise = exercise("lithuania-2019", 3);
        let plain = exercise.history();
        let order = Order::OnCall {
            team: TeamIx(0),
            only: false,
        };
        let decisions = [Decision {
            at: Instant(9),
            order,
        }];
        let mut with = trace::trace_with(exercise.world(), 7, 3, &decisions);
        with.entries.retain(|it| it.event != "decided");
        assert_eq!(with.entries, plain.entries);
    }
}
