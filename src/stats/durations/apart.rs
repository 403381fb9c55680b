//! What a histogram can and can't tell apart: shares by a time, and two curves.

use super::super::survival::Walk;
use super::DurationHistogram;

impl DurationHistogram {
    /// Between which limits the Kaplan–Meier share of durations of at most `ms` lies, as it is
    /// not known where in its bucket a duration is: the share before the bucket of `ms`, and
    /// that after it. Both are the same where the bucket says which side its durations are on.
    ///
    /// `None` where [`survival_at`](Self::survival_at) is.
    pub fn reached_by(&self, ms: f64) -> Option<(f64, f64)> {
        self.along(&[ms])[0]
    }

    /// The greatest distance between two Kaplan–Meier curves, 0 to 1, wherever both are known and
    /// as far as buckets tell: where both curves fall inside one of theirs, the least that they
    /// must be apart counts.
    pub fn apart(&self, other: &Self) -> f64 {
        let edges = |histogram: &Self| {
            let ends = histogram.groups().map(|group| group.ends());
            // Durations are whole milliseconds: the one before an edge is just before it.
            ends.flat_map(|(low, last)| [low - 1.0, low, last - 1.0, last])
                .filter(|at| *at >= 0.0)
                .collect::<Vec<f64>>()
        };
        let mut times = edges(self);
        times.extend(edges(other));
        times.sort_by(f64::total_cmp);
        times.dedup();
        let (ours, theirs) = (self.along(&times), other.along(&times));
        let both = ours.into_iter().zip(theirs);
        both.filter_map(|(ours, theirs)| {
            let (ours, theirs) = (ours?, theirs?);
            Some((ours.0 - theirs.1).max(theirs.0 - ours.1))
        })
        .fold(0.0, f64::max)
    }

    /// [`reached_by`](Self::reached_by) of ascending times, in one walk.
    fn along(&self, times: &[f64]) -> Vec<Option<(f64, f64)>> {
        let mut walk = Walk::new(self.count());
        let mut groups = self.groups().map(|group| {
            let before = 1.0 - walk.survival();
            let after = 1.0 - walk.step(group.passing());
            (group.ends(), before, after)
        });
        let mut here = groups.next();
        let mut passed = 0.0;
        times
            .iter()
            .map(|&ms| {
                while let Some(((_, last), _, after)) = here {
                    if ms < last {
                        break;
                    }
                    passed = after;
                    here = groups.next();
                }
                let limits = match here {
                    Some(((low, _), before, after)) if ms >= low => (before, after),
                    _ => (passed, passed),
                };
                self.reaches(ms).then_some(limits)
            })
            .collect()
    }
}
