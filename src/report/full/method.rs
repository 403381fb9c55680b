//! How the numbers were made.

use crate::report::draft::Draft;
use crate::report::language::say;

/// Adds what moves a result, and how to find out: a run and a comparison vary no values.
pub(in crate::report) fn drivers(draft: &mut Draft) {
    let language = draft.language;
    draft.section(say!(language, "drivers.heading"));
    draft.say(say!(language, "drivers.none"));
    draft.list(vec![
        say!(language, "drivers.sweep"),
        say!(language, "drivers.uncertain"),
        say!(language, "drivers.reasons"),
    ]);
}

/// Adds the method.
pub(in crate::report) fn method(draft: &mut Draft) {
    let language = draft.language;
    draft.section(say!(language, "method.heading"));
    draft.list(vec![
        say!(language, "method.calendar"),
        say!(language, "method.keyed"),
        say!(language, "method.common"),
        say!(language, "method.service"),
        say!(language, "method.censored"),
        say!(language, "method.intervals"),
        say!(language, "method.not-forecast"),
    ]);
}
