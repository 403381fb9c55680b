//! Paths in the words of a scenario: "length of a turn of the rapid response team" for
//! `roster.crrt.period`.

use toml_edit::{DocumentMut, Item, TableLike};

use super::schema::{self, Child, Keys};
use super::wildcard::{entries, id_of};

/// A path in words: what its last key is called, and the names of the blocks that it leads
/// through. The path itself if the text is not valid TOML.
pub(crate) fn path_label(text: &str, path: &str) -> String {
    let Ok(document) = text.parse::<DocumentMut>() else {
        return path.to_owned();
    };
    let segments: Vec<&str> = path.split('.').map(str::trim).collect();
    let mut label = Label {
        document: &document,
        words: String::new(),
    };
    label.walk(Some(document.as_table()), Some(&schema::ROOT), &segments);
    if label.words.is_empty() {
        path.to_owned()
    } else {
        label.words
    }
}

struct Label<'a> {
    document: &'a DocumentMut,
    words: String,
}

impl Label<'_> {
    /// Puts what the segments say before the words so far.
    fn walk(
        &mut self,
        table: Option<&dyn TableLike>,
        keys: Option<&'static Keys>,
        segments: &[&str],
    ) {
        let [key, rest @ ..] = segments else {
            return;
        };
        let block = keys.map_or("", |keys| keys.name);
        let item = table.and_then(|table| table.get(key));
        let child = keys.map_or(Child::Value, |keys| schema::child(keys, key));
        match (child, rest) {
            (Child::Tables(inner, name), [id, rest @ ..]) => {
                let list = item.map(entries).unwrap_or_default();
                let found = list
                    .iter()
                    .enumerate()
                    .find(|(ix, entry)| id_of(**entry, name, inner, *ix) == *id)
                    .map(|(_, entry)| *entry);
                let entry = self.entry(key, id, found, list.len());
                self.join(
                    &entry,
                    if *key == "teams" || *key == "widen_to" {
                        "in"
                    } else {
                        "of"
                    },
                );
                self.walk(found, Some(inner), rest);
            }
            (Child::Table(inner), _) => {
                // The tables at the top have no names, and their keys say enough.
                if block != schema::ROOT.name {
                    self.key(block, key, rest.is_empty());
                }
                self.walk(item.and_then(Item::as_table_like), Some(inner), rest);
            }
            _ => {
                self.key(block, key, true);
                // Names of the author's: the seats of a roster, the skills of a crew.
                for segment in rest {
                    self.words = format!("{} {}", segment.replace(['_', '-'], " "), self.words);
                }
            }
        }
    }

    /// What an entry of a list is called.
    fn entry(&self, key: &str, id: &str, found: Option<&dyn TableLike>, count: usize) -> String {
        if id == "*" {
            return all_of(key);
        }
        let name = found
            .and_then(|entry| entry.get("name"))
            .and_then(Item::as_str);
        match key {
            "stage" => format!("stage {id}"),
            "rule" => format!("rule {}", id.trim_start_matches("rule-")),
            "teams" | "widen_to" | "reserve" | "preposition" => self.name_of("team", id),
            "roster" => self.served_by(id),
            "consequence" => format!("consequence {}", self.name_of("incident", id)),
            "experts" if count < 2 => "experts".to_owned(),
            "experts" => format!("experts in group {id}"),
            "needs" | "routes" | "membership" | "shifts" | "mix" => {
                format!("{} {id}", key.trim_end_matches('s'))
            }
            _ => name.unwrap_or(id).to_owned(),
        }
    }

    /// The name of a block, or its id.
    fn name_of(&self, kind: &str, id: &str) -> String {
        let list = self.document.get(kind).map(entries).unwrap_or_default();
        let named = |entry: &&dyn TableLike| entry.get("id").and_then(Item::as_str) == Some(id);
        let found = list.into_iter().find(named);
        let name = found
            .and_then(|entry| entry.get("name"))
            .and_then(Item::as_str);
        name.unwrap_or(id).to_owned()
    }

    /// A roster has no name: that of the team that is on it.
    fn served_by(&self, roster: &str) -> String {
        if roster == "*" {
            return all_of("roster");
        }
        let teams = self.document.get("team").map(entries).unwrap_or_default();
        let on_it =
            |team: &&dyn TableLike| team.get("roster").and_then(Item::as_str) == Some(roster);
        let mut teams = teams.into_iter().filter(on_it);
        let name = teams.next().and_then(|team| team.get("name")?.as_str());
        match (name, teams.next()) {
            (Some(name), None) => name.to_owned(),
            _ => roster.to_owned(),
        }
    }

    /// A key; one whose inner keys say enough is named only if it is the last.
    fn key(&mut self, block: &str, key: &str, is_last: bool) {
        let word = match word(block, key) {
            word if word.is_empty() && is_last => key.replace('_', " "),
            word => word,
        };
        if let Some(adjective) = adjective(block, key) {
            self.words = format!("{adjective} {}", self.words);
        } else if !word.is_empty() {
            self.join(&word, "of");
        }
    }

    fn join(&mut self, words: &str, with: &str) {
        self.words = if self.words.is_empty() {
            words.to_owned()
        } else {
            format!("{words} {with} {}", self.words)
        };
    }
}

/// Every entry of a list.
fn all_of(key: &str) -> String {
    match key {
        "incident" => "all incidents".to_owned(),
        "experts" => "all experts".to_owned(),
        key if key.ends_with('s') => format!("all {key}"),
        key => format!("all {key}s"),
    }
}

