//! `[[nation]]` and `[[team]]`: who can help.

use super::super::code::Code;
use super::super::document::{
    ExpertGroup, Hours, MAX_EXPERTS, Membership, Nation, NationIx, Pattern, Role, RosterIx, SiteIx,
    Staff, Team,
};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field, TextSpan};
use super::super::schema;
use super::super::time::{Instant, Span};

/// Most experts in one team or in the nations of one roster.
pub(crate) const MOST_EXPERTS: u64 = MAX_EXPERTS as u64;

/// Earlier than anything that matters: the open beginning of a membership. Far from the
/// ends of the number range, so that differences with it don't overflow.
const LONG_AGO: Instant = Instant(-32_000_000_000_000_000);

const ROLES: [(&str, Role); 3] = [
    ("lead", Role::Lead),
    ("participant", Role::Participant),
    ("observer", Role::Observer),
];

impl<'t> Cx<'t> {
    fn site(&mut self, block: &Block<'t>) -> Option<SiteIx> {
        let site = block.get("site").and_then(|f| self.refer(f, Thing::Site));
        site.map(SiteIx::from)
    }

    fn expert_group(&mut self, block: &Block<'t>) -> Option<ExpertGroup> {
        let errors = self.errors();
        let skills = self.texts(block.get("skills"));
        if skills.is_empty() && block.has("skills") && self.errors() == errors {
            let message = "an expert needs at least one skill";
            self.report(Code::EmptyList, block.place_of("skills"), message)
                .help("like skills = [\"forensics\"]");
        }
        let mut known = Vec::new();
        for skill in skills {
            let skill = self.skill(&skill);
            if !known.contains(&skill) {
                known.push(skill);
            }
        }
        let count = match block.get("count") {
            Some(field) => self.whole(field, 1..=1_000_000, Code::CountRange),
            None => Some(1),
        };
        let proficiency = self.positive(block.get("proficiency"), 1.0);
        (self.errors() == errors).then(|| ExpertGroup {
            skills: known,
            count: count.unwrap_or(1) as u32,
            proficiency,
        })
    }

