//! The experts of a team over the calendar: who may ever serve, and who is on duty when.

use crate::scenario::document::{
    Changeover, Document, ExpertGroup, Fatigue, Learning, MAX_EXPERTS, NationIx, OnChange,
    Severity, SiteIx, SkillIx, Staff, TeamIx,
};
use crate::scenario::time::{Instant, Span};

use super::duty;
use super::experts::{Expert, ExpertSet, Group, Shift};
use super::hours::Schedule;
use super::matching::Matching;

/// Everyone who may ever serve in a team, in order of preference: fewest skills first, so
/// that the versatile are kept for where nobody else will do.
#[allow(clippy::struct_excessive_bools, reason = "four facts, not one state")]
#[derive(Clone, Debug)]
pub struct Pool {
    /// The experts.
    pub experts: Vec<Expert>,
    /// The groups that they come in, in the order of the file.
    pub groups: Vec<Group>,
    /// For each skill, who has it.
    pub with_skill: Vec<ExpertSet>,
    /// Shifts in order; at least one.
    pub shifts: Vec<Shift>,
    /// As many as it takes, at this rate of work.
    pub unlimited: Option<f64>,
    /// Crews are ready as soon as they are picked: no notice, and nobody to be released.
    pub ready_at_once: bool,
    /// How the experts become familiar with the place.
    pub learning: Option<Learning>,
    /// How work tires them.
    pub fatigue: Option<Fatigue>,
    /// Since when each of those on duty at the start has been there.
    pub tenure: Vec<(usize, Instant)>,
    /// When they work; `None`: round the clock.
    pub hours: Option<Schedule>,
    /// What becomes of running work at a shift change.
    pub at_shift_change: Changeover,
    /// What becomes of it at the end of hours.
    pub at_end_of_hours: Changeover,
    /// Free experts kept back from incidents below a severity.
    pub reserve: Option<(u32, Severity)>,
    /// Where the team waits, from when to when.
    pub posts: Vec<(Instant, Instant, SiteIx)>,
    /// Rates of work are constant: nothing is learned, nobody tires, no hours end.
    pub steady: bool,
    /// Running work must be found by its team: something may stop it or change its rate.
    pub tracked: bool,
    /// Steady, and not tracked: the end of work is known when a crew sets out.
    pub plain: bool,
}

impl Pool {
    /// The pool of a team.
    pub fn compile(document: &Document, team: TeamIx) -> Self {
        let spec = &document.teams[team.ix()];
        let mut experts = Vec::new();
        let mut groups: Vec<Group> = Vec::new();
        let mut join = |group: &ExpertGroup, nation, home| {
            let skills = mask(&group.skills);
            let number = groups.len() as u16;
            groups.push(Group { nation, skills });
            let mine = |expert: &&Expert| expert.nation == nation;
            let before = experts.iter().filter(mine).count() as u32;
            experts.extend((0..group.count).map(|nth| Expert {
                skills,
                proficiency: group.proficiency,
                nation,
                home,
                group: number,
                place: before + nth,
            }));
        };
        let mut unlimited = None;
        match &spec.staff {
            Staff::Unlimited { proficiency } => unlimited = Some(*proficiency),
            Staff::Standing(groups) => {
                for (group, nation) in groups {
                    let home = spec
                        .site
                        .or_else(|| nation.and_then(|nation| document.nations[nation.ix()].site));
                    join(group, *nation, home);
                }
            }
            Staff::Roster(roster) => {
                for (ix, nation) in document.nations.iter().enumerate() {
                    let nation_ix = NationIx::from(ix);
                    let spec = &document.rosters[roster.ix()];
                    if !spec.nations.contains(&nation_ix) && spec.lead != Some(nation_ix) {
                        continue;
                    }
                    for group in &nation.experts {
                        join(group, Some(nation_ix), nation.site);
                    }
                }
            }
        }
        experts.sort_by_key(|expert| expert.skills.count_ones());
        experts.truncate(MAX_EXPERTS);
        let with_skill = (0..document.skills.len())
            .map(|skill| {
                let mut set = ExpertSet::EMPTY;
                for (number, expert) in experts.iter().enumerate() {
                    if expert.skills & (1 << skill) != 0 {
                        set.insert(number);
                    }
                }
                set
            })
            .collect();
        let always = Shift {
            from: Instant::START,
            alongside: Instant::START,
            rotating: None,
            on_duty: ExpertSet::first(experts.len()),
            vacant: Vec::new(),
        };
        let (shifts, tenure) = match spec.staff {
            Staff::Roster(roster) => duty::shifts(document, roster, &experts),
            Staff::Standing(_) | Staff::Unlimited { .. } => (vec![always], Vec::new()),
        };
        let (learning, fatigue, at_shift_change) = match spec.staff {
            Staff::Roster(roster) => {
                let roster = &document.rosters[roster.ix()];
                (roster.learning, roster.fatigue, roster.changeover)
            }
            Staff::Standing(_) => (None, spec.fatigue, Changeover::FINISH),
            Staff::Unlimited { .. } => (None, None, Changeover::FINISH),
        };
        let hours = Schedule::compile(document, team, &experts);
        let mut reserves = document.dispatch.reserves.iter();
        let reserve = reserves.find(|reserve| reserve.team == team);
        let posts = document.dispatch.prepositions.iter();
        let posts = posts.filter(|post| post.team == team);
        let steady = learning.is_none() && fatigue.is_none() && hours.is_none();
        let tracked = hours.is_some()
            || fatigue.is_some()
            || at_shift_change.rule != OnChange::Finish
            || document.dispatch.preempt.is_some();
        let releases = experts
            .iter()
            .filter_map(|expert| expert.nation)
            .any(|nation| !document.nations[nation.ix()].release.is_zero());
        Self {
            experts,
            groups,
            with_skill,
            shifts,
            unlimited,
            ready_at_once: spec.notice.is_zero() && !releases,
            learning,
            fatigue,
            tenure,
            hours,
            at_shift_change,
            at_end_of_hours: spec.hours.changeover,
            reserve: reserve.map(|reserve| (reserve.experts, reserve.severity)),
            posts: posts.map(|post| (post.from, post.to, post.site)).collect(),
            steady,
            tracked,
            plain: steady && !tracked,
        }
    }

