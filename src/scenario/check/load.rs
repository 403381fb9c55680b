//! More work than people, and more incidents than a limit: what shows before a run.

use std::collections::BTreeMap;

use super::super::code::Code;
use super::super::document::{Arrivals, AssetIx, Document, Where};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::super::time::Span;
use super::offered_load::{Load, Scarcest, expected_arrivals, loads, scarcest};

/// Overload that is told: not the last digits of a sum.
const TOLD: f64 = 1.001;

pub(super) fn warn(cx: &mut Cx<'_>, document: &Document) {
    let arrivals = expected_arrivals(document);
    expected_incidents(cx, document, &arrivals);
    spread(cx, document, &arrivals);
    let Some(loads) = loads(document, &arrivals) else {
        return;
    };
    let mut told: Vec<usize> = Vec::new();
    for teams in loads.keys() {
        overload(cx, document, &loads, teams, &mut told);
    }
}

fn expected_incidents(cx: &mut Cx<'_>, document: &Document, arrivals: &[f64]) {
    let all: f64 = arrivals.iter().sum();
    let limit = document.limits.incidents;
    if all <= limit as f64 * TOLD {
        return;
    }
    let most = (0..arrivals.len()).max_by(|a, b| arrivals[*a].total_cmp(&arrivals[*b]));
    let Some(most) = most else { return };
    let (key, count) = match &document.threats[most].arrivals {
        Arrivals::At(_) => ("at", arrivals[most]),
        Arrivals::Poisson(_) => ("rate", arrivals[most]),
    };
    let place = cx.find_in(Thing::Threat, most, &[Step::Key(key)]);
    let message = format!(
        "about {} incidents are expected in each replication, the limit is {}",
        number(all),
        number(limit as f64)
    );
    cx.report(Code::IncidentsLimit, place, message)
        .label(format!("about {} of them come from here", number(count)))
        .help("a replication that reaches the limit fails: lower the rate, end the scenario earlier, or raise `incidents` in `[limits]`");
}

/// Warns of counted assets over which one incident spreads so widely that a limit is reached.
fn spread(cx: &mut Cx<'_>, document: &Document, arrivals: &[f64]) {
    let reached = |asset: AssetIx| -> f64 {
        let it = &document.assets[asset.ix()];
        let counts = it.reaches.iter().map(|other| {
            // An instance doesn't reach itself.
            let itself = u32::from(*other == asset);
            f64::from(document.assets[other.ix()].count - itself)
        });
        counts.sum()
    };
    let mut following = vec![0.0; document.kinds.len()];
    for (threat, count) in document.threats.iter().zip(arrivals) {
        let kinds: f64 = threat.kinds.iter().map(|(_, weight)| weight).sum();
        let targets = threat.targets.iter();
        let weighed = targets.map(|it| (document.assets[it.ix()].exposure, reached(*it)));
        let (exposure, reach) = weighed.fold((0.0, 0.0), |(whole, sum), (weight, reach)| {
            (whole + weight, sum + weight * reach)
        });
        for (kind, weight) in &threat.kinds {
            let consequences = document.kinds[kind.ix()].consequences.iter();
            let chances = consequences
                .filter(|it| matches!(it.on, Where::Reached))
                .map(|it| it.chance);
            following[kind.ix()] +=
                count * weight / kinds * reach / exposure * chances.sum::<f64>();
        }
    }
    let limit = document.limits.incidents as f64;
    for (kind, count) in following.iter().enumerate() {
        if *count > limit * TOLD {
            let place = cx.find_in(Thing::Kind, kind, &[Step::Key("consequence")]);
            let message = format!(
                "up to about {} incidents follow from `{}` in each replication, the limit is {}",
                number(*count),
                document.kinds[kind].id,
                number(limit)
            );
            cx.report(Code::IncidentsLimit, place, message).help(
                "each instance of an asset that is reached has the chance of its own: lower the \
                 `chance`, or count what is struck and repaired as one",
            );
        }
    }
}

/// Warns of what can't be done by some teams, unless its rules were told of already.
fn overload(
    cx: &mut Cx<'_>,
    document: &Document,
    loads: &BTreeMap<Vec<usize>, Load>,
    teams: &[usize],
    told: &mut Vec<usize>,
) {
    let Some(scarcest) = scarcest(document, loads, teams) else {
        return;
    };
    let Scarcest {
        load: mut sum,
        skill,
        work,
        there,
    } = scarcest;
    if work / there <= TOLD {
        return;
    }
    sum.rules.sort_unstable();
    if sum.rules.iter().all(|rule| told.contains(rule)) {
        return;
    }
    told.extend(&sum.rules);
    let days = document.end.0 as f64 / Span::DAY.0 as f64;
    let hours = |millis: f64| number(millis / Span::HOUR.0 as f64 / days);
    let names: Vec<&str> = teams
        .iter()
        .map(|team| document.teams[*team].id.as_str())
        .collect();
    let (whom, verb) = match names.as_slice() {
        [one] => (format!("`{one}`"), "it has"),
        _ => (super::super::suggestion::choices(names, "and"), "they have"),
    };
    let with = skill.map_or_else(String::new, |skill| {
        format!(" of `{}`", document.skills[skill.ix()])
    });
    let rule = sum.rules[0];
    let place = cx.find_in(Thing::Rule, rule, &[Step::Key("teams")]);
    let message = format!(
        "{whom} can't keep up: at least {} expert-hours{with} a day are asked for, {} at most {}",
        hours(work),
        verb,
        hours(there)
    );
    let waiting = sum.incidents * (1.0 - there / work);
    let open = document.limits.open as f64;
    let label = if waiting > open {
        format!(
            "about {} incidents would wait at the end, more than the limit of {} open ones",
            number(waiting),
            number(open)
        )
    } else {
        format!("about {} incidents would wait at the end", number(waiting))
    };
    cx.report(Code::Overload, place, message).label(label).help(
        "add experts, send work to other teams as well, or write `give_up_after`; incidents that \
         follow from others, threats `while = \"healthy\"`, journeys, handovers and fatigue are \
         not counted and would add to this",
    );
}

/// A number with three digits that count: `0.042`, `12.3`, `1,230,000`.
fn number(value: f64) -> String {
    if value <= 0.0 {
        return "0".to_owned();
    }
    let places = (2.0 - libm::floor(libm::log10(value))).clamp(-12.0, 6.0);
    if places > 0.0 {
        let text = format!("{value:.0$}", places as usize);
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let step = libm::pow(10.0, -places);
    let digits = format!("{:.0}", (value / step + 0.5).floor() * step);
    let mut shown = String::new();
    for (ix, digit) in digits.chars().enumerate() {
        if ix > 0 && (digits.len() - ix) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
