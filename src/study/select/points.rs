//! Observations over what is assumed: means of a few replications, each at a point of its own.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::scenario::Report;
use crate::sim::brake::Stop;
use crate::world::World;

use super::super::chunk::Chunk;
use super::super::job::{Job, SoFar, Task};
use super::super::uncertain::{Nested, UncertainError};
use super::error::SelectError;
use super::{Sampling, gather};

/// Replications at successive points. Points must be drawn independently of each other, each from
/// all that is assumed, so that observations are independent and identically distributed. At a
/// point everyone meets the same assumptions and the same replications.
pub(super) struct Points<'a, L>(pub &'a Nested<'a, L>);

impl<L: Fn(usize, usize) -> Result<World, Report> + Sync> Sampling for Points<'_, L> {
    fn chunk(&self) -> u64 {
        self.0.replications
    }

    fn points(&self) -> bool {
        true
    }

    fn read(
        &self,
        job: Job<'_>,
        inside: &[usize],
        chunks: Range<u64>,
        so_far: &mut SoFar,
        progress: &mut dyn FnMut(&SoFar),
    ) -> Result<Vec<Vec<f64>>, SelectError> {
        let stride = Stride {
            nested: self.0,
            inside: inside.to_vec(),
        };
        let task = (&stride, inside.len());
        let found = gather(job, task, chunks, so_far, progress, |piece| piece.values);
        Ok(found?)
    }
}

/// The replications of those who are still in, a point to a chunk.
struct Stride<'a, L> {
    nested: &'a Nested<'a, L>,
    inside: Vec<usize>,
}

/// What a point gave.
#[derive(Serialize, Deserialize)]
struct PointChunk {
    /// Positions of those who were in.
    inside: Vec<usize>,
    /// Their values, by replication; `NaN` for none.
    values: Vec<Vec<f64>>,
}

impl<L: Fn(usize, usize) -> Result<World, Report> + Sync> Task for Stride<'_, L> {
    type State<'s>
        = &'s Stop<'s>
    where
        Self: 's;
    type ChunkResult = PointChunk;
    type Error = UncertainError;

    fn cut(&self, index: u64) -> Option<Chunk> {
        self.nested.cut(index)
    }

    fn start<'s>(&'s self, stop: &'s Stop<'s>) -> &'s Stop<'s> {
        stop
    }

    fn work<'s>(&self, stop: &mut &'s Stop<'s>, chunk: Chunk) -> Result<PointChunk, UncertainError>
    where
        Self: 's,
    {
        let values = |policy: &usize| Ok(self.nested.read(*policy, chunk, stop)?.values);
        Ok(PointChunk {
            inside: self.inside.clone(),
            values: self
                .inside
                .iter()
                .map(values)
                .collect::<Result<_, UncertainError>>()?,
        })
    }

    fn fits(&self, chunk: Chunk, piece: &PointChunk) -> bool {
        piece.inside == self.inside
            && piece.values.len() == self.inside.len()
            && piece
                .values
                .iter()
                .all(|values| values.len() as u64 == chunk.count)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use crate::scenario::assumption::{Assumption, Pick, assumptions};
    use crate::scenario::{self, overlay::apply_overlays};
    use crate::study::alternative::Alternative;
    use crate::study::measures;
    use crate::study::select::{Choice, SelectionCriteria};
    use crate::study::uncertain::random_point;

    use super::*;

    /// The notice is the response time of the one fault: 2, 3, 4, 5 or 6 h, by the assumption.
    const TEXT: &str = r#"
schema = 1
[scenario]
name = "Notice"
timezone = "UTC"
start = "2019-01-01"
end = "2019-01-03"
[[asset]]
id = "site"
[[incident]]
id = "fault"
severity = "high"
stage = [{ name = "contain", crew = { admin = 1 }, effort = "1h" }]
[[threat]]
id = "once"
incident = "fault"
targets = "all"
at = ["start + 1h"]
[[team]]
id = "cert"
experts = [{ skills = ["admin"], count = 9 }]
notice = "4h"
[[dispatch.rule]]
teams = ["cert"]
[[uncertain]]
id = "notice"
path = "team.cert.notice"
values = ["2h", "3h", "4h", "5h", "6h"]
reason = "nobody has measured it"
"#;

    fn world(notice: &str) -> World {
        let changes = [("team.cert.notice".to_owned(), notice.to_owned())];
        let text = apply_overlays(TEXT, &changes).expect("a path");
        let Ok(loaded) = scenario::load(&text, "notice.toml", "notice", None) else {
            panic!("a sound scenario");
        };
        World::compile(loaded.document)
    }

    /// The scenario as it is takes 4 h on average over the assumption, with a variance of 2 h²,
    /// the contract 3.6 h: it is ahead by just the indifference, the hardest case there is. A
    /// choice between them takes up to 63 points.
    #[test]
    fn the_best_on_average_is_chosen_as_often_as_promised() {
        let assumed: Vec<World> = (2..=6).map(|hours| world(&format!("{hours}h"))).collect();
        let contract = world("3.6h");
        let alternatives = [
            Alternative::new(&contract.document, None, assumed[2].clone()),
            Alternative::new(&contract.document, Some("contract"), contract.clone()),
        ];
        let document = &contract.document;
        let all = ["all".to_owned()];
        let Ok(varied) = assumptions(document, &document.text, &all) else {
            panic!("an assumption");
        };
        let extents: Vec<_> = varied.iter().map(Assumption::extent).collect();
        let policies = alternatives.each_ref().map(|it| it.id.clone());
        let measure = measures::choose(document, &["response".to_owned()], None).expect("one");
        let stop = AtomicBool::new(false);
        let (studies, confidence) = (60, 0.90);
        let (mut right, mut longest) = (0, 0);
        for seed in 0..studies {
            let nested = Nested {
                points: 200,
                policies: &policies,
                measures: &measure,
                replications: 1,
                seed,
                load: |point, policy| {
                    let picks = random_point(&extents, seed, point as u64);
                    let [Pick::Place(place)] = &picks[..] else {
                        panic!("{picks:?}");
                    };
                    Ok(match policy {
                        0 => assumed[(place * 5.0) as usize].clone(),
                        _ => contract.clone(),
                    })
                },
            };
            let choice = Choice {
                alternatives: &alternatives,
                measure: &measure[0],
                seed,
                criteria: SelectionCriteria {
                    confidence,
                    indifference: 0.4,
                    most: 200,
                },
            };
            let job = Job::new(1, &stop, None);
            let (selected, observations) = choice
                .select_over(&nested, job, &mut |_, _| ())
                .expect("a choice");
            right += u32::from(selected.chosen.as_deref() == Some("contract"));
            longest = longest.max(observations.len());
        }
        // 60 choices at 90% have a standard deviation of 0.039.
        let share = f64::from(right) / studies as f64;
        assert!(share >= confidence - 2.0 * 0.039, "{share}");
        assert!((33..=63).contains(&longest), "{longest}");
    }
}
