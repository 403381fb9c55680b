//! `hours` of a team, and what becomes of running work when people go off duty.

use jiff::civil::Time;

use super::super::code::Code;
use super::super::document::{Changeover, Hours, MAX_WATCHES, OnChange, Pattern};
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::{Instant, Span};

/// From Monday to Friday.
const WORKING_DAYS: [bool; 7] = [true, true, true, true, true, false, false];

/// Shortest turn of a cycle: shorter ones would be the most of what happens in a scenario.
const SHORTEST_TURN: Span = Span(15 * Span::MINUTE.0);

/// Most turns of a team within the horizon, of all its watches.
const MOST_TURNS: i64 = 2_000_000;

/// What remaining work grows by when others take it over, unless said otherwise. Source: an
/// assumption, from a range of 10% to 25% for handovers without a fixed form.
const REWORK: f64 = 0.15;

impl<'t> Cx<'t> {
    /// `hours`: a word, days of the week, or turns.
    pub(super) fn read_working_hours(&mut self, field: Option<Field<'t>>) -> Hours {
        let Some(field) = field else {
            return Hours::ALWAYS;
        };
        if field.value.is_str() {
            let pattern = match self.word(field, &["24x7", "office"]) {
                Some(1) => Pattern::Weekly {
                    days: WORKING_DAYS,
                    from: Span(8 * Span::HOUR.0),
                    to: Span(17 * Span::HOUR.0),
                },
                _ => Pattern::Always,
            };
            return Hours {
                pattern,
                ..Hours::ALWAYS
            };
        }
        if !field.value.is_table() {
            self.wrong_type(field, "a word or a table").help(
                "write \"24x7\", \"office\", { from = \"08:00\", to = \"17:00\" }, or \
                 { on = \"12h\", off = \"12h\" }",
            );
            return Hours::ALWAYS;
        }
        let Some(block) = self.block(field, &schema::HOURS) else {
            return Hours::ALWAYS;
        };
        let turns = ["on", "off", "first", "groups"];
        let week = ["days", "from", "to"];
        let given = |keys: &[&'static str]| keys.iter().copied().find(|key| block.has(key));
        let pattern = match (given(&turns), given(&week)) {
            (Some(turn), Some(day)) => {
                let message = "hours are turns, or days of the week, not both";
                self.report(Code::HoursMixed, block.place_of(day), message)
                    .also(block.place_of(turn), format!("`{turn}` is here"))
                    .help("take one of them out");
                None
            }
            (Some(_), None) => self.read_cycle(&block),
            (None, _) => self.read_week(&block),
        };
        Hours {
            pattern: pattern.unwrap_or(Pattern::Always),
            changeover: self.read_changeover(&block, OnChange::Pause),
        }
    }

    /// `{ days, from, to }`.
    fn read_week(&mut self, block: &Block<'t>) -> Option<Pattern> {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let mut days = WORKING_DAYS;
        if let Some(field) = block.get("days") {
            days = [false; 7];
            let entries = self.one_or_many(Some(field));
            if entries.is_empty() && field.value.is_array() {
                let message = "`days` names no day";
                self.report(Code::EmptyList, field.place(), message)
                    .help("like days = [\"mon\", \"tue\"]; left out, they are mon to fri");
            }
            for entry in entries {
                if let Some(day) = self.word(entry, &names) {
                    days[day] = true;
                }
            }
        }
        let mut clock = |key| {
            if let Some(field) = block.get(key) {
                return self.time_of_day(field).map(since_midnight);
            }
            self.missing_part(block, key, "a week of hours");
            None
        };
        let (from, to) = (clock("from"), clock("to"));
        let (from, to) = (from?, to?);
        let to = if to > from { to } else { to + Span::DAY };
        if days == [true; 7] && to == from + Span::DAY {
            return Some(Pattern::Always);
        }
        Some(Pattern::Weekly { days, from, to })
    }

    /// `{ on, off, first, groups }`.
    fn read_cycle(&mut self, block: &Block<'t>) -> Option<Pattern> {
        let mut turn = |key| {
            let Some(field) = block.get(key) else {
                self.missing_part(block, key, "a cycle of turns");
                return None;
            };
            let length = Span::from_millis_f64(self.millis(field)?);
            if length < SHORTEST_TURN {
                let message = format!("`{key}` is shorter than {SHORTEST_TURN}");
                self.report(Code::TurnTooShort, field.place(), message)
                    .help("a turn of duty lasts hours or days: like \"12h\"");
                return None;
            }
            Some(length)
        };
        let (on, off) = (turn("on"), turn("off"));
        let first = match block.get("first") {
            Some(field) => self.time_of_day(field).map(since_midnight),
            None => Some(Span::ZERO),
        };
        let groups = match block.get("groups") {
            Some(field) => self.whole(field, 1..=u64::from(MAX_WATCHES), Code::CountRange),
            None => Some(1),
        };
        let (on, off, groups) = (on?, off?, groups? as u32);
        let turns = (self.end - Instant::START).0 / (on + off).0 * i64::from(groups);
        if self.clock_known() && turns > MOST_TURNS {
            let message = format!("{turns} turns of duty; at most {MOST_TURNS} can be");
            self.report(Code::TooMany, block.place.clone(), message)
                .help("write longer turns, or end the scenario earlier");
            return None;
        }
        Some(Pattern::Cycle {
            on,
            off,
            first: first?,
            groups,
        })
    }

    /// `on_change`, `rework` and `handover`.
    pub(super) fn read_changeover(&mut self, block: &Block<'t>, default: OnChange) -> Changeover {
        let rules = [OnChange::Finish, OnChange::Transfer, OnChange::Pause];
        let rule = block
            .get("on_change")
            .and_then(|field| self.word(field, &["finish", "transfer", "pause"]))
            .map_or(default, |ix| rules[ix]);
        let rework = self.share(block.get("rework"), REWORK);
        let (handover, together) = self.read_handover(block.get("handover"));
        if rule == OnChange::Transfer {
            return Changeover {
                rule,
                rework,
                handover,
                together,
            };
        }
        for key in ["rework", "handover"] {
            if block.has(key) {
                let reason = "nobody takes work over unless on_change = \"transfer\"";
                self.idle_key(block.place_of(key), key, reason);
            }
        }
        Changeover {
            rule,
            ..Changeover::FINISH
        }
    }

    /// A length of time, or `{ time, share }`.
    fn read_handover(&mut self, field: Option<Field<'t>>) -> (Span, f64) {
        let together = Changeover::FINISH.together;
        let Some(field) = field else {
            return (Span::ZERO, together);
        };
        if !field.value.is_table() {
            return (self.span(Some(field), Span::ZERO), together);
        }
        let Some(block) = self.block(field, &schema::HANDOVER) else {
            return (Span::ZERO, together);
        };
        (
            self.span(block.get("time"), Span::ZERO),
            self.share(block.get("share"), together),
        )
    }

    /// Reports a key without which the others beside it say nothing.
    pub(super) fn missing_part(&mut self, block: &Block<'t>, key: &str, what: &str) {
        let misspelt = block.entries().any(|(_, field)| {
            !block.keys.has(field.key)
                && super::super::suggestion::nearest(field.key, [key]).is_some()
        });
        // A misspelt key is one mistake, not two.
        if !misspelt {
            let message = format!("{what} needs the key `{key}`");
            self.report(Code::MissingKey, block.place.clone(), message)
                .label(format!("`{key}` is missing here"));
        }
    }
}

fn since_midnight(time: Time) -> Span {
    Span(
        i64::from(time.hour()) * Span::HOUR.0
            + i64::from(time.minute()) * Span::MINUTE.0
            + i64::from(time.second()) * Span::SECOND.0,
    )
}
