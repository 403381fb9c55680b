//! Plurals, numbers and dates of a language, by the Unicode CLDR as ICU4X carries it.

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale as Tag;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::civil::Date;

/// A space that does not break, between groups of digits.
const GROUP: char = '\u{a0}';

/// What ICU knows of a language. Without it, plurals are `other`, numbers as in ISO 31-0 and
/// dates as in ISO 8601.
#[derive(Debug)]
pub(super) struct Locale {
    plurals: Option<PluralRules>,
    numbers: Option<DecimalFormatter>,
    dates: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
}

impl Locale {
    /// By the tags of its plurals, its numbers (none for those of ISO 31-0, which are what
    /// [`number`](Self::number) is given) and its dates.
    pub(super) fn new(plurals: &str, numbers: Option<&str>, dates: &str) -> Self {
        let tag = |text: &str| text.parse::<Tag>().ok();
        Self {
            plurals: tag(plurals).and_then(|it| PluralRules::try_new_cardinal(it.into()).ok()),
            numbers: numbers.and_then(tag).and_then(|it| {
                DecimalFormatter::try_new(it.into(), DecimalFormatterOptions::default()).ok()
            }),
            dates: tag(dates).and_then(|it| {
                FixedCalendarDateTimeFormatter::try_new(it.into(), YMD::long()).ok()
            }),
        }
    }

    /// The category of a number in print: `one`, `few`, `many`, `other` and so on.
    pub(super) fn category(&self, number: &str) -> &'static str {
        let category = self.plurals.as_ref().zip(decimal(number));
        match category.map(|(rules, number)| rules.category_for(&number)) {
            Some(PluralCategory::Zero) => "zero",
            Some(PluralCategory::One) => "one",
            Some(PluralCategory::Two) => "two",
            Some(PluralCategory::Few) => "few",
            Some(PluralCategory::Many) => "many",
            Some(PluralCategory::Other) | None => "other",
        }
    }

    /// A number in print, from one as in ISO 31-0. What stands around its digits stays.
    pub(super) fn number(&self, text: &str) -> String {
        let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == GROUP;
        let (Some(formatter), Some(from)) =
            (&self.numbers, text.find(|c: char| c.is_ascii_digit()))
        else {
            return text.to_owned();
        };
        let to = text[from..]
            .find(|c: char| !is_part(c))
            .map_or(text.len(), |it| from + it);
        let Some(number) = decimal(&text[from..to]) else {
            return text.to_owned();
        };
        format!(
            "{}{}{}",
            &text[..from],
            formatter.format(&number),
            &text[to..]
        )
    }

    /// A day in words.
    pub(super) fn date(&self, date: Date) -> String {
        let day = IcuDate::try_new_gregorian(
            date.year().into(),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        );
        match (&self.dates, day) {
            (Some(formatter), Ok(day)) => formatter.format(&day).to_string(),
            _ => date.to_string(),
        }
    }
}

/// The digits of a number in print.
fn decimal(text: &str) -> Option<Decimal> {
    let digits: String = text
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    digits.parse().ok()
}
