//! `[[incident]]`: kinds of incident, their stages of work and what follows from them.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::super::code::Code;
use super::super::distribution::Dist;
use super::super::document::{
    Asset, Consequence, Kind, KindIx, Moment, Severity, Site, Stage, Where, WorkPlace,
};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::suggestion::existing;
use super::super::taxonomy::{self, Rsit};

pub(crate) const SEVERITIES: [&str; 4] = ["low", "medium", "high", "critical"];
const PLACES: [(&str, WorkPlace); 3] = [
    ("remote", WorkPlace::Remote),
    ("onsite", WorkPlace::Onsite),
    ("either", WorkPlace::Either),
];
const UNTIL: [Moment; 5] = [
    Moment::Detected,
    Moment::HandsOn,
    Moment::Contained,
    Moment::Eradicated,
    Moment::Recovered,
];

impl<'t> Cx<'t> {
    /// `[[incident]]`.
    pub(crate) fn read_kinds(&mut self, assets: &[Asset], sites: &[Site]) -> Vec<Kind> {
        let list = self.top("incident");
        self.read_all(list, Thing::Kind, &schema::INCIDENT, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let severity = block
                .get("severity")
                .and_then(|field| cx.severity_mix(field));
            let (detection, missed) = cx.read_detection(block.get("detection"));
            let impact = block
                .get("impact")
                .map_or([0.0; 4], |field| cx.read_impact(field));
            let stages = cx.read_stages(block);
            let restores_at = cx.restores_at(block, &stages);
            let consequences = cx.read_consequences(block, assets, sites);
            let false_alarm = cx.flag(block.get("false_alarm"), false);
            if false_alarm {
                cx.check_false_alarm(block, impact);
            }
            Kind {
                name: cx.name_of(block, &id),
                rsit: cx.read_rsit(block),
                attack: cx.techniques(block.get("attack"), Code::BadAttack, "T1498"),
                veris: cx.text_or_empty(block.get("veris")),
                disarm: cx.techniques(block.get("disarm"), Code::BadDisarm, "T0097"),
                severity: severity.unwrap_or([1.0, 0.0, 0.0, 0.0]),
                detection,
                missed,
                impact,
                restores_at,
                false_alarm,
                stages,
                consequences,
                id,
            }
        })
    }

    /// One severity.
    pub(crate) fn severity(&mut self, field: Field<'t>) -> Option<Severity> {
        let ix = self.word(field, &SEVERITIES)?;
        Some(Severity::ALL[ix])
    }

    /// One severity, or weights by severity, as probabilities.
    fn severity_mix(&mut self, field: Field<'t>) -> Option<[f64; 4]> {
        let mut mix = [0.0; 4];
        if field.value.is_str() {
            mix[self.severity(field)?.ix()] = 1.0;
            return Some(mix);
        }
        let errors = self.errors();
        let block = self.block(field, &schema::BY_SEVERITY)?;
        for (ix, name) in SEVERITIES.iter().enumerate() {
            mix[ix] = self.factor(block.get(name), 0.0);
        }
        if self.errors() > errors {
            return None;
        }
        let scaled = self.probabilities(&mix, field)?;
        mix.copy_from_slice(&scaled);
        Some(mix)
    }

    fn read_detection(&mut self, field: Option<Field<'t>>) -> (Dist, f64) {
        let Some(field) = field else {
            return (Dist::ZERO, 0.0);
        };
        let errors = self.errors();
        let read = self.read_delay_and_miss(field);
        if self.errors() > errors {
            self.also_help(
                "a detection is a duration, a distribution, or { delay = { mean = \"2h\" }, \
                 missed = \"10%\" } where some are never noticed",
            );
        }
        read
    }

    fn read_delay_and_miss(&mut self, field: Field<'t>) -> (Dist, f64) {
        let table = field.value.as_table();
        if !table.is_some_and(|t| t.contains_key("delay") || t.contains_key("missed")) {
            return (self.dist(Some(field)), 0.0);
        }
        let Some(block) = self.block(field, &schema::DETECTION) else {
            return (Dist::ZERO, 0.0);
        };
        (
            self.dist(block.get("delay")),
            self.share(block.get("missed"), 0.0),
        )
    }

    fn read_impact(&mut self, field: Field<'t>) -> [f64; 4] {
        let DeValue::Table(_) = field.value else {
            return [self.share(Some(field), 0.0); 4];
        };
        let Some(block) = self.block(field, &schema::BY_SEVERITY) else {
            return [0.0; 4];
        };
        SEVERITIES.map(|name| self.share(block.get(name), 0.0))
    }

    fn read_stages(&mut self, block: &Block<'t>) -> Vec<Stage> {
        let entries = self.blocks(block.get("stage"), &schema::STAGE);
        let given = block.get("stage").map(|field| field.value);
        if given.is_none_or(|value| value.as_array().is_some_and(|list| list.is_empty())) {
            let message = "a kind of incident needs at least one stage of work";
            self.report(Code::NoStages, block.place_of("stage"), message)
                .help(
                    "add [[incident.stage]] with a name, a crew and an effort: name = \"triage\", \
                 crew = { analyst = 1 }, effort = \"2h\"",
                );
        }
        let mut stages: Vec<Stage> = Vec::new();
        let mut places = BTreeMap::new();
        for entry in entries.into_iter().flatten() {
            let stage = self.read_stage(&entry);
            let place = entry.place_of("name");
            if stage.name.is_empty() {
                // A missing name is told already.
            } else if let Some(earlier) = places.get(&stage.name).cloned() {
                let message = format!("there is a stage `{}` already", stage.name);
                self.report(Code::DuplicateStage, place, message)
                    .label("named again here")
                    .also(earlier, "first named here");
            } else {
                places.insert(stage.name.clone(), place);
            }
            stages.push(stage);
        }
        stages
    }

    fn read_stage(&mut self, block: &Block<'t>) -> Stage {
        let errors = self.errors();
        let crew = match block.get("crew") {
            Some(field) => self.skill_counts(field),
            None => Vec::new(),
        };
        if crew.is_empty() && self.errors() == errors {
            let message = "a stage of work needs a crew";
            self.report(Code::NoCrew, block.place_of("crew"), message)
                .help("say which skills and how many experts: crew = { analyst = 1 }");
        }
        let names = PLACES.map(|(name, _)| name);
        let place = block
            .get("where")
            .and_then(|field| self.word(field, &names));
        let name = block.get("name").and_then(|field| self.text(field));
        Stage {
            name: name.unwrap_or_default().to_owned(),
            crew,
            effort: self.dist(block.get("effort")),
            place: place.map_or(WorkPlace::Either, |ix| PLACES[ix].1),
        }
    }

    fn restores_at(&mut self, block: &Block<'t>, stages: &[Stage]) -> u32 {
        let last = stages.len().saturating_sub(1);
        let Some(field) = block.get("restores_at") else {
            return last as u32;
        };
        let Some(name) = self.text(field) else {
            return last as u32;
        };
        let found = stages.iter().position(|stage| stage.name == name);
        if found.is_none() && !stages.is_empty() {
            let names = || stages.iter().map(|stage| stage.name.as_str());
            let near = self.near(name, names()).map(str::to_owned);
            let message = format!("this incident has no stage `{name}`");
            let help = existing(names());
            self.report(Code::UnknownStage, field.place(), message)
                .suggest(near.as_deref())
                .help(help);
        }
        found.unwrap_or(last) as u32
    }

    fn read_consequences(
        &mut self,
        block: &Block<'t>,
        assets: &[Asset],
        sites: &[Site],
    ) -> Vec<Consequence> {
        let entries = self.blocks(block.get("consequence"), &schema::CONSEQUENCE);
        let entries = entries.into_iter().flatten();
        entries
            .filter_map(|entry| self.read_consequence(&entry, assets, sites))
            .collect()
    }

    fn read_consequence(
        &mut self,
        block: &Block<'t>,
        assets: &[Asset],
        sites: &[Site],
    ) -> Option<Consequence> {
        let kind = block
            .get("incident")
            .and_then(|f| self.refer(f, Thing::Kind));
        let on = block
            .get("on")
            .and_then(|f| self.read_where(f, assets, sites));
        let chance = self.share(block.get("chance"), 1.0);
        let after = self.dist(block.get("after"));
        let names = UNTIL.map(Moment::name);
        let until = block
            .get("until")
            .and_then(|field| self.word(field, &names));
        Some(Consequence {
            kind: KindIx::from(kind?),
            on: on?,
            chance,
            after,
            until: until.map_or(Moment::Contained, |ix| UNTIL[ix]),
        })
    }

    fn read_where(&mut self, field: Field<'t>, assets: &[Asset], sites: &[Site]) -> Option<Where> {
        const WORDS: [&str; 3] = ["self", "reached", "dependents"];
        if !field.value.is_str() {
            return Some(Where::Among(self.select(field, assets, sites)));
        }
        // A single asset or all of them read like any other selector.
        let text = field.value.as_str().unwrap_or_default();
        if text == "all" || self.ids.find(Thing::Asset, text).is_some() {
            return Some(Where::Among(self.select(field, assets, sites)));
        }
        Some(match self.word(field, &WORDS)? {
            0 => Where::Itself,
            1 => Where::Reached,
            _ => Where::Dependents,
        })
    }

    fn check_false_alarm(&mut self, block: &Block<'t>, impact: [f64; 4]) {
        if block.has("consequence") {
            let message = "a false alarm has no consequences";
            self.report(
                Code::FalseAlarmConsequence,
                block.place_of("consequence"),
                message,
            )
            .help("take out the consequences, or `false_alarm`");
        }
        if impact.iter().any(|share| *share > 0.0) {
            let message = "a false alarm harms nothing: its impact is never felt";
            self.report(Code::FalseAlarmImpact, block.place_of("impact"), message)
                .help("take out `impact`, or `false_alarm`");
        }
    }

    fn read_rsit(&mut self, block: &Block<'t>) -> String {
        let Some(field) = block.get("rsit") else {
            return String::new();
        };
        let Some(text) = self.text(field) else {
            return String::new();
        };
        match taxonomy::rsit(text) {
            Rsit::Known => {}
            Rsit::Malformed => {
                let message = format!("`{text}` is not of the form `class:type`");
                self.report(Code::BadRsit, field.place(), message)
                    .help("like \"availability:ddos\"");
            }
            Rsit::UnknownClass => {
                let class = text.split(':').next().unwrap_or_default();
                let near = self.near(class, taxonomy::rsit_classes());
                let message = format!("the taxonomy has no class `{class}`");
                self.report(Code::UnknownRsit, field.place(), message)
                    .suggest(near)
                    .help(format!(
                        "its classes are {}",
                        taxonomy::rsit_classes().collect::<Vec<_>>().join(", ")
                    ));
            }
            Rsit::UnknownType(types) => {
                let (class, name) = text.split_once(':').unwrap_or_default();
                let near = self.near(name, types.iter().copied());
                let message = format!("the class `{class}` has no type `{name}`");
                self.report(Code::UnknownRsit, field.place(), message)
                    .suggest(near)
                    .help(format!("its types are {}", types.join(", ")));
            }
        }
        text.to_owned()
    }

    fn techniques(&mut self, field: Option<Field<'t>>, code: Code, example: &str) -> Vec<String> {
        let mut found = Vec::new();
        for entry in self.one_or_many(field) {
            let Some(text) = self.text(entry) else {
                continue;
            };
            if !taxonomy::is_technique(text) {
                let message = format!("`{text}` is not the id of a technique");
                self.report(code, entry.place(), message).help(format!(
                    "like \"{example}\", or \"{example}.001\" for a sub-technique"
                ));
            }
            found.push(text.to_owned());
        }
        found
    }
}
