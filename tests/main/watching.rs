//! What observers are told: all that happens, and each piece of work with its own moments.

use sortie::inside::scenario::time::Instant;
use sortie::inside::sim::incident::{Incident, Work};
use sortie::inside::sim::observe::{Observer, TraceEvent, Unwatched};
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;

use crate::harness::{simple, world};
use crate::refusals::{TEAMS, scenario};

/// Writes down all it is told, and asks for traces or doesn't.
#[derive(Default)]
struct Notes<const TRACES: bool> {
    happened: Vec<(Instant, String)>,
    worked: Vec<(u32, Work)>,
    ended: Vec<u32>,
}

impl<const TRACES: bool> Observer for Notes<TRACES> {
    const TRACES: bool = TRACES;

    fn happened(&mut self, _: &World, at: Instant, what: TraceEvent<'_>) {
        self.happened.push((at, format!("{what:?}")));
    }

    fn worked(&mut self, _: &World, incident: &Incident, work: &Work) {
        self.worked.push((incident.number, *work));
    }

    fn ended(&mut self, _: &World, incident: &Incident) {
        self.ended.push(incident.number);
    }
}

fn watch<O: Observer>(text: &str, mut observer: O) -> O {
    let world = world(text);
    let run = Simulation::new(&world).run(world.document.seed, 0, &mut observer);
    run.expect("it ends");
    observer
}

/// A mild one of two stages whose second is interrupted twice, the second time before it has begun again.
fn interrupted() -> String {
    let kinds = [
        ("mild", "low", "2h", "0%"),
        ("grave", "critical", "1h", "0%"),
    ];
    let strikes = [("mild", 1.0), ("grave", 4.0), ("grave", 5.25)];
    let rest = format!("{TEAMS}[dispatch]\npreempt = \"resume\"\n")
        .replace("id = \"first\"", "id = \"first\"\nnotice = \"30min\"")
        + "[[dispatch.rule]]\nteams = [\"first\"]\n";
    scenario(&kinds, &strikes, &rest).replacen(
        "effort = \"2h\" }]",
        "effort = \"2h\" }, { name = \"recover\", crew = { analyst = 1 }, effort = \"3h\" }]",
        1,
    )
}

#[test]
fn both_of_a_pair_are_told_everything() {
    let text = interrupted();
    let alone = watch(&text, Notes::<true>::default());
    assert!(!alone.happened.is_empty() && alone.ended.len() == 3);
    let same = |notes: &Notes<true>| {
        assert_eq!(notes.happened, alone.happened);
        assert_eq!(format!("{:?}", notes.worked), format!("{:?}", alone.worked));
        assert_eq!(notes.ended, alone.ended);
    };
    let (one, other) = watch(&text, (Notes::<true>::default(), Notes::<true>::default()));
    same(&one);
    same(&other);
    let (mut one, mut other) = (Notes::<true>::default(), Notes::<true>::default());
    watch(&text, (&mut one, &mut other));
    same(&one);
    same(&other);
    // One that asks for no traces takes them from none that does.
    same(&watch(&text, (Notes::<true>::default(), Unwatched)).0);
    same(&watch(&text, (Unwatched, Notes::<true>::default())).1);
    let (left, right) = watch(
        &text,
        (Notes::<false>::default(), Notes::<false>::default()),
    );
    for quiet in [left, right] {
        assert!(quiet.happened.is_empty());
        assert_eq!(
            (quiet.worked.len(), quiet.ended),
            (alone.worked.len(), alone.ended.clone())
        );
    }
}

#[test]
fn interrupted_work_tells_of_its_request_and_of_each_crew() {
    let notes = watch(&interrupted(), Notes::<false>::default());
    let hour = |at: Instant| at.0 as f64 / 3_600_000.0;
    let told: Vec<_> = notes
        .worked
        .iter()
        .filter(|(number, _)| *number == 0)
        .map(|(_, work)| {
            let hours = [
                work.requested,
                work.queued,
                work.assigned,
                work.hands_on,
                work.finished,
            ];
            (work.stage, work.fresh, work.resumed, hours.map(hour))
        })
        .collect();
    // Called out at 1, at work from 1.5; the second stage begins at 3.5 with those who are
    // there. At 4 they must go. At 5.5, back from the one grave incident, they would set to
    // work, but the other takes them; at 7 they go on with the two and a half hours left.
    let expected = [
        (0, true, false, [1.0, 1.0, 1.0, 1.5, 3.5]),
        (1, false, false, [3.5, 3.5, 3.5, 3.5, 4.0]),
        (1, false, true, [3.5, 3.5, 7.0, 7.0, 9.5]),
    ];
    assert_eq!(told, expected);
}

#[test]
fn each_incident_like_the_last_adds_as_many_events() {
    let events = |strikes: &[f64]| {
        let world = world(&simple(strikes));
        let mut simulation = Simulation::new(&world);
        simulation
            .run(7, 0, &mut Unwatched)
            .expect("it ends")
            .events
    };
    let [one, two, three] = [&[10.0][..], &[10.0, 60.0], &[10.0, 60.0, 110.0]].map(events);
    // It begins, and its work ends, at the least.
    assert!(two - one >= 2, "{one}, {two}");
    assert_eq!(three - two, two - one);
}
