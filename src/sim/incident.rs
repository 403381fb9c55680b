//! Incidents alive in a replication.

use crate::scenario::document::{
    AssetIx, KindIx, MAX_CANDIDATES, Moment, RuleIx, Severity, TeamIx,
};
use crate::scenario::time::Instant;
use crate::world::World;

use super::key::{Domain, Draws, mix};
use super::origin::{
    APPROVAL_PAGES, Address, Cause, Descent, EFFORT_PAGES, NOTICE_PAGES, Origin, PATIENCE_PAGES,
    Primary, REDRAWN_PAGES, REFUSAL_PAGES, RELEASE_PAGES, word,
};
use super::response::{EARLY, Response, Work};
use super::sample;

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
///
/// Many can be open at once, so it holds what it needs while it waits. The rest is its
/// [`Response`].
#[derive(Clone, Debug)]
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
    /// What it waits for.
    pub state: State,
    /// Where it comes from, and what it descends from.
    descent: Descent,
    /// The first moments of its life.
    early: [Instant; EARLY],
    /// With its origin, the address of its draws: the entity of a threat's arrival, else the
    /// lineage.
    root: u64,
    /// Draws of the efforts of stages 1 and 2.
    efforts: [u64; 2],
    /// Work of the current stage, ms at effectiveness 1, until there is a response, which has
    /// its own. It is drawn when the stage comes up, so that the calendar need not wait for a
    /// logarithm when a crew sets out.
    effort: f64,
    /// What is done about it, once anything is.
    pub(super) response: Option<Box<Response>>,
    /// The rule in force, or [`NONE`].
    rule: u32,
    /// Candidates (of the rule) whose approval has come.
    pub(super) eligible: u32,
    /// Names the incident's place in the queues; 0 when it waits in none.
    pub(super) ticket: u32,
    /// Its rank in the queues, in order of detection.
    pub(super) rank: u32,
    /// Pending events that refer to it: it stays in memory until there are none.
    pub(super) holds: u32,
    /// Answers that are still to come: approvals, more teams that will be asked, the owner's
    /// patience.
    pub(super) unanswered: u8,
    /// Counts requests, to tell approvals of an earlier one.
    pub(super) request: u8,
}

/// Bytes that an open incident takes while it waits for its first crew, without its places in
/// queues and on the calendar. `docs/scale.md` reckons with it.
const _: () = assert!(size_of::<Incident>() <= 120);

/// None: no number of anything.
pub(super) const NONE: u32 = u32::MAX;

impl Incident {
    /// An incident that begins.
    #[inline]
    pub(super) fn new(
        world: &World,
        number: u32,
        (kind, severity): (KindIx, Severity),
        (asset, instance): (AssetIx, u32),
        cause: &Cause,
        now: Instant,
    ) -> Self {
        let words = &cause.words;
        let effort = &world.document.kinds[kind.ix()].stages[0].effort;
        Self {
            number,
            kind,
            asset,
            instance,
            severity,
            state: State::Hidden,
            descent: cause.descent,
            early: [now, Instant::NEVER, Instant::NEVER, Instant::NEVER],
            root: match cause.descent {
                Descent::Threat(_) => cause.address.entity,
                _ => cause.lineage,
            },
            efforts: [words[word::EFFORT + 1], words[word::EFFORT + 2]],
            effort: sample::millis(effort, words[word::EFFORT]),
            response: None,
            rule: NONE,
            eligible: 0,
            ticket: 0,
            rank: 0,
            holds: 0,
            unanswered: 0,
            request: 0,
        }
    }

    /// When it reached a moment; [`Instant::NEVER`] if it has not.
    #[inline]
    pub fn moment(&self, moment: Moment) -> Instant {
        let moment = moment as usize;
        match moment.checked_sub(EARLY) {
            None => self.early[moment],
            Some(late) => self.response().moments[late],
        }
    }

    /// Its life so far, in the order of [`Moment::ALL`].
    pub fn moments(&self) -> [Instant; Moment::ALL.len()] {
        Moment::ALL.map(|moment| self.moment(moment))
    }

    /// When it began.
    #[inline]
    pub const fn onset(&self) -> Instant {
        self.early[0]
    }

    /// When the owner gave up waiting; [`Instant::NEVER`] if they did not.
    pub fn gave_up(&self) -> Instant {
        self.response().gave_up
    }

    /// How often a crew was taken away for a graver incident.
    pub fn preemptions(&self) -> u16 {
        self.response().preemptions
    }

    /// How often others took running work over.
    pub fn handovers(&self) -> u16 {
        self.response().handovers
    }

    /// Work added by handovers and restarts, ms at effectiveness 1.
    pub fn rework(&self) -> f64 {
        self.response().rework
    }

