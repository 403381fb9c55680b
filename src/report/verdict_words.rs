//! Differences as people say them: by how much, how sure, and which way.

use crate::study::comparison::{Difference, MeasureResult, Verdict, Worthwhile};
use crate::study::estimate::Estimate;
use crate::study::measures::Unit;

use super::language::{Language, say};
use super::page::prose::{Number, Prose, prose};
use super::words::{self, decimal, grouped};

/// How values of one unit and size are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberFormat {
    factor: f64,
    decimals: u32,
    /// The unit after a number, with its space: ` h`, `%`, or nothing.
    sign: &'static str,
    /// The unit after a difference: ` percentage points` for shares.
    apart: &'static str,
}

impl NumberFormat {
    /// For numbers up to `largest` that are known to about `fine` (0: to three digits).
    pub(crate) fn new(unit: Unit, largest: f64, fine: f64) -> Self {
        let (factor, sign, apart) = match unit {
            Unit::Hours => match words::Unit::of(largest) {
                words::Unit::Seconds => (3600.0, " s", " s"),
                words::Unit::Minutes => (60.0, " min", " min"),
                words::Unit::Hours => (1.0, " h", " h"),
                words::Unit::Days => (1.0 / 24.0, " d", " d"),
            },
            Unit::Share => (100.0, "%", " percentage points"),
            Unit::Count => (1.0, "", ""),
            Unit::WeightedHours => (1.0, " weighted h", " weighted h"),
        };
        let fine = if fine > 0.0 { fine } else { largest / 20.0 };
        let decimals = match fine.abs() * factor {
            size if size >= 5.0 => 0,
            size if size >= 0.1 || size <= 0.0 => 1,
            size if size >= 0.01 => 2,
            _ => 3,
        };
        Self {
            factor,
            decimals,
            sign,
            apart,
        }
    }

    /// For a difference with its limits.
    pub(crate) fn of(unit: Unit, difference: &Difference) -> Self {
        let Limits { low, high } = Limits::of(difference, "");
        Self::between(unit, low.value, high.value)
    }

    /// For numbers between two limits.
    pub(crate) fn between(unit: Unit, low: f64, high: f64) -> Self {
        let largest = low.abs().max(high.abs());
        let mut format = Self::new(unit, largest, (high - low) / 2.0);
        // A limit that is not 0 must not look like it: it says whether there is a difference.
        let vanishes = |value: f64, format: Self| value.abs() > 0.0 && format.is_nothing(value);
        while format.decimals < 3 && (vanishes(low, format) || vanishes(high, format)) {
            format.decimals += 1;
        }
        format
    }

    /// True if a number would be written as 0.
    fn is_nothing(self, value: f64) -> bool {
        let digits = decimal(value * self.factor, self.decimals);
        digits.chars().all(|c| !c.is_ascii_digit() || c == '0')
    }

    /// A bare number: `3.1`, `−0.4`, `1 204`.
    pub(crate) fn number(self, value: f64) -> String {
        let scaled = value * self.factor;
        let size = if self.decimals == 0 && scaled.abs() < 1e15 {
            grouped((scaled.abs() + 0.5) as u64)
        } else {
            decimal(scaled.abs(), self.decimals)
        };
        let sign = if scaled < 0.0 && !self.is_nothing(value) {
            "−"
        } else {
            ""
        };
        format!("{sign}{size}")
    }

    /// The unit after a number, with its space.
    pub(crate) const fn sign(self) -> &'static str {
        self.sign
    }

    /// The unit after a difference, with its space.
    pub(crate) const fn apart_sign(self) -> &'static str {
        self.apart
    }

    /// The same where there is little room: ` pp`.
    pub(crate) const fn short_apart(self) -> &'static str {
        if self.sign.len() == 1 {
            " pp"
        } else {
            self.sign
        }
    }

    /// A bare number that stands at a place; `turned` if what stands there has the other sign.
    pub(crate) fn at(self, value: f64, place: impl Into<String>, turned: bool) -> Number {
        let times = if turned { -self.factor } else { self.factor };
        Number::times(self.number(value), place, times)
    }

    /// With its unit: `3.1 h`, `12%`.
    pub(crate) fn value(self, value: f64) -> String {
        format!("{}{}", self.number(value), self.sign)
    }

    /// As a difference: `3.1 h`, `12 percentage points`.
    pub(crate) fn apart(self, value: f64) -> String {
        format!("{}{}", self.number(value), self.apart)
    }
}

