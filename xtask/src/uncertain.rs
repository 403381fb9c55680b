//! What holds whatever is assumed: ways to rotate, averaged over orders of the nations and all
//! other assumptions that the scenario calls uncertain.

use serde_json::Value;
use sortie::inside::report::table::Table;
use sortie::inside::report::words::{decimal, duration, duration_estimate};
use sortie::inside::study::estimate::Estimate;
use sortie::inside::study::measures::Unit;

use crate::page::Fillings;
use crate::policies::Policies;
use crate::program::Results;
use crate::value::{entry, estimate, number, signed, text};

/// Ways to take turns, or not to, that leave the first day to the assumptions.
const TURNS: [&str; 6] = [
    "annual",
    "three-months",
    "one-month",
    "staggered",
    "overlap",
    "permanent",
];

/// The one way without turns and seats.
const WITHOUT_SEATS: &str = "on-call";

const MEASURE: &str = "recovery:grave";
const POINTS: &str = "64";
const REPLICATIONS: &str = "50";

/// The study.
pub struct Uncertain {
    /// Its results.
    pub results: Results,
    found: Value,
}

impl Uncertain {
    /// Runs it.
    ///
    /// # Errors
    /// If it can't be run or read.
    pub fn run(seed: &str) -> Result<Self, String> {
        let mut policies = TURNS.to_vec();
        policies.push(WITHOUT_SEATS);
        let policies = policies.join(",");
        let words = [
            "compare",
            "lithuania-2019",
            "--policies",
            &policies,
            "--measure",
            MEASURE,
            "--uncertain",
            "all",
            "--points",
            POINTS,
            "--replications",
            REPLICATIONS,
            "--seed",
            seed,
        ];
        let results = Results::of("uncertain", &words)?;
        Ok(Self {
            found: results.json("uncertainty.json")?,
            results,
        })
    }

    fn row(&self, policy: &str) -> Result<&Value, String> {
        let rows = &entry(&self.found["measures"], "name", MEASURE)?["rows"];
        entry(rows, "policy", policy)
    }

    fn average(&self, policy: &str) -> Result<Estimate, String> {
        let found = &self.row(policy)?["difference"];
        Ok(Estimate {
            low: found["together_low"].as_f64(),
            high: found["together_high"].as_f64(),
            ..estimate(&found["spread"]["mean"])?
        })
    }

    /// Sentences of the page that these numbers no longer bear out.
    ///
    /// # Errors
    /// If something is not in the results.
    pub fn wrong(&self) -> Result<Vec<String>, String> {
        let mut wrong = Vec::new();
        for policy in TURNS {
            let verdict = text(&self.row(policy)?["difference"]["verdict"])?;
            if !["practically_the_same", "not_shown"].contains(&verdict) {
                wrong.push(format!(
                    "averaged over assumptions, `{policy}` is {verdict}"
                ));
            }
        }
        let on_call = text(&self.row(WITHOUT_SEATS)?["difference"]["verdict"])?;
        if on_call != "better" {
            wrong.push(format!("averaged over assumptions, `on-call` is {on_call}"));
        }
        Ok(wrong)
    }

    /// Puts tables and numbers on the page.
    ///
    /// # Errors
    /// If something is not in the results.
    pub fn fill(&self, page: &mut Fillings, policies: &Policies) -> Result<(), String> {
        let mut table = Table::new(&[
            "policy",
            "as written",
            "averaged over what is assumed",
            "better at",
            "worse at",
            "the best at",
            "at worst behind by",
        ]);
        let percent =
            |share: &Value| Ok::<_, String>(format!("{}%", decimal(100.0 * number(share)?, 0)));
        let behind = |choice: &Value| Ok::<_, String>(duration(number(&choice["worst_regret"])?));
        let base = self.row("as-it-is")?;
        table.row(vec![
            "*as it is*".to_owned(),
            String::new(),
            duration_estimate(&estimate(&base["value"]["mean"])?),
            String::new(),
            String::new(),
            percent(&base["choice"]["best"])?,
            behind(&base["choice"])?,
        ]);
        for policy in TURNS.into_iter().chain([WITHOUT_SEATS]) {
            let name = entry(&self.found["policies"], "id", policy)?;
            let row = self.row(policy)?;
            let written = policies.difference(policy, MEASURE)?.change;
            table.row(vec![
                text(&name["name"])?.to_owned(),
                signed(Unit::Hours, &written),
                signed(Unit::Hours, &self.average(policy)?),
                percent(&row["difference"]["better"])?,
                percent(&row["difference"]["worse"])?,
                percent(&row["choice"]["best"])?,
                behind(&row["choice"])?,
            ]);
        }
        page.put("uncertain", table.markdown());
        let share = number(&base["value"]["assumptions_share"])?;
        page.put("uncertain.share", format!("{}%", decimal(100.0 * share, 0)));
        page.put("uncertain.points", POINTS);
        page.put("uncertain.replications", REPLICATIONS);
        let measure = entry(&self.found["measures"], "name", MEASURE)?;
        page.put(
            "uncertain.worthwhile",
            duration(number(&measure["worthwhile"])?),
        );
        page.put(
            "uncertain.knowing",
            duration(number(&measure["knowing"]["all"])?),
        );
        let count = self.found["assumptions"].as_array().map_or(0, Vec::len);
        page.put("uncertain.assumptions", count.to_string());
        for policy in ["three-months", "one-month", "overlap", "on-call"] {
            let average = signed(Unit::Hours, &self.average(policy)?);
            page.put(&format!("uncertain.{policy}"), average);
        }
        Ok(())
    }
}
