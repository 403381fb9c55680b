//! `[[site]]` and `[travel]`: where things are and how long a journey takes.

use std::collections::BTreeSet;

use super::super::code::Code;
use super::super::document::{Site, SiteIx, Travel};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx};
use super::super::schema;
use super::super::time::Span;

impl<'t> Cx<'t> {
    /// `[[site]]`.
    pub(crate) fn read_sites(&mut self) -> Vec<Site> {
        let list = self.top("site");
        self.read_all(list, Thing::Site, &schema::SITE, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let lat = cx.degrees(block, "lat", 90.0);
            let lon = cx.degrees(block, "lon", 180.0);
            if block.has("lat") != block.has("lon") {
                let missing = if block.has("lat") { "lon" } else { "lat" };
                let place = block.place.clone();
                let message = format!("[[site]] needs the key `{missing}` beside the other one");
                cx.report(Code::MissingKey, place, message)
                    .label(format!("`{missing}` is missing here"))
                    .help("a place has a latitude and a longitude");
            }
            Site {
                name: cx.name_of(block, &id),
                country: cx.text_or_empty(block.get("country")),
                coordinates: lat.zip(lon),
                id,
            }
        })
    }

    fn degrees(&mut self, block: &Block<'t>, key: &str, most: f64) -> Option<f64> {
        let field = block.get(key)?;
        let degrees = self.number(field)?;
        if degrees.abs() <= most {
            return Some(degrees);
        }
        let message = format!("`{key}` must lie between -{most} and {most} degrees");
        let report = self.report(Code::CoordinateRange, field.place(), message);
        if key == "lat" && degrees.abs() <= 180.0 {
            report.help("are `lat` and `lon` swapped? Vilnius is lat = 54.69, lon = 25.28");
        }
        None
    }

    /// `[travel]`.
    pub(crate) fn read_travel(&mut self) -> Travel {
        let mut travel = Travel {
            speed_kmh: 80.0,
            overhead: Span(2 * Span::HOUR.0),
            routes: Vec::new(),
        };
        let Some(block) = self
            .top("travel")
            .and_then(|f| self.block(f, &schema::TRAVEL))
        else {
            return travel;
        };
        let speed = block.get("speed").and_then(|field| self.speed(field));
        travel.speed_kmh = speed.unwrap_or(travel.speed_kmh);
        travel.overhead = self.span(block.get("overhead"), travel.overhead);
        let mut given = BTreeSet::new();
        for route in self
            .blocks(block.get("routes"), &schema::ROUTE)
            .into_iter()
            .flatten()
        {
            self.read_route(&route, &mut travel.routes, &mut given);
        }
        travel
    }

    fn read_route(
        &mut self,
        route: &Block<'t>,
        routes: &mut Vec<(SiteIx, SiteIx, Span)>,
        given: &mut BTreeSet<(SiteIx, SiteIx)>,
    ) {
        let from = route.get("from").and_then(|f| self.refer(f, Thing::Site));
        let to = route.get("to").and_then(|f| self.refer(f, Thing::Site));
        let time = route.get("time").and_then(|field| self.millis(field));
        let one_way = self.flag(route.get("one_way"), false);
        let (Some(from), Some(to), Some(time)) = (from, to, time) else {
            return;
        };
        if from == to {
            let message = "a route leads from one site to another";
            self.report(Code::RouteToItself, route.place_of("to"), message)
                .help("staying at a site takes no time: take the route out");
            return;
        }
        let (from, to) = (SiteIx::from(from), SiteIx::from(to));
        let ways = if one_way {
            vec![(from, to)]
        } else {
            vec![(from, to), (to, from)]
        };
        for (from, to) in ways {
            if !given.insert((from, to)) {
                let message = "the time of this route is given already";
                self.report(Code::RouteTwice, route.place.clone(), message)
                    .help("a route counts both ways unless it says `one_way = true`");
                return;
            }
            routes.push((from, to, Span::from_millis_f64(time)));
        }
    }
}
