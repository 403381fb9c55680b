//! Checks that need the whole document: what only shows when the parts meet.
//!
//! Errors are looked for in every part that was read without mistakes. Warnings about what
//! never happens or is never used are left for a file without errors: before that, they
//! would mostly follow from the errors.

mod branching;
mod crews;
mod dispatch;
mod fielding;
mod flow;
mod limits;
mod load;
mod needs;
mod offered_load;
mod possible;
mod rosters;
mod rules;
mod skills;
mod travel;
mod unused;
mod watches;

use super::document::Document;
use super::reader::Cx;

pub(crate) use offered_load::{OfferedLoad, offered};

/// Runs every check.
pub(super) fn all(cx: &mut Cx<'_>, document: &Document) {
    limits::check(cx, document);
    needs::check(cx, document);
    skills::check(cx, document);
    rosters::check(cx, document);
    branching::check(cx, document);
    let Some(possible) = possible::Possible::of(document) else {
        return;
    };
    let courses = rules::check(document, &possible);
    crews::check(cx, document, &courses);
    travel::check(cx, document, &courses);
    if cx.errors() == 0 {
        rules::warn(cx, document, &courses);
        unused::warn(cx, document, &possible);
        dispatch::warn(cx, document, &possible);
        load::warn(cx, document);
    }
}
