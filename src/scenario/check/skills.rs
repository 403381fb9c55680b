//! Skills that a crew asks for and nobody has.

use super::super::code::Code;
use super::super::document::{Document, Staff};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::super::suggestion::existing;

pub(super) fn check(cx: &mut Cx<'_>, document: &Document) {
    let mut had = vec![false; document.skills.len()];
    let mut unlimited = false;
    let nations = document.nations.iter().flat_map(|nation| &nation.experts);
    let standing = document.teams.iter().filter_map(|team| match &team.staff {
        Staff::Standing(groups) => Some(groups.iter().map(|(group, _)| group)),
        Staff::Unlimited { .. } => {
            unlimited = true;
            None
        }
        Staff::Roster(_) => None,
    });
    let standing: Vec<_> = standing.flatten().collect();
    for group in nations.chain(standing) {
        for skill in &group.skills {
            had[skill.ix()] = true;
        }
    }
    let hidden = |thing| cx.broken.iter().any(|(broken, _)| *broken == thing);
    if hidden(Thing::Team) || hidden(Thing::Nation) || document.teams.is_empty() {
        return;
    }
    let known: Vec<&str> = document
        .skills
        .iter()
        .zip(&had)
        .filter(|(_, had)| **had)
        .map(|(skill, _)| skill.as_str())
        .collect();
    for (ix, kind) in document.kinds.iter().enumerate() {
        for (nth, stage) in kind.stages.iter().enumerate() {
            for (skill, _) in &stage.crew {
                let name = document.skills[skill.ix()].as_str();
                if had[skill.ix()] {
                    continue;
                }
                let near = cx.near(name, known.iter().copied());
                let code = match (unlimited, near) {
                    (false, _) => Code::UnknownSkill,
                    (true, Some(_)) => Code::OddSkill,
                    (true, None) => continue,
                };
                let path = [
                    Step::Key("stage"),
                    Step::Nth(nth),
                    Step::Key("crew"),
                    Step::Key(name),
                ];
                let place = cx.find_in(Thing::Kind, ix, &path);
                let message = if unlimited {
                    format!("no named expert has the skill `{name}`, only unlimited teams do")
                } else {
                    format!("nobody has the skill `{name}`")
                };
                let all = existing(known.iter().copied());
                cx.report(code, place, message)
                    .suggest(near)
                    .help(format!("of the skills that experts have, {all}"));
                if code == Code::UnknownSkill {
                    // That no team can field this crew follows.
                    cx.broken.insert((Thing::Kind, ix));
                }
            }
        }
    }
}
