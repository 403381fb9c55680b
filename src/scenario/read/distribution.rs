//! Reading distributions: a constant in quotes, or a table whose keys tell the family.

use toml::de::DeValue;

use super::super::bounds;
use super::super::code::Code;
use super::super::distribution::{Dist, Family};
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::suggestion::choices;
use super::super::unit;
use crate::text;

/// The 90% point of the standard normal distribution.
const Z90: f64 = 1.281_551_565_544_600_4;

/// Mixes may hold mixes this deep.
const DEEPEST: usize = 8;

/// Most samples, and most bytes of a file of them.
const MOST_SAMPLES: usize = 1_000_000;
const MOST_BYTES: u64 = 32 << 20;

const HELP: &str = "write \"6h\", { mean = \"6h\" }, { median = \"6h\", p90 = \"2d\" } or \
    { low = \"1h\", likely = \"2h\", high = \"9h\" }; docs/scenario.md lists the others";

/// Which keys make which family, beside `max`.
const FAMILIES: &[(&str, &[&str])] = &[
    ("mean", &["mean"]),
    ("median", &["median", "p90"]),
    ("low", &["low", "likely", "high"]),
    ("low", &["low", "likely", "high", "shape"]),
    ("weibull", &["weibull"]),
    ("gamma", &["gamma"]),
    ("uniform", &["uniform"]),
    ("mix", &["mix"]),
    ("samples", &["samples"]),
    ("samples_file", &["samples_file"]),
];

impl<'t> Cx<'t> {
    /// A distribution, or zero where the key is absent.
    pub(super) fn dist(&mut self, field: Option<Field<'t>>) -> Dist {
        let read = field.and_then(|field| self.read_dist(field, 0));
        read.unwrap_or(Dist::ZERO)
    }

    fn read_dist(&mut self, field: Field<'t>, depth: usize) -> Option<Dist> {
        if !field.value.is_table() {
            let Some(millis) = self.millis(field) else {
                self.also_help(
                    "a distribution may stand here too, like { median = \"2h\", p90 = \"1d\" }",
                );
                return None;
            };
            return Some(Dist {
                family: Family::Constant(millis),
                max: None,
            });
        }
        if depth > DEEPEST {
            let message = "a mix of mixes of mixes, too deep to be meant";
            self.report(Code::BadDistribution, field.place(), message);
            return None;
        }
        let errors = self.errors();
        let block = self.block(field, &schema::DISTRIBUTION)?;
        if self.errors() > errors {
            self.also_help(HELP);
            return None;
        }
        let given: Vec<&str> = block
            .entries()
            .map(|(_, f)| f.key)
            .filter(|k| *k != "max")
            .collect();
        let family = FAMILIES.iter().find(|(_, keys)| {
            keys.len() == given.len() && keys.iter().all(|key| given.contains(key))
        });
        let Some((family, _)) = family else {
            return self.no_family(field, &given);
        };
        let family = match *family {
            "mean" => Family::Exponential {
                mean: self.positive_millis(&block, "mean")?,
            },
            "median" => self.lognormal(&block)?,
            "low" => self.three_point(&block)?,
            "weibull" => self.weibull(&block)?,
            "gamma" => self.gamma(&block)?,
            "uniform" => self.uniform(&block)?,
            "mix" => self.mix(&block, depth)?,
            "samples" => self.samples(&block)?,
            _ => self.samples_file(&block)?,
        };
        let max = match block.get("max") {
            None => None,
            Some(_) => Some(self.positive_millis(&block, "max")?),
        };
        let dist = Dist { family, max };
        if let Some(max) = max
            && least(&dist.family) >= max
        {
            self.report(
                Code::MaxTooLow,
                block.place_of("max"),
                "`max` is not above the least value: every sample becomes `max`",
            )
            .help("raise `max`, or take it out");
        }
        Some(dist)
    }

    fn no_family(&mut self, field: Field<'t>, given: &[&str]) -> Option<Dist> {
        let has = |key: &str| given.contains(&key);
        let message = if given.is_empty() {
            "this table says nothing of a distribution".to_owned()
        } else {
            let verb = if given.len() == 1 {
                "alone is"
            } else {
                "together are"
            };
            let given = choices(given.iter().copied(), "and");
            format!("{given} {verb} no distribution")
        };
        let help = if has("median") || has("p90") {
            "give both `median` and `p90`"
        } else if has("low") || has("likely") || has("high") {
            "give `low`, `likely` and `high`, and `shape` if you like"
        } else {
            HELP
        };
        self.report(Code::BadDistribution, field.place(), message)
            .help(help);
        None
    }

    fn positive_millis(&mut self, block: &Block<'t>, key: &str) -> Option<f64> {
        let field = block.get(key)?;
        let millis = self.millis(field)?;
        if millis > 0.0 {
            return Some(millis);
        }
        let message = format!("`{key}` must be longer than zero");
        self.report(Code::NotPositive, field.place(), message)
            .help("for no time at all, write \"0s\" in place of the table");
        None
    }