/// A key of a distribution, which stands before the amount that is distributed.
fn adjective<'k>(block: &str, key: &'k str) -> Option<&'k str> {
    if block == schema::BY_SEVERITY.name {
        return Some(key);
    }
    if block != schema::DISTRIBUTION.name && block != schema::DETECTION.name {
        return None;
    }
    match key {
        "mean" => Some("mean"),
        "median" => Some("median"),
        "p90" => Some("90th percentile of"),
        "low" => Some("least"),
        "likely" => Some("likeliest"),
        "high" => Some("greatest"),
        "max" => Some("upper limit of"),
        "shape" => Some("shape of"),
        _ => None,
    }
}

/// What a key of a block is called; nothing for one that adds nothing.
fn word(block: &str, key: &str) -> String {
    let word = match (block, key) {
        ("[[roster]]", "period") => "length of a turn",
        ("[[roster]]", "first_day") => "first day",
        ("[[roster]]", "nations") => "nations",
        ("[[roster]]", "seats") => "seats",
        ("[[roster]]", "overlap") => "overlap of turns",
        ("[[roster]]" | "a table of hours", "rework") => "work done again after a change",
        ("[[roster]]" | "a table of hours", "handover") => "handover",
        ("[[roster]]", "learning" | "fatigue")
        | ("[[team]]", "fatigue")
        | ("a detection", "delay") => "",
        ("learning", "start") => "effectiveness of a new expert",
        ("learning", "time") => "time constant of learning",
        ("learning", "forget") => "time constant of forgetting",
        ("fatigue", "loss") => "loss by fatigue",
        ("fatigue", "time") => "time constant of fatigue",
        ("[[team]]", "remote") => "effectiveness of remote work",
        ("[[team]]", "return_after") => "time before going home",
        ("[[team]]" | "[[nation]]", "experts") => "experts",
        ("a group of experts", "count") => "number",
        ("a detection", "missed") => "missed share",
        ("[[incident]]", "impact") => "impact",
        ("[[incident]]", "false_alarm") => "share of false alarms",
        ("[[inject]]", "at") => "time",
        ("[[inject]]", "chance") => "chance",
        ("clustering", "branching") => "branching",
        ("[dispatch]", "order") => "order of the queue",
        ("[dispatch]", "choose") => "choice of teams",
        ("[dispatch]", "preempt") => "preemption",
        ("[[dispatch.rule]]", "widen_after") => "time until more teams are asked",
        ("[[dispatch.rule]]", "give_up_after") => "patience",
        ("[[phase]]", "threat") => "threat",
        ("[travel]", "speed") => "speed of travel",
        ("[travel]", "overhead") => "overhead of travel",
        _ => return key.replace('_', " "),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_called_by_the_names_in_the_scenario() {
        let text = r#"
            dispatch = { order = "fifo", rule = [{ id = "gravest", teams = [{ team = "crrt", approval = "2h" }] }, { teams = ["crrt"] }] }
            [[team]]
            id = "crrt"
            name = "Rapid response team"
            roster = "turns"
            notice = { mean = "2h" }
            experts = [{ skills = ["analyst"], count = 3 }]
            [[nation]]
            id = "LT"
            name = "Lithuania"
            experts = [{ skills = ["a"], count = 3 }, { skills = ["b"] }]
            [[roster]]
            id = "turns"
            period = "6 months"
            seats = { analyst = 2 }
            learning = { start = "60%" }
            [[incident]]
            id = "flood"
            detection = { delay = { mean = "2h" }, missed = "10%" }
            impact = { high = "50%" }
            stage = [{ name = "contain", effort = { median = "2h", p90 = "9h" } }]
            [[threat]]
            id = "botnet"
            rate = "2/week"
        "#;
        for (path, label) in [
            (
                "roster.turns.period",
                "length of a turn of Rapid response team",
            ),
            ("team.crrt.notice", "notice of Rapid response team"),
            (
                "team.crrt.notice.mean",
                "mean notice of Rapid response team",
            ),
            (
                "team.crrt.experts.1.count",
                "number of experts of Rapid response team",
            ),
            (
                "nation.LT.experts.2.count",
                "number of experts in group 2 of Lithuania",
            ),
            (
                "nation.*.experts.*.count",
                "number of all experts of all nations",
            ),
            ("nation.*.release", "release of all nations"),
            ("incident.*.detection", "detection of all incidents"),
            (
                "incident.flood.detection.delay.mean",
                "mean detection of flood",
            ),
            (
                "incident.flood.detection.missed",
                "missed share of detection of flood",
            ),
            ("incident.flood.impact.high", "high impact of flood"),
            (
                "incident.flood.stage.contain.effort.p90",
                "90th percentile of effort of stage contain of flood",
            ),
            ("dispatch.order", "order of the queue"),
            (
                "dispatch.rule.gravest.teams.crrt.approval",
                "approval of Rapid response team in rule gravest",
            ),
            ("dispatch.rule.rule-2.refusal", "refusal of rule 2"),
            (
                "roster.turns.seats.analyst",
                "analyst seats of Rapid response team",
            ),
            (
                "roster.turns.learning.start",
                "effectiveness of a new expert of Rapid response team",
            ),
            ("roster.turns.learning", "learning of Rapid response team"),
            ("threat.botnet.rate", "rate of botnet"),
        ] {
            assert_eq!(path_label(text, path), label, "{path}");
        }
    }
}