    /// The current stage's work.
    pub fn work(&self) -> Work {
        if let Some(response) = &self.response {
            return response.work;
        }
        // The first stage is asked for when the incident is detected.
        let [_, detected, _, queued] = self.early;
        Work::waiting([detected, queued])
    }

    /// Work left of the current stage as last settled, ms at effectiveness 1.
    pub fn work_left(&self) -> f64 {
        match &self.response {
            Some(response) => response.left,
            None => self.effort,
        }
    }

    /// So much work of the current stage is left, ms at effectiveness 1.
    pub(super) fn set_work_left(&mut self, left: f64) {
        match &mut self.response {
            Some(response) => response.left = left,
            None => self.effort = left,
        }
    }

    /// The current stage's effort as it might have been, ms at effectiveness 1.
    pub(super) fn redraw_effort(&self, world: &World, draws: Draws, nth: usize) -> f64 {
        let stage = usize::from(self.stage());
        let effort = &world.document.kinds[self.kind.ix()].stages[stage].effort;
        let word = self.address(world).draw(draws, REDRAWN_PAGES, nth);
        sample::millis(effort, word)
    }

    /// Draws the efforts of stages to come anew.
    pub(super) fn redraw_stages(&mut self, world: &World, draws: Draws) {
        let address = self.address(world);
        self.efforts = [1, 2].map(|stage| address.draw(draws, 0, word::EFFORT + stage));
    }

    /// What has been done about it, nothing if nothing has. Its work says when the current stage
    /// was asked for only if there has been a crew: [`Incident::work`] always does.
    #[inline]
    pub(super) fn response(&self) -> &Response {
        self.response.as_deref().unwrap_or(&Response::NONE)
    }

    /// The response, which begins if there is none, in memory that is to spare.
    #[inline]
    #[allow(clippy::vec_box, reason = "boxes go from here to incidents and back")]
    pub(super) fn respond(&mut self, spare: &mut Vec<Box<Response>>) -> &mut Response {
        let Self {
            response,
            early,
            effort,
            ..
        } = self;
        response.get_or_insert_with(|| {
            let [_, detected, _, queued] = *early;
            Response::begin([detected, queued], *effort, spare.pop())
        })
    }

    /// The current stage.
    #[inline]
    pub(super) fn stage(&self) -> u8 {
        self.response().work.stage
    }

    /// True if it takes no more service away.
    pub(super) fn is_restored(&self, world: &World) -> bool {
        self.state == State::Closed || self.stage() > world.kinds[self.kind.ix()].restores_at
    }

    /// The rule in force.
    #[inline]
    pub(super) const fn rule(&self) -> Option<RuleIx> {
        if self.rule == NONE {
            None
        } else {
            Some(RuleIx(self.rule))
        }
    }

    #[inline]
    pub(super) fn set_rule(&mut self, rule: Option<RuleIx>) {
        self.rule = rule.map_or(NONE, |rule| rule.0);
    }

    /// It reaches one of the first moments, unless it has before.
    #[inline]
    pub(super) const fn reach(&mut self, moment: Early, at: Instant) {
        let slot = &mut self.early[moment as usize];
        if !slot.happened() {
            *slot = at;
        }
    }

    /// The request for the current stage is approved, unless it has been before.
    #[inline]
    pub(super) const fn approved(&mut self, now: Instant) {
        if let Some(response) = &mut self.response
            && !response.work.queued.happened()
        {
            response.work.queued = now;
        }
        self.reach(Early::Queued, now);
    }

    /// True if the rule in force asks the team for the current stage.
    pub fn is_asked(&self, world: &World, team: TeamIx) -> bool {
        self.rule().is_some_and(|rule| {
            let candidates = &world.document.dispatch.rules[rule.ix()].teams;
            let demand = world.rules.demand(self.kind, usize::from(self.stage()));
            candidates.iter().any(|candidate| candidate.team == team)
                && world.rules.able(team, demand)
        })
    }

    /// Where it comes from.
    #[inline]
    pub const fn origin(&self) -> Origin {
        self.descent.origin()
    }

    /// What it descends from, whatever lies between.
    pub const fn primary(&self) -> Primary {
        self.descent.primary()
    }

    /// True if it came by spread or excitement, not from a threat itself or the script.
    pub const fn is_secondary(&self) -> bool {
        matches!(self.origin(), Origin::Consequence(_) | Origin::Offspring(_))
    }

    /// Where its draws are.
    fn address(&self, world: &World) -> Address {
        let (domain, source, entity) = match self.origin() {
            Origin::Threat(threat) => {
                let source = world.threats[threat.ix()].identity;
                (Domain::Threat, source, self.root)
            }
            Origin::Offspring(_) => (Domain::Offspring, self.root, 0),
            Origin::Inject(_) => (Domain::Inject, self.root, 0),
            Origin::Consequence(_) => (Domain::Consequence, self.root, 0),
        };
        Address {
            domain,
            source,
            entity,
        }
    }

