//! What must hold in every history, over random scenarios.

use std::collections::HashMap;

use proptest::prelude::*;
use sortie::outcome::trace::trace;
use sortie::scenario::document::{Moment, OnChange};
use sortie::scenario::time::Instant;
use sortie::sim::incident::{Incident, State, Work};
use sortie::sim::observe::{Happening, Observer};
use sortie::sim::run::Simulation;
use sortie::world::World;
use sortie::world::experts::ExpertSet;

use crate::harness::world;

/// A random scenario: a chain of assets, two kinds of which one leads to the other, two teams
/// (one on a roster), rules by severity and stage.
#[derive(Clone, Debug)]
struct Recipe {
    assets: usize,
    count: u32,
    need: usize,
    rate: f64,
    effort: u32,
    detection: u32,
    chance: u32,
    experts: u32,
    crew: u32,
    approval: u32,
    notice: u32,
    order: usize,
    choose: usize,
    place: usize,
    missed: u32,
    more: More,
}

#[allow(clippy::struct_excessive_bools, reason = "each is on or off by itself")]
/// How duty changes hands, how people tire and learn, what else dispatch may do.
#[derive(Clone, Debug)]
struct More {
    period: u32,
    stagger: bool,
    overlap: u32,
    rule: usize,
    rework: u32,
    handover: u32,
    learning: bool,
    fatigue: bool,
    hours: usize,
    preempt: usize,
    reserve: bool,
    refusal: u32,
    widen: bool,
    patience: u32,
    freeze: bool,
}

fn more() -> impl Strategy<Value = More> {
    (
        (2..15_u32, any::<bool>(), 0..3_u32, 0..3_usize, 0..40_u32),
        (
            0..12_u32,
            any::<bool>(),
            any::<bool>(),
            0..6_usize,
            0..3_usize,
        ),
        (
            any::<bool>(),
            0..40_u32,
            any::<bool>(),
            0..30_u32,
            any::<bool>(),
        ),
    )
        .prop_map(
            |(
                (period, stagger, overlap, rule, rework),
                (handover, learning, fatigue, hours, preempt),
                (reserve, refusal, widen, patience, freeze),
            )| More {
                period,
                stagger,
                overlap,
                rule,
                rework,
                handover,
                learning,
                fatigue,
                hours,
                preempt,
                reserve,
                refusal,
                widen,
                patience,
                freeze,
            },
        )
}

fn recipe() -> impl Strategy<Value = Recipe> {
    (
        (1..5_usize, 1..6_u32, 0..4_usize, 0.5..8.0_f64, 1..20_u32),
        (1..12_u32, 0..60_u32, 1..5_u32, 1..3_u32, 0..24_u32),
        (0..6_u32, 0..4_usize, 0..4_usize, 0..3_usize, 0..50_u32),
        more(),
    )
        .prop_map(
            |(
                (assets, count, need, rate, effort),
                (detection, chance, experts, crew, approval),
                (notice, order, choose, place, missed),
                more,
            )| {
                Recipe {
                    assets,
                    count,
                    need,
                    rate,
                    effort,
                    detection,
                    chance,
                    experts,
                    crew,
                    approval,
                    notice,
                    order,
                    choose,
                    place,
                    missed,
                    more,
                }
            },
        )
}