    fn positive_number(&mut self, block: &Block<'t>, key: &str) -> Option<f64> {
        let field = block.get(key)?;
        let number = self.number(field)?;
        if number > 0.0 {
            return Some(number);
        }
        let message = format!("`{key}` must be above zero");
        self.report(Code::NotPositive, field.place(), message);
        None
    }

    fn lognormal(&mut self, block: &Block<'t>) -> Option<Family> {
        let median = self.positive_millis(block, "median");
        let p90 = self.positive_millis(block, "p90");
        let (median, p90) = (median?, p90?);
        if p90 <= median {
            self.report(
                Code::P90BelowMedian,
                block.place_of("p90"),
                "`p90` must be above `median`",
            )
            .also(block.place_of("median"), "the median")
            .help("nine in ten values are below `p90`, half of them below `median`");
            return None;
        }
        Some(Family::LogNormal {
            mu: libm::log(median),
            sigma: libm::log(p90 / median) / Z90,
        })
    }

    fn three_point(&mut self, block: &Block<'t>) -> Option<Family> {
        let mut point = |key| block.get(key).and_then(|field| self.millis(field));
        let (low, likely, high) = (point("low"), point("likely"), point("high"));
        let shape = match block.get("shape") {
            None => None,
            Some(_) => Some(self.positive_number(block, "shape")?),
        };
        let (low, likely, high) = (low?, likely?, high?);
        if !(low <= likely && likely <= high) {
            let key = if likely < low { "likely" } else { "high" };
            self.report(
                Code::TriangularOrder,
                block.place_of(key),
                format!("`{key}` is too low: `low`, `likely` and `high` must rise"),
            );
            return None;
        }
        if low >= high {
            return Some(Family::Constant(low));
        }
        Some(match shape {
            None => Family::Triangular { low, likely, high },
            Some(shape) => Family::Pert {
                low,
                likely,
                high,
                shape,
            },
        })
    }

    fn weibull(&mut self, block: &Block<'t>) -> Option<Family> {
        let block = self.block(block.get("weibull")?, &schema::WEIBULL)?;
        let scale = self.positive_millis(&block, "scale");
        let shape = self.positive_number(&block, "shape");
        Some(Family::Weibull {
            scale: scale?,
            shape: shape?,
        })
    }

    fn gamma(&mut self, block: &Block<'t>) -> Option<Family> {
        let field = block.get("gamma")?;
        let block = self.block(field, &schema::GAMMA)?;
        let shape = self.positive_number(&block, "shape");
        let mean = self.positive_millis(&block, "mean");
        let scale = self.positive_millis(&block, "scale");
        if block.has("mean") == block.has("scale") {
            self.report(
                Code::BadDistribution,
                field.place(),
                "a gamma distribution needs one of `mean` and `scale`",
            )
            .help("the mean is shape times scale");
            return None;
        }
        let shape = shape?;
        let scale = scale.or_else(|| mean.map(|mean| mean / shape))?;
        Some(Family::Gamma { shape, scale })
    }

    fn uniform(&mut self, block: &Block<'t>) -> Option<Family> {
        let block = self.block(block.get("uniform")?, &schema::UNIFORM)?;
        let low = block.get("low").and_then(|field| self.millis(field));
        let high = block.get("high").and_then(|field| self.millis(field));
        let (low, high) = (low?, high?);
        if high < low {
            let message = "`high` is below `low`";
            self.report(Code::TriangularOrder, block.place_of("high"), message);
            return None;
        }
        if low >= high {
            return Some(Family::Constant(low));
        }
        Some(Family::Uniform { low, high })
    }

    fn mix(&mut self, block: &Block<'t>, depth: usize) -> Option<Family> {
        let field = block.get("mix")?;
        let mut parts = Vec::new();
        let entries = self.blocks(Some(field), &schema::MIX);
        if entries.is_empty() {
            let message = "a mix needs at least one part";
            self.report(Code::EmptyList, field.place(), message)
                .help("like [{ weight = 3, of = \"2h\" }, { weight = 1, of = \"2d\" }]");
            return None;
        }
        let errors = self.errors();
        for entry in entries.iter().flatten() {
            let weight = self.factor(entry.get("weight"), 1.0);
            let of = entry.get("of").and_then(|f| self.read_dist(f, depth + 1));
            if let Some(of) = of {
                parts.push((weight, of));
            }
        }
        if self.errors() > errors || parts.len() < entries.len() {
            return None;
        }
        let weights: Vec<f64> = parts.iter().map(|(weight, _)| *weight).collect();
        let weights = self.probabilities(&weights, field)?;
        let parts = parts.into_iter().zip(weights);
        Some(Family::Mix(
            parts
                .filter(|(_, weight)| *weight > 0.0)
                .map(|((_, dist), weight)| (weight, dist))
                .collect(),
        ))
    }

