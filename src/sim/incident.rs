//! Incidents alive in a replication.

use crate::scenario::document::{
    AssetIx, InjectIx, KindIx, MAX_CANDIDATES, Moment, RuleIx, Severity, TeamIx, ThreatIx,
};
use crate::scenario::time::Instant;
use crate::world::World;
use crate::world::experts::ExpertSet;

use super::key::{Domain, Key, PAGE};
use super::pace::Pace;
use super::sample;

/// Where an incident comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A primary arrival of a threat.
    Threat(ThreatIx),
    /// Excited by an earlier arrival of the same threat.
    Offspring(ThreatIx),
    /// Scripted.
    Inject(InjectIx),
    /// Follows from the incident with this number.
    Consequence(u32),
}

/// The address of an incident's draws, and its pages.
///
/// The layout of page 0 is: 0 gap to the arrival (or delay, or chance of an inject), 1 target
/// (or chance of a consequence), 2 kind, 3 severity, 4 detection, 5–7 effort of stages 0–2.
/// Later pages are looked up when they are needed; see the constants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    /// What the draws are for.
    pub domain: Domain,
    /// Whose they are.
    pub source: u64,
    /// Which of them.
    pub entity: u64,
}

/// Where an incident comes from, and its draws.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause {
    pub origin: Origin,
    /// Identity of its consequences.
    pub lineage: u64,
    pub address: Address,
    /// Page 0 of its draws.
    pub words: [u64; PAGE],
}

/// Page 0, word by word.
pub(crate) mod word {
    /// Gap to the arrival, delay of a consequence, chance of an inject.
    pub(crate) const GAP: usize = 0;
    /// Target among the threat's; chance of a consequence.
    pub(crate) const TARGET: usize = 1;
    /// Kind among the threat's.
    pub(crate) const KIND: usize = 2;
    /// Severity.
    pub(crate) const SEVERITY: usize = 3;
    /// Detection.
    pub(crate) const DETECTION: usize = 4;
    /// Effort of stage 0, then 1, 2.
    pub(crate) const EFFORT: usize = 5;
}

const EFFORT_PAGES: u64 = 1;
pub(super) const OFFSPRING_PAGE: u64 = 40;
const NOTICE_PAGES: u64 = 64;
const RELEASE_PAGES: u64 = 96;
const APPROVAL_PAGES: u64 = 128;
const REFUSAL_PAGES: u64 = 384;
const PATIENCE_PAGES: u64 = 640;

impl Address {
    /// Reads one draw of a later page.
    fn draw(self, seed: u64, replication: u64, first: u64, number: usize) -> u64 {
        let key = Key {
            seed,
            replication,
            domain: self.domain,
            source: self.source,
        };
        key.page(self.entity, first + (number / PAGE) as u64)[number % PAGE]
    }
}

/// The current stage's work.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Stage number.
    pub stage: u8,
    /// A new request, not the same team going on.
    pub fresh: bool,
    /// The team that does it, once assigned.
    pub team: Option<TeamIx>,
    /// Works from afar.
    pub remote: bool,
    /// This request had hands on before, by a crew that was taken away or whose shift was
    /// over.
    pub resumed: bool,
    /// The experts.
    pub crew: ExpertSet,
    /// Asked.
    pub requested: Instant,
    /// Approved.
    pub queued: Instant,
    /// Crew picked.
    pub assigned: Instant,
    /// Ready to move.
    pub mobilised: Instant,
    /// There, or connected.
    pub on_site: Instant,
    /// Work begins.
    pub hands_on: Instant,
    /// Work ends.
    pub finished: Instant,
}

impl Work {
    /// Nothing asked yet.
    pub const NONE: Self = Self {
        stage: 0,
        fresh: true,
        team: None,
        remote: false,
        resumed: false,
        crew: ExpertSet::EMPTY,
        requested: Instant::NEVER,
        queued: Instant::NEVER,
        assigned: Instant::NEVER,
        mobilised: Instant::NEVER,
        on_site: Instant::NEVER,
        hands_on: Instant::NEVER,
        finished: Instant::NEVER,
    };
}

/// What an incident is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody knows of it.
    Hidden,
    /// Asked for or queued.
    Waiting,
    /// A crew is on its way or at work.
    Worked,
    /// Known, and no eligible team.
    Unanswered,
    /// The owner gave up waiting, and copes alone.
    Alone,
    /// Over.
    Closed,
}