fn text(recipe: &Recipe) -> String {
    let r = recipe;
    let mut text =
        "schema = 1\n[scenario]\nname = \"Random\"\ntimezone = \"Europe/Vilnius\"\nstart = \"2019-03-20\"\nend = \"2019-05-20\"\nwarm_up = \"3 days\"\n\
         [[site]]\nid = \"here\"\nlat = 54.7\nlon = 25.3\n[[site]]\nid = \"there\"\nlat = 52.2\nlon = 21.0\n\
         [[phase]]\nid = \"hot\"\nfrom = \"2019-04-01\"\nto = \"2019-04-10\"\nthreat = 3\ncriticality = 2\n"
        .to_owned();
    for ix in 0..r.assets {
        let need = if ix == 0 {
            String::new()
        } else {
            let before = format!("a{}", ix - 1);
            match r.need {
                0 => format!("needs = [\"{before}\"]\n"),
                1 => format!("needs = [{{ soft = \"{before}\", weight = \"40%\" }}]\n"),
                2 => format!("needs = [{{ any = [\"{before}\", \"a0\"] }}]\n"),
                _ => format!(
                    "needs = [{{ at_least = 1, of = [\"{before}\"] }}]\nfallback = {{ capacity = \"30%\", after = \"2h\" }}\n"
                ),
            }
        };
        let count = if ix == 0 { r.count } else { 1 };
        text += &format!("[[asset]]\nid = \"a{ix}\"\nsite = \"here\"\ncount = {count}\n{need}");
        if ix > 0 {
            text += "reaches = [\"a0\"]\n";
        }
    }
    let place = ["remote", "onsite", "either"][r.place];
    text += &format!(
        "[[incident]]\nid = \"flood\"\nseverity = {{ low = 1, high = 1, critical = 1 }}\n\
         detection = {{ delay = {{ mean = \"{}h\" }}, missed = \"{}%\" }}\nimpact = \"70%\"\n\
         [[incident.stage]]\nname = \"triage\"\ncrew = {{ analyst = 1 }}\neffort = \"30min\"\nwhere = \"{place}\"\n\
         [[incident.stage]]\nname = \"contain\"\ncrew = {{ analyst = {} }}\neffort = {{ mean = \"{}h\" }}\nwhere = \"{place}\"\n\
         [[incident.stage]]\nname = \"recover\"\ncrew = {{ analyst = 1 }}\neffort = \"1h\"\n\
         [[incident.consequence]]\nincident = \"leak\"\non = \"reached\"\nchance = \"{}%\"\nafter = {{ mean = \"5h\" }}\n\
         [[incident]]\nid = \"leak\"\nseverity = \"medium\"\nimpact = \"20%\"\n\
         [[incident.stage]]\nname = \"contain\"\ncrew = {{ analyst = 1 }}\neffort = \"3h\"\n\
         [[threat]]\nid = \"actor\"\nincident = \"flood\"\ntargets = \"all\"\nrate = \"{:.3}/week\"\nclustering = {{ branching = \"20%\", decay = \"3h\" }}\n",
        r.detection, r.missed, r.crew, r.effort, r.chance, r.rate
    );
    let m = &r.more;
    let transfer = if m.rule == 1 {
        format!(
            "rework = \"{}%\"\nhandover = \"{}h\"\n",
            m.rework, m.handover
        )
    } else {
        String::new()
    };
    let experts = r.experts.max(r.crew);
    // A part of the seats has a part of the period, and no overlap may be longer.
    let period = m.period.max(2 * m.overlap + 1);
    let lines = [
        (m.stagger && experts > 1, "stagger = 2\n".to_owned()),
        (m.overlap > 0, format!("overlap = \"{} days\"\n", m.overlap)),
        (
            m.learning,
            "learning = { start = \"50%\", time = \"9d\", forget = \"40d\" }\n".to_owned(),
        ),
        (
            m.fatigue,
            "fatigue = { loss = \"30%\", time = \"20h\" }\n".to_owned(),
        ),
        (
            m.freeze,
            "freeze = { before = \"5d\", after = \"1d\" }\n".to_owned(),
        ),
    ];
    let roster: String = lines
        .into_iter()
        .filter_map(|(given, line)| given.then_some(line))
        .collect();
    let hours = [
        "",
        "hours = \"office\"\n",
        "hours = { from = \"20:00\", to = \"04:00\", on_change = \"finish\" }\n",
        "hours = { on = \"7h\", off = \"6h\", groups = 2 }\n",
        "hours = { on = \"12h\", off = \"12h\", groups = 2, on_change = \"transfer\", rework = \"20%\", handover = \"30min\" }\n",
        "fatigue = { loss = \"20%\" }\n",
    ][m.hours];
    text += &format!(
        "[[election]]\nid = \"vote\"\nday = \"2019-04-21\"\n\
         [[nation]]\nid = \"LT\"\nsite = \"here\"\nmembership = [{{ role = \"lead\", to = \"2019-05-02T12:00\" }}]\nexperts = [{{ skills = [\"analyst\"], count = {experts} }}]\n\
         [[nation]]\nid = \"PL\"\nsite = \"there\"\nrole = \"participant\"\nexperts = [{{ skills = [\"analyst\"], count = {experts} }}]\nrelease = \"1h\"\n\
         [[roster]]\nid = \"turns\"\nnations = [\"PL\", \"LT\"]\nseats = {{ analyst = {experts} }}\nperiod = \"{period} days\"\nfirst_day = \"2019-03-10\"\n\
         on_change = \"{rule}\"\n{transfer}{roster}\
         [[team]]\nid = \"rrt\"\nsite = \"there\"\nroster = \"turns\"\nnotice = \"{n}h\"\nremote = \"80%\"\n\
         [[team]]\nid = \"own\"\nsite = \"here\"\nexperts = [{{ skills = [\"analyst\"], count = {experts} }}]\nreturn_after = \"2h\"\n{hours}\
         [dispatch]\norder = \"{o}\"\nchoose = \"{c}\"\n{preempt}{reserve}\
         preposition = {{ team = \"rrt\", site = \"here\", from = \"vote.day - 2d\", to = \"vote.day + 1d\" }}\n\
         [[dispatch.rule]]\nstages = [\"contain\"]\nseverity = [\"high\", \"critical\"]\nrefusal = \"{refusal}%\"\n{patience}\
         teams = [\"own\", {{ team = \"rrt\", approval = \"{a}h\" }}]\n\
         [[dispatch.rule]]\nteams = [\"own\"]\n{widen}\
         [[target]]\nid = \"soon\"\nwithin = \"4h\"\nseverity = [\"high\", \"critical\"]\n",
        rule = ["finish", "transfer", "pause"][m.rule],
        n = r.notice,
        a = r.approval,
        o = ["fifo", "severity", "impact", "deadline"][r.order],
        c = ["preference", "nearest", "least_busy", "most_effective"][r.choose],
        preempt = ["", "preempt = \"resume\"\n", "preempt = \"restart\"\n"][m.preempt],
        reserve = if m.reserve {
            "reserve = { team = \"own\", experts = 1, severity = \"high\" }\n"
        } else {
            ""
        },
        refusal = m.refusal,
        patience = if m.patience > 0 {
            format!(
                "give_up_after = {{ mean = \"{}h\" }}\nalone = \"40%\"\n",
                m.patience
            )
        } else {
            String::new()
        },
        widen = if m.widen {
            "widen_after = \"3h\"\nwiden_to = [\"rrt\"]\n"
        } else {
            ""
        },
    );
    text
}

