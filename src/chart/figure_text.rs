//! The words that surround every figure, and how numbers are written in them.

/// The words around a figure.
///
/// Any of them may be empty; an empty one takes no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// What the figure says, in a few words.
    pub title: String,
    /// The scenario, policy and period it speaks of.
    pub subtitle: String,
    /// What is estimated, e.g. "Cumulative share of incidents with hands on
    /// (1 − Kaplan–Meier), open incidents censored".
    pub statistic: String,
    /// What the bands or whiskers mean, e.g. "Bands: 95% pointwise, log–log".
    pub interval: String,
    /// Independent replications behind the figure; 0 if that has no meaning here.
    pub replications: u64,
    /// Anything else a reader must know, e.g. "the 60 gravest of 212 incidents are shown".
    pub note: String,
    /// Where it comes from: program, version, scenario, seed.
    pub source: String,
}

/// A day that is marked on a calendar axis: an election day, for example.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayMark {
    /// Hours since the scenario's start (the opening of the polls, or noon, at best).
    pub at: f64,
    /// What happens on it.
    pub label: String,
}

impl Caption {
    /// The sentences under a figure: statistic, interval, `counted` and the number of
    /// replications, and the note.
    pub(super) fn footnotes(&self, counted: Option<&str>) -> String {
        let replications = match self.replications {
            0 => None,
            1 => Some("1 replication".to_owned()),
            many => Some(format!("{} replications", grouped(many))),
        };
        let sample = match (counted, replications) {
            (Some(counted), Some(replications)) => format!("{counted}, {replications}"),
            (Some(counted), None) => counted.to_owned(),
            (None, Some(replications)) => replications,
            (None, None) => String::new(),
        };
        let parts = [&self.statistic, &self.interval, &sample, &self.note];
        let mut line = String::new();
        for part in parts
            .iter()
            .map(|part| part.trim())
            .filter(|part| !part.is_empty())
        {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(part);
            if !part.ends_with(['.', '!', '?', ';', ':']) {
                line.push('.');
            }
        }
        line
    }
}

/// Writes a count with its thousands set apart: `12 345`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits.len() > 4 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// Writes a measured value to about three significant digits.
///
/// Ties are rounded by the standard library, which is good enough for a label.
pub(super) fn measured(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if size >= 1e15 {
        format!("{value:.2e}")
    } else if size >= 99.95 {
        let text = grouped((size + 0.5) as u64);
        if value < 0.0 {
            format!("−{text}")
        } else {
            text
        }
    } else if size >= 9.995 {
        format!("{value:.1}")
    } else if size >= 0.095 {
        format!("{value:.2}")
    } else if size >= 0.000_5 {
        format!("{value:.4}")
    } else {
        format!("{value:.1e}")
    }
}

/// Writes a length of time given in hours the way people say it: `40 min`, `6.5 h`, `3.2 d`.
pub(super) fn duration(hours: f64) -> String {
    if !hours.is_finite() {
        "–".to_owned()
    } else if hours < 1.0 {
        format!("{:.0} min", hours.max(0.0) * 60.0)
    } else if hours < 9.95 {
        format!("{hours:.1} h")
    } else if hours < 48.0 {
        format!("{hours:.0} h")
    } else if hours < 239.0 {
        format!("{:.1} d", hours / 24.0)
    } else {
        format!("{} d", grouped((hours / 24.0 + 0.5).min(1e15) as u64))
    }
}