/// `−3.1 h (−3.8 to −2.4)`: a difference with its limits for all together.
pub fn signed(unit: Unit, difference: &Difference) -> String {
    signed_at(unit, difference, "", Language::ENGLISH).plain()
}

/// `3.1 h`, `0.04 pp`: a distance, two or three digits of it.
pub(crate) fn distance(unit: Unit, size: f64) -> String {
    distance_at(unit, size, "").plain()
}

/// The same as words whose number stands at a place.
pub(crate) fn distance_at(unit: Unit, size: f64, place: impl Into<String>) -> Prose {
    let format = NumberFormat::new(unit, size, size / 20.0);
    if size.abs() <= 0.0 {
        return Number::new("0", place).into();
    }
    Prose::unit(format.at(size, place, false), format.short_apart())
}

/// `30 min`, `1.5 h`, `2 pp`: what is worth acting on, as somebody would say it; two digits of
/// it unless somebody gave it.
pub(crate) fn worth(unit: Unit, worth: Worthwhile) -> String {
    worth_at(unit, worth, "").plain()
}

/// The same, of the measure that stands at a place.
pub(crate) fn worth_at(unit: Unit, worth: Worthwhile, measure: &str) -> Prose {
    let digits = if worth.given { 50.0 } else { 5.0 };
    let said = NumberFormat::new(unit, worth.size, worth.size / digits);
    let mut number = said.at(worth.size, format!("{measure}.worthwhile.size"), false);
    if number.text.contains('.') {
        let short = number.text.trim_end_matches('0').trim_end_matches('.');
        number.text = String::from(short);
    }
    Prose::unit(number, said.short_apart())
}

/// `12.3 h (11.9–12.7)`: a value with its own limits.
pub(crate) fn value(unit: Unit, estimate: &Estimate) -> String {
    value_at(unit, estimate, "").plain()
}

/// The same as words whose numbers stand at a place.
pub(crate) fn value_at(unit: Unit, estimate: &Estimate, place: &str) -> Prose {
    let printed = match unit {
        Unit::Hours => words::printed_duration(estimate),
        Unit::Share => words::printed_share(estimate),
        Unit::Count | Unit::WeightedHours => words::printed(estimate),
    };
    printed.at(place)
}

/// [`signed`] as words whose numbers stand at a place.
pub(crate) fn signed_at(
    unit: Unit,
    difference: &Difference,
    place: &str,
    language: Language,
) -> Prose {
    let format = NumberFormat::of(unit, difference);
    let estimate = difference.own.estimate;
    if difference.verdict == Verdict::Same {
        return say!(language, "difference.same");
    }
    let plus = if estimate > 0.0 && !format.is_nothing(estimate) {
        "+"
    } else {
        ""
    };
    let number = |value: f64, of: &str| format.at(value, format!("{place}.{of}"), false);
    let value = prose![
        plus,
        Prose::unit(number(estimate, "estimate"), format.short_apart())
    ];
    match (difference.together_low, difference.together_high) {
        (Some(low), Some(high)) => say!(
            language,
            "difference.interval",
            value = value,
            low = number(low, "together_low"),
            high = number(high, "together_high")
        ),
        _ => value,
    }
}

/// `−1.5%`: a difference as a share of the baseline's value. Tiny ones do not look like none.
pub(crate) fn relative(share: f64) -> String {
    let percent = share.abs() * 100.0;
    let sign = match share {
        share if share < 0.0 => "−",
        share if share > 0.0 => "+",
        _ => "",
    };
    match percent {
        none if none <= 0.0 => "0%".to_owned(),
        tiny if tiny < 0.005 => format!("{sign}<0.01%"),
        small if small < 0.095 => format!("{sign}{}%", decimal(small, 2)),
        some if some < 9.95 => format!("{sign}{}%", decimal(some, 1)),
        many if many < 99_999.5 => format!("{sign}{}%", decimal(many, 0)),
        _ => format!("{sign}>99999%"),
    }
}