/// Watches for anything impossible.
#[derive(Default)]
struct Watchdog {
    last: i64,
    /// Which incident each expert (of a team) is at or on the way to, and since when.
    busy: HashMap<(u32, usize), (u32, Instant)>,
    /// Time that each expert (of a team) was busy after the warm-up.
    booked: HashMap<(u32, usize), i64>,
    /// Work left of the stage that each incident is in, and rework so far.
    left: HashMap<(u32, u8), (f64, f64)>,
    open: i64,
    ended: u64,
    reliefs: u64,
    /// Work left when the crew was sent.
    begun: HashMap<u32, f64>,
    /// Stints whose work was reckoned apart.
    checked: u64,
    handovers: u64,
    stops: u64,
}

impl Watchdog {
    fn engage(&mut self, team: u32, crew: ExpertSet, number: u32) {
        for expert in crew.iter() {
            let since = (number, Instant(self.last));
            let taken = self.busy.insert((team, expert), since);
            assert_eq!(taken, None, "an expert in two crews");
        }
    }

    /// All who are at an incident or on their way to it are free.
    fn disband(&mut self, world: &World, team: u32, crew: ExpertSet, number: u32) {
        for expert in crew.iter() {
            let at = self.busy.get(&(team, expert)).map(|(at, _)| *at);
            assert_eq!(at, Some(number), "a stranger in a crew");
        }
        self.free(world, |_, at| at == number);
    }

    fn free(&mut self, world: &World, whom: impl Fn((u32, usize), u32) -> bool) {
        let (now, booked) = (self.last, &mut self.booked);
        self.busy.retain(|expert, (number, since)| {
            let frees = whom(*expert, *number);
            if frees {
                let from = (*since).max(world.document.warm_up);
                *booked.entry(*expert).or_default() += (now - from.millis()).max(0);
            }
            !frees
        });
    }

