//! `[[roster]]`: who serves in it, apart from when.

use super::super::code::Code;
use super::super::document::{Mode, NationIx, OnChange, Roster, SkillIx};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, TextSpan};
use super::super::schema;
use super::super::suggestion::nearest;
use super::freeze::Freeze;
use super::people::MOST_EXPERTS;

const MODES: [(&str, Mode); 3] = [
    ("rotating", Mode::Rotating),
    ("permanent", Mode::Permanent),
    ("on-call", Mode::OnCall),
];

/// What changeovers must know of their roster.
pub(super) struct Crew<'d> {
    pub nations: &'d [NationIx],
    pub lead: Option<NationIx>,
    pub mode: Mode,
    pub stagger: u32,
    pub freeze: &'d Freeze,
}

impl<'t> Cx<'t> {
    /// `[[roster]]`.
    pub(crate) fn read_rosters(&mut self) -> Vec<Roster> {
        let list = self.top("roster");
        self.read_all(list, Thing::Roster, &schema::ROSTER, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let mode = cx.read_mode(block);
            // A nation may have several turns in a round, so repeats are no mistake here.
            let entries = cx.one_or_many(block.get("nations"));
            if entries.is_empty() && block.get("nations").is_some_and(|f| f.value.is_array()) {
                let message = "a roster needs at least one nation";
                cx.report(Code::EmptyList, block.place_of("nations"), message)
                    .help("like nations = [\"NL\", \"LT\"], in order of rotation");
            }
            let nations: Vec<NationIx> = entries
                .into_iter()
                .filter_map(|entry| cx.refer(entry, Thing::Nation))
                .map(NationIx::from)
                .collect();
            let lead = block.get("lead").and_then(|f| cx.refer(f, Thing::Nation));
            let lead = lead.map(NationIx::from);
            let errors = cx.errors();
            let seats = match block.get("seats") {
                Some(field) => cx.skill_counts(field),
                None => Vec::new(),
            };
            if seats.is_empty() && block.has("seats") && cx.errors() == errors {
                let message = "a roster needs at least one seat";
                cx.report(Code::EmptyList, block.place_of("seats"), message)
                    .help("like seats = { forensics = 2, network = 1 }");
            }
            let places: u64 = seats.iter().map(|(_, count)| u64::from(*count)).sum();
            if places > MOST_EXPERTS {
                let message = format!("a roster of {places} seats; at most {MOST_EXPERTS} can be");
                cx.report(Code::TooManyExperts, block.place_of("seats"), message)
                    .help("a team as large as this is better written as `unlimited = true`");
            }
            let stagger = cx.read_stagger(block, &seats);
            let learning = cx.read_learning(block.get("learning"));
            cx.idle_keys(block, mode);
            let freeze = cx.read_freeze(block, mode);
            let shifts = cx.read_changeovers(
                block,
                &Crew {
                    nations: &nations,
                    lead,
                    mode,
                    stagger,
                    freeze: &freeze,
                },
            );
            // Where nothing changes hands they mean nothing.
            let freezes = match mode {
                Mode::Rotating => freeze.into_windows(),
                Mode::Permanent | Mode::OnCall => Vec::new(),
            };
            Roster {
                nations,
                lead,
                seats,
                mode,
                stagger: if mode == Mode::Rotating { stagger } else { 1 },
                shifts,
                freezes,
                changeover: cx.read_changeover(block, OnChange::Finish),
                learning,
                fatigue: cx.read_fatigue(block.get("fatigue")),
                id,
            }
        })
    }

    fn read_mode(&mut self, block: &Block<'t>) -> Mode {
        let names = MODES.map(|(name, _)| name);
        let mode = block.get("mode").and_then(|f| self.word(f, &names));
        MODES[mode.unwrap_or(0)].1
    }

    /// Into how many groups the seats are dealt.
    fn read_stagger(&mut self, block: &Block<'t>, seats: &[(SkillIx, u32)]) -> u32 {
        const MOST: u64 = 256;
        let Some(field) = block.get("stagger") else {
            return 1;
        };
        let Some(groups) = self.whole(field, 1..=MOST, Code::CountRange) else {
            return 1;
        };
        let most: u64 = seats.iter().map(|(_, count)| u64::from(*count)).sum();
        if groups > most && most > 0 {
            let message = format!("{most} seats can't change hands in {groups} groups");
            self.report(Code::StaggerTooMany, field.place(), message)
                .also(block.place_of("seats"), "the seats")
                .help(format!("write at most {most}: one seat at a time"));
            return 1;
        }
        groups as u32
    }

    /// Warns of keys that say nothing beside others.
    fn idle_keys(&mut self, block: &Block<'t>, mode: Mode) {
        if mode == Mode::Rotating && block.has("overlap") && !block.has("learning") {
            let message = "nobody learns in this `overlap`: it only costs expert-days";
            self.report(Code::RosterNoEffect, block.place_of("overlap"), message)
                .help("give the roster `learning`, or take the overlap out");
        }
        let (idle, reason) = if mode == Mode::Rotating {
            let idle: &[&str] = &["period", "first_day"];
            (idle, "`shifts` gives the dates")
        } else {
            let idle: &[&str] = &["shifts", "stagger", "freeze", "overlap"];
            (idle, "the seats of this roster don't change hands")
        };
        if mode == Mode::Rotating && !block.has("shifts") {
            return;
        }
        for key in idle {
            if block.has(key) {
                self.idle_key(block.place_of(key), key, reason);
            }
        }
    }

    /// Warns of one key.
    pub(super) fn idle_key(&mut self, place: TextSpan, key: &str, reason: &str) {
        let message = format!("`{key}` has no effect here: {reason}");
        self.report(Code::RosterNoEffect, place, message)
            .help("take it out, unless a policy needs it");
    }

    /// Reports that nothing says when shifts change, unless a misspelt key was to say it.
    pub(super) fn no_calendar(&mut self, block: &Block<'t>) {
        let misspelt = block.entries().any(|(_, field)| {
            !block.keys.has(field.key) && nearest(field.key, ["period", "shifts"]).is_some()
        });
        if !misspelt {
            let message = "[[roster]] needs the key `period`";
            self.report(Code::MissingKey, block.place.clone(), message)
                .label("`period` is missing here")
                .help("write period = \"6 months\", or `shifts` with dates");
        }
    }
}
