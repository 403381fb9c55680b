//! Where things are, what there is, and what it needs.

use super::super::time::Span;
use super::{AssetIx, PhaseIx, SiteIx};

/// `[[site]]`: a place.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// Country code as written, or empty.
    pub country: String,
    /// Latitude and longitude in degrees, if given.
    pub coordinates: Option<(f64, f64)>,
}

/// `[travel]`: explicit times, else great-circle distance at a speed plus an overhead.
#[derive(Clone, Debug)]
pub struct Travel {
    /// Kilometres an hour; default 80.
    pub speed_kmh: f64,
    /// Added to every computed journey (packing, waiting, transfers); default 2 h.
    pub overhead: Span,
    /// Explicit times, in one direction each (a plain route is listed both ways).
    pub routes: Vec<(SiteIx, SiteIx, Span)>,
}

/// `[[asset]]`: a piece of infrastructure, or `count` identical ones.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// What it is (`results_site`, `isp`, …), free text.
    pub kind: String,
    /// Who owns it, free text.
    pub owner: String,
    /// Where it stands.
    pub site: Option<SiteIx>,
    /// Free tags.
    pub tags: Vec<String>,
    /// How much its service is worth, for the whole group; default 1.
    pub criticality: f64,
    /// How often it is chosen as a target, for the whole group; default 1.
    pub exposure: f64,
    /// How many identical instances; at least 1.
    pub count: u32,
    /// What it depends on.
    pub needs: Vec<Need>,
    /// Which assets can be attacked from it.
    pub reaches: Vec<AssetIx>,
    /// What carries on when it fails.
    pub fallback: Option<Fallback>,
    /// Phases in which its loss counts; empty: always.
    pub matters_in: Vec<PhaseIx>,
}

/// One entry of `needs`. A need on a counted asset sees the mean of its instances.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// The level of one asset.
    Hard(AssetIx),
    /// Takes away at most `weight`: the need's level is `1 - weight * (1 - level)`.
    Soft {
        /// The asset.
        asset: AssetIx,
        /// In `0..=1`.
        weight: f64,
    },
    /// The best of several assets (all their instances).
    Any(Vec<AssetIx>),
    /// The k-th best of several assets (all their instances).
    AtLeast {
        /// How many are needed.
        k: u32,
        /// Among which.
        of: Vec<AssetIx>,
    },
    /// The mean over the instances of a counted asset.
    ShareOf(AssetIx),
}

impl Need {
    /// The assets that it looks at.
    pub(crate) fn assets(&self) -> &[AssetIx] {
        match self {
            Self::Hard(asset) | Self::Soft { asset, .. } | Self::ShareOf(asset) => {
                std::slice::from_ref(asset)
            }
            Self::Any(of) | Self::AtLeast { of, .. } => of,
        }
    }
}

/// `fallback`: what carries on, and from when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fallback {
    /// The level it lifts the asset to, in `0..=1`.
    pub capacity: f64,
    /// How long after the level fell below the capacity.
    pub after: Span,
}
