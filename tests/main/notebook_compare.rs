//! A notebook on `replications.parquet` of a comparison and of a sweep: values, paired differences
//! and their intervals are made again from the rows alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sortie::inside::stats::{DurationHistogram, Paired};

use crate::harness::run;
use crate::parquet_table::{Limits, ParquetTable, mean, not_below_zero, sectioned};

/// Numbers of a comparison that no row tells, with the reason.
const TOLD: [(&str, &str); 16] = [
    ("format", "the version of the file's layout"),
    ("confidence", "a constant of Sortie, 95%"),
    (
        "looks",
        "how often a stopping rule looked: none was asked for",
    ),
    (
        "precision_reached",
        "a rule for stopping, of the intervals that are made again",
    ),
    (
        "exposure",
        "who is on duty: facts of the scenario, with no replication in them",
    ),
    ("size", "1% of the baseline's value, or what somebody gave"),
    (
        "skewness",
        "a statistic of the differences of the first 2,000 replications",
    ),
    ("bca_low", "a bootstrap of these differences"),
    ("bca_high", "a bootstrap of these differences"),
    (
        "together_low",
        "the interval at a confidence that depends on all differences",
    ),
    (
        "together_high",
        "the interval at a confidence that depends on all differences",
    ),
    (
        "equivalence_low",
        "the interval at a confidence that depends on all differences",
    ),
    (
        "equivalence_high",
        "the interval at a confidence that depends on all differences",
    ),
    (
        "p_holm",
        "Holm's rule over the p values that are made again",
    ),
    (
        "best",
        "Hsu's rule over the differences of all pairs of policies",
    ),
    ("comparisons", "how many differences there are"),
];

/// The rows of each policy or point, in order of replications.
struct Notebook {
    table: ParquetTable,
    /// Rows by policy or point.
    rows: BTreeMap<String, Vec<usize>>,
    /// Section of each replication.
    sections: Vec<usize>,
}

impl Notebook {
    fn open(path: &Path, key: &str, sections: Vec<usize>) -> Self {
        let table = ParquetTable::read(path);
        let keys: Vec<String> = if key == "policy" {
            table.texts(key).into_iter().flatten().collect()
        } else {
            let numbers = table.whole(key).expect("a column").into_iter();
            numbers.map(|number| number.to_string()).collect()
        };
        let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (row, key) in keys.into_iter().enumerate() {
            rows.entry(key).or_default().push(row);
        }
        let numbers = table.whole("replication").expect("a column");
        for rows in rows.values() {
            let numbers: Vec<usize> = rows.iter().map(|row| numbers[*row] as usize).collect();
            assert_eq!(numbers, (0..rows.len()).collect::<Vec<_>>());
        }
        Self {
            table,
            rows,
            sections,
        }
    }

    /// Values of a measure, by replication.
    fn values(&self, whose: &str, measure: &str) -> Option<Vec<Option<f64>>> {
        let column = self.table.numbers(&format!("measure:{measure}"))?;
        let rows = self.rows[whose].iter();
        Some(rows.map(|row| column[*row]).collect())
    }

    /// A quantile, hours: of all replications, and of each section.
    fn quantiles(&self, whose: &str, measure: &str) -> Option<(f64, Vec<Option<f64>>)> {
        let (name, p) = match measure.rsplit_once(':')? {
            (name, "median") => (name, 0.5),
            (name, "p90") => (name, 0.9),
            _ => return None,
        };
        let lists = |part: &str| self.table.lists(&format!("{part}_hours:{name}"));
        let (ended, open) = (lists("ended")?, lists("open")?);
        let ms = |hours: &f64| (hours * 3_600_000.0).round() as i64;
        let of = |part: Option<usize>| {
            let mut durations = DurationHistogram::new();
            for (row, section) in self.rows[whose].iter().zip(&self.sections) {
                if part.is_none_or(|part| part == *section) {
                    ended[*row]
                        .iter()
                        .for_each(|hours| durations.record(ms(hours)));
                    open[*row]
                        .iter()
                        .for_each(|hours| durations.censor(ms(hours)));
                }
            }
            durations.quantile(p).map(|ms| ms / 3_600_000.0)
        };
        Some((of(None)?, (0..20).map(|part| of(Some(part))).collect()))
    }
}

/// True if numbers are the same, to what adding in another order may change.
fn same(told: Option<f64>, made: Option<f64>) -> bool {
    match (told, made) {
        (Some(told), Some(made)) => {
            (told - made).abs() <= 1e-9 * told.abs().max(made.abs()).max(1e-3)
        }
        (told, made) => told.is_none() && made.is_none(),
    }
}

/// What is to be found in an object that holds an estimate with its limits.
fn estimate(found: &mut BTreeMap<String, f64>, limits: Limits) {
    for (key, value) in ["estimate", "low", "high"].into_iter().zip(limits) {
        found.extend(value.map(|value| (key.to_owned(), value)));
    }
}

