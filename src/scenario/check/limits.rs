//! More of something than the simulator has room for: its sets are fixed numbers of bits.

use super::super::code::Code;
use super::super::document::{Document, MAX_BLOCKS, MAX_CANDIDATES, MAX_SKILLS, MAX_STAGES};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;

/// Most instances of all assets together.
const MAX_INSTANCES: u64 = 1_000_000;

pub(super) fn check(cx: &mut Cx<'_>, document: &Document) {
    for (ix, rule) in document.dispatch.rules.iter().enumerate() {
        if rule.teams.len() > MAX_CANDIDATES {
            let place = cx.find_in(Thing::Rule, ix, &[Step::Key("teams")]);
            let message = format!(
                "{} teams in one rule; at most {MAX_CANDIDATES} can be",
                rule.teams.len()
            );
            cx.report(Code::TooMany, place, message)
                .help("name those that would really be asked, or write rules by country or owner");
        }
    }
    for (ix, kind) in document.kinds.iter().enumerate() {
        if kind.stages.len() > MAX_STAGES {
            let place = cx.find_in(Thing::Kind, ix, &[Step::Key("stage")]);
            let message = format!(
                "{} stages of work; at most {MAX_STAGES} can be",
                kind.stages.len()
            );
            cx.report(Code::TooMany, place, message)
                .help("join stages that the same crew does one after the other");
        }
    }
    let blocks = [
        (Thing::Asset, document.assets.len(), "assets"),
        (Thing::Kind, document.kinds.len(), "kinds of incident"),
        (Thing::Team, document.teams.len(), "teams"),
        (Thing::Rule, document.dispatch.rules.len(), "rules"),
    ];
    for (thing, count, name) in blocks {
        if count > MAX_BLOCKS {
            let place = cx.find_id(thing, MAX_BLOCKS);
            let message = format!("{count} {name}; at most {MAX_BLOCKS} can be");
            cx.report(Code::TooMany, place, message)
                .help("identical assets are one block with a `count`");
        }
    }
    let instances: u64 = document.assets.iter().map(|it| u64::from(it.count)).sum();
    if instances > MAX_INSTANCES {
        let most = (0..document.assets.len()).max_by_key(|ix| document.assets[*ix].count);
        let place = cx.find_in(Thing::Asset, most.unwrap_or(0), &[Step::Key("count")]);
        let message =
            format!("{instances} instances of assets in all; at most {MAX_INSTANCES} can be");
        cx.report(Code::TooMany, place, message)
            .help("count what is struck and repaired as one: districts rather than devices");
    }
    if document.skills.len() > MAX_SKILLS {
        let one_too_many = document.skills[MAX_SKILLS].as_str();
        let message = format!(
            "{} different skills; at most {MAX_SKILLS} can be",
            document.skills.len()
        );
        let place = skill_place(cx, document, one_too_many);
        cx.report(Code::TooMany, place, message)
            .help("a few skills that decide who can go are enough");
    }
}

/// Where a skill is asked for, or else the team or nation that comes first.
fn skill_place(cx: &Cx<'_>, document: &Document, skill: &str) -> std::ops::Range<usize> {
    for (ix, kind) in document.kinds.iter().enumerate() {
        for (nth, stage) in kind.stages.iter().enumerate() {
            if stage
                .crew
                .iter()
                .any(|(other, _)| document.skills[other.ix()] == skill)
            {
                let path = [
                    Step::Key("stage"),
                    Step::Nth(nth),
                    Step::Key("crew"),
                    Step::Key(skill),
                ];
                return cx.find_in(Thing::Kind, ix, &path);
            }
        }
    }
    if document.nations.is_empty() {
        cx.find_id(Thing::Team, 0)
    } else {
        cx.find_id(Thing::Nation, 0)
    }
}
