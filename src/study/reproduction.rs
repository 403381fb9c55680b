//! How incidents that follow from others grow: the reproduction number of consequences.
//!
//! The next-generation matrix (Diekmann, Heesterbeek & Metz 1990, *J. Math. Biol.* 28:365–382)
//! says how many incidents of each kind on each asset follow in the mean from one incident of a
//! kind on an asset; its spectral radius is the reproduction number. Below 1 every chain of
//! consequences ends by itself; above 1 it grows until what can be struck is struck, or a limit
//! ends the replication.
//!
//! A consequence counts with its chance, times the chance that it comes before the parent has
//! reached `until`, times the instances that it may strike. All of these are taken as healthy,
//! but for the parent's own: while it is open, another incident of its kind there is deflected.
//! So the number errs on the high side where little is left to strike.
//!
//! *Without response* incidents are detected and nothing else happens to them. *With response*
//! the soonest team of the rule that holds for the first stage comes: it needs its approval, its
//! notice and the journey, works at effectiveness 1, and goes on to the last stage. Nothing
//! waits, nobody is off duty, no nation has to release anyone. So this number is the least that
//! response can bring it down to.

use std::collections::BTreeMap;

use crate::scenario::document::{
    AssetIx, Candidate, Consequence, KindIx, Moment, RuleIx, Severity, SiteIx, Where, WorkPlace,
};
use crate::scenario::time::Span;
use crate::sim::key::mix;
use crate::sim::sample;
use crate::stats;
use crate::world::World;

/// Courses of an incident that are looked at, for each case and severity.
const COURSES: u64 = 256;

/// Most entries of the matrix; for larger scenarios nothing is reckoned.
const MOST_ENTRIES: usize = 1_000_000;

/// How incidents that follow from others grow, with and without response.
#[derive(Clone, Debug, PartialEq)]
pub struct Reproduction {
    /// With teams that come at once.
    pub with_response: Growth,
    /// With no team.
    pub without_response: Growth,
}

/// A reproduction number and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    /// Incidents that follow from one in the long run, in the mean; 0 if no chain of consequences
    /// comes back to where it began.
    pub number: f64,
    /// The circle that adds most to it: kinds and assets, each leading to the next and the last
    /// to the first. Empty if the number is 0.
    pub circle: Vec<(KindIx, AssetIx)>,
}

/// The reproduction number of the consequences in a scenario; `None` if nothing follows from any
/// incident, or if the scenario is too large for it.
pub(crate) fn reproduction(world: &World) -> Option<Reproduction> {
    let kinds = &world.document.kinds;
    if kinds.iter().all(|kind| kind.consequences.is_empty()) {
        return None;
    }
    let mut courses: BTreeMap<Case, Vec<[f64; 2]>> = BTreeMap::new();
    let mut entries: Vec<(usize, usize, [f64; 2])> = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        if kind.consequences.is_empty() {
            continue;
        }
        let kind_ix = KindIx(number as u32);
        for (asset, node) in world.assets.iter().enumerate() {
            let asset = AssetIx(asset as u32);
            let case = Case::of(world, kind_ix, asset);
            let chances = courses
                .entry(case)
                .or_insert_with(|| in_time(world, kind_ix, asset));
            for (rule, [with, without]) in kind.consequences.iter().zip(chances) {
                let mut strike = |target: AssetIx, instances: u32| {
                    let children = f64::from(instances) * rule.chance;
                    if children * *without > 0.0 {
                        entries.push((
                            place(world, kind_ix, asset),
                            place(world, rule.kind, target),
                            [children * *with, children * *without],
                        ));
                    }
                };
                let others: &[AssetIx] = match &rule.on {
                    Where::Itself => {
                        // Its own kind would meet itself.
                        if rule.kind != kind_ix {
                            strike(asset, 1);
                        }
                        continue;
                    }
                    Where::Reached => &node.reached,
                    Where::Dependents => &node.dependents,
                    Where::Among(assets) => assets,
                };
                for other in others {
                    let there = world.assets[other.ix()].count;
                    strike(*other, there - u32::from(*other == asset));
                }
            }
            if entries.len() > MOST_ENTRIES {
                return None;
            }
        }
    }
    let growth = |side: usize| growth(world, &entries, side);
    Some(Reproduction {
        with_response: growth(0),
        without_response: growth(1),
    })
}

