//! What policies change, and two questions that no policy of the scenario asks.

use std::fs;

use serde_json::Value;
use sortie::inside::report::table::Table;
use sortie::inside::report::words::{duration_estimate, share};
use sortie::inside::scenario::document::Document;
use sortie::inside::study::estimate::Estimate;
use sortie::inside::study::measures::Unit;

use crate::page::Fillings;
use crate::program::{Results, root, said};
use crate::results::{self, REPLICATIONS};
use crate::value::{entry, estimate, signed, text};

/// Other ways to rotate the rapid response team, or not to.
pub const ROTATIONS: [&str; 10] = [
    "annual",
    "three-months",
    "one-month",
    "election-aligned",
    "worst-handover",
    "structured-handover",
    "staggered",
    "overlap",
    "permanent",
    "on-call",
];

/// Other ways to answer.
const OTHERS: [&str; 4] = ["prepositioned", "pre-emption", "consolidated", "dispersed"];

/// What they are compared by: its name, its unit, its heading.
const MEASURES: [(&str, Unit, &str); 5] = [
    ("recovery:grave", Unit::Hours, "mean recovery, grave"),
    ("response:grave", Unit::Hours, "mean response, grave"),
    ("target:on-site-72h", Unit::Share, "on site within 72 h"),
    ("milestones", Unit::Share, "milestones kept"),
    ("loss", Unit::WeightedHours, "service loss"),
];

/// What is not in the scenario: the consent of the council and the capitals is there already.
const AGREED: &str = r#"
[[policy]]
id      = "agreed-beforehand"
name    = "Help agreed beforehand"
summary = "Nobody has to be asked for consent any more when help from abroad is needed."

[policy.set]
"dispatch.rule.grave-first.teams"     = ["nksc", "eu-crrt"]
"dispatch.rule.grave-eradicate.teams" = ["eu-crrt"]
"#;

/// A difference to the scenario as it is.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The difference, with limits that hold for all of its comparison together.
    pub change: Estimate,
    /// `better`, `worse`, `practically_the_same`, `not_shown` or `same`.
    pub verdict: String,
}

impl Difference {
    /// True if it is shown to be below zero, however little that is.
    pub fn is_below(&self) -> bool {
        self.change.high.is_some_and(|high| high < 0.0)
    }

    /// True if it is shown to be above zero, however little that is.
    pub fn is_above(&self) -> bool {
        self.change.low.is_some_and(|low| low > 0.0)
    }
}

/// Comparisons of policies.
pub struct Policies {
    /// Results of the comparison of the scenario's policies.
    pub results: Results,
    compared: Value,
    agreed: Value,
    near: Value,
    /// Summaries of single runs: the scenario as it is (`None`) and its rotations.
    runs: Vec<(Option<&'static str>, Value)>,
}

impl Policies {
    /// Runs them.
    ///
    /// # Errors
    /// If something can't be run or read.
    pub fn run(seed: &str, document: &Document, as_it_is: &Value) -> Result<Self, String> {
        let names: Vec<&str> = ROTATIONS.into_iter().chain(OTHERS).collect();
        let names = names.join(",");
        let measures = MEASURES.map(|it| it.0).join(",");
        let compare = |name: &str, scenario: &str, policies: &str, set: &[&str]| {
            let mut words = vec!["compare", scenario, "--policies", policies];
            words.extend(["--measure", &measures, "--replications", REPLICATIONS]);
            words.extend(["--seed", seed]);
            words.extend(set);
            Results::of(name, &words)
        };
        let results = compare("policies", "lithuania-2019", &names, &[])?;
        // Where nobody has anything to learn, what is left of a difference is who comes from where.
        let learnt = ["--set", "roster.crrt-rotation.learning.start=100%"];
        let near = compare("nearness", "lithuania-2019", "worst-handover", &learnt)?;
        let file = root().join("target/docs/agreed-beforehand.toml");
        fs::write(&file, format!("{}{AGREED}", document.text))
            .map_err(|error| said(&file, &error))?;
        let file = file.to_string_lossy();
        let agreed = compare("agreed", &file, "agreed-beforehand", &[])?;
        let mut runs = vec![(None, as_it_is.clone())];
        for policy in ROTATIONS {
            let summary = results::run(seed, Some(policy))?.json("summary.json")?;
            runs.push((Some(policy), summary));
        }
        Ok(Self {
            compared: results.json("comparison.json")?,
            near: near.json("comparison.json")?,
            agreed: agreed.json("comparison.json")?,
            results,
            runs,
        })
    }

