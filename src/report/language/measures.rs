//! Measures in words.

use crate::study::comparison::MeasureResult;

use super::Language;
use crate::report::page::prose::Prose;
use crate::scenario::document::Document;
use crate::study::measures;

impl Language {
    /// A measure of a comparison in words, for their place within a sentence.
    pub(crate) fn measure(self, measure: &MeasureResult) -> String {
        // Results have them in English already.
        if self == Self::ENGLISH {
            return measure.words.clone();
        }
        self.plain(&self.measure_by_name(&measure.name, &measure.subject))
    }

    /// A measure of a scenario by its name, as on the command line, and its words in English.
    pub(crate) fn measure_called(self, (name, words): (&str, &str), document: &Document) -> String {
        if self == Self::ENGLISH {
            return words.to_owned();
        }
        let known = measures::choose(document, &[name.to_owned()], None);
        let known = known.unwrap_or_default().into_iter().next();
        let subject = known.map_or_else(String::new, |it| it.subject);
        self.plain(&self.measure_by_name(name, &subject))
    }

    /// The same by its name, as on the command line, and the name of what it is of.
    fn measure_by_name(self, name: &str, subject: &str) -> Prose {
        let mut parts = name.split(':');
        let family = parts.next().unwrap_or_default();
        if [
            "detection",
            "response",
            "containment",
            "recovery",
            "lifetime",
        ]
        .contains(&family)
        {
            let rest: Vec<&str> = parts.collect();
            let is_statistic = |part: &&str| ["median", "p90"].contains(part);
            let statistic = rest.iter().copied().find(is_statistic).unwrap_or("mean");
            let group = rest.iter().copied().find(|it| !is_statistic(it));
            let group = group.unwrap_or("all");
            let incidents = self.words(&format!("measure-incidents.{group}"));
            let key = format!("measure-{family}.{statistic}");
            return self.say(&key, &[("incidents", incidents.into())]);
        }
        if subject.is_empty() {
            self.word("measure", family).into()
        } else {
            let key = format!("measure-of.{family}");
            self.say(&key, &[("subject", subject.into())])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    /// The table has every measure in English as results have it, so others can be translated
    /// from it.
    #[test]
    fn every_measure_has_its_words() {
        let loaded = scenario::open("lithuania-2019", &[]).expect("a scenario that comes along");
        for it in &measures::all(&loaded.document, None) {
            let said = Language::ENGLISH.measure_by_name(&it.name, &it.subject);
            assert_eq!(said.plain(), it.words, "{}", it.name);
        }
    }
}