    /// Whoever was just sent works now, and so many are free as must be.
    fn look_at_team(&self, world: &World, incident: &Incident, sent: ExpertSet, at: Instant) {
        let team = incident.work.team.expect("a team");
        let pool = &world.pools[team.ix()];
        // Relief at a shift change is picked whatever the hour.
        let relieves = sent != incident.work.crew;
        let on_watch = match &pool.hours {
            Some(hours) if !relieves => hours.experts(hours.on(at)),
            _ => ExpertSet::ALL,
        };
        assert!(sent.without(on_watch).is_empty(), "sent out of hours");
        let shift = pool.shifts.iter().rfind(|shift| shift.from <= at);
        let on_duty = shift.expect("a shift").on_duty;
        assert!(sent.without(on_duty).is_empty(), "sent off duty");
        let idle = |expert: &usize| !self.busy.contains_key(&(team.0, *expert));
        let left = on_duty.and(on_watch).iter().filter(idle).count();
        let keep = pool.kept_back(incident.severity);
        assert!(
            left >= keep as usize || pool.unlimited.is_some(),
            "{left} are left, not {keep}"
        );
    }

    /// What a crew at constant effectiveness that is not relieved does up to an instant.
    fn toil(world: &World, work: &Work, until: Instant) -> Option<f64> {
        let team = work.team?;
        let (pool, spec) = (&world.pools[team.ix()], &world.document.teams[team.ix()]);
        let transfers =
            [pool.at_shift_change.rule, pool.at_end_of_hours.rule].contains(&OnChange::Transfer);
        if pool.varies() || transfers {
            return None;
        }
        if work.hands_on >= until {
            return Some(0.0);
        }
        let rate = if work.remote { spec.remote } else { 1.0 };
        let Some(hours) = pool
            .hours
            .as_ref()
            .filter(|_| pool.at_end_of_hours.rule == OnChange::Pause)
        else {
            return Some((until - work.hands_on).0 as f64 * rate);
        };
        let (mut at, mut done) = (work.hands_on, 0.0);
        while at < until {
            let to = hours.next(at).unwrap_or(until).min(until);
            let there = work.crew.and(hours.experts(hours.on(at))).len();
            done += (to - at).0 as f64 * rate * f64::from(there) / f64::from(work.crew.len());
            at = to;
        }
        Some(done)
    }

    /// Work left grows by rework alone.
    fn weigh(&mut self, incident: &Incident) {
        let now = (incident.work_left(), incident.rework);
        let stage = (incident.number, incident.work.stage);
        if let Some((left, rework)) = self.left.insert(stage, now) {
            let most = left + (now.1 - rework);
            assert!(
                now.0 <= most + 1e-6,
                "{} h of work out of nothing",
                now.0 - most
            );
            assert!(now.1 >= rework, "rework shrank");
        }
    }
}

impl Observer for Watchdog {
    const TRACES: bool = true;