    /// Identity of its consequences.
    pub(super) fn lineage(&self, world: &World) -> u64 {
        match self.origin() {
            Origin::Threat(threat) => mix(world.threats[threat.ix()].identity, self.root),
            _ => self.root,
        }
    }

    /// On to the next stage: its number, and the team that did the one before.
    #[inline]
    pub(super) fn next_stage(&mut self, world: &World, draws: Draws) -> (u8, Option<TeamIx>) {
        let stage = self.stage() + 1;
        let effort = self.draw_effort(world, draws, stage);
        let Some(response) = &mut self.response else {
            return (stage, None);
        };
        response.work.stage = stage;
        response.left = effort;
        (stage, response.work.team)
    }

    /// The effort of a stage, ms at effectiveness 1.
    pub(super) fn draw_effort(&self, world: &World, draws: Draws, stage: u8) -> f64 {
        let stage = usize::from(stage);
        let effort = &world.document.kinds[self.kind.ix()].stages[stage].effort;
        sample::millis(effort, self.effort_word(world, draws, stage))
    }

    fn effort_word(&self, world: &World, draws: Draws, stage: usize) -> u64 {
        let address = || self.address(world);
        match stage {
            // Kept while it waits, and seldom asked for again.
            0 => address().draw(draws, 0, word::EFFORT),
            1..=2 => self.efforts[stage - 1],
            _ => address().draw(draws, EFFORT_PAGES, stage - 3),
        }
    }

    pub(super) fn notice_word(&self, world: &World, draws: Draws) -> u64 {
        let stage = usize::from(self.stage());
        self.address(world).draw(draws, NOTICE_PAGES, stage)
    }

    pub(super) fn release_word(&self, world: &World, draws: Draws) -> u64 {
        let stage = usize::from(self.stage());
        self.address(world).draw(draws, RELEASE_PAGES, stage)
    }

    pub(super) fn patience_word(&self, world: &World, draws: Draws) -> u64 {
        let stage = usize::from(self.stage());
        self.address(world).draw(draws, PATIENCE_PAGES, stage)
    }

    pub(super) fn refusal_word(&self, world: &World, draws: Draws, candidate: usize) -> u64 {
        let number = self.number_of(candidate);
        self.address(world).draw(draws, REFUSAL_PAGES, number)
    }

    pub(super) fn approval_word(&self, world: &World, draws: Draws, candidate: usize) -> u64 {
        let number = self.number_of(candidate);
        self.address(world).draw(draws, APPROVAL_PAGES, number)
    }

    /// The number of a candidate for the current stage, over all stages.
    fn number_of(&self, candidate: usize) -> usize {
        usize::from(self.stage()) * MAX_CANDIDATES + candidate
    }
}

/// The moments that come before anybody is sent, besides the onset.
#[derive(Clone, Copy)]
pub(super) enum Early {
    Detected = Moment::Detected as isize,
    Requested = Moment::Requested as isize,
    Queued = Moment::Queued as isize,
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use crate::scenario;
    use crate::scenario::document::MAX_STAGES;
    use crate::sim::observe::Observer;
    use crate::sim::run::Simulation;

    use super::*;
    use crate::sim::key::PAGE;
    use crate::sim::origin::OFFSPRING_PAGE;

    /// Keeps what has ended.
    struct Last(Option<Incident>);

    impl Observer for Last {
        fn ended(&mut self, _: &World, incident: &Incident) {
            self.0 = Some(incident.clone());
        }
    }

    /// Some incident, open at the end.
    pub(in crate::sim) fn incident() -> (World, Incident) {
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
        (world, last.0.expect("it happened"))
    }

    #[test]
    fn no_two_draws_of_an_incident_are_one() {
        let (world, mut incident) = incident();
        let draws = Draws {
            seed: 3,
            replication: 5,
        };
        let mut words = BTreeSet::new();
        let mut drawn = 0;
        let mut draw = |word: u64| {
            drawn += 1;
            words.insert(word);
        };
        for stage in 0..MAX_STAGES {
            incident.respond(&mut Vec::new()).work.stage = stage as u8;
            draw(incident.effort_word(&world, draws, stage));
            draw(incident.notice_word(&world, draws));
            draw(incident.release_word(&world, draws));
            draw(incident.patience_word(&world, draws));
            for candidate in 0..MAX_CANDIDATES {
                draw(incident.approval_word(&world, draws, candidate));
                draw(incident.refusal_word(&world, draws, candidate));
            }
        }
        // The rest of page 0, and the first word of the page that offspring are drawn from.
        for (page, word) in (0..PAGE - 3)
            .map(|word| (0, word))
            .chain([(OFFSPRING_PAGE, 0)])
        {
            draw(incident.address(&world).draw(draws, page, word));
        }
        assert_eq!(words.len(), drawn);
    }
}
