//! What reports say, in each language: one table of messages by language, and numbers, dates and
//! plurals as that language has them.
//!
//! A message is asked for by its key with [`say!`]; the tables are `en.toml`, `lt.toml` and
//! whatever languages are added to [`FILES`]. `docs/languages.md` says how.

mod catalogue;
mod locale;
mod measures;
mod message;

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::Date;

use catalogue::Catalogue;

use super::page::prose::{Inline, Prose};

/// The languages: their tags (BCP 47) and tables. The first is what others are translated from.
const FILES: [(&str, &str); 2] = [
    ("en", include_str!("en.toml")),
    ("lt", include_str!("lt.toml")),
];

static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| {
    let each = FILES.into_iter();
    each.map(|(tag, table)| Catalogue::new(tag, table))
        .collect()
});

/// A language of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Language(usize);

impl Language {
    /// The one that all messages are written in first.
    pub const ENGLISH: Self = Self(0);

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..FILES.len()).map(Self)
    }

    /// Its tag as in BCP 47: `lt`.
    pub const fn tag(self) -> &'static str {
        FILES[self.0].0
    }

    /// Its name in itself.
    pub fn name(self) -> String {
        self.words("language.name")
    }

    fn catalogue(self) -> &'static Catalogue {
        &CATALOGUES[self.0]
    }

    /// A message with its arguments; prefer [`say!`]. One that is missing is said in English, and
    /// by its key if there is none there either: a test sees to it that there is.
    pub(crate) fn say(self, key: &str, arguments: &[(&str, Prose)]) -> Prose {
        let own = self.catalogue();
        let english = Self::ENGLISH.catalogue();
        let found = own.message(key).map(|it| (own, it));
        match found.or_else(|| Some((english, english.message(key)?))) {
            Some((catalogue, message)) => {
                let mut said = message.fill(&catalogue.locale, arguments);
                self.end_once(&mut said);
                said
            }
            None => Prose::from(key),
        }
    }

    /// A sentence that ends with a unit whose sign has a stop of its own (`val.`) has no other.
    fn end_once(self, prose: &mut Prose) {
        for ix in 1..prose.0.len() {
            let (before, after) = prose.0.split_at_mut(ix);
            if let (Some(Inline::Unit(sign)), Some(Inline::Text(text))) =
                (before.last(), after.first_mut())
                && text.starts_with('.')
                && self.unit(sign).ends_with('.')
            {
                text.remove(0);
            }
        }
    }

    /// A message without arguments, as text.
    pub(crate) fn words(self, key: &str) -> String {
        self.plain(&self.say(key, &[]))
    }

    /// A word of a family, such as the name of a severity. One that is not in the table is
    /// itself.
    pub(crate) fn word(self, family: &str, name: &str) -> String {
        let key = format!("{family}.{name}");
        if Self::ENGLISH.catalogue().message(&key).is_some() {
            self.words(&key)
        } else {
            name.to_owned()
        }
    }

    /// A number as it is written in this language, from one with a point and with spaces that do
    /// not break: `1 234.5`. Signs before it stay.
    pub(crate) fn number(self, text: &str) -> String {
        self.catalogue().locale.number(text)
    }

    /// The sign of a unit with the space before it, from the English one: ` h`.
    pub(crate) fn unit(self, sign: &str) -> String {
        self.words(&format!("unit.{}", sign.trim()))
    }

    /// A day: `3 March 2019`.
    pub(crate) fn date(self, date: Date) -> String {
        self.catalogue().locale.date(date)
    }

    /// Words as text, with their numbers and units as in this language.
    pub(crate) fn plain(self, prose: &Prose) -> String {
        let mut all = String::new();
        for piece in &prose.0 {
            match piece {
                Inline::Text(text)
                | Inline::Strong(text)
                | Inline::Code(text)
                | Inline::Quoted { text, .. } => all.push_str(text),
                Inline::Number(number) => all.push_str(&self.number(&number.text)),
                Inline::Unit(sign) => all.push_str(&self.unit(sign)),
            }
        }
        all
    }

    /// `a`, `a and b`, `a, b and c`.
    pub(crate) fn and(self, parts: Vec<Prose>) -> Prose {
        Prose::list(parts, &self.words("list.and"))
    }

    /// `a`, `a or b`, `a, b or c`.
    pub(crate) fn or(self, parts: Vec<Prose>) -> Prose {
        Prose::list(parts, &self.words("list.or"))
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::all().find(|it| it.tag().eq_ignore_ascii_case(text));
        found.ok_or_else(|| {
            let each = Self::all().map(|it| format!("`{}` ({})", it.tag(), it.name()));
            let each: Vec<String> = each.collect();
            format!("reports are written in {}", each.join(" or "))
        })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A message of a language, its key written out so that a test finds it, with its arguments by
/// name: `say!(language, "answer.kept", count = number)`.
macro_rules! say {
    ($language:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $language.say($key, &[$((stringify!($name), $crate::report::page::prose::Prose::from($value))),*])
    };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::super::page::prose::Number;
    use super::*;

    const LITHUANIAN: Language = Language(1);

    #[test]
    fn numbers_dates_and_units_are_those_of_the_language() {
        assert_eq!(LITHUANIAN.tag(), "lt");
        assert_eq!(
            LITHUANIAN.number("1\u{a0}234\u{a0}567.5"),
            "1\u{a0}234\u{a0}567,5"
        );
        assert_eq!(LITHUANIAN.number("−<0.01"), "−<0,01");
        assert_eq!(LITHUANIAN.number("no number"), "no number");
        assert_eq!(Language::ENGLISH.number("1\u{a0}234.50"), "1\u{a0}234.50");
        let day = jiff::civil::date(2019, 3, 3);
        assert_eq!(LITHUANIAN.date(day), "2019 m. kovo 3 d.");
        assert_eq!(Language::ENGLISH.date(day), "3 March 2019");
        assert_eq!(LITHUANIAN.unit(" h"), "\u{a0}val.");
        assert_eq!(Language::ENGLISH.unit("%"), "%");
    }

    #[test]
    fn a_stop_is_not_written_twice() {
        let time = || Prose::unit(Number::new("2.0", ""), " h");
        let soon = say!(LITHUANIAN, "finding.later", time = time());
        let said = say!(
            LITHUANIAN,
            "finding.response",
            whose = "x",
            soon = "y",
            later = soon
        );
        let said = LITHUANIAN.plain(&said);
        assert!(said.ends_with("9 iš 10 – per 2,0\u{a0}val."), "{said}");
    }

    #[test]
    fn plurals_are_those_of_the_language() {
        let said = |language: Language, count: &str| {
            let periods = Number::new(count, "");
            language.plain(&say!(language, "periods", count = periods))
        };
        assert_eq!(said(Language::ENGLISH, "1"), "1 simulated election period");
        assert_eq!(
            said(Language::ENGLISH, "22"),
            "22 simulated election periods"
        );
        assert_eq!(said(LITHUANIAN, "1"), "1 imituotas rinkimų laikotarpis");
        assert_eq!(said(LITHUANIAN, "2"), "2 imituoti rinkimų laikotarpiai");
        assert_eq!(said(LITHUANIAN, "11"), "11 imituotų rinkimų laikotarpių");
        assert_eq!(
            said(LITHUANIAN, "1\u{a0}021"),
            "1\u{a0}021 imituotas rinkimų laikotarpis"
        );
        assert_eq!(said(LITHUANIAN, "22"), "22 imituoti rinkimų laikotarpiai");
    }

    #[test]
    fn a_language_that_there_is_not_is_refused_with_those_there_are() {
        assert_eq!("LT".parse(), Ok(LITHUANIAN));
        let refused = "xx".parse::<Language>().expect_err("no such language");
        assert_eq!(
            refused,
            "reports are written in `en` (English) or `lt` (lietuvių)"
        );
    }
}
