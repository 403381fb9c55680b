//! What the page says in words, held against the numbers: a sentence that they no longer bear
//! out stops the page from being written.

use serde_json::Value;

use crate::early::Early;
use crate::page::Fillings;
use crate::policies::{Policies, ROTATIONS};
use crate::results;
use crate::screening::Screening;
use crate::value::percent;
use sortie::inside::report::words::{decimal, duration};

/// Hours in a minute.
const MINUTE: f64 = 1.0 / 60.0;

/// Arrangements other than the approval.
const ARRANGEMENTS: [&str; 5] = [
    "asset.vrk-results-publish.fallback.after",
    "team.nksc.notice.median",
    "team.eu-crrt.notice.likely",
    "nation.NL.release.likely",
    "travel.routes.3.time",
];

/// Milestones that campaigns C2, C4, C9, C10 and C11 aim at.
const AIMED_AT: [&str; 7] = [
    "portal-registration",
    "lists-presidential",
    "terminals-presidential",
    "results-municipal",
    "results-presidential",
    "results-run-off",
    "results-ep",
];

/// Checks every sentence, and fills in the numbers that only sentences need.
///
/// # Errors
/// With all sentences that no longer hold.
pub fn check(
    screening: &Screening,
    policies: &Policies,
    early: &Early,
    as_it_is: &Value,
    page: &mut Fillings,
) -> Result<(), String> {
    let mut wrong = Vec::new();
    let mut claim = |holds: bool, words: &str| {
        if !holds {
            wrong.push(words.to_owned());
        }
    };
    let response = policies.most("response:grave")?;
    page.put("rotation.response", duration(response));
    claim(
        response < MINUTE,
        "no rotation moves the mean first response by a minute",
    );
    claim(
        early.first < 0.05,
        "the rapid response team is hardly ever first",
    );

    let [(fastest, gain), (slowest, cost)] = policies.extremes("recovery:grave")?;
    claim(
        fastest == "overlap",
        "an overlap gains most recovery of all rotations",
    );
    claim(
        slowest == "one-month",
        "a month costs most recovery of all rotations",
    );
    let recovery = policies.value("as-it-is", "recovery:grave")?.estimate;
    let swing = gain.change.estimate.abs().max(cost.change.estimate.abs());
    page.put("rotation.recovery", duration(swing));
    page.put(
        "rotation.recovery.share",
        decimal(swing / recovery * 100.0, 1) + "%",
    );
    claim(
        swing / recovery < 0.02,
        "no rotation moves recovery by more than some hundredths",
    );
    claim(cost.is_above(), "a month is shown to be worse");
    let mut kept = true;
    for policy in ROTATIONS {
        let verdict = policies.difference(policy, "milestones")?.verdict;
        kept &= ["same", "not_shown", "practically_the_same"].contains(&verdict.as_str());
    }
    claim(kept, "no rotation is shown to move a milestone");

    let waits = policies.waits()?;
    let own = |policy: Option<&str>| {
        let found = waits.iter().find(|(name, _)| *name == policy);
        found.map_or(f64::NAN, |(_, wait)| wait.estimate)
    };
    let hours = waits.iter().map(|(_, wait)| wait.estimate);
    let (low, high) = hours.fold((f64::INFINITY, 0.0_f64), |(low, high), it| {
        (low.min(it), high.max(it))
    });
    page.put("rotation.wait.low", duration(low));
    page.put("rotation.wait.high", duration(high));
    claim(
        high - low > 1.0,
        "rotation moves the team's own time to hands on by hours",
    );

    let worst = policies.difference("worst-handover", "recovery:grave")?;
    let near = policies.near("recovery:grave")?;
    claim(
        worst.is_below(),
        "the worst handover recovers faster than the default",
    );
    claim(
        own(Some("worst-handover")) < own(None),
        "under the worst handover the team comes sooner",
    );
    let experts = |policy| policies.effectiveness(policy);
    let (of_worst, of_default) = (experts(Some("worst-handover"))?, experts(None)?);
    page.put("worst-handover.effectiveness", percent(of_worst));
    page.put("as-it-is.effectiveness", percent(of_default));
    claim(
        of_worst > of_default,
        "experts are better at the place on average under the worst handover",
    );
    let learning = worst.change.estimate - near.change.estimate;
    page.put("near.learning", duration(learning));
    claim(
        near.is_below() && near.change.estimate < worst.change.estimate,
        "nearness alone would gain more than the worst handover does",
    );
    claim(
        learning > 0.0,
        "what the new team must learn costs a part of it",
    );

    let agreed = policies.agreed("recovery:grave")?.change.estimate;
    page.put("agreed.times", decimal(agreed.abs() / swing, 0));
    claim(
        agreed < 0.0 && agreed.abs() > 10.0 * swing,
        "consent beforehand gains ten times as much",
    );
    claim(
        early.spread.estimate > 2.0 * swing,
        "asking at detection could gain more than rotation",
    );
    for (policy, better) in [
        ("prepositioned", true),
        ("pre-emption", true),
        ("consolidated", true),
        ("dispersed", false),
    ] {
        let found = policies.difference(policy, "recovery:grave")?;
        let (holds, word) = if better {
            (found.is_below(), "better")
        } else {
            (found.is_above(), "worse")
        };
        claim(
            holds,
            &format!("{policy} is shown to be {word} by recovery"),
        );
    }

    let leads = |measure: &str, paths: &[&str]| -> Result<bool, String> {
        let ranking = screening.ranking(measure)?;
        Ok(paths
            .iter()
            .all(|path| ranking[..paths.len()].contains(path)))
    };
    let approval = "dispatch.rule.grave-eradicate.teams.1.approval.median";
    claim(
        leads(
            "recovery:grave",
            &[
                "threat.floods.rate",
                "threat.crime.rate",
                "threat.patient.rate",
                approval,
            ],
        )?,
        "recovery is moved most by three rates and the approval",
    );
    claim(
        leads("response:grave", &["team.nksc.notice.median"])?,
        "the first response is moved most by the national centre's notice",
    );
    claim(
        leads(
            "milestones",
            &[
                "inject.c9-polling-outage.chance",
                "asset.vrk-results-publish.fallback.after",
            ],
        )?,
        "milestones are moved most by one chance and one fallback",
    );
    let floods = |measure| screening.mean(measure, "threat.floods.rate");
    claim(
        floods("recovery:grave")? < 0.0 && floods("response:grave")? < 0.0,
        "more floods shorten the mean recovery and the mean response",
    );
    let mut next = 0.0_f64;
    for path in ARRANGEMENTS {
        next = next.max(screening.size("recovery:grave", path)?);
    }
    claim(
        3.0 * next < screening.size("recovery:grave", approval)?,
        "approval is the one arrangement that moves recovery by many hours",
    );
    claim(
        results::failing(as_it_is, 0.8)? == AIMED_AT,
        "milestones that fail in more than a fifth are what a campaign aims at",
    );
    claim(
        leads("loss", &["threat.crime.rate"])?,
        "service loss is moved most by crime in municipal networks",
    );
    let learnt = screening
        .size("recovery:grave", "roster.crrt-rotation.learning.start")?
        .max(screening.size("recovery:grave", "roster.crrt-rotation.learning.time")?);
    page.put("screening.learning", duration(learnt));
    page.put(
        "screening.approval",
        duration(screening.size("recovery:grave", approval)?),
    );
    claim(
        10.0 * learnt < screening.size("recovery:grave", approval)?,
        "what is assumed of learning moves recovery by a tenth of what approval does",
    );
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "the numbers no longer bear out what the page says; see the template and \
             xtask/src/claims.rs:\n  {}",
            wrong.join("\n  ")
        ))
    }
}
