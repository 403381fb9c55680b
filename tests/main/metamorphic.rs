//! Relations between histories: a change of the scenario whose effect is known in full. Each
//! test says what holds, why, and where it would not.

use jiff::ToSpan;
use jiff::civil::DateTime;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};
use sortie::inside::export::incidents;
use sortie::inside::outcome::trace::{Entry, trace};
use sortie::inside::outcome::{IncidentRecord, Measure, Scalar, Tally};
use sortie::inside::world::World;

use crate::generator::{
    Blocks, HOURS_WITHOUT_CLOCK, Names, ORDERS, Recipe, Scenario, queue, recipe, write,
};
use crate::harness::{incidents_of, study_of, world};

const SEED: u64 = 5;

/// One history: its incidents, and what it adds up to.
struct Told {
    world: World,
    records: Vec<IncidentRecord>,
    tally: Tally,
}

impl Told {
    fn of(text: &str) -> Self {
        let mut world = world(text);
        world.document.seed = SEED;
        Self {
            records: incidents::record(&world, SEED, 0).expect("it ends"),
            tally: study_of(&world, 1).pooled,
            world,
        }
    }

    fn scalar(&self, scalar: Scalar) -> f64 {
        self.tally.scalar(scalar).mean().expect("a replication")
    }

    /// Service loss of an asset, hours.
    fn loss(&self, id: &str) -> f64 {
        let mut assets = self.world.document.assets.iter();
        let ix = assets.position(|asset| asset.id == id);
        let loss = &self.tally.loss[ix.expect("an asset of that id")];
        loss.mean().expect("a replication")
    }

    fn trace(&self) -> Vec<Entry> {
        trace(&self.world, SEED, 0).entries
    }
}

/// Equal but for the last bits of a sum.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// A record of the scenario as it usually is, with the names of another.
fn renamed(record: &IncidentRecord, scenario: &Scenario) -> IncidentRecord {
    let team = |id: &str| {
        if id.is_empty() {
            String::new()
        } else {
            scenario.id(id)
        }
    };
    let origin = match record.origin.split_once(':') {
        Some((what, id)) if what != "incident" => format!("{what}:{}", scenario.id(id)),
        _ => record.origin.clone(),
    };
    let teams: Vec<String> = record.teams.split('+').map(team).collect();
    IncidentRecord {
        kind: scenario.id(&record.kind),
        asset: scenario.id(&record.asset),
        origin,
        first_team: team(&record.first_team),
        teams: teams.join("+"),
        ..record.clone()
    }
}

/// Moments of a record, hours.
fn moments(record: &IncidentRecord) -> [Option<f64>; 11] {
    [
        Some(record.onset_h),
        record.detected_h,
        record.requested_h,
        record.queued_h,
        record.assigned_h,
        record.mobilised_h,
        record.on_site_h,
        record.hands_on_h,
        record.contained_h,
        record.eradicated_h,
        record.recovered_h,
    ]
}

/// What is said of an incident beside its times and numbers.
fn facts(record: &IncidentRecord) -> impl PartialEq + std::fmt::Debug {
    (
        (record.kind.clone(), record.asset.clone(), record.instance),
        (record.severity, record.state, record.teams.clone()),
        (record.first_crew, record.preemptions, record.handovers),
    )
}

/// The means of two scenarios over some hundred replications, as far apart as chance makes
/// them: every difference in standard errors.
fn same_distribution(a: &Scenario, b: &Scenario) {
    const COUNTS: [Scalar; 5] = [
        Scalar::Incidents,
        Scalar::Secondary,
        Scalar::Undetected,
        Scalar::OpenAtEnd,
        Scalar::ServiceLoss,
    ];
    let study = |scenario: &Scenario| study_of(&world(&scenario.text()), 300).pooled;
    let (one, other) = (study(a), study(b));
    assert_ne!(one, other, "the same history");
    for scalar in COUNTS {
        let (one, other) = (one.scalar(scalar), other.scalar(scalar));
        let error =
            |moments: &sortie::inside::stats::Moments| moments.standard_error().expect("many");
        let difference = one.mean().expect("many") - other.mean().expect("many");
        let z = difference / error(one).hypot(error(other)).max(1e-12);
        assert!(z.abs() < 3.5, "{scalar:?}: z = {z:.2} for {a:?}");
    }
}

