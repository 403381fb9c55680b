//! What the order of the queues means, without queues in order: a look at all that waits.

use crate::scenario::document::TeamIx;
use crate::world::rules::DemandIx;

use super::queue_order::urgency;
use super::run::Simulation;

impl Simulation<'_> {
    /// The most urgent of all that wait, as things stand now, for which a marked team has a
    /// crew; of equals the one of best rank, and of its teams the first.
    pub(super) fn first_of_all(&mut self) -> Option<(u32, DemandIx)> {
        let mut best: Option<((u64, u32, TeamIx), u32, DemandIx)> = None;
        let mut matching = std::mem::take(&mut self.staff.matching);
        for team in self.waiting.each_dirty_team() {
            let state = &self.staff.teams[team];
            if state.is_spent() {
                continue;
            }
            let (ix, pool) = (TeamIx::from(team), &self.world.pools[team]);
            for (demand, place) in self.waiting.queues[team].all() {
                let incident = self.incidents.get(place.slot);
                if incident.ticket != place.ticket {
                    continue;
                }
                let keep = pool.kept_back(incident.severity);
                if !state.can_go(self.world, ix, demand, keep, &mut matching) {
                    continue;
                }
                let order = (urgency(self.world, incident, ix), incident.rank, ix);
                if best.is_none_or(|(other, ..)| order < other) {
                    best = Some((order, place.slot, demand));
                }
            }
        }
        self.staff.matching = matching;
        best.map(|(_, slot, demand)| (slot, demand))
    }
}

mod tests {
    use proptest::prelude::*;

    use crate::scenario;
    use crate::sim::observe::Unwatched;
    use crate::sim::run::Simulation;
    use crate::world::World;

    /// Three teams with more work than they can do, of kinds that differ in all that an order
    /// looks at.
    #[derive(Clone, Debug)]
    struct Recipe {
        order: &'static str,
        preempt: Option<&'static str>,
        choose: &'static str,
        experts: [u32; 3],
        approval: u32,
        patience: u32,
        kinds: Vec<(u32, u32, u32, u32)>,
        reserve: bool,
    }

    fn recipe() -> impl Strategy<Value = Recipe> {
        (
            prop::sample::select(vec!["fifo", "severity", "impact", "deadline"]),
            prop::sample::select(vec![None, Some("resume"), Some("restart")]),
            prop::sample::select(vec!["preference", "least_busy"]),
            [1..4_u32, 1..4_u32, 1..4_u32],
            1..12_u32,
            0..60_u32,
            prop::collection::vec((0..100_u32, 1..12_u32, 1..3_u32, 1..90_u32), 1..5),
            any::<bool>(),
        )
            .prop_map(
                |(order, preempt, choose, experts, approval, patience, kinds, reserve)| Recipe {
                    order,
                    preempt,
                    choose,
                    experts,
                    approval,
                    patience,
                    kinds,
                    reserve,
                },
            )
    }

    fn text(recipe: &Recipe) -> String {
        let mut text = format!(
            "schema = 1\nscenario = {{ name = \"Scan\", timezone = \"UTC\", start = \"2019-01-01\", end = \"2019-01-25\" }}\n\
             dispatch.order = \"{}\"\ndispatch.choose = \"{}\"\n",
            recipe.order, recipe.choose
        );
        if let Some(preempt) = recipe.preempt {
            text += &format!("dispatch.preempt = \"{preempt}\"\n");
        }
        if recipe.reserve {
            text += "dispatch.reserve = [{ team = \"t1\", experts = 1, severity = \"high\" }]\n";
        }
        let approval = recipe.approval;
        let patience = if recipe.patience < 20 {
            String::new()
        } else {
            format!(", give_up_after = {{ mean = \"{}h\" }}", recipe.patience)
        };
        text += &format!(
            "dispatch.rule = [{{ severity = [\"critical\"], teams = [\"t2\", \"t0\"] }}, \
             {{ stages = [\"recover\"], teams = [\"t1\", \"t2\"] }}, \
             {{ teams = [\"t0\", {{ team = \"t1\", approval = {{ mean = \"{approval}h\" }} }}, \"t2\"]{patience} }}]\n\
             [[asset]]\nid = \"x\"\ncriticality = 2\n[[asset]]\nid = \"y\"\ncount = 3\n"
        );
        for (ix, experts) in recipe.experts.iter().enumerate() {
            text += &format!(
                "[[team]]\nid = \"t{ix}\"\nexperts = [{{ skills = [\"a\"], count = {experts} }}, {{ skills = [\"a\", \"b\"], count = {experts} }}]\n"
            );
        }
        for (ix, (impact, effort, crew, within)) in recipe.kinds.iter().enumerate() {
            text += &format!(
                "[[incident]]\nid = \"k{ix}\"\nseverity = {{ low = 2, high = 1, critical = 1 }}\nimpact = \"{impact}%\"\n\
                 restores_at = \"contain\"\n\
                 stage = [{{ name = \"contain\", crew = {{ a = {crew} }}, effort = {{ mean = \"{effort}h\" }} }}, \
                 {{ name = \"recover\", crew = {{ b = 1 }}, effort = \"5h\" }}]\n\
                 [[threat]]\nid = \"k{ix}\"\nincident = \"k{ix}\"\ntargets = [\"x\", \"y\"]\nrate = \"5/day\"\n\
                 [[target]]\nid = \"k{ix}\"\nkinds = [\"k{ix}\"]\nwithin = \"{within}h\"\nfrom = \"detected\"\nto = \"contained\"\n\
                 [[target]]\nid = \"q{ix}\"\nkinds = [\"k{ix}\"]\nwithin = \"{}h\"\nfrom = \"queued\"\nto = \"hands_on\"\nteam = \"t2\"\n",
                within / 2 + 1
            );
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn who_goes_next_is_the_first_of_all_that_wait(recipe in recipe()) {
            let text = text(&recipe);
            let loaded = scenario::load(&text, "scan.toml", "scan", None);
            let document = loaded.unwrap_or_else(|report| panic!("{text}{report}")).document;
            let world = World::compile(document);
            let mut simulation = Simulation::new(&world);
            simulation.scans = true;
            let counts = simulation.run(1, 0, &mut Unwatched);
            prop_assert!(counts.expect("a replication").all_incidents > 50);
        }
    }
}
