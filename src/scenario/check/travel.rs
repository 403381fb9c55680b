//! Journeys that must be made and whose length nothing tells.

use std::collections::BTreeSet;

use super::super::code::Code;
use super::super::document::{Document, SiteIx, Staff, WorkPlace};
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::rules::Courses;

/// Pairs of sites.
type Routes = BTreeSet<(SiteIx, SiteIx)>;

pub(super) fn check(cx: &mut Cx<'_>, document: &Document, courses: &Courses) {
    let routes: Routes = document.travel.routes.iter().map(|r| (r.0, r.1)).collect();
    let mut told = Routes::new();
    for (work, asset) in &courses.work {
        let Some(to) = work.site else { continue };
        let place = document.kinds[work.kind].stages[work.stage].place;
        for candidate in &document.dispatch.rules[work.rule].teams {
            let team = &document.teams[candidate.team.ix()];
            let travels = match place {
                WorkPlace::Onsite => true,
                WorkPlace::Either => team.remote <= 0.0,
                WorkPlace::Remote => false,
            };
            if !travels || cx.is_broken(Thing::Team, candidate.team.ix()) {
                continue;
            }
            for from in homes(document, candidate.team.ix()) {
                if !known(document, &routes, from, to) && told.insert((from, to)) {
                    report(cx, document, from, to, &team.id, *asset);
                }
            }
        }
    }
}

/// Where the experts of a team may set out from: their homes, and where they wait.
fn homes(document: &Document, ix: usize) -> Vec<SiteIx> {
    let team = &document.teams[ix];
    let mut homes: Vec<SiteIx> = team.site.into_iter().collect();
    if let Staff::Roster(roster) = team.staff {
        let roster = &document.rosters[roster.ix()];
        let nations = roster.nations.iter().chain(&roster.lead);
        homes.extend(nations.filter_map(|nation| document.nations[nation.ix()].site));
    }
    let posts = document.dispatch.prepositions.iter();
    let posts = posts.filter(|post| post.team.ix() == ix);
    homes.extend(posts.map(|post| post.site));
    homes
}

fn known(document: &Document, routes: &Routes, from: SiteIx, to: SiteIx) -> bool {
    let placed = |site: SiteIx| document.sites[site.ix()].coordinates.is_some();
    from == to || (placed(from) && placed(to)) || routes.contains(&(from, to))
}

fn report(
    cx: &mut Cx<'_>,
    document: &Document,
    from: SiteIx,
    to: SiteIx,
    team: &str,
    asset: usize,
) {
    let sites = [from, to];
    if sites
        .iter()
        .any(|site| cx.is_broken(Thing::Site, site.ix()))
    {
        return;
    }
    let nowhere = |site: &&SiteIx| document.sites[site.ix()].coordinates.is_none();
    let blame = sites.iter().find(nowhere).copied().unwrap_or(to);
    let ids = sites.map(|site| document.sites[site.ix()].id.as_str());
    let asset = &document.assets[asset].id;
    let message = format!(
        "nothing tells how long `{team}` travels from `{}` to `{}`",
        ids[0], ids[1]
    );
    let place = cx.find_id(Thing::Site, blame.ix());
    cx.report(Code::TravelUnknown, place, message)
        .label("this site has no `lat` and `lon`")
        .help(format!(
            "work on `{asset}` is on site: give both sites `lat` and `lon`, or add to [travel] \
             routes = [{{ from = \"{}\", to = \"{}\", time = \"6h\" }}]",
            ids[0], ids[1]
        ));
}