/// The first so many recipes that meet a condition.
fn some_recipes(number: usize, which: impl Fn(&Recipe) -> bool) -> Vec<Recipe> {
    let mut runner = TestRunner::new(ProptestConfig {
        rng_seed: RngSeed::Fixed(7),
        ..ProptestConfig::default()
    });
    let mut next = || recipe().new_tree(&mut runner).expect("a recipe").current();
    let mut found = Vec::new();
    while found.len() < number {
        found.extend(Some(next()).filter(|recipe| which(recipe)));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2020),
        ..ProptestConfig::default()
    })]

    /// The whole calendar so many weeks later: the same history to the millisecond, each local
    /// date so many weeks later. Time counts from the start (contract 1), and no draw knows
    /// the date (contract 3). Whole weeks, for office hours belong to weekdays; a zone without
    /// daylight saving, for night hours belong to the local clock; periods in days, for months
    /// differ in length.
    #[test]
    fn a_later_calendar_is_the_same_history_later(
        recipe in recipe(),
        weeks in 1..600_i32,
        timezone in prop::sample::select(vec!["UTC", "Asia/Kolkata", "Africa/Nairobi"]),
    ) {
        let before = Scenario { timezone, ..Scenario::from(recipe) };
        let after = Scenario { start: before.start + weeks.weeks(), ..before.clone() };
        let (before, after) = (Told::of(&before.text()), Told::of(&after.text()));
        prop_assert_eq!(&before.tally, &after.tally);
        let later = |record: &IncidentRecord| {
            let local: DateTime = record.onset_local.parse().expect("a local time");
            let onset_local = (local + weeks.weeks()).strftime("%Y-%m-%d %H:%M:%S").to_string();
            IncidentRecord { onset_local, ..record.clone() }
        };
        let shifted: Vec<IncidentRecord> = before.records.iter().map(later).collect();
        prop_assert_eq!(shifted, after.records.clone());
        let undated = |entry: Entry| Entry { at: String::new(), note: String::new(), ..entry };
        let traces = before.trace().into_iter().zip(after.trace());
        for (before, after) in traces {
            prop_assert_eq!(undated(before), undated(after));
        }
    }

    /// All times so many times as long and all rates so many times as low: the same history at
    /// so many times the pace, every moment, the rework and the service loss with it. Draws are
    /// of exponentials, constants and shares, none of which has a time of its own. Moments are
    /// rounded to milliseconds on the way, so they may be off by some of those. Left out is
    /// what has a scale of its own: hours by the clock, frozen windows (they take in the day of
    /// the election), parts of a period that are cut to whole days.
    #[test]
    fn slower_times_are_the_same_history_slower(mut recipe in recipe(), scale in 2..6_i32) {
        let more = &mut recipe.more;
        more.freeze = false;
        more.hours = if more.hours > 0 { more.hours.max(HOURS_WITHOUT_CLOCK) } else { 0 };
        more.period = 2 * more.period.max(2 * more.overlap + 1);
        let quick = Scenario { timezone: "UTC", ..Scenario::from(recipe) };
        let slow = Scenario { scale, ..quick.clone() };
        let (quick, slow) = (Told::of(&quick.text()), Told::of(&slow.text()));
        let times = f64::from(scale);
        let second = 1.0 / 3600.0;
        prop_assert_eq!(quick.records.len(), slow.records.len());
        for (quick, slow) in quick.records.iter().zip(&slow.records) {
            prop_assert_eq!(facts(quick), facts(slow));
            for (quick, slow) in moments(quick).into_iter().zip(moments(slow)) {
                if let (Some(quick), Some(slow)) = (quick, slow) {
                    prop_assert!((quick * times - slow).abs() < second, "{quick} and {slow}");
                } else {
                    prop_assert_eq!(quick, slow);
                }
            }
            let off = (quick.rework_h * times - slow.rework_h).abs();
            prop_assert!(off <= second * (1.0 + quick.rework_h), "{quick:?} and {slow:?}");
        }
        for scalar in Scalar::ALL {
            let (quick, slow) = (quick.scalar(scalar), slow.scalar(scalar));
            if [Scalar::Rework, Scalar::ServiceLoss].contains(&scalar) {
                let off = (quick * times - slow).abs();
                prop_assert!(off <= second * (1.0 + quick), "{scalar:?}: {quick} and {slow}");
            } else {
                prop_assert_eq!(quick.to_bits(), slow.to_bits(), "{:?}", scalar);
            }
        }
    }

    /// New names for teams, nations, rosters, skills, sites, tags, phases, elections, targets,
    /// and for kinds without consequences and assets that no consequence strikes: the same
    /// history under the new names. Draws are keyed by the names of threats, injects, kinds
    /// with consequences and assets that consequences strike, and by no others (contract 3);
    /// and nothing goes by the order of the alphabet, which the new names turn round.
    #[test]
    fn new_names_are_the_same_history(recipe in recipe()) {
        let usual = Scenario::from(recipe);
        let new = Scenario { names: Names::NewForUnkeyed, ..usual.clone() };
        let (before, after) = (Told::of(&usual.text()), Told::of(&new.text()));
        prop_assert_eq!(&before.tally, &after.tally);
        let expected: Vec<IncidentRecord> =
            before.records.iter().map(|record| renamed(record, &new)).collect();
        prop_assert_eq!(expected, after.records.clone());
        let unnamed = |entry: Entry| (entry.ms, entry.event, entry.incident, entry.severity);
        let (before, after) = (before.trace(), after.trace());
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.into_iter().zip(after) {
            prop_assert_eq!(before.team.as_deref().map(|id| new.id(id)), after.team.clone());
            prop_assert_eq!(unnamed(before), unnamed(after));
        }
    }

    /// All blocks in the opposite order: the same incidents, each with the same life, and the
    /// same loss of each asset. Blocks find each other by name, and draws are keyed by name
    /// (contract 3). The threat strikes one asset alone: among several, the order of the file
    /// says which draw means which asset. The nations keep their order among themselves: it
    /// says who goes first of experts who are equally fit to go.
    #[test]
    fn blocks_in_another_order_are_the_same_history(recipe in recipe()) {
        let usual = Scenario { everywhere: false, ..Scenario::from(recipe) };
        let backwards = Scenario { blocks: Blocks::Backwards, ..usual.clone() };
        let (before, after) = (Told::of(&usual.text()), Told::of(&backwards.text()));
        for (before, after) in before.records.iter().zip(&after.records) {
            prop_assert_eq!(before, after);
        }
        prop_assert_eq!(before.records.len(), after.records.len());
        for scalar in Scalar::ALL {
            prop_assert!(near(before.scalar(scalar), after.scalar(scalar)), "{scalar:?}");
        }
        for asset in &before.world.document.assets {
            prop_assert_eq!(before.loss(&asset.id).to_bits(), after.loss(&asset.id).to_bits());
        }
    }

    /// An asset more that nobody needs, reaches or strikes, though it needs one itself: the
    /// same history, to the bit, but for its own level and its own loss. Levels go from what
    /// is needed to what needs it, never back.
    #[test]
    fn an_asset_that_nobody_needs_changes_nothing(recipe in recipe()) {
        let without = Scenario::from(recipe);
        let with = Scenario { spare: true, ..without.clone() };
        let (before, after) = (Told::of(&without.text()), Told::of(&with.text()));
        prop_assert_eq!(&before.records, &after.records);
        for asset in &before.world.document.assets {
            prop_assert_eq!(before.loss(&asset.id).to_bits(), after.loss(&asset.id).to_bits());
        }
        for scalar in Scalar::ALL {
            let (before, now) = (before.scalar(scalar), after.scalar(scalar));
            let own = if scalar == Scalar::ServiceLoss { after.loss("spare") } else { 0.0 };
            prop_assert!(near(before + own, now), "{scalar:?}: {before} and {now}");
        }
        let others = |entry: &Entry| entry.asset.as_deref() != Some("spare");
        let rest: Vec<Entry> = after.trace().into_iter().filter(others).collect();
        prop_assert_eq!(before.trace(), rest);
    }

    /// One more expert in a first-come, first-served queue: nobody waits longer, on the same
    /// tape. By induction over arrivals the sorted times at which experts are free can only be
    /// earlier (Kiefer & Wolfowitz 1955). That needs crews of one, alike, and one stage: where
    /// work is overtaken, pre-empted or done in stages, help for one can delay another.
    #[test]
    fn one_more_expert_lengthens_no_wait(mut queue in queue()) {
        let few = incidents_of(&queue.text(), 0);
        queue.experts += 1;
        let more = incidents_of(&queue.text(), 0);
        prop_assert_eq!(few.len(), queue.gaps.len());
        for (few, more) in few.iter().zip(&more) {
            prop_assert_eq!(few.detected_h, more.detected_h);
            let waits = |record: &IncidentRecord| record.hands_on_h.unwrap_or(f64::INFINITY);
            prop_assert!(waits(more) <= waits(few), "{few:?} and {more:?}");
        }
    }

    /// All criticalities so many times as great: the same incidents, and so many times the
    /// loss. One asset's alone: so many times its loss, and no other's, where the queue's order
    /// does not look at criticality. Loss is criticality times an integral in which it does
    /// not occur, and an order by impact sees ratios alone.
    #[test]
    fn criticality_weighs_loss_and_nothing_else(
        recipe in recipe(),
        factor in prop::sample::select(vec![0.25, 0.5, 2.0, 3.0, 10.0]),
        one in any::<prop::sample::Index>(),
    ) {
        let plain = Scenario::from(recipe);
        let by_impact = ORDERS[plain.recipe.order] == "impact";
        let before = Told::of(&plain.text());
        let mut all = plain.clone();
        all.criticality.iter_mut().for_each(|criticality| *criticality *= factor);
        // Ratios of indices keep their order to the last bit for powers of two alone.
        if !by_impact || factor.log2().fract() == 0.0 {
            let after = Told::of(&all.text());
            prop_assert_eq!(&before.records, &after.records);
            let total = before.scalar(Scalar::ServiceLoss) * factor;
            prop_assert!(near(total, after.scalar(Scalar::ServiceLoss)));
        }
        if !by_impact {
            let mut some = plain;
            let one = one.index(some.criticality.len());
            some.criticality[one] *= factor;
            let after = Told::of(&some.text());
            prop_assert_eq!(&before.records, &after.records);
            for (ix, asset) in before.world.document.assets.iter().enumerate() {
                let times = if ix == one { factor } else { 1.0 };
                prop_assert!(near(before.loss(&asset.id) * times, after.loss(&asset.id)));
            }
        }
    }

    /// Two scenarios in one, in the same places and days but with assets, kinds, threats,
    /// nations, rosters, teams and rules of their own: each incident has the life that it has
    /// alone, all counts add up, and so do the losses. Draws are keyed by name, so neither
    /// moves the other's, and who shares no expert and no asset shares no queue. The manner of
    /// dispatch holds for the whole file, so both have the same.
    #[test]
    fn independent_scenarios_add_up(one in recipe(), other in recipe()) {
        let mut other = other;
        (other.order, other.choose) = (one.order, one.choose);
        other.more.preempt = one.more.preempt;
        other.more.reserve = one.more.reserve;
        let one = Scenario { prefix: "one-", ..Scenario::from(one) };
        let other = Scenario { prefix: "other-", ..Scenario::from(other) };
        let both = Told::of(&write(&[&one, &other]));
        let alone = [&one, &other].map(|scenario| Told::of(&scenario.text()));
        for (told, scenario) in alone.iter().zip([&one, &other]) {
            let theirs: Vec<&IncidentRecord> = both
                .records
                .iter()
                .filter(|record| record.asset.starts_with(scenario.prefix))
                .collect();
            prop_assert_eq!(theirs.len(), told.records.len());
            for (mine, record) in told.records.iter().zip(&theirs) {
                // Numbers count the incidents of both.
                let origin = match mine.origin.strip_prefix("incident:") {
                    Some(parent) => {
                        let parent: usize = parent.parse().expect("a number");
                        format!("incident:{}", theirs[parent].incident)
                    }
                    None => mine.origin.clone(),
                };
                let incident = record.incident;
                let expected = IncidentRecord { incident, origin, ..mine.clone() };
                prop_assert_eq!(&expected, *record);
            }
            for asset in &told.world.document.assets {
                prop_assert_eq!(told.loss(&asset.id).to_bits(), both.loss(&asset.id).to_bits());
            }
        }
        for scalar in Scalar::ALL {
            let sum = alone[0].scalar(scalar) + alone[1].scalar(scalar);
            prop_assert!(near(sum, both.scalar(scalar)), "{scalar:?}");
        }
    }

    /// The books close. Every incident is hidden, open, unanswered or closed at the end, has
    /// one severity, one kind, one week; is detected or not; and every clock that was started
    /// has stopped or is censored. What is counted is what began after the warm-up.
    #[test]
    fn accounting_closes(recipe in recipe()) {
        let told = Told::of(&Scenario::from(recipe).text());
        let tally = &told.tally;
        let warm_up = told.world.document.warm_up.hours();
        let counted: Vec<&IncidentRecord> =
            told.records.iter().filter(|record| record.onset_h >= warm_up).collect();
        let of = |which: &dyn Fn(&IncidentRecord) -> bool| {
            counted.iter().filter(|record| which(record)).count() as u64
        };
        let scalar = |scalar| told.scalar(scalar) as u64;
        let all = counted.len() as u64;
        let closed = of(&|record| record.state == "closed");
        let detected = of(&|record| record.detected_h.is_some());
        let graves = of(&|record| {
            record.detected_h.is_some() && ["high", "critical"].contains(&record.severity)
        });

        prop_assert_eq!(tally.all_incidents, told.records.len() as u64);
        prop_assert_eq!(scalar(Scalar::Incidents), all);
        prop_assert_eq!(detected + scalar(Scalar::Undetected), all);
        prop_assert_eq!(
            closed + scalar(Scalar::OpenAtEnd) + scalar(Scalar::Unanswered)
                + scalar(Scalar::Undetected),
            all
        );
        let severities = sortie::inside::scenario::document::Severity::ALL;
        let by_severity = severities.map(|severity| scalar(Scalar::OfSeverity(severity)));
        prop_assert_eq!(by_severity.iter().sum::<u64>(), all);
        let by_kind: f64 = tally.kinds.iter().filter_map(sortie::inside::stats::Moments::mean).sum();
        prop_assert_eq!(by_kind as u64, all);
        prop_assert_eq!(tally.weeks.iter().flatten().sum::<u64>(), all);
        let primary = of(&|record| record.origin.starts_with("threat:"));
        prop_assert_eq!(primary + scalar(Scalar::Secondary), all);

        let clocks = |measure| {
            let durations = tally.durations(measure, None);
            (durations.ended(), durations.censored())
        };
        prop_assert_eq!(clocks(Measure::Detection), (detected, all - detected));
        prop_assert_eq!(clocks(Measure::Recovery), (closed, detected - closed));
        prop_assert_eq!(clocks(Measure::Lifetime), (closed, all - closed));
        let handled = of(&|record| record.hands_on_h.is_some());
        prop_assert_eq!(clocks(Measure::Response), (handled, detected - handled));
        let contained = of(&|record| record.contained_h.is_some());
        prop_assert_eq!(clocks(Measure::Containment), (contained, detected - contained));
        let soon = tally.deadlines(0, None);
        prop_assert_eq!(soon.met + soon.missed + soon.undecided, graves);
    }
}

/// New names for everything, those that key draws too: other histories, of the same
/// distribution. Keys are mixed by a hash of the name and ciphered, so that no name is
/// luckier than another. Held to three and a half standard errors of the difference.
#[test]
fn new_names_that_key_draws_are_the_same_distribution() {
    for recipe in some_recipes(4, |_| true) {
        let usual = Scenario::from(recipe);
        let names = Names::New;
        same_distribution(
            &usual,
            &Scenario {
                names,
                ..usual.clone()
            },
        );
    }
}

/// All blocks in the opposite order, where the threat strikes any of several assets: other
/// histories, of the same distribution, for the same share of draws means each asset.
#[test]
fn assets_in_another_order_are_the_same_distribution() {
    for recipe in some_recipes(4, |recipe| recipe.assets > 2 && recipe.count > 1) {
        let usual = Scenario::from(recipe);
        let blocks = Blocks::Backwards;
        same_distribution(
            &usual,
            &Scenario {
                blocks,
                ..usual.clone()
            },
        );
    }
}
