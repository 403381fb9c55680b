//! Selectors: which assets are meant.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::asset_trait::Trait;
use super::code::Code;
use super::document::{Asset, AssetIx, Site};
use super::ids::Thing;
use super::reader::{Cx, Field};
use super::schema;

/// Assets that all selectors of a scenario may look at, together.
const PATIENCE: usize = 20_000_000;

impl<'t> Cx<'t> {
    /// Notes which values the assets have, for [`Cx::traits`].
    pub(super) fn note_traits(&mut self, assets: &[Asset], sites: &[Site]) {
        for which in Trait::ALL {
            let values = assets.iter().flat_map(|asset| which.values(asset, sites));
            let known = values.map(str::to_owned).collect();
            self.traits.insert(which, known);
        }
    }

    /// Values of a trait, each with a warning if no asset has it.
    pub(super) fn traits(&mut self, field: Option<Field<'t>>, asked: Trait) -> Vec<String> {
        let mut values: BTreeSet<&str> = BTreeSet::new();
        let mut in_order = Vec::new();
        for entry in self.one_or_many(field) {
            let Some(value) = self.text(entry) else {
                continue;
            };
            if !values.insert(value) {
                continue;
            }
            in_order.push(value.to_owned());
            let known = self.traits.get(&asked);
            if known.is_none_or(|known| known.contains(value)) || self.hides_assets() {
                continue;
            }
            let all = known.into_iter().flatten().map(String::as_str);
            let near = self.near(value, all).map(str::to_owned);
            let message = format!("no asset has the {} `{value}`", asked.noun());
            self.report(Code::UnknownTag, entry.place(), message)
                .suggest(near.as_deref());
        }
        in_order
    }

    /// The assets that a selector selects, in the order of the file; at least one unless
    /// something was reported.
    pub(super) fn select(
        &mut self,
        field: Field<'t>,
        assets: &[Asset],
        sites: &[Site],
    ) -> Vec<AssetIx> {
        let errors = self.errors();
        let before = self.selected;
        self.selected = before.saturating_add(match field.value {
            DeValue::Array(list) => list.len(),
            _ => assets.len(),
        });
        if self.selected > PATIENCE {
            if before <= PATIENCE {
                let message = "the selectors of this scenario look at more than 20 million assets";
                self.report(Code::TooLarge, field.place(), message)
                    .help("use fewer assets, with a `count`, or fewer threats");
            }
            return Vec::new();
        }
        let chosen = match field.value {
            DeValue::String(text) if text == "all" => (0..assets.len()).collect(),
            DeValue::Table(_) => self.select_by(field, assets, sites),
            _ => self.refers(Some(field), Thing::Asset),
        };
        let mut chosen: Vec<AssetIx> = chosen.into_iter().map(AssetIx::from).collect();
        chosen.sort_unstable();
        if chosen.is_empty() && self.errors() == errors && !self.hides_assets() {
            let message = format!("`{}` selects no asset", field.key);
            self.report(Code::SelectsNothing, field.place(), message)
                .help("an asset must match every key given, and any value within a key");
        }
        chosen
    }

    /// Like [`Cx::select`], for a choice of one among them by exposure.
    pub(super) fn targets(
        &mut self,
        field: Field<'t>,
        assets: &[Asset],
        sites: &[Site],
    ) -> Vec<AssetIx> {
        let chosen = self.select(field, assets, sites);
        let hidden = |ix: &AssetIx| assets[ix.ix()].exposure <= 0.0;
        if !chosen.is_empty() && chosen.iter().all(hidden) && !self.hides_assets() {
            let message = "none of these assets has any exposure, so none is ever chosen";
            self.report(Code::Unexposed, field.place(), message)
                .help("give one of them an `exposure` above zero");
        }
        chosen
    }

    /// True if some asset was read with mistakes: then nothing is said about what matches.
    pub(super) fn hides_assets(&self) -> bool {
        let first = |thing| self.broken.range((thing, 0)..).next();
        let hidden = |thing| first(thing).is_some_and(|(broken, _)| *broken == thing);
        hidden(Thing::Asset) || hidden(Thing::Site)
    }

    fn select_by(&mut self, field: Field<'t>, assets: &[Asset], sites: &[Site]) -> Vec<usize> {
        let Some(block) = self.block(field, &schema::SELECTOR) else {
            return Vec::new();
        };
        let ids = self.refers(block.get("ids"), Thing::Asset);
        let except: BTreeSet<usize> = self
            .refers(block.get("except"), Thing::Asset)
            .into_iter()
            .collect();
        let mut asked: Vec<(Trait, BTreeSet<String>)> = Vec::new();
        for (key, which) in [
            ("kinds", Trait::Kind),
            ("tags", Trait::Tag),
            ("countries", Trait::Country),
            ("owners", Trait::Owner),
        ] {
            let values = self.traits(block.get(key), which);
            if !values.is_empty() {
                asked.push((which, values.into_iter().collect()));
            }
        }
        let selected = |ix: &usize| {
            !except.contains(ix)
                && asked.iter().all(|(which, values)| {
                    let mut held = which.values(&assets[*ix], sites);
                    held.any(|value| values.contains(value))
                })
        };
        if ids.is_empty() {
            (0..assets.len()).filter(selected).collect()
        } else {
            ids.into_iter().filter(selected).collect()
        }
    }
}