/// Index of a kind on an asset in the matrix.
fn place(world: &World, kind: KindIx, asset: AssetIx) -> usize {
    kind.ix() * world.assets.len() + asset.ix()
}

fn growth(world: &World, entries: &[(usize, usize, [f64; 2])], side: usize) -> Growth {
    let assets = world.assets.len();
    let entries: Vec<(usize, usize, f64)> = entries
        .iter()
        .filter(|(_, _, values)| values[side] > 0.0)
        .map(|(from, to, values)| (*from, *to, values[side]))
        .collect();
    let parts = stats::spectral_parts(world.document.kinds.len() * assets, &entries);
    let greatest = parts.iter().max_by(|a, b| {
        a.radius
            .total_cmp(&b.radius)
            .then_with(|| b.members.cmp(&a.members))
    });
    let Some(part) = greatest else {
        return Growth {
            number: 0.0,
            circle: Vec::new(),
        };
    };
    let member = |index: usize| part.members.binary_search(&index).ok();
    // From each the step of which most comes.
    let mut next: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
    for &(from, to, value) in &entries {
        if let (Some(_), Some(place)) = (member(from), member(to)) {
            let comes = value * part.worth[place];
            let best = next.entry(from).or_insert((comes, to));
            if comes > best.0 {
                *best = (comes, to);
            }
        }
    }
    let mut walked = vec![part.members[0]];
    let circle = loop {
        let Some((_, to)) = walked.last().and_then(|last| next.get(last)) else {
            break walked;
        };
        if let Some(at) = walked.iter().position(|it| it == to) {
            break walked.split_off(at);
        }
        walked.push(*to);
    };
    Growth {
        number: part.radius,
        circle: circle
            .into_iter()
            .map(|it| (KindIx((it / assets) as u32), AssetIx((it % assets) as u32)))
            .collect(),
    }
}

/// What the course of an incident depends on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Case {
    kind: KindIx,
    /// The rule of its first stage, for each severity.
    rules: [Option<RuleIx>; 4],
    site: Option<SiteIx>,
}

impl Case {
    fn of(world: &World, kind: KindIx, asset: AssetIx) -> Self {
        let rule = |severity| world.rules.rule(asset, kind, severity, 0);
        Self {
            kind,
            rules: Severity::ALL.map(rule),
            site: world.assets[asset.ix()].site,
        }
    }
}

/// For each consequence of a kind: the chance that it comes before `until`, with and without
/// response.
fn in_time(world: &World, kind_ix: KindIx, asset: AssetIx) -> Vec<[f64; 2]> {
    let kind = &world.document.kinds[kind_ix.ix()];
    let mut sums = vec![[0.0; 2]; kind.consequences.len()];
    for (severity, share) in Severity::ALL.into_iter().zip(kind.severity) {
        if share <= 0.0 {
            continue;
        }
        let share = share / COURSES as f64;
        for course in 0..COURSES {
            let draws = Draws { course };
            let detected = detection(world, kind_ix, &draws);
            let helped = Course::new(world, kind_ix, asset, severity, detected, &draws);
            for (number, (rule, sum)) in kind.consequences.iter().zip(&mut sums).enumerate() {
                let word = draws.word(100 + number as u64);
                let after = sample::millis(&rule.after, word);
                let alone = match rule.until {
                    Moment::Onset => 0.0,
                    Moment::Detected | Moment::Requested => detected,
                    _ => f64::INFINITY,
                };
                sum[0] += share * f64::from(u8::from(after < helped.reaches(rule)));
                sum[1] += share * f64::from(u8::from(after < alone));
            }
        }
    }
    sums
}

/// Uniform words for one course, spread evenly over all courses.
struct Draws {
    course: u64,
}