/// One incident.
#[derive(Clone, Copy, Debug)]
pub struct Incident {
    /// Number in order of onset within the replication, from 0.
    pub number: u32,
    /// Its kind.
    pub kind: KindIx,
    /// Where.
    pub asset: AssetIx,
    /// Which instance of a counted asset.
    pub instance: u32,
    /// How grave.
    pub severity: Severity,
    /// Where it comes from.
    pub origin: Origin,
    /// Its life so far; see [`Incident::moment`].
    pub moments: [Instant; 11],
    /// When the owner gave up waiting; [`Instant::NEVER`] if they did not.
    pub gave_up: Instant,
    /// What it waits for.
    pub state: State,
    /// How often a crew was taken away for a graver incident.
    pub preemptions: u16,
    /// How often others took running work over.
    pub handovers: u16,
    /// Work added by handovers and restarts, ms at effectiveness 1.
    pub rework: f64,
    /// The current stage's work.
    pub work: Work,
    /// Identity of its consequences.
    pub(super) lineage: u64,
    pub(super) address: Address,
    pub(super) efforts: [u64; 3],
    /// Work left of the current stage for its crew at effectiveness 1, ms. It is drawn when
    /// the stage comes up, so that the calendar need not wait for a logarithm when a crew sets
    /// out.
    pub(super) left: f64,
    /// Up to when work done has been taken off; ahead while the crew is on its way.
    pub(super) since: Instant,
    /// The crew's pace from then on.
    pub(super) pace: Pace,
    /// Tells the end of work that holds from ends foretold before.
    pub(super) serial: u16,
    /// Place in the team's list of running work.
    pub(super) seat: u32,
    pub(super) rule: Option<RuleIx>,
    /// Experts that did the previous stage.
    pub(super) previous: ExpertSet,
    /// Their team.
    pub(super) previous_team: Option<TeamIx>,
    /// Candidates (of the rule) whose approval has come.
    pub(super) eligible: u32,
    /// Answers that are still to come: approvals, more teams that will be asked, the owner's
    /// patience.
    pub(super) unanswered: u8,
    /// Counts requests, to tell approvals of an earlier one.
    pub(super) request: u8,
    /// Names the incident's place in the queues; 0 when it waits in none.
    pub(super) ticket: u32,
    /// Its rank in the queues.
    pub(super) rank: u64,
    /// Pending events that refer to it: it stays in memory until there are none.
    pub(super) holds: u32,
}

/// None: no number of anything.
pub(super) const NONE: u32 = u32::MAX;

impl Incident {
    /// When it reached a moment; [`Instant::NEVER`] if it has not.
    #[inline]
    pub const fn moment(&self, moment: Moment) -> Instant {
        self.moments[moment as usize]
    }

    #[inline]
    pub(super) const fn reach(&mut self, moment: Moment, at: Instant) {
        let slot = &mut self.moments[moment as usize];
        if !slot.happened() {
            *slot = at;
        }
    }

    /// Work left of the current stage as last settled, ms at effectiveness 1.
    pub const fn work_left(&self) -> f64 {
        self.left
    }

    /// True if the rule in force asks the team for the current stage.
    pub fn is_asked(&self, world: &World, team: TeamIx) -> bool {
        self.rule.is_some_and(|rule| {
            let candidates = &world.document.dispatch.rules[rule.ix()].teams;
            let demand = world.rules.demand(self.kind, usize::from(self.work.stage));
            candidates.iter().any(|candidate| candidate.team == team)
                && world.rules.able(team, demand)
        })
    }

    /// True if it came by spread or excitement, not from a threat itself or the script.
    pub const fn is_secondary(&self) -> bool {
        matches!(self.origin, Origin::Consequence(_) | Origin::Offspring(_))
    }

    /// Draws the effort of the current stage.
    pub(super) fn draw_effort(&mut self, world: &World, seed: u64, replication: u64) {
        let stage = usize::from(self.work.stage);
        let effort = &world.document.kinds[self.kind.ix()].stages[stage].effort;
        self.left = sample::millis(effort, self.effort_word(seed, replication, stage));
    }

    fn effort_word(&self, seed: u64, replication: u64, stage: usize) -> u64 {
        match stage {
            0..=2 => self.efforts[stage],
            _ => self
                .address
                .draw(seed, replication, EFFORT_PAGES, stage - 3),
        }
    }

    pub(super) fn notice_word(&self, seed: u64, replication: u64) -> u64 {
        self.address.draw(
            seed,
            replication,
            NOTICE_PAGES,
            usize::from(self.work.stage),
        )
    }

    pub(super) fn release_word(&self, seed: u64, replication: u64) -> u64 {
        self.address.draw(
            seed,
            replication,
            RELEASE_PAGES,
            usize::from(self.work.stage),
        )
    }

    pub(super) fn patience_word(&self, seed: u64, replication: u64) -> u64 {
        let stage = usize::from(self.work.stage);
        self.address.draw(seed, replication, PATIENCE_PAGES, stage)
    }

    pub(super) fn refusal_word(&self, seed: u64, replication: u64, candidate: usize) -> u64 {
        let number = usize::from(self.work.stage) * MAX_CANDIDATES + candidate;
        self.address.draw(seed, replication, REFUSAL_PAGES, number)
    }

    pub(super) fn approval_word(&self, seed: u64, replication: u64, candidate: usize) -> u64 {
        self.address.draw(
            seed,
            replication,
            APPROVAL_PAGES,
            usize::from(self.work.stage) * MAX_CANDIDATES + candidate,
        )
    }
}

