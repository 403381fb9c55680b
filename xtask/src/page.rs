//! A page with gaps, `{{name}}`, and what fills them.

use std::collections::{BTreeMap, BTreeSet};

use sortie::inside::report::table::Table;

/// What fills the gaps of a page, by name.
#[derive(Debug, Default)]
pub struct Fillings(BTreeMap<String, String>);

impl Fillings {
    /// Fills the gap `name`. A table's last line break is left to the page.
    pub fn put(&mut self, name: &str, text: impl Into<String>) {
        let text: String = text.into();
        self.0.insert(name.to_owned(), text.trim_end().to_owned());
    }

    /// The page without gaps.
    ///
    /// # Errors
    /// For a gap that nothing fills, a filling without a gap, and a gap without an end.
    pub fn fill(&self, template: &str) -> Result<String, String> {
        let mut page = String::with_capacity(template.len() * 2);
        let mut used = BTreeSet::new();
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once("{{") {
            let (name, after) = behind
                .split_once("}}")
                .ok_or("the template has a gap that does not end")?;
            let text = self
                .0
                .get(name)
                .ok_or_else(|| format!("nothing fills the gap {{{{{name}}}}}"))?;
            page.push_str(before);
            page.push_str(text);
            used.insert(name);
            rest = after;
        }
        page.push_str(rest);
        match self.0.keys().find(|name| !used.contains(name.as_str())) {
            Some(unused) => Err(format!("the template has no gap {{{{{unused}}}}}")),
            None => Ok(page),
        }
    }
}

/// A table of texts as Markdown: its columns are aligned left.
pub fn texts(table: &Table) -> String {
    table.markdown().replace("-: |", "-- |")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gap_is_filled_and_every_filling_used() {
        let mut fillings = Fillings::default();
        fillings.put("n", "3\n");
        assert_eq!(fillings.fill("{{n}} of {{n}}.").as_deref(), Ok("3 of 3."));
        assert!(fillings.fill("{{m}}{{n}}").is_err());
        assert!(fillings.fill("none").is_err());
        assert!(fillings.fill("{{n").is_err());
    }
}