/// Complaints about the numbers of an object: each is made again, or told why not.
fn complaints(object: &Value, made: &BTreeMap<String, f64>, path: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (key, value) in object.as_object().expect("an object") {
        let told = TOLD.iter().any(|it| it.0 == key);
        let nested = value.is_object() || value.is_array();
        if told || nested || !(value.is_number() || made.contains_key(key)) {
            continue;
        }
        if !same(value.as_f64(), made.get(key).copied()) {
            complaints.push(format!(
                "{path}.{key} is {value}, made again {:?}",
                made.get(key)
            ));
        }
    }
    complaints
}

/// The sections of a comparison of 40 replications: two rounds, each over all sections.
fn dealt() -> Vec<usize> {
    (0..40).map(|replication| replication % 20).collect()
}

/// What a row of a comparison says of a policy, made again.
fn check_row(notebook: &Notebook, measure: &Value, row: &Value, base: &str) -> Vec<String> {
    let name = measure["name"].as_str().expect("a name");
    let policy = row["policy"].as_str().expect("an id");
    let path = format!("{name}, {policy}");
    let (mut own, mut value, mut difference) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let base_value;
    if let Some((all, parts)) = notebook.quantiles(policy, name) {
        let (base_all, base_parts) = notebook.quantiles(base, name).expect("a quantile");
        base_value = base_all;
        own.insert("n".to_owned(), parts.iter().flatten().count() as f64);
        estimate(&mut value, not_below_zero(sectioned(all, &parts)));
        let apart = parts.iter().zip(&base_parts);
        let apart: Vec<Option<f64>> = apart.map(|(a, b)| Some((*a)? - (*b)?)).collect();
        difference.insert("n".to_owned(), apart.iter().flatten().count() as f64);
        estimate(&mut difference, sectioned(all - base_all, &apart));
        // Of quantiles: told by the errors of sections, not by values of replications.
        for key in ["p_value", "variance_saved"] {
            difference.extend(
                row["difference"][key]
                    .as_f64()
                    .map(|it| (key.to_owned(), it)),
            );
        }
    } else {
        let values = notebook.values(policy, name).expect("values");
        let base_values = notebook.values(base, name).expect("values");
        let present: Vec<f64> = values.iter().copied().flatten().collect();
        let base_present: Vec<f64> = base_values.iter().copied().flatten().collect();
        base_value = mean(&base_present)[0].expect("a value");
        own.insert("n".to_owned(), present.len() as f64);
        let [middle, low, high] = not_below_zero(mean(&present));
        let share = measure["unit"] == "share";
        estimate(
            &mut value,
            [
                middle,
                low,
                high.map(|it| if share { it.min(1.0) } else { it }),
            ],
        );
        let mut pairs = Paired::new();
        let mut apart = Vec::new();
        for (mine, theirs) in values.iter().zip(&base_values) {
            if let (Some(mine), Some(theirs)) = (mine, theirs) {
                pairs.push(*theirs, *mine);
                apart.push(mine - theirs);
            }
        }
        difference.insert("n".to_owned(), apart.len() as f64);
        estimate(&mut difference, mean(&apart));
        difference.extend(pairs.p_value().map(|it| ("p_value".to_owned(), it)));
        difference.extend(
            pairs
                .variance_saved()
                .map(|it| ("variance_saved".to_owned(), it)),
        );
    }
    if base_value != 0.0 {
        let relative = difference["estimate"] / base_value.abs();
        difference.insert("relative".to_owned(), relative);
    }
    let mut all = complaints(row, &own, &path);
    all.extend(complaints(&row["value"], &value, &path));
    if policy != base {
        all.extend(complaints(
            &row["difference"],
            &difference,
            &format!("{path}, difference"),
        ));
    }
    all
}

#[test]
fn values_and_paired_differences_of_a_comparison_are_made_again_from_its_rows() {
    let place = tempfile::tempdir().expect("a folder");
    let measures = "response:grave,recovery:grave:p90,target:hands-on-4h,milestones,loss,open";
    let common = [
        "compare",
        "lithuania-2019",
        "--policies",
        "one-month",
        "-n",
        "40",
    ];
    let mut args = common.to_vec();
    args.extend(["-m", measures, "--records", "--out", "c"]);
    let (code, _, err) = run(place.path(), &args);
    assert_eq!(code, 0, "{err}");
    let text = fs::read_to_string(place.path().join("c/comparison.json")).expect("a comparison");
    let comparison: Value = serde_json::from_str(&text).expect("JSON");
    let path = place.path().join("c/replications.parquet");
    let notebook = Notebook::open(&path, "policy", dealt());
    let base = comparison["baseline"].as_str().expect("an id");
    let mut found = Vec::new();
    for measure in comparison["measures"].as_array().expect("measures") {
        found.extend(complaints(measure, &BTreeMap::new(), "measure"));
        for row in measure["rows"].as_array().expect("rows") {
            found.extend(check_row(&notebook, measure, row, base));
        }
    }
    let root = BTreeMap::from([
        ("seed".to_owned(), notebook.table.noted("sortie.seed")),
        ("replications".to_owned(), notebook.rows[base].len() as f64),
    ]);
    found.extend(complaints(&comparison, &root, "comparison"));
    assert!(found.is_empty(), "{found:#?}");
    // What a run has stands there for each policy too.
    let rows = &notebook.rows[base];
    let changeovers = notebook.table.whole("changeovers").expect("a column");
    let more = &notebook.rows["one-month"];
    assert!(changeovers[more[0]] > changeovers[rows[0]]);
}

