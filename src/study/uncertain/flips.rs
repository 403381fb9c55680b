//! Assumptions on which it depends which of two policies is better.

use crate::scenario::assumption::{Assumption, Extent, Pick};
use crate::stats::{Moments, bonferroni, threshold};

use super::summary::Flip;

/// The flip of an amount: where a policy's gains change their sign along it, if that is shown.
pub(super) fn amount_flip(
    assumption: &Assumption,
    policy: &str,
    places: &[f64],
    gains: &[f64],
    confidence: f64,
) -> Option<Flip> {
    let found = threshold(places, gains, confidence)?;
    let words = |place: f64| {
        assumption
            .at(&Pick::Place(place.clamp(0.0, 0.999_999)))
            .words
    };
    let (below, above) = (
        format!("{} or less", words(found.between.0)),
        format!("{} or more", words(found.between.1)),
    );
    let (better, worse) = if found.rises {
        (above, below)
    } else {
        (below, above)
    };
    Some(Flip {
        policy: policy.to_owned(),
        assumption: assumption.id.clone(),
        better,
        worse,
        at: Some(words(found.at)),
        place: Some((found.at, found.between.0, found.between.1)),
        ends: Some((words(0.0), words(1.0))),
        rises: found.rises,
    })
}

/// Classes in which a policy is shown to gain, and others in which it is shown to lose.
pub(super) fn class_flip(
    assumption: &Assumption,
    policy: &str,
    classes: &[usize],
    gains: &[f64],
    confidence: f64,
) -> Option<Flip> {
    let names = assumption.classes();
    let each = bonferroni(confidence, names.len());
    let (mut better, mut worse) = (Vec::new(), Vec::new());
    for (class, name) in names.iter().enumerate() {
        let mut moments = Moments::new();
        for (own, gain) in classes.iter().zip(gains) {
            if *own == class {
                moments.push(*gain);
            }
        }
        let Some(interval) = moments.interval(each) else {
            continue;
        };
        if interval.low > 0.0 {
            better.push(name.as_str());
        } else if interval.high < 0.0 {
            worse.push(name.as_str());
        }
    }
    let first = matches!(assumption.extent(), Extent::Orders(_));
    let words = |names: &[&str]| {
        let names = names.join(", ");
        if first {
            format!("{names} first")
        } else {
            names
        }
    };
    (!better.is_empty() && !worse.is_empty()).then(|| Flip {
        policy: policy.to_owned(),
        assumption: assumption.id.clone(),
        better: words(&better),
        worse: words(&worse),
        at: None,
        place: None,
        ends: None,
        rises: false,
    })
}
