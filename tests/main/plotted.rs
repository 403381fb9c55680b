//! `sortie plot`: which charts, as what, how large, in which colours; the numbers behind them, and
//! what they say to those who do not see them.

use std::collections::BTreeSet;
use std::fs;

use crate::work_folder::Place;

/// Policies with names that XML and a spreadsheet would take for something else.
const MORE: &str = r#"

[[policy]]
id  = "slow"
name = "Slow & <steady>"
set = { "team.cert.notice" = "12h" }

[[policy]]
id  = "sum"
name = "=SUM(A1)"
set = { "team.cert.notice" = "24h" }
"#;

fn place() -> Place {
    let place = Place::with_more(MORE);
    place.fine("run my.toml -n 20 -q -o run");
    place
}

fn compare(place: &Place) {
    place.fine("compare my.toml -n 20 -m response -q -o both");
}

fn sweep(place: &Place) {
    place.fine("sweep my.toml --vary team.cert.notice=0h,3h -n 10 -m response -q -o swept");
}

fn text(place: &Place, file: &str) -> String {
    fs::read_to_string(place.path(file)).expect("a file")
}

/// The names of the charts in a folder, with one ending.
fn charts(place: &Place, folder: &str, ending: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(place.path(folder).join("charts")).expect("charts");
    let names = entries.map(|entry| entry.expect("a file").file_name());
    names
        .filter_map(|name| {
            let name = name.to_string_lossy().into_owned();
            name.strip_suffix(ending).map(str::to_owned)
        })
        .collect()
}

/// The value of an attribute of the first element.
fn attribute<'a>(svg: &'a str, name: &str) -> &'a str {
    let head = svg.split('>').next().unwrap_or_default();
    let value = head.split(&format!(" {name}=\"")).nth(1);
    value
        .and_then(|value| value.split('"').next())
        .unwrap_or_else(|| panic!("{name} in {head}"))
}

/// Width and height of a PNG.
fn pixels(place: &Place, file: &str) -> (u32, u32) {
    let bytes = fs::read(place.path(file)).expect("a file");
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    (side(16), side(20))
}

#[test]
fn every_chart_says_what_it_shows() {
    let place = place();
    compare(&place);
    sweep(&place);
    let mut ids = BTreeSet::new();
    let mut seen = 0;
    for folder in ["run", "both", "swept"] {
        for name in charts(&place, folder, ".svg") {
            let svg = text(&place, &format!("{folder}/charts/{name}.svg"));
            assert_eq!(attribute(&svg, "role"), "img", "{name}");
            for (tag, points) in [("title", "aria-labelledby"), ("desc", "aria-describedby")] {
                let id = attribute(&svg, points);
                assert!(ids.insert(id.to_owned()), "{id} is there twice");
                let begin = format!("<{tag} id=\"{id}\">");
                let (_, rest) = svg.split_once(&begin).expect("an element");
                let said = rest.split('<').next().unwrap_or_default();
                assert!(said.chars().count() > 7, "{name}: {tag} {said:?}");
            }
            seen += 1;
        }
    }
    assert!(seen > 9, "{seen} charts");
    let times = text(&place, "run/charts/response-times.svg");
    assert!(times.contains("Share of detected incidents with hands on, by Time since detection."));
    for part in ["line", "legend", "mark"] {
        let marks = format!("<g data-series=\"high\" data-part=\"{part}\">");
        assert!(times.contains(&marks), "{marks}");
    }
    assert!(times.contains("<title>high: median "));
    let curves = text(&place, "both/charts/curves-response.svg");
    assert!(curves.contains("data-series=\"Slow &amp; &lt;steady&gt;\" data-part=\"line\""));
    assert_eq!(times.matches("<g ").count(), times.matches("</g>").count());
}

#[test]
fn a_chart_is_drawn_as_it_is_asked_for() {
    let place = place();
    place.fine("plot run -q -o few --chart response --chart WAITS --format svg --data");
    assert_eq!(
        charts(&place, "few", ".svg"),
        BTreeSet::from(["response-times".to_owned(), "waits".to_owned()])
    );
    assert!(charts(&place, "few", ".png").is_empty());
    assert_eq!(charts(&place, "few", ".csv").len(), 2);
    let usual = text(&place, "run/charts/response-times.svg");
    assert_eq!(usual, text(&place, "few/charts/response-times.svg"));

    place.fine("plot run -q -o wide --chart response-times --size 1200x800");
    let wide = text(&place, "wide/charts/response-times.svg");
    assert_eq!(
        (attribute(&wide, "width"), attribute(&wide, "height")),
        ("1200", "800")
    );
    assert_eq!(
        pixels(&place, "wide/charts/response-times.png"),
        (1200, 800)
    );
    // On half a page the least letters have 6.5 points: 90 mm are 255.1 points.
    place.fine("plot run -q -o half --size a4-half --chart response-times");
    let half = text(&place, "half/charts/response-times.svg");
    let sizes = half.split(" font-size=\"").skip(1);
    let sizes = sizes.filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
    let least = sizes.fold(f64::INFINITY, f64::min);
    let across: f64 = attribute(&half, "viewBox")
        .split(' ')
        .nth(2)
        .and_then(|side| side.parse().ok())
        .expect("a number");
    assert_eq!(attribute(&half, "width"), "340");
    let points = least / across * 340.0 * 0.75;
    assert!(points > 6.45, "{points} points");
}

