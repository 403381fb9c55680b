//! A calibration as blocks of a scenario.

use crate::calibrate::{Arrivals, Calibration, DurationFound, KindFound, Parameter, Step, Verdict};
use crate::scenario;
use crate::stats::fit::{FitState, Lifetime};

use super::words::decimal;
use crate::text::is_unfit;

/// What `calibrated.toml` holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extract {
    /// The file.
    pub text: String,
    /// Kinds for which no block could be written, and why.
    pub without: Vec<(String, String)>,
}

/// A scenario in which each block is checked: what it asks for, and nothing else.
const FRAME: &str = r#"
schema   = 1
scenario = { name = "Calibrated", timezone = "UTC", start = "2024-01-01", end = "2025-01-01" }
asset    = [{ id = "asset" }]
team     = [{ id = "team", unlimited = true }]
[[dispatch.rule]]
teams = ["team"]
"#;

/// `calibrated.toml`: a kind of incident and a threat for each kind in the records, to be
/// pasted into a scenario. What no record says is marked as an assumption. Each block is checked
/// as `sortie check` does; of a kind whose block would be refused, or of which the records do not
/// identify a duration, there are comments alone.
pub fn write(found: &Calibration) -> Extract {
    let mut text = format!(
        "# Calibrated by Sortie {} from {}: {} incidents of {} rows, {} of them not usable.\n\
         # Records until {}{}. Seed {}, {} bootstrap samples.\n\
         # Paste into a scenario that has assets, a team with the skills below, and a rule.\n\
         # Figures hold for the place, the period and the recorders they come from.\n",
        env!("CARGO_PKG_VERSION"),
        one_line(&found.source),
        found.fates.incidents(),
        found.rows,
        found.bad,
        found.until,
        if found.until_guessed {
            " (the last moment in them; nobody said when they end)"
        } else {
            ""
        },
        found.seed,
        found.draws,
    );
    // All kinds together are a table's first line, not a kind.
    let kinds = match &found.kinds[..] {
        [one] => std::slice::from_ref(one),
        [_, kinds @ ..] => kinds,
        [] => &[],
    };
    let mut without = Vec::new();
    for kind in kinds {
        let mut block = String::new();
        write_kind(&mut block, found, kind);
        let unknown = unidentified(found, kind);
        let reason = unknown.or_else(|| {
            let report =
                scenario::load(&format!("{FRAME}{block}"), "block", "block", None).err()?;
            let first = report.diagnostics().first()?;
            Some(format!("`check` refuses it: {}", one_line(&first.message)))
        });
        if let Some(reason) = reason {
            text.push_str(&format!(
                "\n# No block for {}: {reason}.\n# What it would be, for you to complete:\n",
                kind.id
            ));
            let lines = block.trim_start().lines();
            text.extend(lines.map(|line| format!("# {}\n", line.trim_start_matches("# "))));
            without.push((kind.id.clone(), reason));
        } else {
            text.push_str(&block);
        }
    }
    Extract { text, without }
}

/// Why a kind gets no block: a duration that its records do not identify.
fn unidentified(found: &Calibration, kind: &KindFound) -> Option<String> {
    let steps = [Step::Detection, Step::Containment, Step::Recovery];
    steps.into_iter().find_map(|step| {
        let (taken, _) = found.step(kind, step)?;
        match taken.verdict {
            Verdict::NotIdentified { low, high } => Some(format!(
                "{} is not identified: the records do not tell its distribution within {}",
                step.name(),
                bounds(low, high)
            )),
            _ => None,
        }
    })
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if is_unfit(c) { ' ' } else { c })
        .collect()
}

fn write_kind(text: &mut String, found: &Calibration, kind: &KindFound) {
    let false_alarm = kind.only_false_alarms();
    text.push_str(&format!("\n# {}: {} incidents", kind.id, kind.n));
    if kind.false_alarms > 0 {
        text.push_str(&format!(", {} false alarms", kind.false_alarms));
    }
    if let Some(name) = &kind.name {
        text.push_str(&format!(
            "; the records call it \u{201c}{}\u{201d}",
            one_line(name)
        ));
    }
    text.push_str(&format!(".\n[[incident]]\nid = \"{}\"\n", kind.id));
    if kind.severities.is_empty() {
        text.push_str("severity = \"medium\" # ASSUMPTION: the records name none\n");
    } else {
        let mix: Vec<String> = kind
            .severities
            .iter()
            .map(|(name, count)| format!("{name} = {count}"))
            .collect();
        text.push_str(&format!("severity = {{ {} }} # counts\n", mix.join(", ")));
    }
    if false_alarm {
        text.push_str("false_alarm = true\n");
    }
    let has = |step| kind.steps.iter().any(|(it, _)| *it == step);
    if has(Step::Detection) {
        let (value, comments) = value(found, kind, Step::Detection, "0s");
        text.push_str(&format!("{comments}detection = {value}\n"));
    }
    if has(Step::Response) {
        let (value, comments) = value(found, kind, Step::Response, "0s");
        text.push_str(&format!(
            "# From detection to hands on; this belongs into a team's `notice`:\n{comments}# \
             notice = {value}\n"
        ));
    } else {
        text.push_str(
            "# Work is counted from the step before: waits for a team are part of it. Give the \
             team no notice,\n# or they count twice.\n",
        );
    }
    for (step, stage) in [(Step::Containment, "contain"), (Step::Recovery, "recover")] {
        if has(step) || step == Step::Containment {
            let (value, comments) = value(found, kind, step, "4h");
            text.push_str(&format!(
                "\n[[incident.stage]]\nname = \"{stage}\"\ncrew = {{ analyst = 1 }} # ASSUMPTION: \
                 the records say nothing of who works\n{comments}effort = {value}\n"
            ));
        }
    }
    if let Some(arrivals) = &kind.arrivals {
        write_threat(text, &kind.id, arrivals);
    } else {
        text.push_str("\n# No threat: no day of onset is known, hence no rate.\n");
    }
}

