//! Which assumptions matter most: a Morris screening.

use serde_json::Value;
use sortie::inside::report::table::Table;
use sortie::inside::report::words::grouped;
use sortie::inside::study::measures::Unit;

use crate::page::{Fillings, texts};
use crate::program::Results;
use crate::value::{entry, estimate, number, signed, text, whole};

/// Replications of each point.
const REPLICATIONS: &str = "200";

/// Paths of the screening.
const PATHS: &str = "12";

/// A value that is varied.
struct Factor {
    path: &'static str,
    range: &'static str,
    /// What it is.
    what: &'static str,
    /// Why it is varied so far.
    why: &'static str,
}

const fn factor(
    path: &'static str,
    range: &'static str,
    what: &'static str,
    why: &'static str,
) -> Factor {
    Factor {
        path,
        range,
        what,
        why,
    }
}

/// What is varied: from what happens, by what is noticed and how much work it is, to who comes.
const FACTORS: [Factor; 16] = [
    factor(
        "threat.patient.rate",
        "0.2/week..0.8/week",
        "intrusions by a patient adversary",
        "assumed; half to double",
    ),
    factor(
        "threat.crime.rate",
        "0.125/week..0.5/week",
        "organised crime in municipal networks",
        "assumed; half to double",
    ),
    factor(
        "threat.floods.rate",
        "0.6/week..2.4/week",
        "everyday floods of traffic",
        "assumed; half to double",
    ),
    factor(
        "inject.c9-polling-outage.chance",
        "20%..100%",
        "voter lists fail as polls open in May",
        "happened in 2016; the chance is assumed",
    ),
    factor(
        "incident.credential-abuse.consequence.1.chance",
        "1.5%..6%",
        "stolen credentials are used on the next system",
        "assumed, for each neighbour; half to double",
    ),
    factor(
        "incident.credential-abuse.detection.delay.median",
        "12h..120h",
        "time to notice stolen credentials",
        "general incidents (VCDB); elections may look closer, or less",
    ),
    factor(
        "incident.ransomware-municipal.stage.contain.effort.median",
        "7h..28h",
        "work to contain ransomware",
        "a third of elapsed time, which is assumed; half to double",
    ),
    factor(
        "asset.vrk-results-publish.fallback.after",
        "15min..3h",
        "time to switch to the mirror of the results site",
        "assumed; a rehearsed switch to what took over 3 h in 2016",
    ),
    factor(
        "team.nksc.notice.median",
        "10min..60min",
        "the national centre's notice",
        "assumed; its 90% stays at 90 min",
    ),
    factor(
        "team.vrk-it.experts.1.proficiency",
        "0.6..1",
        "proficiency of the commission's three analysts",
        "assumed; as its malware expert, to a full expert",
    ),
    factor(
        "dispatch.rule.grave-eradicate.teams.1.approval.median",
        "6h..48h",
        "approval of help from abroad",
        "assumed; its 90% stays at 60 h",
    ),
    factor(
        "team.eu-crrt.notice.likely",
        "4h..20h",
        "the rapid response team's notice, most likely value",
        "assumed; between its limits of 2 and 24 h",
    ),
    factor(
        "nation.NL.release.likely",
        "4h..20h",
        "release of Dutch experts, most likely value",
        "nobody publishes it; between its limits of 2 and 24 h",
    ),
    factor(
        "travel.routes.3.time",
        "4h..16h",
        "journey from The Hague to Vilnius with the kit",
        "assumed; half to double",
    ),
    factor(
        "roster.crrt-rotation.learning.start",
        "50%..90%",
        "effectiveness of an expert new to the place",
        "no study says; the range that the scenario names",
    ),
    factor(
        "roster.crrt-rotation.learning.time",
        "7d..60d",
        "time constant of learning the place",
        "no study says; the range that the scenario names",
    ),
];

/// What is measured: its name, its heading.
const MEASURES: [(&str, &str); 4] = [
    ("recovery:grave", "mean recovery, grave"),
    ("response:grave", "mean response, grave"),
    ("loss", "weighted service loss"),
    ("milestones", "milestones kept"),
];

/// The screening.
pub struct Screening {
    /// Its results.
    pub results: Results,
    summary: Value,
}

