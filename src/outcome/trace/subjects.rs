//! Whom and what an entry is about, in words.

use crate::scenario::document::{AssetIx, TeamIx};
use crate::sim::incident::Incident;
use crate::sim::response::Work;
use crate::world::World;
use crate::world::experts::ExpertSet;

/// `60.0%`, rounded half away from zero at the last digit.
pub(super) fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round() as i64;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// The id of an asset, with `#n` for an instance of a counted one.
pub(super) fn asset_name(world: &World, asset: AssetIx, instance: u32) -> String {
    let spec = &world.document.assets[asset.ix()];
    if spec.count == 1 {
        spec.id.clone()
    } else {
        format!("{}#{}", spec.id, instance + 1)
    }
}

/// The stage that is worked on, by name.
pub(super) fn stage<'w>(world: &'w World, incident: &Incident, work: &Work) -> &'w str {
    &world.document.kinds[incident.kind.ix()].stages[usize::from(work.stage)].name
}

/// `4 experts`.
pub(super) fn experts(count: u32) -> String {
    format!("{count} expert{}", if count == 1 { "" } else { "s" })
}

/// `4 experts (NL 3, LT 1)`; empty for the crew of an unlimited team.
pub(super) fn crew(world: &World, team: TeamIx, crew: ExpertSet) -> String {
    if crew.is_empty() {
        return String::new();
    }
    let mut nations: Vec<(usize, u32)> = Vec::new();
    for expert in crew.iter() {
        if let Some(nation) = world.pools[team.ix()].experts[expert].nation {
            match nations.iter_mut().find(|(ix, _)| *ix == nation.ix()) {
                Some((_, count)) => *count += 1,
                None => nations.push((nation.ix(), 1)),
            }
        }
    }
    let list: Vec<String> = nations
        .iter()
        .map(|(ix, count)| format!("{} {count}", world.document.nations[*ix].id))
        .collect();
    let count = experts(crew.len());
    if list.is_empty() {
        count
    } else {
        format!("{count} ({})", list.join(", "))
    }
}