/// What a policy does to a measure, to follow its name: `cuts the mean response … by 3.1 h
/// (2.4 to 3.8), 12% of the baseline's`.
pub(crate) fn sentence(measure: &MeasureResult, difference: &Difference) -> String {
    sentence_at(measure, difference, ("", ""), Language::ENGLISH).plain()
}

/// The same as words; where the measure and the difference stand in the comparison.
pub(crate) fn sentence_at(
    measure: &MeasureResult,
    difference: &Difference,
    (measure_at, at): (&str, &str),
    language: Language,
) -> Prose {
    let what = language.measure(measure);
    let limits = Limits::of(difference, at);
    let worth = |worth| worth_at(measure.unit, worth, measure_at);
    match difference.verdict {
        Verdict::Same => say!(language, "verdict.same", measure = what),
        Verdict::PracticallyTheSame => {
            let (low, high) = limits.of_equivalence(difference, at);
            let format = NumberFormat::between(measure.unit, low.value, high.value);
            let worth = measure
                .worthwhile
                .map_or_else(|| say!(language, "verdict.what-is"), worth);
            say!(
                language,
                "verdict.near",
                measure = what,
                low = low.number(format),
                high = Prose::unit(high.number(format), format.apart),
                worth = worth
            )
        }
        Verdict::NotShown if difference.together_low.is_none() => {
            say!(language, "verdict.no-interval", measure = what)
        }
        Verdict::NotShown => {
            let format = NumberFormat::of(measure.unit, difference);
            say!(
                language,
                "verdict.not-shown",
                measure = what,
                low = limits.low.number(format),
                high = Prose::unit(limits.high.number(format), format.apart)
            )
        }
        Verdict::Better | Verdict::Worse | Verdict::Different => {
            changed(measure, difference, (measure_at, at), language)
        }
    }
}

/// What a policy changes for sure.
fn changed(
    measure: &MeasureResult,
    difference: &Difference,
    (measure_at, at): (&str, &str),
    language: Language,
) -> Prose {
    let format = NumberFormat::of(measure.unit, difference);
    let limits = Limits::of(difference, at);
    let estimate = difference.own.estimate;
    let turned = estimate < 0.0;
    let (near, far) = if turned {
        (limits.high, limits.low)
    } else {
        (limits.low, limits.high)
    };
    let size = |limit: &Limit| if turned { -limit.value } else { limit.value };
    let share = difference.relative.map(|share| {
        let said = relative(share.abs());
        let times = if share < 0.0 { -100.0 } else { 100.0 };
        let number = said.trim_start_matches('+').trim_end_matches('%');
        let number = Number::times(number, format!("{at}.relative"), times);
        say!(language, "verdict.share", share = Prose::unit(number, "%"))
    });
    let perhaps = measure
        .worthwhile
        .filter(|worth| size(&near) < worth.size)
        .map(|worth| {
            let worth = worth_at(measure.unit, worth, measure_at);
            say!(language, "verdict.perhaps", worth = worth)
        });
    let number = |limit: &Limit| format.at(size(limit), &limit.place, turned);
    let amount = format.at(estimate.abs(), format!("{at}.estimate"), turned);
    let arguments = [
        ("measure", Prose::from(language.measure(measure))),
        ("size", Prose::unit(amount, format.apart)),
        ("near", number(&near).into()),
        ("far", number(&far).into()),
        ("share", share.into()),
        ("perhaps", perhaps.into()),
    ];
    let key = match (measure.unit, turned) {
        (Unit::Hours, true) => "verdict.shorter",
        (Unit::Hours, false) => "verdict.longer",
        (_, true) => "verdict.lower",
        (_, false) => "verdict.higher",
    };
    language.say(key, &arguments)
}