/// The incidents in memory, with the slots of closed ones used again.
#[derive(Clone, Debug, Default)]
pub(super) struct Slab {
    slots: Vec<Incident>,
    vacant: Vec<u32>,
}

impl Slab {
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.vacant.clear();
    }

    /// Incidents in memory: open ones, and closed ones that events still refer to.
    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.vacant.len()
    }

    // By value: it is built in place and moved once.
    #[allow(clippy::large_types_passed_by_value)]
    #[inline]
    pub(super) fn insert(&mut self, incident: Incident) -> u32 {
        if let Some(slot) = self.vacant.pop() {
            self.slots[slot as usize] = incident;
            slot
        } else {
            self.slots.push(incident);
            (self.slots.len() - 1) as u32
        }
    }

    pub(super) fn free(&mut self, slot: u32) {
        self.vacant.push(slot);
    }

    #[inline]
    pub(super) fn get(&self, slot: u32) -> &Incident {
        &self.slots[slot as usize]
    }

    #[inline]
    pub(super) fn get_mut(&mut self, slot: u32) -> &mut Incident {
        &mut self.slots[slot as usize]
    }

    /// Slots of incidents that are not closed, in order of their numbers.
    pub(super) fn unfinished(&self, into: &mut Vec<u32>) {
        into.clear();
        into.extend(
            (0..self.slots.len() as u32).filter(|slot| self.get(*slot).state != State::Closed),
        );
        into.sort_unstable_by_key(|slot| self.get(*slot).number);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::scenario;
    use crate::scenario::document::MAX_STAGES;
    use crate::sim::observe::Observer;
    use crate::sim::run::Simulation;

    use super::*;

    /// Keeps what has ended.
    struct Last(Option<Incident>);

    impl Observer for Last {
        fn ended(&mut self, _: &World, incident: &Incident) {
            self.0 = Some(*incident);
        }
    }

    /// Some incident, open at the end.
    fn incident() -> Incident {
        let text = r#"
            schema = 1
            scenario = { name = "One", timezone = "UTC", start = "2019-01-01", end = "2019-01-02" }
            asset = [{ id = "site" }]
            incident = [{ id = "fault", severity = "low", stage = [{ name = "contain", crew = { analyst = 1 }, effort = "30h" }] }]
            threat = [{ id = "script", incident = "fault", targets = "site", at = ["start + 1h"] }]
            team = [{ id = "cert", experts = [{ skills = ["analyst"] }] }]
            dispatch = { rule = [{ teams = ["cert"] }] }
        "#;
        let Ok(loaded) = scenario::load(text, "one.toml", "one", None) else {
            panic!("a sound scenario");
        };
        let world = World::compile(loaded.document);
        let mut last = Last(None);
        let run = Simulation::new(&world).run(1, 0, &mut last);
        run.expect("it ends");
        last.0.expect("it happened")
    }

    #[test]
    fn no_two_draws_of_an_incident_are_one() {
        let mut incident = incident();
        let mut words = BTreeSet::new();
        let mut draws = 0;
        let mut draw = |word: u64| {
            draws += 1;
            words.insert(word);
        };
        for stage in 0..MAX_STAGES {
            incident.work.stage = stage as u8;
            draw(incident.effort_word(3, 5, stage));
            draw(incident.notice_word(3, 5));
            draw(incident.release_word(3, 5));
            draw(incident.patience_word(3, 5));
            for candidate in 0..MAX_CANDIDATES {
                draw(incident.approval_word(3, 5, candidate));
                draw(incident.refusal_word(3, 5, candidate));
            }
        }
        // The rest of page 0, and the first word of the page that offspring are drawn from.
        for (page, word) in (0..PAGE - 3)
            .map(|word| (0, word))
            .chain([(OFFSPRING_PAGE, 0)])
        {
            draw(incident.address.draw(3, 5, page, word));
        }
        assert_eq!(words.len(), draws);
    }

    #[test]
    fn slots_are_used_again_and_the_unfinished_are_told_by_number() {
        let numbered = |number| Incident {
            number,
            ..incident()
        };
        let mut slab = Slab::default();
        let slots: Vec<u32> = (0..4).map(|number| slab.insert(numbered(number))).collect();
        assert_eq!((slots, slab.len()), (vec![0, 1, 2, 3], 4));
        slab.get_mut(1).state = State::Closed;
        slab.free(1);
        slab.get_mut(2).state = State::Closed;
        assert_eq!(slab.len(), 3);
        let mut left = Vec::new();
        slab.unfinished(&mut left);
        assert_eq!(left, [0, 3]);
        assert_eq!((slab.insert(numbered(4)), slab.len()), (1, 4));
        slab.unfinished(&mut left);
        assert_eq!(left, [0, 3, 1]);
        assert_eq!(slab.get(1).number, 4);
        assert_eq!((slab.insert(numbered(5)), slab.len()), (4, 5));
        slab.clear();
        assert_eq!((slab.insert(numbered(6)), slab.len()), (0, 1));
    }
}
