//! The words that surround every figure, and how numbers are written in them.

/// Rows that a figure draws at most: more fit on no page, and in no picture.
pub(super) const MOST_ROWS: usize = 80;

/// Days that a calendar marks at most.
const MOST_DAYS: usize = 24;

/// The days that a calendar marks, and a sentence if these are not all.
pub(super) fn first_days(days: &[DayMark]) -> (&[DayMark], String) {
    let shown = &days[..days.len().min(MOST_DAYS)];
    (shown, left_out(shown.len(), days.len(), "election days"))
}

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
pub(crate) struct DayMark {
    /// Hours since the scenario's start (the opening of the polls, or noon, at best).
    pub at: f64,
    /// What happens on it.
    pub label: String,
}

impl Caption {
    /// The same, without the words on bands or whiskers if none are drawn.
    pub(super) fn interval_if(&self, drawn: bool) -> Self {
        let mut caption = self.clone();
        if !drawn {
            caption.interval.clear();
        }
        caption
    }

    /// The same with one more sentence; an empty one changes nothing.
    pub(crate) fn noting(mut self, sentence: &str) -> Self {
        if !sentence.is_empty() {
            if !self.note.trim().is_empty() {
                let ends = self.note.trim_end().ends_with(['.', '!', '?']);
                self.note.push_str(if ends { " " } else { ". " });
            }
            self.note.push_str(sentence);
        }
        self
    }

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

/// A sentence if some of many are left out of a figure: the first are drawn.
pub(super) fn left_out(drawn: usize, all: usize, what: &str) -> String {
    if drawn < all {
        format!(
            "Drawn are the first {} of {} {what}; the tables hold them all",
            grouped(drawn as u64),
            grouped(all as u64)
        )
    } else {
        String::new()
    }
}

/// Writes a count with its thousands set apart: `1 204`, `23 977`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// Writes a value with a fixed number of digits after the point, thousands set apart.
///
/// Ties go to even, which is good enough for a label.
pub(super) fn plain(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value.abs() >= 1e15 {
        return format!("{value:.2e}");
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, part) = text.split_at(text.find('.').unwrap_or(text.len()));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let sign = if value < 0.0 && text.contains(|c: char| c.is_ascii_digit() && c != '0') {
        "−"
    } else {
        ""
    };
    format!("{sign}{whole}{part}")
}

/// Digits after the point that tell apart values up to `highest` to about four places.
pub(super) fn decimals_for(highest: f64) -> usize {
    match highest {
        h if h >= 1000.0 => 0,
        h if h >= 10.0 => 1,
        h if h >= 1.0 => 2,
        h if h > 0.0 => (2.0 - libm::log10(h)).clamp(2.0, 9.0) as usize,
        _ => 0,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(plain(1234.56, 1), "1\u{a0}234.6");
        assert_eq!(plain(-0.04, 1), "0.0");
        assert_eq!(plain(f64::NAN, 1), "–");
        assert_eq!(plain(1e300, 0), "1.00e300");
        assert_eq!(decimals_for(f64::NAN), 0);
        assert_eq!(decimals_for(0.02), 3);
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(duration(0.25), "15 min");
        assert_eq!(duration(6.04), "6.0 h");
        assert_eq!(duration(100.0), "4.2 d");
        assert_eq!(duration(f64::INFINITY), "–");
        assert_eq!(duration(-3.0), "0 min");
    }

    #[test]
    fn footnotes_leave_out_what_is_empty() {
        assert_eq!(Caption::default().footnotes(None), "");
        let caption = Caption {
            statistic: "Means".into(),
            replications: 1_000,
            ..Caption::default()
        };
        assert_eq!(
            caption.footnotes(Some("n = 5 incidents")),
            "Means. n = 5 incidents, 1\u{a0}000 replications."
        );
    }
}
