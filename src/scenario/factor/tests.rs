//! Factors as they are typed, their values, and what they make of a text.

use super::*;

fn parse(text: &str) -> Factor {
    Factor::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn units_are_kept() {
    for (text, kind, ends) in [
        ("a.b=6h..72h", Kind::Hours, (6.0, 72.0)),
        ("a.b=90min,3h", Kind::Hours, (1.5, 3.0)),
        ("a.b=1 month, 1 year,3 months", Kind::Months, (1.0, 12.0)),
        ("a.b=10%..40%", Kind::Percent, (10.0, 40.0)),
        ("a.b=1/day..14 per week", Kind::PerWeek, (7.0, 14.0)),
        ("a.b=40 km/h..80 km/h", Kind::Speed, (40.0, 80.0)),
        ("a.b=1..4", Kind::Whole, (1.0, 4.0)),
        ("a.b=0.5..2", Kind::Number, (0.5, 2.0)),
        ("a.b=\"2h\",\"4h\"", Kind::Hours, (2.0, 4.0)),
    ] {
        let factor = parse(text);
        assert_eq!(factor.kind, kind, "{text}");
        let (low, high) = factor.ends();
        assert!(
            (low - ends.0).abs() < 1e-9 && (high - ends.1).abs() < 1e-9,
            "{text}"
        );
    }
}

#[test]
fn what_is_written_is_what_is_meant() {
    for text in [
        "a=6h..72h",
        "a=1min..3min",
        "a=10%..40%",
        "a=0.5..2.5",
        "a=1/week..3/week",
        "a=1min..90d log",
        "a=0.1%..80% log",
    ] {
        let factor = parse(text);
        for step in 0..=20 {
            let level = factor.at(f64::from(step) / 20.0);
            let read = number_of(&level.text, factor.kind).expect("a quantity");
            assert!((read - level.value).abs() < 1e-9, "{text}: {level:?}");
        }
    }
    assert_eq!(parse("a=6h..72h").at(1.0).text, "3d");
    assert_eq!(parse("a=1 month..12 months").at(0.0).text, "1 month");
    assert_eq!(parse("a=0.5..2.5").at(0.25).text, "1.0");
}

#[test]
fn whole_numbers_have_equal_room() {
    let factor = parse("a=1..4");
    let mut counts = [0; 4];
    for step in 0..1_000 {
        counts[factor.at(f64::from(step) / 1_000.0).value as usize - 1] += 1;
    }
    assert_eq!(counts, [250; 4]);
    let levels: Vec<f64> = factor.levels(9).iter().map(|level| level.value).collect();
    assert_eq!(levels, [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn words_lists_dates_and_orders_change_the_text() {
    let text = r#"
        dispatch = { order = "fifo" }
        [[nation]]
        id = "A"
        release = { mean = "2h" }
        [[nation]]
        id = "B"
        release = "4h"
        [[roster]]
        id = "turns"
        nations = ["A", "B", "A"]
        first_day = "2019-01-30"
    "#;
    let changes = |argument: &str| -> Vec<(String, Vec<String>)> {
        let factor = parse(argument).bound(text).expect(argument);
        let pair = |(path, value): Overlay| format!("{path}={value}");
        let levels = factor.levels(3).into_iter();
        levels
            .map(|level| {
                let changes = factor.changes(&level).into_iter().map(pair);
                (level.text, changes.collect())
            })
            .collect()
    };
    let wanted = |found: &[(&str, &[&str])]| -> Vec<(String, Vec<String>)> {
        let owned = |it: &&str| (*it).to_owned();
        let pair =
            |(text, changes): &(&str, &[&str])| (owned(text), changes.iter().map(owned).collect());
        found.iter().map(pair).collect()
    };
    assert_eq!(
        changes("dispatch.order=fifo, severity"),
        wanted(&[
            ("fifo", &["dispatch.order=\"fifo\""]),
            ("severity", &["dispatch.order=\"severity\""]),
        ])
    );
    assert_eq!(
        changes("roster.turns.nations=[A, B],[\"B\",\"A\"]"),
        wanted(&[
            ("A, B", &["roster.turns.nations=[\"A\", \"B\"]"]),
            ("B, A", &["roster.turns.nations=[\"B\",\"A\"]"]),
        ])
    );
    let orders = changes("roster.turns.nations=order any");
    let orders: Vec<&str> = orders.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(orders, ["A, B, A", "A, A, B", "B, A, A"]);
    assert_eq!(
        changes("roster.turns.first_day=shift -1d..3d"),
        wanted(&[
            ("-1 d", &["roster.turns.first_day=\"2019-01-29\""]),
            ("+1 d", &["roster.turns.first_day=\"2019-01-31\""]),
            ("+3 d", &["roster.turns.first_day=\"2019-02-02\""]),
        ])
    );
    let dates = changes("roster.turns.first_day=2019-01-30..2019-02-03");
    assert_eq!(dates[1].1, ["roster.turns.first_day=2019-02-01"]);
    let doubled = &changes("nation.*.release=factor 0.5,2")[1];
    assert_eq!(doubled.0, "× 2");
    assert_eq!(doubled.1[1], "nation.B.release=\"8h\"");
    assert!(doubled.1[0].contains("\"4h\""), "{doubled:?}");
}

#[test]
fn mistakes_name_the_argument_and_the_cure() {
    for (text, message, help) in [
        ("notice", "not of the form", "team.nksc.notice=6h..72h"),
        ("=1..2", "no path", "write a list"),
        ("a=", "no values", "write a list"),
        ("a=72h..6h", "goes backwards", "a=6h..72h"),
        ("a=6h..360min", "is empty", "--set"),
        ("a=6h..", "lacks an end", "6h..72h"),
        ("a=6h", "alone is no sweep", "--set"),
        ("a=6h,360min", "given twice", "once"),
        ("a=fifo..severity", "`fifo` is not a number", "as a list"),
        ("a=fifo,fifo", "given twice", "once"),
        ("a=[x],[y", "not closed", "brackets"),
        ("a=2019-01-01..6h", "is a date", "one kind"),
        ("a=2019-03-01..2019-01-01", "goes backwards", "a=2019-01-01"),
        ("a=2019-01-01T08:00..2019-03-01", "whole days", "2019-01-01"),
        ("a=2019-13-01..2019-12-01", "is no date", "2019-03-01"),
        ("a=shift 1h..3h", "no shift of a date", "-30d..30d"),
        ("a=shift 3d..3d", "is empty", "--set"),
        ("a=factor 2h..3h", "no factor", "0.5..2"),
        ("a=order x", "`order x`", "order any"),
        ("a=1h,10%", "is a duration", "one kind"),
        ("a=1..2h", "a plain number", "one kind"),
        ("a=1 month..60d", "calendar months", "30d and 90d"),
        ("a=6x..9x", "not a unit of time", "write a number"),
        ("a=nan..2", "not finite", "write a list"),
        ("a=1,,2", "has a gap", "write a list"),
        ("a=0h..9h log", "begins at `0h`", "begin above zero"),
        ("a=-1..9 log", "begins at `-1`", "leave `log` out"),
        ("a=1h,9h log", "is for ranges", "1h..100h log"),
        ("a=9h..1h log", "goes backwards", "a=1h..9h"),
    ] {
        let error = Factor::parse(text).expect_err(text);
        let shown = error.to_string();
        assert!(shown.contains(&format!("--vary '{text}'")), "{shown}");
        assert!(error.message.contains(message), "{shown}");
        assert!(error.help.contains(help), "{shown}");
    }
}

#[test]
fn equal_ratios_have_equal_room() {
    let factor = parse("a=1h..100h log");
    let texts: Vec<String> = factor.levels(5).into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["1h", "3h 9min 44s", "10h", "31h 37min", "100h"]);
    for (unit, hours) in [(0.0, 1.0), (0.25, 3.1623), (0.5, 10.0), (1.0, 100.0)] {
        let value = factor.at(unit).value;
        assert!((value / hours - 1.0).abs() < 1e-3, "{value}");
        assert!((factor.place(value) - unit).abs() < 1e-3);
    }
    // Whole numbers: the room of k is log((k + 1) / k).
    let factor = parse("a=1..7 log");
    let mut counts = [0; 7];
    for step in 0..3_000 {
        counts[factor.at((f64::from(step) + 0.5) / 3_000.0).value as usize - 1] += 1;
    }
    assert_eq!(counts, [1_000, 585, 415, 322, 263, 222, 193]);
    let small = parse("a=0.0001..1000 log");
    assert_eq!(small.at(0.0).text, "0.0001");
    assert!((small.at(1.0 / 7.0).value - 0.001).abs() < 1e-7);
}

#[test]
fn texts_and_lists_are_no_numbers() {
    for (toml, could) in [
        ("\"One election\"", false),
        ("\"6h\"", true),
        ("3", true),
        ("{ mean = \"20min\" }", true),
        ("[\"cert\"]", false),
        ("true", false),
    ] {
        assert_eq!(could_be_number(toml), could, "{toml}");
    }
}