    /// A policy's difference to the scenario as it is.
    ///
    /// # Errors
    /// If it is not in the results.
    pub fn difference(&self, policy: &str, measure: &str) -> Result<Difference, String> {
        difference(&self.compared, policy, measure)
    }

    /// The same for help agreed beforehand.
    ///
    /// # Errors
    /// If it is not in the results.
    pub fn agreed(&self, measure: &str) -> Result<Difference, String> {
        difference(&self.agreed, "agreed-beforehand", measure)
    }

    /// The same for the worst handover, if nobody had anything to learn.
    ///
    /// # Errors
    /// If it is not in the results.
    pub fn near(&self, measure: &str) -> Result<Difference, String> {
        difference(&self.near, "worst-handover", measure)
    }

    /// The rotations with the lowest and the highest value of a difference.
    ///
    /// # Errors
    /// If one is not in the results.
    pub fn extremes(&self, measure: &str) -> Result<[(&'static str, Difference); 2], String> {
        let mut all = Vec::with_capacity(ROTATIONS.len());
        for policy in ROTATIONS {
            all.push((policy, self.difference(policy, measure)?));
        }
        all.sort_by(|a, b| a.1.change.estimate.total_cmp(&b.1.change.estimate));
        match (all.first(), all.last()) {
            (Some(low), Some(high)) => Ok([low.clone(), high.clone()]),
            _ => Err("there are no rotations".to_owned()),
        }
    }

    /// The largest limit of a difference that any rotation makes.
    ///
    /// # Errors
    /// If one is not in the results.
    pub fn most(&self, measure: &str) -> Result<f64, String> {
        let mut most = 0.0_f64;
        for policy in ROTATIONS {
            let Estimate { low, high, .. } = self.difference(policy, measure)?.change;
            most = most
                .max(low.unwrap_or(0.0).abs())
                .max(high.unwrap_or(0.0).abs());
        }
        Ok(most)
    }

    /// A policy's own value; the scenario's as it is under `as-it-is`.
    ///
    /// # Errors
    /// If it is not in the results.
    pub fn value(&self, policy: &str, measure: &str) -> Result<Estimate, String> {
        let rows = &entry(&self.compared["measures"], "name", measure)?["rows"];
        estimate(&entry(rows, "policy", policy)?["value"])
    }

    /// Hours from request to hands on of the rapid response team, under each way to rotate.
    ///
    /// # Errors
    /// If it is not in the results.
    pub fn waits(&self) -> Result<Vec<(Option<&'static str>, Estimate)>, String> {
        self.runs
            .iter()
            .map(|(policy, summary)| {
                let wait = entry(&summary["waits"], "team", "eu-crrt")?;
                Ok((*policy, estimate(&wait["in_all"])?))
            })
            .collect()
    }

    /// Mean effectiveness of those on duty in the rapid response team, under a way to rotate.
    ///
    /// # Errors
    /// If it is not in the results.
    pub fn effectiveness(&self, policy: Option<&str>) -> Result<f64, String> {
        let found = self.runs.iter().find(|(name, _)| *name == policy);
        let (_, summary) = found.ok_or("a rotation that was not run")?;
        let roster = entry(&summary["rosters"], "team", "eu-crrt")?;
        Ok(estimate(&roster["effectiveness"])?.estimate)
    }

    /// Puts tables and numbers on the page.
    ///
    /// # Errors
    /// If something is not in the results.
    pub fn fill(&self, page: &mut Fillings) -> Result<(), String> {
        let compared: Vec<&str> = ROTATIONS.into_iter().chain(OTHERS).collect();
        page.put("policies.n", compared.len().to_string());
        page.put("policies.rotations", ROTATIONS.len().to_string());
        page.put("policies", self.table(&compared)?);
        page.put("policies.team", self.team()?);
        page.put("agreed.toml", AGREED.trim());
        for (name, measure, unit) in [
            ("agreed.recovery", "recovery:grave", Unit::Hours),
            ("agreed.on-site", "target:on-site-72h", Unit::Share),
            ("agreed.loss", "loss", Unit::WeightedHours),
        ] {
            page.put(name, signed(unit, &self.agreed(measure)?.change));
        }
        let near = self.near("recovery:grave")?.change;
        page.put("near.recovery", signed(Unit::Hours, &near));
        for policy in [
            "one-month",
            "worst-handover",
            "overlap",
            "prepositioned",
            "pre-emption",
            "consolidated",
            "dispersed",
        ] {
            let change = self.difference(policy, "recovery:grave")?.change;
            page.put(&format!("{policy}.recovery"), signed(Unit::Hours, &change));
        }
        let response = self.difference("dispersed", "response:grave")?.change;
        page.put("dispersed.response", signed(Unit::Hours, &response));
        let mean = self.value("as-it-is", "recovery:grave")?;
        page.put("recovery", duration_estimate(&mean));
        let mean = self.value("as-it-is", "response:grave")?;
        page.put("response", duration_estimate(&mean));
        Ok(())
    }

    fn table(&self, policies: &[&str]) -> Result<String, String> {
        let mut head = vec!["policy"];
        head.extend(MEASURES.map(|it| it.2));
        let mut table = Table::new(&head);
        let mut cells = vec!["*as it is*".to_owned()];
        for (measure, unit, _) in MEASURES {
            let value = self.value("as-it-is", measure)?;
            cells.push(match unit {
                Unit::Hours => duration_estimate(&value),
                Unit::Share => share(&value),
                _ => sortie::inside::report::words::estimate(&value),
            });
        }
        table.row(cells);
        for policy in policies {
            let name = entry(&self.compared["policies"], "id", policy)?;
            let mut cells = vec![text(&name["name"])?.to_owned()];
            for (measure, unit, _) in MEASURES {
                let found = self.difference(policy, measure)?;
                cells.push(match found.verdict.as_str() {
                    "same" => "the same".to_owned(),
                    "not_shown" => format!("({})", signed(unit, &found.change)),
                    "practically_the_same" => format!("≈ {}", signed(unit, &found.change)),
                    _ => signed(unit, &found.change),
                });
            }
            table.row(cells);
        }
        Ok(table.markdown())
    }

    /// The rapid response team itself, under each way to rotate.
    fn team(&self) -> Result<String, String> {
        let mut table = Table::new(&[
            "policy",
            "request to hands on",
            "mean effectiveness",
            "lowest day",
        ]);
        for (policy, summary) in &self.runs {
            let wait = entry(&summary["waits"], "team", "eu-crrt")?;
            let roster = entry(&summary["rosters"], "team", "eu-crrt")?;
            let lowest = share(&estimate(&roster["lowest"])?);
            let name = match policy {
                None => "*as it is*".to_owned(),
                Some(policy) => {
                    let named = entry(&self.compared["policies"], "id", policy)?;
                    text(&named["name"])?.to_owned()
                }
            };
            table.row(vec![
                name,
                duration_estimate(&estimate(&wait["in_all"])?),
                share(&estimate(&roster["effectiveness"])?),
                format!("{lowest}, {}", text(&roster["lowest"]["on"])?),
            ]);
        }
        Ok(table.markdown())
    }
}

fn difference(compared: &Value, policy: &str, measure: &str) -> Result<Difference, String> {
    let rows = &entry(&compared["measures"], "name", measure)?["rows"];
    let found = &entry(rows, "policy", policy)?["difference"];
    Ok(Difference {
        change: Estimate {
            low: found["together_low"].as_f64(),
            high: found["together_high"].as_f64(),
            ..estimate(found)?
        },
        verdict: text(&found["verdict"])?.to_owned(),
    })
}
