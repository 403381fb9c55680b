//! Selectors: which assets are meant.

use toml::de::DeValue;

use super::code::Code;
use super::document::{Asset, AssetIx, Site};
use super::ids::Thing;
use super::reader::{Cx, Field};
use super::schema;

/// What a selector or a rule can ask of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trait {
    Kind,
    Tag,
    Country,
    Owner,
}

impl Trait {
    const fn noun(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Tag => "tag",
            Self::Country => "country",
            Self::Owner => "owner",
        }
    }

    /// True if the asset has this value.
    pub fn holds(self, value: &str, asset: &Asset, sites: &[Site]) -> bool {
        self.values(asset, sites).any(|held| held == value)
    }

    /// The values that an asset has.
    pub fn values<'a>(self, asset: &'a Asset, sites: &'a [Site]) -> impl Iterator<Item = &'a str> {
        let one = match self {
            Self::Kind => Some(asset.kind.as_str()),
            Self::Owner => Some(asset.owner.as_str()),
            Self::Country => asset.site.map(|site| sites[site.ix()].country.as_str()),
            Self::Tag => None,
        };
        let many: &[String] = if self == Self::Tag { &asset.tags } else { &[] };
        one.into_iter()
            .filter(|value| !value.is_empty())
            .chain(many.iter().map(String::as_str))
    }
}

impl<'t> Cx<'t> {
    /// Values of a trait, each with a warning if no asset has it.
    pub fn traits(
        &mut self,
        field: Option<Field<'t>>,
        asked: Trait,
        assets: &[Asset],
        sites: &[Site],
    ) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for entry in self.one_or_many(field) {
            let Some(value) = self.text(entry) else {
                continue;
            };
            if values.iter().any(|known| known == value) {
                continue;
            }
            let known = assets.iter().any(|asset| asked.holds(value, asset, sites));
            if !known {
                let all = assets.iter().flat_map(|asset| asked.values(asset, sites));
                let near = self.near(value, all).map(str::to_owned);
                let message = format!("no asset has the {} `{value}`", asked.noun());
                self.report(Code::UnknownTag, entry.place(), message)
                    .suggest(near.as_deref());
            }
            values.push(value.to_owned());
        }
        values
    }

    /// The assets that a selector selects, in the order of the file; at least one unless
    /// something was reported.
    pub fn select(&mut self, field: Field<'t>, assets: &[Asset], sites: &[Site]) -> Vec<AssetIx> {
        let errors = self.errors();
        let chosen = match field.value {
            DeValue::String(text) if text == "all" => (0..assets.len()).collect(),
            DeValue::Table(_) => self.select_by(field, assets, sites),
            _ => self.refers(Some(field), Thing::Asset),
        };
        let mut chosen: Vec<AssetIx> = chosen.into_iter().map(AssetIx::from).collect();
        chosen.sort_unstable();
        if self.errors() > errors || self.hides_assets() {
            return chosen;
        }
        if chosen.is_empty() {
            let message = format!("`{}` selects no asset", field.key);
            self.report(Code::SelectsNothing, field.place(), message)
                .help("an asset must match every key given, and any value within a key");
        } else if chosen.iter().all(|ix| assets[ix.ix()].exposure <= 0.0)
            && !chosen
                .iter()
                .any(|ix| self.is_broken(Thing::Asset, ix.ix()))
        {
            let message = "none of these assets has any exposure, so none is ever chosen";
            self.report(Code::Unexposed, field.place(), message)
                .help("give one of them an `exposure` above zero");
        }
        chosen
    }

    /// True if some asset was read with mistakes: then nothing is said about what matches.
    pub fn hides_assets(&self) -> bool {
        let hidden = |thing| self.broken.iter().any(|(broken, _)| *broken == thing);
        hidden(Thing::Asset) || hidden(Thing::Site)
    }

    fn select_by(&mut self, field: Field<'t>, assets: &[Asset], sites: &[Site]) -> Vec<usize> {
        let Some(block) = self.block(field, &schema::SELECTOR) else {
            return Vec::new();
        };
        let ids = self.refers(block.get("ids"), Thing::Asset);
        let except = self.refers(block.get("except"), Thing::Asset);
        let mut asked = Vec::new();
        for (key, which) in [
            ("kinds", Trait::Kind),
            ("tags", Trait::Tag),
            ("countries", Trait::Country),
            ("owners", Trait::Owner),
        ] {
            let values = self.traits(block.get(key), which, assets, sites);
            if !values.is_empty() {
                asked.push((which, values));
            }
        }
        let selected = |ix: usize| {
            (ids.is_empty() || ids.contains(&ix))
                && !except.contains(&ix)
                && asked.iter().all(|(which, values)| {
                    let holds = |value: &String| which.holds(value, &assets[ix], sites);
                    values.iter().any(holds)
                })
        };
        (0..assets.len()).filter(|ix| selected(*ix)).collect()
    }
}