#[test]
fn themes_have_their_own_paper_and_print_has_no_colour() {
    let place = place();
    let mut papers = BTreeSet::new();
    for theme in ["light", "dark", "print"] {
        place.fine(&format!(
            "plot run -q -o {theme} --theme {theme} --format svg"
        ));
        for name in charts(&place, theme, ".svg") {
            let svg = text(&place, &format!("{theme}/charts/{name}.svg"));
            let colors = svg.split('#').skip(1).filter_map(|rest| rest.get(..6));
            let colors: Vec<&str> = colors.collect();
            papers.insert((theme, colors[0].to_owned()));
            let is_grey = |it: &&str| it[..2] == it[2..4] && it[2..4] == it[4..];
            assert_eq!(
                colors.iter().all(is_grey),
                theme == "print",
                "{theme} {name}"
            );
        }
    }
    let papers: Vec<(&str, &str)> = papers.iter().map(|it| (it.0, it.1.as_str())).collect();
    assert_eq!(
        papers,
        [("dark", "14181D"), ("light", "FFFFFF"), ("print", "FFFFFF")]
    );
}

#[test]
fn the_numbers_behind_a_chart_stand_beside_it() {
    let place = place();
    compare(&place);
    sweep(&place);
    for folder in ["run", "both", "swept"] {
        place.fine(&format!("plot {folder} -q --data --format svg"));
        assert_eq!(
            charts(&place, folder, ".csv"),
            charts(&place, folder, ".svg"),
            "{folder}"
        );
        for name in charts(&place, folder, ".csv") {
            let path = place.path(folder).join(format!("charts/{name}.csv"));
            let mut reader = csv::Reader::from_path(path).expect("a table");
            let rows: Vec<csv::StringRecord> = reader
                .records()
                .map(|row| row.expect("as many cells as the head"))
                .collect();
            assert!(!rows.is_empty(), "{name} has no rows");
            let formula = |cell: &str| {
                cell.starts_with(['=', '+', '@'])
                    || cell.starts_with('-') && cell.parse::<f64>().is_err()
            };
            assert!(!rows.iter().flatten().any(formula), "{name}: a formula");
        }
    }
    let overview = text(&place, "both/charts/curves-response.csv");
    assert!(overview.contains("'=SUM(A1)"), "{overview}");
    // They belong to the results from now on.
    let manifest = text(&place, "run/manifest.json");
    assert!(manifest.contains("\"charts/who-answered.csv\""));
    // They are those of the summary.
    let mut reader = csv::Reader::from_path(place.path("run/charts/who-answered.csv")).expect("it");
    let summary: serde_json::Value =
        serde_json::from_str(&text(&place, "run/summary.json")).expect("JSON");
    let teams = summary["teams"].as_array().expect("teams");
    let mut checked = 0;
    for row in reader.records().map(|row| row.expect("a row")) {
        let who = row[1].trim_start_matches('\'');
        let Some(team) = teams.iter().find(|team| team["name"] == who) else {
            continue;
        };
        let mean: f64 = row[2].parse().expect("a number");
        assert_eq!(
            Some(mean),
            team["deployments"]["estimate"].as_f64(),
            "{who}"
        );
        checked += 1;
    }
    assert!(checked > 0);
}

#[test]
fn what_can_not_be_drawn_is_told_with_what_can() {
    let place = place();
    let before = place.files("run");
    let err = place.fails("plot run --chart responce", 2);
    assert!(
        err.contains("run has no chart `responce`; there are:"),
        "{err}"
    );
    assert!(err.contains("\n  response-times\n"), "{err}");
    for (size, wanted) in [
        (
            "A5",
            "`A4`, `A4-half`, or width and height in pixels such as `1200x800`",
        ),
        (
            "12x",
            "`A4`, `A4-half`, or width and height in pixels such as `1200x800`",
        ),
        ("50x800", "from 100 to 10000 pixels"),
        ("99999x99999", "from 100 to 10000 pixels"),
    ] {
        let err = place.fails(&format!("plot run --size {size}"), 2);
        assert!(err.contains(wanted), "{size}: {err}");
    }
    for line in ["--theme sepia", "--format gif"] {
        let err = place.fails(&format!("plot run {line}"), 2);
        assert!(err.contains("possible values"), "{err}");
    }
    assert!(before == place.files("run"), "something was written");
}

#[test]
fn a_timeline_shows_the_days_and_groups_that_are_asked_for() {
    let place = place();
    let drawn = |options: &str| {
        place.fine(&format!(
            "plot run -q -o one --chart timeline --format svg --data {options}"
        ));
        let mut reader = csv::Reader::from_path(place.path("one/charts/timeline.csv")).expect("it");
        let rows = reader.records().map(|row| row.expect("a row"));
        let onsets: Vec<f64> = rows.map(|row| row[2].parse().expect("an onset")).collect();
        (text(&place, "one/charts/timeline.svg"), onsets)
    };
    let (_, all) = drawn("--full");
    assert!(all.len() > 3, "{all:?}");
    // The day on which the last incident begins, and no other.
    let last = all.iter().copied().fold(0.0, f64::max);
    // The first day of the scenario.
    let start: jiff::civil::Date = "2024-10-06".parse().expect("a day");
    let day = start + jiff::Span::new().days((last / 24.0) as i64);
    let (svg, some) = drawn(&format!("--from {day} --to {day} --by kind"));
    assert!(some.contains(&last) && some.len() < all.len(), "{some:?}");
    assert!(
        svg.contains(&day.strftime("%-d %B %Y").to_string()),
        "{day}"
    );

    for (line, wanted) in [
        ("run --from 2019-13-01", "it is a day such as 2019-05-20"),
        (
            "run --from 1999-01-01 --to 1999-02-01",
            "there are no such days",
        ),
        ("run --by place", "possible values"),
    ] {
        let err = place.fails(&format!("plot {line}"), 2);
        assert!(err.contains(wanted), "{err}");
    }
    compare(&place);
    let err = place.fails("plot both --full", 2);
    assert!(err.contains("for the timeline of a run"), "{err}");
}
