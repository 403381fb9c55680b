//! Where policies differ in who serves as well as in the rule that they are about, in words.

use std::collections::BTreeSet;

use super::{Duty, Window, WindowKind, moved, of};
use crate::scenario::document::Document;
use crate::study::alternative::Alternative;

/// Experts on duty who must be others before anything is said: a twentieth of one.
const FEW: f64 = 0.05;

/// A sentence for each alternative under which others serve than under the baseline, and what
/// to do about those that are not meant to be about that.
pub(super) fn sentences(
    alternatives: &[Alternative],
    windows: &[Window],
    duties: &[Duty],
) -> Vec<String> {
    let base = &alternatives[0];
    let document = &base.world.document;
    let mut said: Vec<(Vec<String>, bool, String)> = Vec::new();
    let mut rosters: Vec<&str> = Vec::new();
    for alternative in &alternatives[1..] {
        let mine = duties.iter().filter(|it| it.policy == alternative.id);
        let pairs: Vec<(&Duty, &Duty)> = mine
            .filter_map(|duty| {
                let mut theirs = duties.iter().filter(|it| it.policy == base.id);
                let same = |it: &&Duty| it.team == duty.team && it.window == duty.window;
                Some((duty, theirs.find(same)?))
            })
            .collect();
        let kind = |pair: &(&Duty, &Duty)| windows[pair.0.window].kind;
        let Some((duty, usual)) = example(&pairs, kind) else {
            continue;
        };
        let others = pairs
            .iter()
            .filter(|it| apart(it) >= FEW && kind(it) != WindowKind::All)
            .count();
        let more = match others.saturating_sub(1) {
            0 => String::new(),
            1 => ", and others in 1 more window".to_owned(),
            more => format!(", and others in {more} more windows"),
        };
        let by_design = design(document, alternative);
        let names = (&alternative.world.document, document);
        let tail = format!(
            "{}: {} {}{more}. {}",
            by_design.map_or_else(String::new, |path| format!(" (by `{path}`)")),
            when(&windows[duty.window]),
            instead(names, duty, usual),
            skills(&pairs, duty, usual)
        );
        let name = format!("`{}`", alternative.id);
        match said
            .iter_mut()
            .find(|it| it.2 == tail && it.1 == by_design.is_some())
        {
            Some((names, ..)) => names.push(name),
            None => said.push((vec![name], by_design.is_some(), tail)),
        }
        if by_design.is_none() && !rosters.contains(&usual.roster.as_str()) {
            rosters.push(&usual.roster);
        }
    }
    let mut lines: Vec<String> = said
        .into_iter()
        .map(|(names, by_design, tail)| {
            let verb = match (by_design, names.len()) {
                (true, 1) => "is meant to change who serves",
                (true, _) => "are meant to change who serves",
                (false, 1) => "also changes who serves",
                (false, _) => "also change who serves",
            };
            format!("{} {verb}{tail}", names.join(", "))
        })
        .collect();
    lines.extend(rosters.into_iter().map(|roster| advice(document, roster)));
    lines
}

/// How many of those on duty are others.
fn apart((duty, usual): &(&Duty, &Duty)) -> f64 {
    moved(&duty.nations, &usual.nations)
}

/// The window to show a change by: an election day rather than a milestone, and that rather
/// than all of the time; among these the one that differs most, of equals the first.
fn example<'a>(
    pairs: &[(&'a Duty, &'a Duty)],
    kind: impl Fn(&(&'a Duty, &'a Duty)) -> WindowKind,
) -> Option<(&'a Duty, &'a Duty)> {
    let kinds = [WindowKind::Election, WindowKind::Milestone, WindowKind::All];
    kinds.into_iter().find_map(|wanted| {
        let changed = pairs
            .iter()
            .filter(|pair| kind(pair) == wanted && apart(pair) >= FEW);
        changed.fold(None, |most: Option<(&Duty, &Duty)>, pair| match most {
            Some(known) if apart(pair) <= apart(&known) + 1e-9 => Some(known),
            _ => Some(*pair),
        })
    })
}

/// What a policy sets that puts other people into rosters by design: the first such path. To
/// give the same nations another order is no such thing.
fn design<'a>(document: &'a Document, alternative: &Alternative) -> Option<&'a str> {
    let mut policies = document.policies.iter();
    let policy = policies.find(|it| it.id == alternative.id)?;
    let other_nations = |roster: &str| {
        let of = |document: &Document| {
            let found = document.rosters.iter().find(|it| it.id == roster);
            let nations = found.into_iter().flat_map(|it| it.nations.clone());
            let ids = nations.map(|nation| document.nations[nation.ix()].id.clone());
            ids.collect::<BTreeSet<String>>()
        };
        of(document) != of(&alternative.world.document)
    };
    let names_people = |path: &&str| {
        let parts: Vec<&str> = path.split('.').collect();
        match parts.as_slice() {
            ["nation", _, key, ..] => ["membership", "experts", "role"].contains(key),
            ["roster", roster, "nations", ..] => other_nations(roster),
            ["roster", _, key, ..] => ["lead", "seats", "mode"].contains(key),
            _ => false,
        }
    };
    let mut paths = policy.set.iter().map(|setting| setting.path.as_str());
    paths.find(names_people)
}