/// A distribution with the comments that belong above it.
fn value(found: &Calibration, kind: &KindFound, step: Step, otherwise: &str) -> (String, String) {
    let Some((taken, own)) = found.step(kind, step) else {
        let reason = kind.steps.iter().find(|(it, _)| *it == step);
        let reason = match reason.map(|(_, found)| &found.verdict) {
            Some(Verdict::None { reason }) => reason.clone(),
            _ => "the records do not name it".to_owned(),
        };
        return (
            format!("\"{otherwise}\""),
            format!(
                "# ASSUMPTION: {} could not be fitted: {reason}.\n",
                step.name()
            ),
        );
    };
    let mut comments = String::new();
    if !own {
        comments.push_str(&format!(
            "# Too few rows of this kind: {} of all kinds together.\n",
            step.name()
        ));
    }
    comments.push_str(&format!("# {}: {}\n", step.name(), sample(taken)));
    if let Verdict::Fitted { parameters, .. } = &taken.verdict {
        let words: Vec<String> = parameters.iter().map(hours).collect();
        let what = if parameters.iter().any(|it| it.low.is_some()) {
            "95% bootstrap"
        } else {
            "Estimates"
        };
        comments.push_str(&format!("# {what}: {}\n", words.join("; ")));
        let aic: Vec<String> = taken
            .ranking()
            .iter()
            .map(|(family, aic, state)| {
                let note = if *state == FitState::Found {
                    ""
                } else {
                    " (no candidate)"
                };
                format!("{} {}{note}", family.name(), decimal(*aic, 1))
            })
            .collect();
        comments.push_str(&format!("# AIC: {}\n", aic.join(", ")));
    }
    for caution in &taken.cautions {
        comments.push_str(&format!("# Caution: {caution}.\n"));
    }
    (distribution(taken), comments)
}

/// `n = 52: 40 exact, 8 within bounds, 4 open (censored)`.
pub(super) fn sample(found: &DurationFound) -> String {
    let never = if found.never > 0 {
        format!(", {} never", found.never)
    } else {
        String::new()
    };
    format!(
        "n = {}: {} exact, {} within bounds, {} open (censored){never}",
        found.n, found.exact, found.within, found.open
    )
}

/// `24 h to 168 h`.
pub(super) fn bounds(low: f64, high: Option<f64>) -> String {
    high.map_or_else(
        || format!("{} h and any longer time", figures(low)),
        |high| format!("{} h to {} h", figures(low), figures(high)),
    )
}

/// `32.1%`.
pub(super) fn share(share: f64) -> String {
    format!("{}%", decimal(share * 100.0, 1))
}

/// `median 4.21 h (3.2–5.6)`; μ is that of hours.
pub(super) fn hours(parameter: &Parameter) -> String {
    if parameter.name == "missed" {
        let (low, high) = (parameter.low.map(share), parameter.high.map(share));
        let limits = low.zip(high);
        let limits = limits.map_or_else(String::new, |(low, high)| format!(" ({low} to {high})"));
        return format!("missed {}{limits}", share(parameter.estimate));
    }
    let unit = match parameter.name.as_str() {
        "mu" => " (ln h)",
        "sigma" | "shape" => "",
        _ => " h",
    };
    format!("{} {}", parameter.name, interval(parameter, unit))
}

/// `4.21 h (3.2–5.6)`.
pub(super) fn interval(parameter: &Parameter, unit: &str) -> String {
    let value = format!("{}{unit}", figures(parameter.estimate));
    match (parameter.low, parameter.high) {
        (Some(low), Some(high)) => format!("{value} ({} to {})", figures(low), figures(high)),
        _ => value,
    }
}

/// `3.21 a week (2.5 to 4.1); 95%: exact Poisson interval`.
pub(super) fn rate(arrivals: &Arrivals) -> String {
    let from = if arrivals.by_weeks {
        "95%: exact Poisson interval, or bootstrap over weeks where that is wider"
    } else {
        "95%: exact Poisson interval"
    };
    format!("{}; {from}", interval(&arrivals.rate, " a week"))
}

