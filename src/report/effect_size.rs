//! How large an effect of a sweep is, in print.

use crate::study::estimate::Estimate;
use crate::study::measures::Unit;

use super::language::{Language, say};
use super::page::prose::{Number, Prose, prose};
use super::sweep_words::change_format;
use super::verdict_words::NumberFormat;

/// A size of an effect, and where it stands.
#[derive(Debug)]
pub(super) struct Size {
    found: Estimate,
    format: NumberFormat,
    place: String,
}

impl Size {
    /// Of what stands at a place.
    pub(super) fn of(found: &Estimate, unit: Unit, place: String) -> Self {
        Self {
            found: *found,
            format: change_format(found, unit),
            place,
        }
    }

    fn number(&self, value: f64, of: &str, turned: bool) -> Number {
        self.format
            .at(value, format!("{}.{of}", self.place), turned)
    }

    /// One of its limits.
    pub(super) fn limit(&self, value: f64, of: &str) -> Number {
        self.number(value, of, false)
    }

    /// The same with the unit.
    pub(super) fn limit_with_unit(&self, value: f64, of: &str) -> Prose {
        Prose::unit(self.number(value, of, false), self.format.apart_sign())
    }

    /// How large it is, whichever way, with its limits.
    pub(super) fn with_limits(&self, language: Language) -> Prose {
        let turned = self.found.estimate < 0.0;
        let size = |value: f64| if turned { -value } else { value };
        let amount = self.number(size(self.found.estimate), "estimate", turned);
        let value = Prose::unit(amount, self.format.apart_sign());
        let (Some(low), Some(high)) = (self.found.low, self.found.high) else {
            return value;
        };
        let (low, high) = (
            self.number(size(low), "low", turned),
            self.number(size(high), "high", turned),
        );
        let (near, far) = if turned { (high, low) } else { (low, high) };
        say!(
            language,
            "difference.interval",
            value = value,
            low = near,
            high = far
        )
    }

    /// With its sign and its limits.
    pub(super) fn signed(&self, language: Language) -> Prose {
        let estimate = self.found.estimate;
        let number = self.number(estimate, "estimate", false);
        let something = number.text.chars().any(|c| c.is_ascii_digit() && c != '0');
        let plus = if estimate > 0.0 && something { "+" } else { "" };
        let value = prose![plus, Prose::unit(number, self.format.short_apart())];
        match (self.found.low, self.found.high) {
            (Some(low), Some(high)) if low < high => say!(
                language,
                "difference.interval",
                value = value,
                low = self.limit(low, "low"),
                high = self.limit(high, "high")
            ),
            _ => value,
        }
    }
}