impl Screening {
    /// Runs it.
    ///
    /// # Errors
    /// If it can't be run or read.
    pub fn run(seed: &str) -> Result<Self, String> {
        let varied: Vec<String> = FACTORS
            .iter()
            .map(|it| format!("{}={}", it.path, it.range))
            .collect();
        let names = MEASURES.map(|it| it.0).join(",");
        let mut words = vec!["sweep", "lithuania-2019", "--design", "morris"];
        words.extend(["--points", PATHS, "--replications", REPLICATIONS]);
        words.extend(["--seed", seed, "--measure", &names]);
        for factor in &varied {
            words.extend(["--vary", factor]);
        }
        let results = Results::of("screening", &words)?;
        let summary = results.json("sweep.json")?;
        Ok(Self { results, summary })
    }

    /// Mean size of a factor's effect on a measure (μ*), in hours, shares or weighted hours.
    ///
    /// # Errors
    /// If it is not in the results.
    pub fn size(&self, measure: &str, path: &str) -> Result<f64, String> {
        let effects = &entry(&self.summary["measures"], "name", measure)?["factors"];
        number(&entry(effects, "path", path)?["mu_star"]["estimate"])
    }

    /// Mean effect of a factor on a measure with its sign (μ), in the same units.
    ///
    /// # Errors
    /// If it is not in the results.
    pub fn mean(&self, measure: &str, path: &str) -> Result<f64, String> {
        let effects = &entry(&self.summary["measures"], "name", measure)?["factors"];
        number(&entry(effects, "path", path)?["mu"]["estimate"])
    }

    /// Paths of the factors, the one that moves a measure most first.
    ///
    /// # Errors
    /// If one is not in the results.
    pub fn ranking(&self, measure: &str) -> Result<Vec<&'static str>, String> {
        let mut ranked = Vec::with_capacity(FACTORS.len());
        for factor in &FACTORS {
            ranked.push((self.size(measure, factor.path)?, factor.path));
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(ranked.into_iter().map(|(_, path)| path).collect())
    }

    /// What a factor of the ranking is, in words.
    pub fn words(path: &str) -> &'static str {
        FACTORS
            .iter()
            .find(|it| it.path == path)
            .map_or("", |it| it.what)
    }

    /// Puts tables and numbers on the page.
    ///
    /// # Errors
    /// If something is not in the results.
    pub fn fill(&self, page: &mut Fillings) -> Result<(), String> {
        page.put("screening.factors", FACTORS.len().to_string());
        page.put("screening.paths", PATHS);
        let points = whole(&self.summary["design"]["rows"])?;
        page.put("screening.points", grouped(points));
        page.put("screening.replications", REPLICATIONS);
        page.put("screening.ranges", self.ranges()?);
        page.put("screening.ranking", self.table()?);
        for (name, _) in MEASURES {
            let leaders: Vec<&str> = self.ranking(name)?.into_iter().take(3).collect();
            let leaders: Vec<String> = leaders.into_iter().map(Self::said).collect();
            page.put(&format!("screening.{name}"), leaders.join("; "));
        }
        Ok(())
    }

    fn said(path: &str) -> String {
        Self::words(path).to_owned()
    }

    fn ranges(&self) -> Result<String, String> {
        let mut table = Table::new(&["what", "path", "in the scenario", "varied over", "why"]);
        for factor in &FACTORS {
            let own = entry(&self.summary["factors"], "path", factor.path)?;
            table.row(vec![
                factor.what.to_owned(),
                format!("`{}`", factor.path),
                text(&own["own_text"])?.to_owned(),
                factor.range.replace("..", " to "),
                factor.why.to_owned(),
            ]);
        }
        Ok(texts(&table))
    }

    fn table(&self) -> Result<String, String> {
        let mut head = vec!["what"];
        head.extend(MEASURES.map(|it| it.1));
        let mut table = Table::new(&head);
        for path in self.ranking(MEASURES[0].0)? {
            let mut cells = vec![Self::said(path)];
            for (name, _) in MEASURES {
                cells.push(self.effect(name, path)?);
            }
            table.row(cells);
        }
        Ok(table.markdown())
    }

    /// The mean effect with its interval; nothing where it is none.
    fn effect(&self, measure: &str, path: &str) -> Result<String, String> {
        let found = entry(&self.summary["measures"], "name", measure)?;
        let effect = entry(&found["factors"], "path", path)?;
        if number(&effect["mu_star"]["estimate"])? <= 0.0 {
            return Ok("none".to_owned());
        }
        let change = estimate(&effect["mu"])?;
        Ok(match measure {
            "loss" => signed(Unit::WeightedHours, &change).replace(" weighted h", ""),
            "milestones" => signed(Unit::Share, &change),
            _ => signed(Unit::Hours, &change),
        })
    }
}
