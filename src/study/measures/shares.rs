//! What falls to one asset or one team: service loss, deployments, expert hours.

use crate::scenario::document::Document;

use super::{Better, MeasureSpec, Unit, What};

/// Adds the loss of each asset and the work of each team.
pub(super) fn add(all: &mut Vec<MeasureSpec>, document: &Document) {
    for asset in &document.assets {
        all.push(MeasureSpec {
            name: format!("loss:{}", asset.id),
            words: format!("weighted service loss of “{}”", asset.name),
            subject: asset.name.clone(),
            note: String::new(),
            unit: Unit::WeightedHours,
            better: Better::Lower,
            what: What::Loss(asset.id.clone()),
        });
    }
    for team in &document.teams {
        all.push(MeasureSpec {
            name: format!("deployments:{}", team.id),
            words: format!("number of deployments of “{}”", team.name),
            subject: team.name.clone(),
            note: String::new(),
            unit: Unit::Count,
            better: Better::Neither,
            what: What::Deployments(team.id.clone()),
        });
        all.push(MeasureSpec {
            name: format!("expert-hours:{}", team.id),
            words: format!("expert hours of “{}”", team.name),
            subject: team.name.clone(),
            note: String::new(),
            unit: Unit::Hours,
            better: Better::Neither,
            what: What::ExpertHours(team.id.clone()),
        });
    }
}