    fn happened(&mut self, world: &World, at: Instant, what: Happening<'_>) {
        assert!(at.millis() >= self.last, "time ran back");
        self.last = at.millis();
        match what {
            Happening::Occurred(_) => self.open += 1,
            Happening::Assigned(incident, work) => {
                let team = work.team.expect("a team");
                self.engage(team.0, work.crew, incident.number);
                self.weigh(incident);
                self.begun.insert(incident.number, incident.work_left());
                self.look_at_team(world, incident, work.crew, at);
            }
            Happening::ReliefAssigned {
                incident, relief, ..
            } => {
                let team = incident.work.team.expect("a team");
                self.engage(team.0, relief, incident.number);
                self.weigh(incident);
                self.look_at_team(world, incident, relief, at);
                self.reliefs += 1;
            }
            Happening::ReliefCalledOff(incident, relief) => {
                let team = incident.work.team.expect("a team").0;
                self.free(world, |(of, expert), at| {
                    of == team && at == incident.number && relief.contains(expert)
                });
            }
            Happening::TakenOver(incident, work) => {
                let team = work.team.expect("a team").0;
                let number = incident.number;
                self.disband(world, team, ExpertSet::EMPTY, number);
                self.engage(team, work.crew, number);
                self.weigh(incident);
                self.handovers += 1;
            }
            Happening::Stopped(incident, work, _) => {
                self.weigh(incident);
                if let Some(done) = Self::toil(world, work, at) {
                    let off = self.begun[&incident.number] - incident.work_left() - done;
                    assert!(off.abs() < 1e-3, "{off} ms of work lost");
                    self.checked += 1;
                }
                let team = work.team.expect("a team").0;
                self.disband(world, team, work.crew, incident.number);
                self.stops += 1;
            }
            Happening::Finished(incident, work) => {
                if let Some(team) = work.team {
                    if let Some(done) = Self::toil(world, work, at) {
                        let off = self.begun[&incident.number] - done;
                        assert!(off.abs() < 0.6, "{off} ms of work lost");
                        self.checked += 1;
                    }
                    self.disband(world, team.0, work.crew, incident.number);
                } else {
                    assert_eq!(incident.state, State::Alone);
                }
            }
            Happening::Level { to, .. } => assert!((0.0..=1.0).contains(&to), "level {to}"),
            _ => {}
        }
    }

    fn worked(&mut self, _world: &World, _incident: &Incident, work: &Work) {
        let order = [
            work.requested,
            work.queued,
            work.assigned,
            work.mobilised,
            work.on_site,
            work.hands_on,
            work.finished,
        ];
        assert!(order.is_sorted(), "{order:?}");
    }

    fn ended(&mut self, _world: &World, incident: &Incident) {
        self.ended += 1;
        // An owner who copes alone gets to the end without hands on.
        let come = incident.moments.iter().filter(|at| at.happened());
        assert!(come.is_sorted(), "{:?}", incident.moments);
        if incident.state == State::Closed {
            assert!(incident.moment(Moment::Recovered).happened());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2019),
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_impossible_happens(recipe in recipe()) {
        let world = world(&text(&recipe));
        let mut watchdog = Watchdog::default();
        let mut simulation = Simulation::new(&world);
        let counts = simulation.run(5, 1, &mut watchdog).expect("it ends");
        // No incident vanishes, none is told twice.
        prop_assert_eq!(watchdog.ended, counts.all_incidents);
        prop_assert_eq!(watchdog.open as u64, counts.all_incidents);
        // Expert time is booked once, for whoever was busy.
        watchdog.last = world.document.end.millis();
        watchdog.free(&world, |_, _| true);
        for (team, pool) in world.pools.iter().enumerate() {
            let mut all = 0;
            for group in 0..pool.groups.len() {
                let theirs = pool.group(group).iter();
                let seen = |expert| watchdog.booked.get(&(team as u32, expert)).copied();
                let seen: i64 = theirs.filter_map(seen).sum();
                prop_assert_eq!(simulation.group_time(team.into(), group).0, seen);
                all += seen;
            }
            prop_assert_eq!(simulation.team_time(team.into()).0, all);
        }
    }

    #[test]
    fn histories_repeat(recipe in recipe()) {
        let world = world(&text(&recipe));
        prop_assert_eq!(trace(&world, 9, 2).entries, trace(&world, 9, 2).entries);
    }
}

/// The random scenarios do reach what they are there for.
#[test]
fn random_scenarios_hand_over_and_stop_work() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngSeed, TestRunner};

    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(3),
        ..Config::default()
    });
    let (mut reliefs, mut handovers, mut stops, mut checked) = (0, 0, 0, 0);
    for _ in 0..30 {
        let recipe = recipe().new_tree(&mut runner).expect("a recipe").current();
        let world = world(&text(&recipe));
        let mut watchdog = Watchdog::default();
        Simulation::new(&world)
            .run(5, 1, &mut watchdog)
            .expect("it ends");
        reliefs += watchdog.reliefs;
        handovers += watchdog.handovers;
        stops += watchdog.stops;
        checked += watchdog.checked;
    }
    assert!(checked > 500, "{checked}");
    assert!(reliefs > handovers, "{reliefs} and {handovers}");
    assert!(handovers > 20 && stops > 20, "{handovers} and {stops}");
}