    /// `[[nation]]`.
    pub(crate) fn read_nations(&mut self) -> Vec<Nation> {
        let list = self.top("nation");
        self.read_all(list, Thing::Nation, &schema::NATION, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let membership = cx.read_memberships(block);
            let groups = cx.blocks(block.get("experts"), &schema::EXPERTS);
            let experts = groups.iter().flatten();
            Nation {
                name: cx.name_of(block, &id),
                site: cx.site(block),
                membership,
                experts: experts.filter_map(|group| cx.expert_group(group)).collect(),
                release: cx.dist(block.get("release")),
                id,
            }
        })
    }

    fn role(&mut self, field: Field<'t>) -> Option<Role> {
        let ix = self.word(field, &ROLES.map(|(name, _)| name))?;
        Some(ROLES[ix].1)
    }

    fn read_memberships(&mut self, block: &Block<'t>) -> Vec<Membership> {
        let always = |role| Membership {
            role,
            from: LONG_AGO,
            to: Instant::NEVER,
        };
        match (block.get("role"), block.get("membership")) {
            (Some(field), None) => self.role(field).map(always).into_iter().collect(),
            (None, Some(field)) => self.dated_memberships(field),
            (None, None) => {
                let message = "a nation needs a role";
                self.report(Code::NoRole, block.place.clone(), message).help(
                    "write role = \"participant\" (or \"lead\", \"observer\"), or a `membership` \
                     with dates",
                );
                Vec::new()
            }
            (Some(role), Some(field)) => {
                let message = "a nation has a role, or memberships with dates, not both";
                self.report(Code::TwoRoles, field.place(), message)
                    .also(role.place(), "the role")
                    .help("take one of them out");
                Vec::new()
            }
        }
    }

    fn dated_memberships(&mut self, field: Field<'t>) -> Vec<Membership> {
        let entries = self.blocks(Some(field), &schema::MEMBERSHIP);
        if entries.is_empty() && field.value.is_array() {
            let message = "`membership` names no role";
            self.report(Code::NoRole, field.place(), message)
                .help("like [{ role = \"participant\", from = \"2018-06-25\" }]");
        }
        let mut found: Vec<(Membership, TextSpan)> = Vec::new();
        for entry in entries.into_iter().flatten() {
            let role = entry.get("role").and_then(|field| self.role(field));
            let mut point = |key, open| match entry.get(key) {
                Some(field) => self.instant(field),
                None => Some(open),
            };
            let (from, to) = (point("from", LONG_AGO), point("to", Instant::NEVER));
            let (Some(role), Some(from), Some(to)) = (role, from, to) else {
                continue;
            };
            if let Some(it) = self.ordered(from, to, &entry) {
                let (from, to) = (it.from, it.to);
                found.push((Membership { role, from, to }, entry.place));
            }
        }
        found.sort_by_key(|(membership, _)| membership.from);
        for pair in found.windows(2) {
            let [(earlier, before), (later, place)] = pair else {
                continue;
            };
            if later.from < earlier.to {
                let message = "two memberships of a nation overlap";
                self.report(Code::MembershipOverlap, place.clone(), message)
                    .also(before.clone(), "the other one")
                    .help("end one where the other begins: `to` is the first day after it");
            }
        }
        found
            .into_iter()
            .map(|(membership, _)| membership)
            .collect()
    }

    /// `[[team]]`.
    pub(crate) fn read_teams(&mut self) -> Vec<Team> {
        let list = self.top("team");
        self.read_all(list, Thing::Team, &schema::TEAM, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let staff = cx.read_staff(block);
            let hours = cx.read_working_hours(block.get("hours"));
            let fatigue = cx.read_fatigue(block.get("fatigue"));
            cx.check_hours_and_fatigue(block, staff.as_ref(), &hours);
            Team {
                name: cx.name_of(block, &id),
                site: cx.site(block),
                notice: cx.dist(block.get("notice")),
                remote: cx.share(block.get("remote"), 1.0),
                return_after: cx.span(block.get("return_after"), Span::ZERO),
                hours,
                fatigue: fatigue.filter(|_| matches!(staff, Some(Staff::Standing(_)))),
                staff: staff.unwrap_or(Staff::Standing(Vec::new())),
                id,
            }
        })
    }

    /// What some teams can't have, or have elsewhere.
    fn check_hours_and_fatigue(&mut self, block: &Block<'t>, staff: Option<&Staff>, hours: &Hours) {
        match staff {
            Some(Staff::Unlimited { .. }) => {
                if block.has("fatigue") {
                    let message = "an unlimited team never tires: there is always somebody fresh";
                    self.report(Code::NeedsExperts, block.place_of("fatigue"), message)
                        .help("take it out, or give the team `experts`");
                }
                if matches!(hours.pattern, Pattern::Cycle { groups: 2.., .. }) {
                    let message = "an unlimited team has no experts to deal to watches";
                    self.report(Code::NeedsExperts, block.place_of("hours"), message)
                        .help("take `groups` out, or give the team `experts`");
                }
            }
            Some(Staff::Roster(_)) if block.has("fatigue") => {
                let place = block.place_of("fatigue");
                let message = "`fatigue` has no effect here: the experts are those of a roster";
                self.report(Code::RosterNoEffect, place, message)
                    .help("write it in the [[roster]]");
            }
            _ => {}
        }
    }

    fn read_staff(&mut self, block: &Block<'t>) -> Option<Staff> {
        let given: Vec<Field<'t>> = ["experts", "unlimited", "roster"]
            .iter()
            .filter_map(|key| block.get(key))
            .collect();
        let field = match given.as_slice() {
            [one] => *one,
            [] => {
                let message = "a team needs somebody in it";
                self.report(Code::NoStaff, block.place.clone(), message)
                    .help("write `experts`, `unlimited = true`, or `roster`");
                return None;
            }
            [first, second, ..] => {
                let message =
                    "a team has `experts`, is `unlimited`, or has a `roster`: one of them";
                self.report(Code::TwoStaffs, second.place(), message)
                    .also(first.place(), format!("`{}` is here", first.key))
                    .help("take one of them out");
                return None;
            }
        };
        if block.has("proficiency") && field.key != "unlimited" {
            let message = "`proficiency` of a team goes with `unlimited = true`";
            self.report(Code::UnknownKey, block.place_of("proficiency"), message)
                .help("give each group of experts its own `proficiency`");
        }
        match field.key {
            "unlimited" => {
                if !self.flag(Some(field), true) {
                    let message = "a team that is not unlimited needs `experts` or a `roster`";
                    self.report(Code::NoStaff, field.place(), message);
                }
                let proficiency = self.positive(block.get("proficiency"), 1.0);
                Some(Staff::Unlimited { proficiency })
            }
            "roster" => {
                let roster = self.refer(field, Thing::Roster)?;
                Some(Staff::Roster(RosterIx::from(roster)))
            }
            _ => self.standing(field),
        }
    }

    fn standing(&mut self, field: Field<'t>) -> Option<Staff> {
        let entries = self.blocks(Some(field), &schema::TEAM_EXPERTS);
        if entries.is_empty() && field.value.is_array() {
            let message = "a team needs somebody in it";
            self.report(Code::NoStaff, field.place(), message)
                .help("like experts = [{ skills = [\"forensics\"], count = 2 }]");
            return None;
        }
        let mut groups = Vec::new();
        for entry in entries.iter().flatten() {
            let nation = entry
                .get("nation")
                .and_then(|f| self.refer(f, Thing::Nation));
            if let Some(group) = self.expert_group(entry) {
                groups.push((group, nation.map(NationIx::from)));
            }
        }
        let experts: u64 = groups.iter().map(|(group, _)| u64::from(group.count)).sum();
        if experts > MOST_EXPERTS {
            let message = format!("{experts} experts in one team; at most {MOST_EXPERTS} can be");
            self.report(Code::TooManyExperts, field.place(), message)
                .help("split the team, or write `unlimited = true`");
        }
        Some(Staff::Standing(groups))
    }
}
