//! Who is on duty when it matters, in tables and as the tidy `exposure.csv`.

use crate::study::comparison::Comparison;
use crate::study::exposure::{Duty, Exposure};
use crate::text;

use super::table::Table;
use super::words::decimal;

/// Policies under which the same serve in every window.
pub(super) type Alike<'a> = Vec<&'a str>;

/// The section of a page; nothing if no team has a roster.
pub(super) fn markdown(comparison: &Comparison) -> String {
    let exposure = &comparison.exposure;
    let mut page = String::new();
    for team in exposure.teams() {
        let groups = groups(comparison, team);
        page.push_str(&format!("\n### On duty in {}\n\n", text::code(team)));
        for (group, letter) in groups.iter().zip('A'..='Z') {
            let names: Vec<String> = group.iter().map(|id| text::code(id)).collect();
            page.push_str(&format!("- **{letter}**: {}\n", names.join(", ")));
        }
        if groups.len() > 26 {
            page.push_str("- more are in `exposure.csv`\n");
        }
        page.push_str("\nExperts on duty by nation, on average over each window:\n\n");
        page.push_str(&table(exposure, &groups, team, |duty| duty.nations.clone()).markdown());
        let (varied, even) = skills(exposure, &groups, team);
        if !varied.is_empty() {
            page.push_str("\nBy skill; an expert may have several:\n\n");
            let some = |duty: &Duty| {
                let mut skills = duty.skills.clone();
                skills.retain(|(skill, _)| varied.contains(skill));
                skills
            };
            page.push_str(&table(exposure, &groups, team, some).markdown());
        }
        if !even.is_empty() {
            let even = even.iter().map(|it| text::markdown(it)).collect::<Vec<_>>();
            page.push_str(&format!(
                "\nThe same under all, in every window: {}.\n",
                even.join(", ")
            ));
        }
    }
    if page.is_empty() {
        return page;
    }
    format!(
        "\n## Who serves when\n\nFrom the rosters alone: election days from the opening to the closing \
         of the polls, and milestones, those that begin on the same day together.\n{page}"
    )
}

/// What so many are called for short: `A` to `Z`, then `AA`, `AB` and so on.
pub(super) fn letters(count: usize) -> Vec<String> {
    let letter = |ix: usize| char::from(b'A' + (ix % 26) as u8);
    let name = |ix: usize| match ix / 26 {
        0 => letter(ix).to_string(),
        before => format!("{}{}", letter(before - 1), letter(ix)),
    };
    (0..count).map(name).collect()
}

/// Policies by who serves, the baseline's first.
pub(super) fn groups<'a>(comparison: &'a Comparison, team: &str) -> Vec<Alike<'a>> {
    let exposure = &comparison.exposure;
    let windows = 0..exposure.windows.len();
    let alike = |a: &str, b: &str| {
        windows.clone().all(|window| {
            match (
                exposure.duty(a, team, window),
                exposure.duty(b, team, window),
            ) {
                (Some(a), Some(b)) => a.is_like(b),
                (None, None) => true,
                _ => false,
            }
        })
    };
    let mut groups: Vec<Alike<'a>> = Vec::new();
    for policy in &comparison.policies {
        match groups.iter_mut().find(|group| alike(group[0], &policy.id)) {
            Some(group) => group.push(&policy.id),
            None => groups.push(vec![&policy.id]),
        }
    }
    groups
}

/// Skills of which there are more or fewer somewhere; and those of which there are always as
/// many, with their number.
fn skills(exposure: &Exposure, groups: &[Alike<'_>], team: &str) -> (Vec<String>, Vec<String>) {
    let mut names: Vec<&str> = Vec::new();
    let of_team = || {
        let duties = exposure.duties.iter();
        duties.filter(|duty| duty.team == team && groups.iter().any(|it| it[0] == duty.policy))
    };
    for (name, _) in of_team().flat_map(|duty| &duty.skills) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.sort_unstable();
    let (mut varied, mut even) = (Vec::new(), Vec::new());
    for name in names {
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        for duty in of_team() {
            let found = duty.skills.iter().find(|(known, _)| known == name);
            let count = found.map_or(0.0, |(_, count)| *count);
            (low, high) = (low.min(count), high.max(count));
        }
        if high - low >= 0.05 {
            varied.push(name.to_owned());
        } else {
            even.push(said(&[(name.to_owned(), high)]));
        }
    }
    (varied, even)
}

fn table(
    exposure: &Exposure,
    groups: &[Alike<'_>],
    team: &str,
    list: impl Fn(&Duty) -> Vec<(String, f64)>,
) -> Table {
    let letters: Vec<String> = ('A'..='Z').map(String::from).take(groups.len()).collect();
    let mut head = vec!["window", "from"];
    head.extend(letters.iter().map(String::as_str));
    let mut table = Table::new(&head);
    for (number, window) in exposure.windows.iter().enumerate() {
        let mut cells = vec![window.name.clone(), window.from.clone()];
        cells.extend(groups.iter().take(letters.len()).map(|group| {
            let duty = exposure.duty(group[0], team, number);
            duty.map_or_else(|| "–".to_owned(), |duty| said(&list(duty)))
        }));
        table.row(cells);
    }
    table
}

/// `NL 8`, `LT 5, PL 2`; those of less than a twentieth of an expert are left out.
fn said(list: &[(String, f64)]) -> String {
    let parts: Vec<String> = list
        .iter()
        .filter(|(_, count)| *count >= 0.05)
        .map(|(name, count)| {
            let whole = (count - count.round()).abs() < 0.05;
            format!("{name} {}", decimal(*count, u32::from(!whole)))
        })
        .collect();
    if parts.is_empty() {
        "nobody".to_owned()
    } else {
        parts.join(", ")
    }
}

/// The same as CSV: a row for each policy, team, window, and nation or skill.
///
/// # Errors
/// If a row can't be written.
pub(super) fn csv(comparison: &Comparison) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "policy", "team", "roster", "window", "kind", "from", "to", "by", "of", "experts", "share",
    ])?;
    let exposure = &comparison.exposure;
    for duty in &exposure.duties {
        let window = &exposure.windows[duty.window];
        let nations = duty.nations.iter().map(|it| ("nation", it));
        let skills = duty.skills.iter().map(|it| ("skill", it));
        for (by, (name, experts)) in nations.chain(skills) {
            let share = if duty.experts > 0.0 {
                experts / duty.experts
            } else {
                0.0
            };
            writer.write_record([
                text::csv_cell(&duty.policy).as_ref(),
                &duty.team,
                &duty.roster,
                &text::csv_cell(&window.name),
                window.kind.name(),
                &window.from,
                &window.to,
                by,
                &text::csv_cell(name),
                &experts.to_string(),
                &share.to_string(),
            ])?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}
