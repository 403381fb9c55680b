//! What each replication has one number of: counts, rework, service loss.

use crate::outcome::Scalar;

use super::{Better, MeasureSpec, Unit, What};

/// Counts: name, words, which way is better.
pub(super) const COUNTS: [(&str, Scalar, &str, Better); 15] = [
    (
        "incidents",
        Scalar::Incidents,
        "number of incidents",
        Better::Lower,
    ),
    (
        "secondary",
        Scalar::Secondary,
        "number of secondary incidents",
        Better::Lower,
    ),
    (
        "undetected",
        Scalar::Undetected,
        "number of incidents never detected",
        Better::Lower,
    ),
    (
        "open",
        Scalar::OpenAtEnd,
        "number of incidents open at the end",
        Better::Lower,
    ),
    (
        "unanswered",
        Scalar::Unanswered,
        "number of incidents no eligible team",
        Better::Lower,
    ),
    (
        "averted",
        Scalar::Averted,
        "number of consequences averted",
        Better::Neither,
    ),
    (
        "deflected",
        Scalar::Deflected,
        "number of attempts deflected",
        Better::Neither,
    ),
    (
        "changeovers",
        Scalar::Changeovers,
        "number of changeovers",
        Better::Neither,
    ),
    (
        "given-up",
        Scalar::GivenUp,
        "number of incidents whose owner gave up waiting",
        Better::Lower,
    ),
    (
        "refusals",
        Scalar::Refusals,
        "number of requests refused",
        Better::Neither,
    ),
    (
        "pre-emptions",
        Scalar::Preemptions,
        "number of pre-emptions",
        Better::Neither,
    ),
    (
        "handovers",
        Scalar::Handovers,
        "number of handovers of running work",
        Better::Neither,
    ),
    (
        "pauses",
        Scalar::Pauses,
        "number of pauses of running work",
        Better::Neither,
    ),
    ("rework", Scalar::Rework, "rework", Better::Lower),
    (
        "loss",
        Scalar::ServiceLoss,
        "weighted service loss",
        Better::Lower,
    ),
];

/// Adds the counts. All are there for every scenario: a policy may begin what the scenario
/// as it is does not know.
pub(super) fn add(all: &mut Vec<MeasureSpec>) {
    for (name, scalar, words, better) in COUNTS {
        let (unit, note) = match scalar {
            Scalar::ServiceLoss => (Unit::WeightedHours, ""),
            Scalar::Rework => (
                Unit::Hours,
                "work added by handovers and restarts, at effectiveness 1",
            ),
            _ => (Unit::Count, ""),
        };
        all.push(MeasureSpec {
            name: name.to_owned(),
            words: words.to_owned(),
            subject: String::new(),
            note: note.to_owned(),
            unit,
            better,
            what: What::Scalar(scalar),
        });
    }
}
