//! `[worthwhile]`: the smallest difference in each measure that is worth acting on.

use toml::de::DeValue;

use super::super::code::Code;
use super::super::reader::{Cx, Field};
use super::super::worthwhile::{MeasureIds, plain_name};

impl Cx<'_> {
    /// `[worthwhile]`: names of measures, or of families of them, and sizes in their unit.
    pub(crate) fn read_worthwhile(&mut self, ids: &MeasureIds<'_>) -> Vec<(String, f64)> {
        let Some(field) = self.top("worthwhile") else {
            return Vec::new();
        };
        let DeValue::Table(table) = field.value else {
            self.wrong_type(field, "a table of measures and sizes")
                .help("like worthwhile = { recovery = \"30min\" }");
            return Vec::new();
        };
        let known = ids.names();
        let mut sizes = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let plain = plain_name(name);
            let Some((_, unit)) = known.iter().find(|(known, _)| known == plain) else {
                let near = self.near(name, known.iter().map(|(known, _)| known.as_str()));
                let near = near.map(str::to_owned);
                let message = format!("there is no measure `{name}`");
                self.report(Code::UnknownMeasure, key.span(), message)
                    .suggest(near.as_deref())
                    .help(
                        "names are those of `sortie compare --measure`: `response`, `recovery:grave`, \
                         `milestones`, `loss`; `target` stands for every target",
                    );
                continue;
            };
            let it = Field::new(name, value);
            let size = match it.value {
                DeValue::Integer(_) | DeValue::Float(_) => {
                    unit.size(self.text.get(it.place()).unwrap_or_default())
                }
                DeValue::String(text) => unit.size(text),
                _ => {
                    self.wrong_type(it, "a size").help(unit.help());
                    continue;
                }
            };
            if let Some(size) = size {
                sizes.push((plain.to_owned(), size));
                continue;
            }
            let written = self.text.get(it.place()).unwrap_or_default();
            let written = written.trim_matches(['"', '\'']).to_owned();
            let message = format!(
                "`{name}` is measured in {}, and `{written}` is no size above 0 in it",
                unit.words()
            );
            self.report(Code::WrongUnit, it.place(), message)
                .help(unit.help());
        }
        sizes
    }
}
