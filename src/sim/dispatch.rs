//! Who goes next: detection, requests and approvals, the queue, and the crew that is sent.

use crate::scenario::document::{Moment, QueueOrder, RuleIx, TeamChoice, TeamIx};
use crate::scenario::time::Span;
use crate::world::World;
use crate::world::experts::ExpertSet;
use crate::world::rules::DemandIx;

use super::agenda::Class;
use super::incident::{Incident, State, Work};
use super::observe::{Happening, Observer};
use super::queue::Place;
use super::run::{Event, Simulation};
use super::sample;
use super::team::Crew;

impl Simulation<'_> {
    pub(super) fn detect<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        let incident = self.incidents.get_mut(slot);
        incident.reach(Moment::Detected, self.now);
        self.ranks += 1;
        incident.rank = match world.document.dispatch.order {
            QueueOrder::Fifo | QueueOrder::Impact | QueueOrder::Deadline => self.ranks,
            QueueOrder::Severity => ((3 - incident.severity as u64) << 60) | self.ranks,
        };
        let rule = world
            .rules
            .rule(incident.asset, incident.kind, incident.severity, 0);
        if O::TRACES {
            observer.happened(
                world,
                self.now,
                Happening::Detected(self.incidents.get(slot)),
            );
        }
        self.request(slot, rule, observer);
    }

    /// Asks every candidate of a rule to do the current stage.
    pub(super) fn request<O: Observer>(
        &mut self,
        slot: u32,
        rule: Option<RuleIx>,
        observer: &mut O,
    ) {
        let world = self.world;
        let (seed, replication, now) = (self.seed, self.replication, self.now);
        self.tickets += 1;
        let incident = self.incidents.get_mut(slot);
        incident.rule = rule;
        incident.state = State::Waiting;
        incident.ticket = self.tickets;
        incident.eligible = 0;
        incident.request = incident.request.wrapping_add(1);
        incident.work = Work {
            stage: incident.work.stage,
            requested: now,
            ..Work::NONE
        };
        let demand = world
            .rules
            .demand(incident.kind, usize::from(incident.work.stage));
        let mut asked = false;
        if let Some(rule) = rule {
            let candidates = &world.document.dispatch.rules[rule.ix()].teams;
            for (candidate, spec) in candidates.iter().enumerate() {
                if !world.rules.able(spec.team, demand) {
                    continue;
                }
                asked = true;
                let incident = self.incidents.get_mut(slot);
                incident.reach(Moment::Requested, now);
                if O::TRACES {
                    let what = Happening::Requested(self.incidents.get(slot), spec.team);
                    observer.happened(world, now, what);
                }
                let delay = if spec.approval.is_zero() {
                    Span::ZERO
                } else {
                    let word = self
                        .incidents
                        .get(slot)
                        .approval_word(seed, replication, candidate);
                    sample::span(&spec.approval, word)
                };
                if delay == Span::ZERO {
                    self.queue(slot, candidate, spec.team, demand, observer);
                } else {
                    let incident = self.incidents.get_mut(slot);
                    incident.holds += 1;
                    let event = Event::Approve {
                        candidate: candidate as u8,
                        request: incident.request,
                        slot,
                    };
                    self.agenda.schedule(now + delay, Class::Detect, event);
                }
            }
        }
        if !asked {
            let incident = self.incidents.get_mut(slot);
            incident.state = State::Unanswered;
            incident.ticket = 0;
            if O::TRACES {
                observer.happened(world, now, Happening::Unanswered(self.incidents.get(slot)));
            }
        }
    }

    pub(super) fn approved<O: Observer>(
        &mut self,
        slot: u32,
        request: u8,
        candidate: usize,
        observer: &mut O,
    ) {
        let incident = self.incidents.get_mut(slot);
        incident.holds -= 1;
        let current = incident.request == request && incident.state == State::Waiting;
        match (current, incident.rule) {
            (true, Some(rule)) => {
                let team = self.world.document.dispatch.rules[rule.ix()].teams[candidate].team;
                let stage = usize::from(incident.work.stage);
                let demand = self.world.rules.demand(incident.kind, stage);
                self.queue(slot, candidate, team, demand, observer);
            }
            _ => self.free_if_done(slot),
        }
    }

    /// Puts a waiting incident into a team's queue.
    pub(super) fn queue<O: Observer>(
        &mut self,
        slot: u32,
        candidate: usize,
        team: TeamIx,
        demand: DemandIx,
        observer: &mut O,
    ) {
        let now = self.now;
        let incident = self.incidents.get_mut(slot);
        incident.eligible |= 1 << candidate;
        if !incident.work.queued.happened() {
            incident.work.queued = now;
        }
        incident.reach(Moment::Queued, now);
        let place = Place {
            rank: incident.rank,
            slot,
            ticket: incident.ticket,
        };
        self.queues[team.ix()].add(demand, incident.severity, place);
        if O::TRACES {
            observer.happened(
                self.world,
                now,
                Happening::Queued(self.incidents.get(slot), team),
            );
        }
        // Whoever is spent is stirred when it gets somebody back.
        if !self.teams[team.ix()].is_spent() {
            self.stir(team);
        }
    }

    /// A team has new work or newly free experts.
    #[inline]
    pub(super) fn stir(&mut self, team: TeamIx) {
        self.stirred[team.ix() / 64] |= 1 << (team.ix() % 64);
        self.dispatch_due = true;
    }

    /// Gives waiting work to crews until nothing more can go.
    ///
    /// Between dispatches nothing that waits could go, so only teams that were stirred since
    /// (new work, experts freed) need a look, and of each queue only its head.
    pub(super) fn dispatch<O: Observer>(&mut self, observer: &mut O) {
        self.dispatch_due = false;
        while let Some((slot, demand)) = self.next_to_go() {
            self.assign(slot, demand, observer);
        }
        self.stirred.fill(0);
    }

    /// Takes the waiting incident of best rank for which a stirred team has a crew out of the
    /// queue where it was found.
    fn next_to_go(&mut self) -> Option<(u32, DemandIx)> {
        let mut best: Option<(usize, Head)> = None;
        for word in 0..self.stirred.len() {
            let mut teams = self.stirred[word];
            while teams != 0 {
                let team = word * 64 + teams.trailing_zeros() as usize;
                teams &= teams - 1;
                if self.teams[team].is_spent() {
                    continue;
                }
                let limit = best.map_or(u64::MAX, |(_, head)| head.rank);
                if let Some(head) = self.best_head(team, limit) {
                    best = Some((team, head));
                }
            }
        }
        let (team, head) = best?;
        self.queues[team].drop_head(head.nth);
        Some((head.slot, head.demand))
    }

    /// The head of best rank, below `limit`, among a team's queues for which it has a crew.
    fn best_head(&mut self, team: usize, limit: u64) -> Option<Head> {
        let incidents = &self.incidents;
        let is_void = |place: &Place| incidents.get(place.slot).ticket != place.ticket;
        let (queues, state) = (&mut self.queues[team], &self.teams[team]);
        let mut best = None;
        let mut limit = limit;
        // Severities of one demand are neighbours: no crew is asked for twice in vain.
        let mut refused = None;
        let mut nth = 0;
        while let Some((demand, place)) = queues.head(nth, is_void) {
            if place.rank < limit && refused != Some(demand) {
                if state.can_go(self.world, TeamIx::from(team), demand, &mut self.matching) {
                    limit = place.rank;
                    best = Some(Head {
                        nth,
                        demand,
                        rank: place.rank,
                        slot: place.slot,
                    });
                } else {
                    refused = Some(demand);
                }
            }
            nth += 1;
        }
        best
    }

    /// Sends a crew to a waiting incident.
    fn assign<O: Observer>(&mut self, slot: u32, demand: DemandIx, observer: &mut O) {
        let world = self.world;
        let incident = self.incidents.get(slot);
        let Some(rule) = incident.rule else { return };
        let site = world.assets[incident.asset.ix()].site;
        let dispatch = &world.document.dispatch;
        let mut chosen: Option<(TeamIx, Crew)> = None;
        for (candidate, spec) in dispatch.rules[rule.ix()].teams.iter().enumerate() {
            if incident.eligible & (1 << candidate) == 0 {
                continue;
            }
            let team = &self.teams[spec.team.ix()];
            let crew = team.pick(world, spec.team, demand, site, self.now, &mut self.matching);
            let Some(crew) = crew else { continue };
            match dispatch.choose {
                TeamChoice::Preference => {
                    chosen = Some((spec.team, crew));
                    break;
                }
                TeamChoice::Nearest | TeamChoice::LeastBusy | TeamChoice::MostEffective => {
                    if chosen.is_none_or(|(_, best)| crew.travel < best.travel) {
                        chosen = Some((spec.team, crew));
                    }
                }
            }
        }
        let Some((team, crew)) = chosen else { return };
        self.engage(slot, team, crew, observer);
    }

    fn engage<O: Observer>(&mut self, slot: u32, team: TeamIx, crew: Crew, observer: &mut O) {
        let world = self.world;
        let (seed, replication, now) = (self.seed, self.replication, self.now);
        let incident = self.incidents.get_mut(slot);
        let ready = if world.pools[team.ix()].ready_at_once {
            Span::ZERO
        } else {
            time_to_ready(world, team, crew.experts, incident, seed, replication)
        };
        let mobilised = now + ready;
        let on_site = mobilised + crew.travel;
        let finished = on_site + time_for(incident.effort, crew.rate);
        incident.ticket = 0;
        incident.state = State::Worked;
        let work = &mut incident.work;
        work.team = Some(team);
        work.crew = crew.experts;
        work.remote = crew.remote;
        work.assigned = now;
        work.mobilised = mobilised;
        work.on_site = on_site;
        work.hands_on = on_site;
        work.finished = finished;
        if !incident.moment(Moment::Assigned).happened() {
            // The first crew: it reaches all of these.
            incident.reach(Moment::Assigned, now);
            incident.reach(Moment::Mobilised, mobilised);
            incident.reach(Moment::OnSite, on_site);
            incident.reach(Moment::HandsOn, on_site);
        }
        self.teams[team.ix()].engage(crew.experts);
        self.agenda
            .schedule(finished, Class::Finish, Event::Finish { slot });
        if O::TRACES {
            let incident = self.incidents.get(slot);
            let what = Happening::Assigned(incident, &incident.work);
            observer.happened(world, now, what);
        }
    }
}