    /// Free experts that must stay when an incident of a severity gets a crew.
    #[inline]
    pub fn kept_back(&self, severity: Severity) -> u32 {
        match self.reserve {
            Some((experts, least)) if severity < least => experts,
            _ => 0,
        }
    }

    /// Where the team waits at an instant, if not at home.
    #[inline]
    pub fn post(&self, at: Instant) -> Option<SiteIx> {
        let mut posts = self.posts.iter();
        let post = posts.find(|(from, to, _)| *from <= at && at < *to);
        post.map(|(.., site)| *site)
    }

    /// Whether its experts' effectiveness changes with time.
    pub const fn varies(&self) -> bool {
        self.learning.is_some() || self.fatigue.is_some()
    }

    /// Mean rate of work of a crew that is not empty.
    #[inline]
    pub fn proficiency(&self, crew: ExpertSet) -> f64 {
        let mut others = crew;
        let of = |expert: usize| self.experts[expert].proficiency;
        let first = others.take_first().map_or(0.0, of);
        if others.is_empty() {
            // No division, which takes long, for a crew of one.
            return first;
        }
        let (sum, count) = others.iter().fold((first, 1.0), |(sum, count), expert| {
            (sum + of(expert), count + 1.0)
        });
        sum / count
    }

    /// True if the whole pool, were it all on duty, could cover a crew.
    pub fn could_cover(&self, crew: &[(SkillIx, u32)]) -> bool {
        if self.unlimited.is_some() {
            return true;
        }
        self.shifts
            .iter()
            .any(|shift| self.covers(shift.on_duty, crew))
    }

    fn covers(&self, available: ExpertSet, crew: &[(SkillIx, u32)]) -> bool {
        let mut matching = Matching::default();
        matching.begin(crew.iter().map(|(skill, count)| (skill.0, *count)));
        for expert in available.iter() {
            matching.offer(self.experts[expert].skills);
        }
        matching.is_complete()
    }

    /// Expert time on duty from `from` to `to`.
    pub fn duty(&self, from: Instant, to: Instant) -> Span {
        self.duty_of(ExpertSet::first(self.experts.len()), from, to)
    }

    /// The same of some of the experts.
    pub fn duty_of(&self, some: ExpertSet, from: Instant, to: Instant) -> Span {
        let mut total = 0;
        for (ix, shift) in self.shifts.iter().enumerate() {
            let until = self.shifts.get(ix + 1).map_or(to, |next| next.from.min(to));
            let experts = shift.on_duty.and(some).len();
            total += i64::from(experts) * (until.0 - shift.from.max(from).0).max(0);
        }
        Span(total)
    }

    /// The experts of a group.
    pub fn group(&self, group: usize) -> ExpertSet {
        let mut set = ExpertSet::EMPTY;
        for (number, expert) in self.experts.iter().enumerate() {
            if usize::from(expert.group) == group {
                set.insert(number);
            }
        }
        set
    }

    /// Expert time spent learning alongside from `from` to `to`: what an overlap costs.
    pub fn alongside(&self, from: Instant, to: Instant) -> Span {
        let mut total = 0;
        for pair in self.shifts.windows(2) {
            let [before, shift] = pair else { continue };
            let incoming = shift.on_duty.without(before.on_duty).len();
            let (begins, ends) = (shift.alongside.max(from), shift.from.min(to));
            total += i64::from(incoming) * (ends.0 - begins.0).max(0);
        }
        Span(total)
    }
}

fn mask(skills: &[SkillIx]) -> u64 {
    skills.iter().fold(0, |mask, skill| mask | 1 << skill.0)
}