impl Draws {
    /// The word for a purpose: one of as many equal intervals as there are courses, another for
    /// each course, in an order of the purpose's own.
    fn word(&self, purpose: u64) -> u64 {
        // An odd factor and a shift permute the courses, whose number is a power of two.
        let key = mix(0x5ec0_4d01, purpose);
        let order = (self.course ^ (key >> 8)).wrapping_mul(key | 1) % COURSES;
        let order = (order ^ (order >> 3)).wrapping_mul((key >> 32) | 1) % COURSES;
        let width = u64::MAX / COURSES + 1;
        order * width + width / 2
    }
}

/// Onset to detection, ms; never with chance `missed`.
fn detection(world: &World, kind: KindIx, draws: &Draws) -> f64 {
    let kind = &world.document.kinds[kind.ix()];
    if sample::happens(draws.word(0), kind.missed) {
        f64::INFINITY
    } else {
        sample::millis(&kind.detection, draws.word(1))
    }
}

/// When an incident that is helped at once reaches the moments of its life, ms after its onset.
struct Course {
    detected: f64,
    queued: f64,
    mobilised: f64,
    there: f64,
    contained: f64,
    eradicated: f64,
    recovered: f64,
}

impl Course {
    fn new(
        world: &World,
        kind_ix: KindIx,
        asset: AssetIx,
        severity: Severity,
        detected: f64,
        draws: &Draws,
    ) -> Self {
        let mut course = Self {
            detected,
            queued: f64::INFINITY,
            mobilised: f64::INFINITY,
            there: f64::INFINITY,
            contained: f64::INFINITY,
            eradicated: f64::INFINITY,
            recovered: f64::INFINITY,
        };
        let Some(rule) = world.rules.rule(asset, kind_ix, severity, 0) else {
            return course;
        };
        let kind = &world.document.kinds[kind_ix.ix()];
        let demand = world.rules.demand(kind_ix, 0);
        let on_site = kind.stages.iter().any(|it| it.place == WorkPlace::Onsite);
        let asked = &world.document.dispatch.rules[rule.ix()].teams;
        for (number, candidate) in asked.iter().enumerate() {
            let team = candidate.team;
            if !world.rules.able(team, demand) || refuses(candidate, number, draws) {
                continue;
            }
            let spec = &world.document.teams[team.ix()];
            let number = number as u64;
            let queued = detected + sample::millis(&candidate.approval, draws.word(300 + number));
            let mobilised = queued + sample::millis(&spec.notice, draws.word(400 + number));
            let journey = if on_site {
                world
                    .travel
                    .between(spec.site, world.assets[asset.ix()].site)
            } else {
                Span(0)
            };
            let there = mobilised + journey.0 as f64;
            if there < course.there {
                course.there = there;
                course.mobilised = mobilised;
                course.queued = queued;
            }
        }
        let plan = &world.kinds[kind_ix.ix()];
        let mut at = course.there;
        for (number, stage) in kind.stages.iter().enumerate() {
            if number > usize::from(plan.last) {
                break;
            }
            at += sample::millis(&stage.effort, draws.word(200 + number as u64));
            if number == usize::from(plan.contained_at) {
                course.contained = at;
            }
            if number == usize::from(plan.eradicated_at) {
                course.eradicated = at;
            }
        }
        course.recovered = at;
        course
    }

    /// When `until` is reached.
    fn reaches(&self, rule: &Consequence) -> f64 {
        match rule.until {
            Moment::Onset => 0.0,
            Moment::Detected | Moment::Requested => self.detected,
            Moment::Queued | Moment::Assigned => self.queued,
            Moment::Mobilised => self.mobilised,
            Moment::OnSite | Moment::HandsOn => self.there,
            Moment::Contained => self.contained,
            Moment::Eradicated => self.eradicated,
            Moment::Recovered => self.recovered,
        }
    }
}

fn refuses(candidate: &Candidate, number: usize, draws: &Draws) -> bool {
    sample::happens(draws.word(500 + number as u64), candidate.refusal)
}