    /// Weights scaled to sum to 1.
    pub(super) fn probabilities(&mut self, weights: &[f64], field: Field<'t>) -> Option<Vec<f64>> {
        let sum: f64 = weights.iter().sum();
        if sum > 0.0 && sum.is_finite() {
            return Some(weights.iter().map(|weight| weight / sum).collect());
        }
        let message = format!("the weights of `{}` sum to zero", field.key);
        self.report(Code::Weights, field.place(), message)
            .help("at least one weight must be above zero");
        None
    }

    fn samples(&mut self, block: &Block<'t>) -> Option<Family> {
        let field = block.get("samples")?;
        let entries = self.list(field)?;
        if entries.is_empty() {
            let message = "`samples` holds nothing to draw from";
            self.report(Code::EmptySamples, field.place(), message)
                .help("like [\"1h\", \"3h\"]");
            return None;
        }
        let errors = self.errors();
        let samples: Vec<f64> = entries.into_iter().filter_map(|e| self.millis(e)).collect();
        (self.errors() == errors).then_some(Family::Samples(samples))
    }

    fn samples_file(&mut self, block: &Block<'t>) -> Option<Family> {
        let field = block.get("samples_file")?;
        let name = self.text(field)?;
        let text = match self.read_beside(name) {
            Ok(text) => text,
            Err(reason) => {
                let message = format!("`{name}` can't be read: {reason}");
                self.report(Code::SamplesFile, field.place(), message)
                    .help("put the file beside the scenario, one duration a line");
                return None;
            }
        };
        let mut samples = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim().trim_matches('"').trim();
            let line = &*text::plain_spaces(line);
            if line.is_empty() || (samples.is_empty() && line == "duration") {
                continue;
            }
            match unit::duration(line) {
                Ok(millis) => samples.push(millis),
                Err(flaw) => {
                    let message = format!("`{name}`, line {}: {}", number + 1, flaw.message);
                    self.report(Code::BadSample, field.place(), message)
                        .help(flaw.help);
                    return None;
                }
            }
            if samples.len() > MOST_SAMPLES {
                let message = format!("`{name}` has more than a million lines");
                self.report(Code::SamplesFile, field.place(), message);
                return None;
            }
        }
        if samples.is_empty() {
            let message = format!("`{name}` holds no duration");
            self.report(Code::EmptySamples, field.place(), message)
                .help("one duration a line, like 2h");
            return None;
        }
        Some(Family::Samples(samples))
    }

    /// The text of a file in the scenario's folder.
    fn read_beside(&self, name: &str) -> Result<String, String> {
        let Some(base) = self.base else {
            return Err("this scenario doesn't come from a folder".to_owned());
        };
        let plain = |part: std::path::Component<'_>| {
            matches!(
                part,
                std::path::Component::Normal(_) | std::path::Component::CurDir
            )
        };
        if !std::path::Path::new(name).components().all(plain) {
            return Err("it must lie in the scenario's folder".to_owned());
        }
        text::read_at_most(base.join(name), MOST_BYTES, None).map_err(|error| error.to_string())
    }

    /// One weight for each of some things, scaled to probabilities: one name, or a table of
    /// weights by name.
    pub(super) fn weighted(
        &mut self,
        field: Field<'t>,
        thing: super::super::ids::Thing,
    ) -> Vec<(usize, f64)> {
        let DeValue::Table(table) = field.value else {
            return self
                .refer(field, thing)
                .map(|ix| (ix, 1.0))
                .into_iter()
                .collect();
        };
        let mut found = Vec::new();
        for (name, weight) in table {
            let ix = self.refer_id(name.get_ref(), name.span(), thing);
            let weight = Field::new(name.get_ref(), weight);
            if let Some(bound) = bounds::of("a table of weights", "weight") {
                self.check_bound(bound, weight);
            }
            let weight = self.factor(Some(weight), 1.0);
            if let Some(ix) = ix {
                found.push((ix, weight));
            }
        }
        if found.len() < table.len() {
            return Vec::new();
        }
        let weights: Vec<f64> = found.iter().map(|(_, weight)| *weight).collect();
        let Some(weights) = self.probabilities(&weights, field) else {
            return Vec::new();
        };
        let scaled = found
            .iter()
            .zip(weights)
            .map(|((ix, _), weight)| (*ix, weight));
        scaled.filter(|(_, weight)| *weight > 0.0).collect()
    }
}

/// The least value of a family.
fn least(family: &Family) -> f64 {
    match family {
        Family::Constant(value) => *value,
        Family::Triangular { low, .. } | Family::Pert { low, .. } | Family::Uniform { low, .. } => {
            *low
        }
        Family::Samples(samples) => samples.iter().copied().fold(f64::INFINITY, f64::min),
        Family::Mix(parts) => parts
            .iter()
            .map(|(_, part)| least(&part.family))
            .fold(f64::INFINITY, f64::min),
        Family::Exponential { .. }
        | Family::LogNormal { .. }
        | Family::Weibull { .. }
        | Family::Gamma { .. } => 0.0,
    }
}