/// `on the day of “President”`.
fn when(window: &Window) -> String {
    match window.kind {
        WindowKind::Election => format!("on the day of “{}”", window.name),
        WindowKind::Milestone => format!("through “{}” ({})", window.name, window.from),
        WindowKind::All => "on average over all of the time".to_owned(),
    }
}

/// `Lithuania has 5 of 8 on duty instead of 0, the Netherlands 0 instead of 8`: the nations that
/// win and lose most.
fn instead(documents: (&Document, &Document), duty: &Duty, usual: &Duty) -> String {
    let mut changes: Vec<(&str, f64, f64)> = Vec::new();
    for (id, now) in &duty.nations {
        changes.push((id, *now, of(&usual.nations, id)));
    }
    for (id, before) in &usual.nations {
        if duty.nations.iter().all(|(known, _)| known != id) {
            changes.push((id, 0.0, *before));
        }
    }
    changes.retain(|(_, now, before)| count(*now) != count(*before));
    changes.sort_by(|a, b| {
        (b.1 - b.2)
            .total_cmp(&(a.1 - a.2))
            .then_with(|| a.0.cmp(b.0))
    });
    let name = |id: &str| {
        let mut nations = documents.0.nations.iter().chain(&documents.1.nations);
        nations
            .find(|it| it.id == id)
            .map_or_else(|| id.to_owned(), |it| it.name.clone())
    };
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
        return format!("others are on duty in `{}`", duty.team);
    };
    let mut words = format!(
        "{} has {} of {} on duty in `{}` instead of {}",
        name(first.0),
        count(first.1),
        count(duty.experts),
        duty.team,
        count(first.2)
    );
    if last.0 != first.0 {
        words.push_str(&format!(
            ", {} {} instead of {}",
            name(last.0),
            count(last.1),
            count(last.2)
        ));
    }
    words
}

/// Whether those who serve bring other skills.
fn skills(pairs: &[(&Duty, &Duty)], duty: &Duty, usual: &Duty) -> String {
    if pairs
        .iter()
        .all(|(a, b)| moved(&a.profiles, &b.profiles) < 1e-6)
    {
        return "They bring the same skills in the same numbers; nations may still differ in release, \
                travel and familiarity with the place."
            .to_owned();
    }
    let mut changes: Vec<(&str, f64, f64)> = duty
        .skills
        .iter()
        .map(|(skill, now)| (skill.as_str(), *now, of(&usual.skills, skill)))
        .collect();
    for (skill, before) in &usual.skills {
        if duty.skills.iter().all(|(known, _)| known != skill) {
            changes.push((skill, 0.0, *before));
        }
    }
    changes.retain(|(_, now, before)| count(*now) != count(*before));
    changes.sort_by(|a, b| {
        let size = |it: &(&str, f64, f64)| (it.1 - it.2).abs();
        size(b).total_cmp(&size(a)).then_with(|| a.0.cmp(b.0))
    });
    let words: Vec<String> = changes
        .iter()
        .take(3)
        .map(|(skill, now, before)| {
            format!("{skill} {} instead of {}", count(*now), count(*before))
        })
        .collect();
    if words.is_empty() {
        "Those there bring the same skills, but not everywhere, or not as proficiently.".to_owned()
    } else {
        format!("They bring other skills: {}.", words.join(", "))
    }
}

/// `8`, `2.5`: experts on average.
fn count(experts: f64) -> String {
    let text = format!("{experts:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// How to see a rule apart from the people it brings.
fn advice(document: &Document, roster: &str) -> String {
    if let Some(block) = averaging(document, roster) {
        return format!(
            "These differences mean the rule and the people together. To see the rule alone, average \
             over orders of the nations: `--uncertain {block}`"
        );
    }
    let nations: Vec<String> = document
        .rosters
        .iter()
        .find(|it| it.id == roster)
        .into_iter()
        .flat_map(|it| it.nations.iter().cycle().skip(1).take(it.nations.len()))
        .map(|nation| format!("\"{}\"", document.nations[nation.ix()].id))
        .collect();
    format!(
        "These differences mean the rule and the people together. To see how much is the people's, \
         compare under other orders of the nations too, each in turn first, for instance with \
         --set 'roster.{roster}.nations=[{}]'",
        nations.join(", ")
    )
}

/// The `[[uncertain]]` block of a scenario that puts the nations of a roster in other orders.
fn averaging(document: &Document, roster: &str) -> Option<String> {
    let path = format!("roster.{roster}.nations");
    let mut blocks = document.uncertain.iter();
    let found = blocks.find(|block| block.paths.contains(&path))?;
    Some(found.id.clone())
}