/// How long a crew takes at a rate of work.
#[inline]
#[allow(
    clippy::float_cmp,
    reason = "rates of exactly 1 are told apart, not rates near it"
)]
fn time_for(effort: f64, rate: f64) -> Span {
    // Most crews work at rate 1, and a division takes long.
    Span::from_millis_f64(if rate == 1.0 { effort } else { effort / rate })
}

/// The head of a queue of a team.
#[derive(Clone, Copy)]
struct Head {
    /// Which of the team's queues that are not empty.
    nth: usize,
    demand: DemandIx,
    rank: u64,
    slot: u32,
}

/// From the moment a crew is picked until it is ready to go: the team's notice and the
/// nations' release.
///
/// Experts who did the stage before are up and running; a crew with anyone new must be called
/// out.
fn time_to_ready(
    world: &World,
    team: TeamIx,
    crew: ExpertSet,
    incident: &Incident,
    seed: u64,
    replication: u64,
) -> Span {
    let known = if incident.previous_team == Some(team) {
        incident.previous
    } else {
        ExpertSet::EMPTY
    };
    let fresh = crew.is_empty() && incident.work.fresh || !crew.without(known).is_empty();
    if !fresh {
        return Span::ZERO;
    }
    let notice = &world.document.teams[team.ix()].notice;
    let notice = if notice.is_zero() {
        Span::ZERO
    } else {
        sample::span(notice, incident.notice_word(seed, replication))
    };
    notice + longest_release(world, team, crew, incident, seed, replication)
}

/// Longest release delay among a crew's nations; one word serves all.
fn longest_release(
    world: &World,
    team: TeamIx,
    crew: ExpertSet,
    incident: &Incident,
    seed: u64,
    replication: u64,
) -> Span {
    let mut longest = Span::ZERO;
    let mut word = None;
    for expert in crew.iter() {
        let Some(nation) = world.pools[team.ix()].experts[expert].nation else {
            continue;
        };
        let delay = &world.document.nations[nation.ix()].release;
        if !delay.is_zero() {
            let word = *word.get_or_insert_with(|| incident.release_word(seed, replication));
            longest = longest.max(sample::span(delay, word));
        }
    }
    longest
}