/// Three or four significant digits.
pub(super) fn figures(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let size = libm::log10(value.abs()).floor();
    let decimals = (3.0 - size).clamp(0.0, 9.0);
    decimal(value, decimals as u32)
}

/// Longest duration that a scenario can hold, hours: a thousand years.
const LONGEST: f64 = 8_760_000.0;

/// A duration in the words of a scenario.
fn span(hours: f64) -> String {
    let hours = hours.clamp(0.0, LONGEST);
    let (value, unit) = match hours {
        h if h >= 72.0 => (h / 24.0, "d"),
        h if h >= 1.0 => (h, "h"),
        h if h >= 1.0 / 60.0 => (h * 60.0, "min"),
        h => (h * 3600.0, "s"),
    };
    format!("\"{}{unit}\"", figures(value))
}

/// The distribution as a scenario spells it: a mix where many took no time, with the share that
/// is never detected where one was fitted.
fn distribution(found: &DurationFound) -> String {
    let some = positive(found);
    let missed = found.missed();
    let mix = if found.lump == 0 {
        some
    } else {
        let others = (found.n - found.lump) as f64 - missed.unwrap_or(0.0) * found.n as f64;
        format!(
            "{{ mix = [{{ weight = {}, of = \"0s\" }}, {{ weight = {}, of = {some} }}] }}",
            found.lump,
            figures(others)
        )
    };
    match missed.map(share) {
        Some(missed) if missed != "0.0%" => {
            format!("{{ delay = {mix}, missed = \"{missed}\" }}")
        }
        _ => mix,
    }
}

/// Where the 90% point is this close to the median, a scenario gets a constant.
const CONSTANT: f64 = 1.002;

/// The distribution of what took time. A tail that reaches far beyond all that was seen
/// is cut where seeing ended.
fn positive(found: &DurationFound) -> String {
    let lifetime = match &found.verdict {
        Verdict::Fitted { lifetime, .. } => lifetime,
        Verdict::Constant { hours } => return span(*hours),
        Verdict::NotIdentified { .. } | Verdict::None { .. } => return "\"?\"".to_owned(),
    };
    let (median, p90) = (lifetime.quantile(0.5), lifetime.quantile(0.9));
    if p90 < median * CONSTANT {
        return span(median);
    }
    let max = if lifetime.quantile(0.999) > 3.0 * found.longest && found.longest > median {
        format!(", max = {}", span(found.longest))
    } else {
        String::new()
    };
    match *lifetime {
        Lifetime::Lognormal { .. } => {
            format!("{{ median = {}, p90 = {}{max} }}", span(median), span(p90))
        }
        Lifetime::Weibull { scale, shape } => format!(
            "{{ weibull = {{ scale = {}, shape = {} }}{max} }}",
            span(scale),
            figures(shape)
        ),
        Lifetime::Gamma { shape, .. } => format!(
            "{{ gamma = {{ shape = {}, mean = {} }}{max} }}",
            figures(shape),
            span(lifetime.mean())
        ),
        Lifetime::Exponential { mean } => format!("{{ mean = {}{max} }}", span(mean)),
    }
}

fn write_threat(text: &mut String, id: &str, arrivals: &Arrivals) {
    text.push_str(&format!(
        "\n[[threat]]\nid = \"{id}\"\nincident = \"{id}\"\ntargets = \"all\" # ASSUMPTION: the \
         records do not say what could be hit\n# {} incidents in {} days from {}, to {}; {}\n",
        arrivals.n,
        arrivals.days,
        arrivals.from,
        arrivals.to,
        rate(arrivals),
    ));
    for caution in &arrivals.cautions {
        text.push_str(&format!("# Caution: {caution}.\n"));
    }
    text.push_str(&format!(
        "rate = \"{}/week\" # over the whole period; a scenario's phases multiply it\n",
        figures(arrivals.rate.estimate)
    ));
    if let Some(variance) = &arrivals.variance {
        text.push_str(&format!(
            "# Weeks scatter more than chance: variance of the weekly factor {}; AIC {} against \
             {} for Poisson\noverdispersion = {{ variance = {}, every = \"7d\" }}\n",
            interval(variance, ""),
            decimal(arrivals.aic.1.unwrap_or(f64::NAN), 1),
            decimal(arrivals.aic.0, 1),
            figures(variance.estimate)
        ));
    }
    if arrivals.profile {
        let (mut words, mut bounds) = (Vec::new(), Vec::new());
        for day in &arrivals.weekdays {
            words.push(format!(
                "{} = {}",
                day.day,
                figures(day.multiplier.estimate)
            ));
            bounds.push(format!("{} {}", day.day, interval(&day.multiplier, "")));
        }
        text.push_str(&format!(
            "# Weekdays differ (AIC {} below that of a flat week): {}\nweekdays = {{ {} }}\n",
            decimal(-arrivals.weekday_aic.1, 1),
            bounds.join("; "),
            words.join(", ")
        ));
    }
}
