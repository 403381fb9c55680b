//! What must hold in every history, over random scenarios.

use std::collections::HashMap;

use proptest::prelude::*;
use sortie::outcome::trace::trace;
use sortie::sim::incident::{Incident, State, Work};
use sortie::sim::observe::{Happening, Observer};
use sortie::sim::run::Simulation;
use sortie::scenario::document::Moment;
use sortie::scenario::time::Instant;
use sortie::world::World;

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
}

fn recipe() -> impl Strategy<Value = Recipe> {
    (
        (1..5_usize, 1..6_u32, 0..4_usize, 0.5..8.0_f64, 1..20_u32),
        (1..12_u32, 0..60_u32, 1..5_u32, 1..3_u32, 0..24_u32),
        (0..6_u32, 0..2_usize, 0..2_usize, 0..3_usize, 0..50_u32),
    )
        .prop_map(|((assets, count, need, rate, effort), (detection, chance, experts, crew, approval), (notice, order, choose, place, missed))| {
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
            }
        })
}

fn text(recipe: &Recipe) -> String {
    let r = recipe;
    let mut text = format!(
        "schema = 1\n[scenario]\nname = \"Random\"\ntimezone = \"Europe/Vilnius\"\nstart = \"2019-03-20\"\nend = \"2019-05-20\"\n\
         [[site]]\nid = \"here\"\nlat = 54.7\nlon = 25.3\n[[site]]\nid = \"there\"\nlat = 52.2\nlon = 21.0\n\
         [[phase]]\nid = \"hot\"\nfrom = \"2019-04-01\"\nto = \"2019-04-10\"\nthreat = 3\ncriticality = 2\n"
    );
    for ix in 0..r.assets {
        let need = if ix == 0 {
            String::new()
        } else {
            let before = format!("a{}", ix - 1);
            match r.need {
                0 => format!("needs = [\"{before}\"]\n"),
                1 => format!("needs = [{{ soft = \"{before}\", weight = \"40%\" }}]\n"),
                2 => format!("needs = [{{ any = [\"{before}\", \"a0\"] }}]\n"),
                _ => format!("needs = [{{ at_least = 1, of = [\"{before}\"] }}]\nfallback = {{ capacity = \"30%\", after = \"2h\" }}\n"),
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
    text += &format!(
        "[[nation]]\nid = \"LT\"\nsite = \"here\"\nrole = \"lead\"\nexperts = [{{ skills = [\"analyst\"], count = {e} }}]\n\
         [[nation]]\nid = \"PL\"\nsite = \"there\"\nrole = \"participant\"\nexperts = [{{ skills = [\"analyst\"], count = {e} }}]\nrelease = \"1h\"\n\
         [[roster]]\nid = \"turns\"\nnations = [\"PL\", \"LT\"]\nseats = {{ analyst = {e} }}\nperiod = \"14 days\"\nfirst_day = \"2019-03-25\"\n\
         [[team]]\nid = \"rrt\"\nsite = \"there\"\nroster = \"turns\"\nnotice = \"{n}h\"\nremote = \"80%\"\n\
         [[team]]\nid = \"own\"\nsite = \"here\"\nexperts = [{{ skills = [\"analyst\"], count = {e} }}]\nreturn_after = \"2h\"\n\
         [dispatch]\norder = \"{o}\"\nchoose = \"{c}\"\n\
         [[dispatch.rule]]\nstages = [\"contain\"]\nseverity = [\"high\", \"critical\"]\nteams = [\"own\", {{ team = \"rrt\", approval = \"{a}h\" }}]\n\
         [[dispatch.rule]]\nteams = [\"own\"]\n",
        e = r.experts.max(r.crew),
        n = r.notice,
        a = r.approval,
        o = ["fifo", "severity"][r.order],
        c = ["preference", "nearest"][r.choose],
    );
    text
}

/// Watches for anything impossible.
#[derive(Default)]
struct Watchdog {
    last: i64,
    busy: HashMap<(u32, usize), u32>,
    open: i64,
    ended: u64,
    closed: u64,
}

impl Observer for Watchdog {
    const TRACES: bool = true;

    fn happened(&mut self, _world: &World, at: Instant, what: Happening<'_>) {
        assert!(at.millis() >= self.last, "time ran back");
        self.last = at.millis();
        match what {
            Happening::Occurred(_) => self.open += 1,
            Happening::Assigned(incident, work) => {
                let team = work.team.expect("a team").0;
                for expert in work.crew.iter() {
                    let taken = self.busy.insert((team, expert), incident.number);
                    assert_eq!(taken, None, "an expert in two crews");
                }
            }
            Happening::Finished(_, work) => {
                let team = work.team.expect("a team").0;
                for expert in work.crew.iter() {
                    assert!(self.busy.remove(&(team, expert)).is_some());
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
        self.closed += u64::from(incident.state == State::Closed);
        assert!(incident.moments.is_sorted(), "{:?}", incident.moments);
        if incident.state == State::Closed {
            assert!(incident.moment(Moment::Recovered).happened());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2019),
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_impossible_happens(recipe in recipe()) {
        let world = world(&text(&recipe));
        let mut watchdog = Watchdog::default();
        let counts = Simulation::new(&world).run(5, 1, &mut watchdog).expect("it ends");
        // No incident vanishes, none is told twice.
        prop_assert_eq!(watchdog.ended, counts.all_incidents);
        prop_assert_eq!(watchdog.open as u64, counts.all_incidents);
    }

    #[test]
    fn histories_repeat(recipe in recipe()) {
        let world = world(&text(&recipe));
        prop_assert_eq!(trace(&world, 9, 2).entries, trace(&world, 9, 2).entries);
    }
}
