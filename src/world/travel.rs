//! How long it takes to get from one site to another.

use crate::scenario::document::{Document, SiteIx};
use crate::scenario::time::Span;

/// Mean radius of the Earth, km (IUGG 1980).
const EARTH_RADIUS_KM: f64 = 6_371.008_8;

/// Great-circle distance in km by the haversine formula (Sinnott 1984, Sky & Telescope 68,
/// 159). Coordinates are (latitude, longitude) in degrees.
pub(crate) fn great_circle_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half = |x: f64| {
        let sine = libm::sin(x / 2.0);
        sine * sine
    };
    let h =
        half(lat_b - lat_a) + libm::cos(lat_a) * libm::cos(lat_b) * half((b.1 - a.1).to_radians());
    2.0 * EARTH_RADIUS_KM * libm::asin(libm::sqrt(h.min(1.0)))
}

/// All travel times, dense.
#[derive(Clone, Debug)]
pub struct TravelTimes {
    sites: usize,
    times: Vec<Span>,
}

impl TravelTimes {
    /// Explicit routes first, then distance over speed plus overhead. Pairs with neither
    /// (which a check has found harmless) take no time.
    pub fn compile(document: &Document) -> Self {
        let sites = document.sites.len();
        let mut times = vec![Span::ZERO; sites * sites];
        for (i, a) in document.sites.iter().enumerate() {
            for (j, b) in document.sites.iter().enumerate() {
                if i == j {
                    continue;
                }
                if let (Some(a), Some(b)) = (a.coordinates, b.coordinates) {
                    let hours = great_circle_km(a, b) / document.travel.speed_kmh;
                    times[i * sites + j] = Span::from_millis_f64(hours * Span::HOUR.0 as f64)
                        + document.travel.overhead;
                }
            }
        }
        for (from, to, time) in &document.travel.routes {
            times[from.ix() * sites + to.ix()] = *time;
        }
        Self { sites, times }
    }

    /// From one site to another; no time if either is nowhere in particular.
    #[inline]
    pub fn between(&self, from: Option<SiteIx>, to: Option<SiteIx>) -> Span {
        match (from, to) {
            (Some(from), Some(to)) => self.times[from.ix() * self.sites + to.ix()],
            _ => Span::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::great_circle_km;

    #[test]
    fn vilnius_to_warsaw_is_about_395_km() {
        let km = great_circle_km((54.687, 25.280), (52.230, 21.011));
        assert!((km - 393.0).abs() < 5.0, "{km}");
    }
}
