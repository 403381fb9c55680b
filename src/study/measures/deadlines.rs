//! What should be in time: targets and milestones.

use crate::scenario::document::Document;

use super::{Better, MeasureSpec, Unit, What};

/// Adds targets and milestones.
pub(super) fn add(all: &mut Vec<MeasureSpec>, document: &Document) {
    for target in &document.targets {
        all.push(MeasureSpec {
            name: format!("target:{}", target.id),
            words: format!("share in time for “{}”", target.name),
            subject: target.name.clone(),
            note: String::new(),
            unit: Unit::Share,
            better: Better::Higher,
            what: What::Target(target.id.clone()),
        });
    }
    if !document.milestones.is_empty() {
        all.push(MeasureSpec {
            name: "milestones".to_owned(),
            words: "share of milestones kept".to_owned(),
            subject: String::new(),
            note: match document.milestones.len() {
                1 => "one milestone".to_owned(),
                many => format!("{many} milestones"),
            },
            unit: Unit::Share,
            better: Better::Higher,
            what: What::Milestones,
        });
    }
    for milestone in &document.milestones {
        all.push(MeasureSpec {
            name: format!("milestone:{}", milestone.id),
            words: format!("chance to keep “{}”", milestone.name),
            subject: milestone.name.clone(),
            note: String::new(),
            unit: Unit::Share,
            better: Better::Higher,
            what: What::Milestone(milestone.id.clone()),
        });
    }
}