/// A limit of a difference, and where it stands.
#[derive(Clone, Debug)]
struct Limit {
    value: f64,
    place: String,
}

impl Limit {
    fn number(&self, format: NumberFormat) -> Number {
        format.at(self.value, &self.place, false)
    }
}

/// The limits of a difference for all together; where there are none, the estimate itself.
#[derive(Clone, Debug)]
struct Limits {
    low: Limit,
    high: Limit,
}

impl Limits {
    /// Of a difference that stands at a place.
    fn of(difference: &Difference, at: &str) -> Self {
        let limit = |given: Option<f64>, of: &str| Limit {
            value: given.unwrap_or(difference.own.estimate),
            place: match given {
                Some(_) => format!("{at}.{of}"),
                None => format!("{at}.estimate"),
            },
        };
        Self {
            low: limit(difference.together_low, "together_low"),
            high: limit(difference.together_high, "together_high"),
        }
    }

    /// Those that say that it is practically nothing, where it has some.
    fn of_equivalence(self, difference: &Difference, at: &str) -> (Limit, Limit) {
        let or = |given: Option<f64>, of: &str, other: Limit| match given {
            Some(value) => Limit {
                value,
                place: format!("{at}.{of}"),
            },
            None => other,
        };
        (
            or(difference.equivalence_low, "equivalence_low", self.low),
            or(difference.equivalence_high, "equivalence_high", self.high),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::measures::Better;

    fn measure(unit: Unit) -> MeasureResult {
        MeasureResult {
            name: "response:high".into(),
            words: "mean response time of high-severity incidents".into(),
            subject: String::new(),
            note: String::new(),
            unit,
            better: Better::Lower,
            differs: true,
            worthwhile: Some(Worthwhile {
                size: 0.5,
                given: true,
            }),
            rows: Vec::new(),
        }
    }

    fn difference(estimate: f64, low: f64, high: f64, verdict: Verdict) -> Difference {
        let own = Estimate {
            estimate,
            low: Some(low),
            high: Some(high),
        };
        Difference {
            together_low: Some(low),
            together_high: Some(high),
            equivalence_low: Some(low),
            equivalence_high: Some(high),
            relative: Some(estimate / 20.0),
            verdict,
            ..Difference::bare(100, own)
        }
    }

    #[test]
    fn sentences_say_which_way_by_how_much_and_how_sure() {
        let hours = measure(Unit::Hours);
        assert_eq!(
            sentence(&hours, &difference(-3.1, -3.8, -2.4, Verdict::Better)),
            "cuts the mean response time of high-severity incidents by 3.1 h (2.4 to 3.8), \
             16% of the baseline's"
        );
        assert_eq!(
            sentence(&hours, &difference(0.05, -0.4, 0.5, Verdict::NotShown)),
            "shows no difference in the mean response time of high-severity incidents: the \
             interval −24 to 30 min includes zero"
        );
        assert_eq!(
            sentence(
                &measure(Unit::Share),
                &difference(0.031, 0.024, 0.038, Verdict::Better)
            ),
            "raises the mean response time of high-severity incidents by 3.1 percentage points \
             (2.4 to 3.8), 0.2% of the baseline's; perhaps less than the 50 pp worth acting on"
        );
        assert_eq!(
            sentence(
                &hours,
                &difference(0.05, 0.01, 0.12, Verdict::PracticallyTheSame)
            ),
            "leaves the mean response time of high-severity incidents practically the same: the \
             difference, 0.6 to 7.2 min, is less than the 30 min worth acting on"
        );
        assert_eq!(relative(-0.000_01), "−<0.01%");
        assert_eq!(relative(0.001_23), "+0.1%");
        assert_eq!(
            signed(Unit::Hours, &difference(-3.1, -3.8, -2.4, Verdict::Better)),
            "−3.1 h (−3.8 to −2.4)"
        );
        assert_eq!(
            signed(Unit::Share, &difference(0.05, -0.01, 0.11, Verdict::Better)),
            "+5 pp (−1 to 11)"
        );
    }
}
