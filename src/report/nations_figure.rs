//! The chart of which nations serve when it matters, by policy.

use crate::chart::{Caption, NationRow, NationsOnDuty};
use crate::scenario::document::Document;
use crate::study::comparison::Comparison;
use crate::study::exposure::WindowKind;

use super::exposure_text::groups;
use super::words::{decimal, first_upper};

/// The charts, a file and a figure for each team whose policies differ in who serves.
pub(super) fn nations(
    comparison: &Comparison,
    document: &Document,
    caption: &Caption,
) -> Vec<(String, NationsOnDuty)> {
    let teams = comparison.exposure.teams().into_iter();
    let charts = teams.filter_map(|team| {
        let figure = of_team(comparison, document, team, caption.clone())?;
        Some((file(team), figure))
    });
    charts.collect()
}

/// The name of the nation whose experts on duty in a team policies move most; `None` if they move
/// none.
pub(super) fn most_moved(
    comparison: &Comparison,
    document: &Document,
    team: &str,
) -> Option<String> {
    let groups = groups(comparison, team);
    let means: Vec<Vec<(String, f64)>> = groups
        .iter()
        .map(|group| means(comparison, group[0], team))
        .collect();
    let nations = moved(&means);
    let first = nations.first().filter(|it| it.2 - it.1 > LEAST)?;
    Some(name_of(document, &first.0))
}

/// The least difference in experts that is drawn.
const LEAST: f64 = 0.05;

fn name_of(document: &Document, id: &str) -> String {
    let known = document.nations.iter().find(|it| it.id == id);
    known.map_or_else(|| id.to_owned(), |it| it.name.clone())
}

/// The nations with the fewest and the most of their experts on duty under any policy, those that
/// policies move most first.
fn moved(means: &[Vec<(String, f64)>]) -> Vec<(String, f64, f64)> {
    let mut nations: Vec<(String, f64, f64)> = Vec::new();
    for (id, _) in means.iter().flatten() {
        if nations.iter().any(|it| it.0 == *id) {
            continue;
        }
        let of = |row: &Vec<(String, f64)>| {
            let found = row.iter().find(|it| it.0 == *id);
            found.map_or(0.0, |it| it.1)
        };
        let least = means.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = means.iter().map(of).fold(0.0, f64::max);
        nations.push((id.clone(), least, most));
    }
    nations.retain(|it| it.2 > 0.0);
    nations.sort_by(|a, b| (b.2 - b.1).total_cmp(&(a.2 - a.1)));
    nations
}

/// The windows in which it matters who serves: election days and milestones, or all there are.
pub(super) fn windows(comparison: &Comparison) -> Vec<usize> {
    let all = comparison.exposure.windows.iter().enumerate();
    let matter = all.filter(|(_, it)| it.kind != WindowKind::All);
    let windows: Vec<usize> = matter.map(|(ix, _)| ix).collect();
    if windows.is_empty() {
        (0..comparison.exposure.windows.len()).collect()
    } else {
        windows
    }
}

/// The name of the file of a team's chart.
pub(super) fn file(team: &str) -> String {
    format!("nations-{team}")
}

fn of_team(
    comparison: &Comparison,
    document: &Document,
    team: &str,
    caption: Caption,
) -> Option<NationsOnDuty> {
    let groups = groups(comparison, team);
    if groups.len() < 2 {
        return None;
    }
    let means: Vec<Vec<(String, f64)>> = groups
        .iter()
        .map(|group| means(comparison, group[0], team))
        .collect();
    let nations = moved(&means);
    let (id, least, most) = nations.first().filter(|it| it.2 - it.1 > LEAST)?;
    let name = |id: &str| name_of(document, id);
    let title = format!(
        "{} has {} to {} experts on duty when it matters, by policy",
        first_upper(&name(id)),
        decimal(*least, 1),
        decimal(*most, 1)
    );
    let called = document.teams.iter().find(|it| it.id == team);
    let called = called.map_or(team, |it| it.name.as_str());
    let experts = |row: &[(String, f64)]| -> Vec<f64> {
        let of = |id: &String| row.iter().find(|it| it.0 == *id).map_or(0.0, |it| it.1);
        nations.iter().map(|(id, ..)| of(id)).collect()
    };
    // Those who serve otherwise only when it does not matter are alike here.
    let mut alike: Vec<(Vec<&str>, Vec<f64>)> = Vec::new();
    for (group, means) in groups.iter().zip(&means) {
        let experts = experts(means);
        let is_same = |known: &[f64]| {
            let mut pairs = known.iter().zip(&experts);
            pairs.all(|(a, b)| (a - b).abs() < LEAST)
        };
        match alike.iter_mut().find(|(_, known)| is_same(known)) {
            Some((policies, _)) => policies.extend(group),
            None => alike.push((group.clone(), experts)),
        }
    }
    let rows = alike.into_iter().map(|(group, experts)| NationRow {
        label: label(comparison, &group),
        experts,
        is_baseline: group.contains(&comparison.baseline.as_str()),
    });
    Some(NationsOnDuty {
        caption: Caption {
            title,
            subtitle: format!(
                "{called}: experts on duty by nation, mean over election days and milestones · {}",
                caption.subtitle
            ),
            statistic:
                "From the rosters alone, without chance. Policies under which the same serve \
                        share a row; the darker bars are those of the baseline"
                    .to_owned(),
            replications: 0,
            ..caption
        },
        rows: rows.collect(),
        nations: nations.iter().map(|(id, ..)| name(id)).collect(),
    })
}

/// `One month; Staggered halves; and 3 more`.
fn label(comparison: &Comparison, group: &[&str]) -> String {
    const MOST: usize = 2;
    let first = group.iter().take(MOST);
    let names: Vec<&str> = first.map(|id| comparison.name_of(id)).collect();
    let mut label = first_upper(&names.join("; "));
    if group.len() > MOST {
        label.push_str(&format!("; and {} more", group.len() - MOST));
    }
    label
}

/// Experts of each nation on duty under a policy, mean over the windows that matter.
fn means(comparison: &Comparison, policy: &str, team: &str) -> Vec<(String, f64)> {
    let exposure = &comparison.exposure;
    let windows = windows(comparison);
    let mut sums: Vec<(String, f64)> = Vec::new();
    for window in &windows {
        let Some(duty) = exposure.duty(policy, team, *window) else {
            continue;
        };
        for (nation, experts) in &duty.nations {
            match sums.iter_mut().find(|it| it.0 == *nation) {
                Some(sum) => sum.1 += experts,
                None => sums.push((nation.clone(), *experts)),
            }
        }
    }
    let count = windows.len().max(1) as f64;
    for sum in &mut sums {
        sum.1 /= count;
    }
    sums
}
