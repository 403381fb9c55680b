//! Reports in every language: the tables of messages are whole, what the code asks for stands in
//! them, and a report in another language says the same numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use toml::{Table, Value};

use crate::work_folder::Place;

const BY: &str = "by";

/// A message: its forms by plural category, `other` alone if it has no plural.
type Forms = BTreeMap<String, String>;

/// The messages of a language by key, and the argument that a plural goes by.
fn messages(tag: &str) -> BTreeMap<String, (Forms, Option<String>)> {
    let path = format!(
        "{}/src/report/language/{tag}.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = fs::read_to_string(&path).expect("a table of messages");
    let table: Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut found = BTreeMap::new();
    gather(&mut found, "", &table);
    found
}

fn gather(found: &mut BTreeMap<String, (Forms, Option<String>)>, prefix: &str, table: &Table) {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        match value {
            Value::String(text) => {
                let forms = Forms::from([("other".to_owned(), text.clone())]);
                found.insert(key, (forms, None));
            }
            Value::Table(inner) if inner.contains_key(BY) => {
                let text = |value: &Value| value.as_str().expect("words").to_owned();
                let mut forms: Forms = inner
                    .iter()
                    .map(|(it, of)| (it.clone(), text(of)))
                    .collect();
                let by = forms.remove(BY);
                found.insert(key, (forms, by));
            }
            Value::Table(inner) => gather(found, &format!("{key}."), inner),
            other => panic!("{key} is {other}, and no words"),
        }
    }
}

/// The tags of all tables.
fn tags() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/language");
    let mut tags: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|it| {
            let name = it.expect("a file").file_name();
            Some(name.to_str()?.strip_suffix(".toml")?.to_owned())
        })
        .collect();
    tags.sort();
    tags
}

fn arguments(text: &str) -> BTreeSet<&str> {
    let pieces = text.split('{').skip(1);
    pieces
        .map(|piece| piece.split_once('}').expect("a brace that closes").0)
        .collect()
}

#[test]
fn every_language_has_every_message_with_the_same_arguments() {
    let english = messages("en");
    assert!(tags().contains(&"lt".to_owned()));
    for tag in tags() {
        let own = messages(&tag);
        for key in own.keys() {
            let known = english.contains_key(key) || key.starts_with("language.");
            assert!(known, "{tag}: {key} is not in en.toml");
        }
        for (key, (forms, _)) in &english {
            let (translated, _) = own
                .get(key)
                .unwrap_or_else(|| panic!("{tag} is without {key}"));
            let wanted: BTreeSet<&str> = forms.values().flat_map(|it| arguments(it)).collect();
            let given: BTreeSet<&str> = translated.values().flat_map(|it| arguments(it)).collect();
            assert_eq!(given, wanted, "{tag}: arguments of {key}");
            let codes = |forms: &Forms| forms.values().next().map(|it| it.matches('`').count());
            assert_eq!(
                codes(translated),
                codes(forms),
                "{tag}: ids and commands of {key}"
            );
        }
    }
}

#[test]
fn plurals_have_a_form_for_every_whole_number() {
    for tag in tags() {
        let locale: Locale = tag.parse().expect("a tag");
        let rules = PluralRules::try_new_cardinal(locale.into()).expect("rules");
        let needed: BTreeSet<&str> = (0_u64..=200)
            .map(|it| name(rules.category_for(it)))
            .collect();
        for (key, (forms, by)) in messages(&tag) {
            let Some(by) = by else { continue };
            for category in &needed {
                assert!(
                    forms.contains_key(*category),
                    "{tag}: {key} has no form {category}"
                );
            }
            let is_used = forms.values().any(|it| arguments(it).contains(by.as_str()));
            assert!(is_used, "{tag}: {key} goes by {by}, which it never says");
        }
    }
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// The text of everything that writes reports, line ends as single spaces.
fn sources() -> String {
    fn read(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                read(&path, all);
            } else if path.extension().is_some_and(|it| it == "rs") {
                all.push(path);
            }
        }
    }
    let mut all = Vec::new();
    read(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &mut all,
    );
    all.sort();
    let texts = all
        .iter()
        .map(|path| fs::read_to_string(path).expect("text"));
    let words: Vec<String> = texts
        .map(|text| {
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let words: Vec<&str> = code.flat_map(str::split_whitespace).collect();
            words.join(" ")
        })
        .collect();
    words.join(" ")
}

/// What stands in the first string after each of some beginnings.
fn literals<'a>(source: &'a str, beginning: &str) -> Vec<&'a str> {
    let calls = source.split(beginning).skip(1);
    calls
        .filter_map(|call| {
            let (before, rest) = call.split_once('"')?;
            let is_direct = !before.contains([')', ';', '{']);
            is_direct.then(|| rest.split_once('"').map(|it| it.0))?
        })
        .collect()
}

#[test]
fn every_message_that_is_asked_for_is_there_and_no_other() {
    let source = sources();
    let english = messages("en");
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for beginning in ["say!(", ".words(", ".numbers(", ".say("] {
        asked.extend(literals(&source, beginning));
    }
    assert!(asked.len() > 100, "{}", asked.len());
    for key in asked
        .iter()
        .filter(|it| it.contains('.') && !it.contains('{'))
    {
        assert!(english.contains_key(*key), "there is no message {key}");
    }
    // Families, of which one is chosen by name.
    let families = literals(&source, ".word(");
    for key in english.keys() {
        let family = key.rsplit_once('.').map_or("", |it| it.0);
        let is_of_family = families.contains(&family)
            || ["language", "unit"].contains(&family)
            || family.starts_with("measure-");
        let is_named = source.contains(&format!("\"{key}\""));
        assert!(is_of_family || is_named, "nothing asks for {key}");
    }
}

#[test]
fn a_report_in_another_language_says_the_same() {
    let place = Place::with_more(super::report_checks::NAMES);
    place.fine("run my.toml -n 60 -q -o one");
    place.fine("compare my.toml -n 60 -q -o both");
    for folder in ["one", "both"] {
        place.fine(&format!("report {folder} --template brief --lang lt -q"));
        place.fine(&format!(
            "report {folder} --template brief --lang lt --format md -q"
        ));
        place.fine(&format!("report {folder} --template brief -q"));
        let read =
            |name: &str| fs::read_to_string(place.path(&format!("{folder}/{name}"))).expect(name);
        insta::assert_snapshot!(format!("brief_{folder}_lt"), read("brief.lt.md"));
        let page = read("brief.lt.html");
        assert!(page.contains("<html lang=\"lt\">"));
        let places = |page: &str| -> Vec<String> {
            let mut all: Vec<String> = page
                .split("data-from=\"")
                .skip(1)
                .map(|it| it.split_once('"').expect("a place").0.to_owned())
                .collect();
            all.sort();
            all
        };
        assert_eq!(places(&page), places(&read("brief.html")), "{folder}");
    }
    let refused = place.fails("report one --template brief --lang xx", 2);
    assert!(
        refused.contains("`en` (English) or `lt` (lietuvių)"),
        "{refused}"
    );
}
