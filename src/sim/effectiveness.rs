//! Effectiveness of experts and crews: proficiency, less what tiredness and unfamiliarity take.

use crate::scenario::time::Instant;
use crate::world::experts::ExpertSet;
use crate::world::pool::Pool;

use super::pace::Pace;
use super::readiness::Decay;
use super::team::TeamState;

impl TeamState {
    /// Effectiveness of an expert once familiar, and what familiarity lacks.
    fn worth(
        &self,
        pool: &Pool,
        expert: usize,
        at: Instant,
        (of_gap, of_tired): (&mut Decay, &mut Decay),
    ) -> (f64, f64) {
        let mut level = pool.experts[expert].proficiency;
        if let Some(fatigue) = &pool.fatigue {
            let tired = self.readiness[expert].tired_with(fatigue, at, of_tired);
            level *= 1.0 - fatigue.loss * tired;
        }
        let gap = pool.learning.as_ref().map_or(0.0, |learning| {
            self.readiness[expert].gap_with(learning, at, of_gap)
        });
        (level, level * gap)
    }

    /// The pace of a crew that is not empty, with those at work who are `on`.
    pub(super) fn pace(&self, pool: &Pool, crew: ExpertSet, on: ExpertSet, at: Instant) -> Pace {
        let mut pace = Pace::NONE;
        let (mut of_gap, mut of_tired) = (Decay::default(), Decay::default());
        for expert in crew.and(on).iter() {
            let decays = (&mut of_gap, &mut of_tired);
            let (level, lack) = self.worth(pool, expert, at, decays);
            pace.level += level;
            pace.lack += lack;
        }
        pace.scaled(1.0 / f64::from(crew.len().max(1)))
    }

    /// Mean effectiveness of those on duty now, NaN if there are none. It is asked for at
    /// regular times, and brings them all up to date.
    pub(super) fn mean_effectiveness(&mut self, pool: &Pool, at: Instant) -> f64 {
        if self.on_duty.is_empty() {
            return f64::NAN;
        }
        let mut sum = 0.0;
        for expert in self.on_duty.iter() {
            let readiness = &mut self.readiness[expert];
            let mut worth = pool.experts[expert].proficiency;
            if let Some(fatigue) = &pool.fatigue {
                worth *= 1.0 - fatigue.loss * readiness.settle_tired(fatigue, at, &self.usual_rest);
            }
            if let Some(learning) = &pool.learning {
                worth *= 1.0 - readiness.settle_gap(learning, at, &self.usual_learning);
            }
            sum += worth;
        }
        sum / f64::from(self.on_duty.len())
    }
}