#[test]
fn estimates_of_a_sweep_are_means_of_its_rows() {
    let place = tempfile::tempdir().expect("a folder");
    let args = [
        "sweep",
        "minimal",
        "--vary",
        "team.cert.notice=0h,12h",
        "-n",
        "30",
        "-m",
        "response,loss,response:median",
        "--records",
        "--out",
        "s",
    ];
    let (code, _, err) = run(place.path(), &args);
    assert_eq!(code, 0, "{err}");
    let path = place.path().join("s/replications.parquet");
    let sections = crate::notebook::sections(30);
    let notebook = Notebook::open(&path, "point", sections);
    let values = notebook.table.texts("value:team.cert.notice");
    let mut csv = csv::Reader::from_path(place.path().join("s/sweep.csv")).expect("a table");
    let heads = csv.headers().expect("a header").clone();
    let place_of = |name: &str| heads.iter().position(|it| it == name).expect("a column");
    let mut count = 0;
    for record in csv.records() {
        let record = record.expect("a row");
        let cell = |name: &str| &record[place_of(name)];
        let told = ["estimate", "low", "high"].map(|name| cell(name).parse::<f64>().ok());
        let (point, measure) = (cell("point"), cell("measure"));
        let made = if let Some((all, parts)) = notebook.quantiles(point, measure) {
            let [value, low, high] = sectioned(all, &parts);
            // The interval also holds what buckets leave open.
            assert!(
                told[1] <= low && told[2] >= high,
                "{record:?}: {low:?} {high:?}"
            );
            [value, told[1], told[2]]
        } else {
            let values = notebook.values(point, measure).expect("values");
            mean(&values.into_iter().flatten().collect::<Vec<_>>())
        };
        for (told, made) in told.into_iter().zip(made) {
            assert!(same(told, made), "{record:?}: {made:?}");
        }
        let row = notebook.rows[point][0];
        let notice = ["0h", "12h"][point.parse::<usize>().expect("a number") - 1];
        assert_eq!(values[row].as_deref(), Some(notice));
        count += 1;
    }
    assert_eq!(count, 6);
}

#[test]
fn rows_are_the_same_bytes_however_the_work_was_parted() {
    let place = tempfile::tempdir().expect("a folder");
    let fine = |args: &[&str]| {
        let (code, _, err) = run(place.path(), args);
        assert_eq!(code, 0, "{err}");
    };
    let sweep = [
        "sweep",
        "minimal",
        "--vary",
        "team.cert.notice=0h,12h",
        "-n",
        "70",
    ];
    let compare = [
        "compare",
        "lithuania-2019",
        "--policies",
        "annual",
        "-n",
        "3",
    ];
    let single = ["run", "minimal", "-n", "50"];
    for (name, command) in [("s", &sweep[..]), ("c", &compare), ("r", &single)] {
        let with = |more: &[&str]| {
            let mut args = command.to_vec();
            args.push("--records");
            args.extend(more);
            fine(&args);
        };
        with(&["--out", name, "--threads", "1"]);
        let (first, second) = (format!("{name}1"), format!("{name}2"));
        with(&["--out", &first, "--shard", "1/2"]);
        with(&["--out", &second, "--shard", "2/2"]);
        let joined = format!("{name}-joined");
        fine(&["merge", &first, &second, "--out", &joined]);
        let bytes = |folder: &str| {
            fs::read(place.path().join(folder).join("replications.parquet")).expect("a file")
        };
        assert!(bytes(name) == bytes(&joined), "{name}");
    }
}

#[test]
fn records_of_what_has_no_such_rows_are_refused() {
    let place = tempfile::tempdir().expect("a folder");
    for more in [
        &["--uncertain"][..],
        &["--select-best", "--indifference", "1h"],
    ] {
        let mut args = vec!["compare", "lithuania-2019", "--records", "-n", "20"];
        args.extend(more);
        let (code, _, err) = run(place.path(), &args);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("--records") && err.contains(more[0]), "{err}");
    }
}
