//! What tells assets apart.

use super::document::{Asset, Site};

/// What a selector or a rule can ask of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trait {
    Kind,
    Tag,
    Country,
    Owner,
}

impl Trait {
    pub(super) const ALL: [Self; 4] = [Self::Kind, Self::Tag, Self::Country, Self::Owner];

    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Tag => "tag",
            Self::Country => "country",
            Self::Owner => "owner",
        }
    }

    /// The values that an asset has.
    pub(super) fn values<'a>(
        self,
        asset: &'a Asset,
        sites: &'a [Site],
    ) -> impl Iterator<Item = &'a str> {
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
