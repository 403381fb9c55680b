//! The forms in which people keep records: dates, numbers, separators, encodings, workbooks.

use std::fs;
use std::io::Write;
use std::path::Path;

use sortie::inside::calibrate::{Reading, calibrate, read_table};

use crate::calibrate::{calibrated_rows, options, read, read_with, reading};

#[test]
fn the_same_moments_in_many_forms() {
    // 1 March 2024, 14:30 and 16:00 in UTC.
    for (onset, detected) in [
        ("2024-03-01 14:30", "2024-03-01T16:00:00Z"),
        ("01.03.2024 14:30", "1.3.2024 16:00"),
        ("01.03.2024 14.30", "01.03.24 16:00"),
        (
            "Fri, 01 Mar 2024 14:30:00 +0000",
            "Fri, 01 Mar 2024 18:00:00 +0200",
        ),
        ("1 Mar 2024 2:30 PM", "March 1, 2024 4 pm"),
        ("01-Mar-24 02.30.00 PM", "1-Mar-2024 04:00:00 p.m."),
        ("2024/03/01 14:30 UTC", "2024/03/01 16:00 +00:00"),
        ("2024-03-01 15:30 +01", "2024-03-01 16:00:00.000"),
        ("1709303400", "1709308800"),
        ("1709303400000", "1709308800000"),
        ("45352.604166667", "45352.666666667"),
        ("Friday 1 March 2024 14:30", "2024-03-01T16:00:00,000"),
        ("\u{a0}2024-03-01\u{a0}14:30 ", "1,5 h"),
        ("2024-03-01T14:30+00:00[UTC]", "1.5 h"),
    ] {
        let text = format!("occurred;detected\n{onset};{detected}\n");
        let (records, found) = read(&text);
        assert_eq!(records.rows[1].steps[0], "1.5 h", "{onset}; {detected}");
        assert_eq!(found.from, "2024-03-01 14:30", "{onset}");
    }
}

#[test]
fn days_before_months_are_found_in_the_column_or_asked_for() {
    let text = "occurred,detected\n03/04/2024 10:00,1 h\n25/04/2024 10:00,1 h\n";
    let (_, found) = read(text);
    assert_eq!(found.from, "2024-04-03 10:00");
    let said = found.guesses.join("\n");
    assert!(
        said.contains("the day first, as in `25/04/2024 10:00` (line 3)"),
        "{said}"
    );
    let american = text.replace("25/04", "04/25");
    assert_eq!(read(&american).1.from, "2024-03-04 10:00");

    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let unclear = text.replace("25/04", "05/04");
    fs::write(at.join("r.csv"), &unclear).expect("records");
    let ran = calibrated_rows(at, "r.csv", &[]);
    assert_eq!(ran.0, 2, "{}", ran.1);
    assert!(
        ran.1
            .contains("`03/04/2024 10:00` (line 2) may have the day or the month first")
    );
    assert!(ran.1.contains("--date-format dmy"), "{}", ran.1);
    for (format, first) in [
        ("dmy", "2024-04-03"),
        ("mdy", "2024-03-04"),
        ("%d/%m/%Y %H:%M", "2024-04-03"),
    ] {
        let ran = calibrated_rows(at, "r.csv", &["--date-format", format]);
        assert_eq!(ran.0, 0, "{}", ran.1);
        assert!(
            ran.1.contains(&format!("Records from {first}")),
            "{}",
            ran.1
        );
    }
    let ran = calibrated_rows(at, "r.csv", &["--date-format", "ymd?"]);
    assert_eq!(ran.0, 2);
    assert!(ran.1.contains("none of dmy, mdy"), "{}", ran.1);
    // Both at once is a contradiction, and both cells are named.
    let both = text.replace("03/04", "04/23");
    let error = read_table(&both, &reading())
        .expect_err("two orders")
        .to_string();
    assert!(
        error.contains("(line 3) has the day first and `04/23/2024 10:00` (line 2)"),
        "{error}"
    );
}

#[test]
fn numbers_that_may_be_two_are_refused() {
    let text = "occurred,detected\n2024-03-01 10:00,\"1,500 h\"\n2024-03-02 10:00,\"1,5 h\"\n\
                2024-03-03 10:00,1 500 h\n2024-03-04 10:00,\"1,500.5 h\"\n";
    let (records, _) = read(text);
    let bad = records.rows[1].bad.as_deref().expect("two readings");
    assert!(bad.contains("`1,500` may be 1.5 or 1500"), "{bad}");
    assert_eq!(records.rows[2].steps[0], "1.5 h");
    assert_eq!(records.rows[3].steps[0], "1500 h");
    assert_eq!(records.rows[4].steps[0], "1500.5 h");
    // A time of day is no duration.
    let (records, _) = read("occurred,detected\n2024-03-01 10:00,14:30:00\n2024-03-01 10:00,1 h\n");
    let bad = records.rows[1].bad.as_deref().expect("two readings");
    assert!(bad.contains("may be a time of day or a duration"), "{bad}");
}

#[test]
fn whole_hours_of_a_clock_are_no_years() {
    let text = "onset_h,onset_local,detected_h\n1999,2024-03-24 07:00:00,2001\n\
                2100,2024-03-28 12:00:00,2101.5\n";
    let (records, _) = read(text);
    assert_eq!(records.rows[1].steps[0], "2 h");
    assert_eq!(records.rows[2].steps[0], "1.5 h");
    // Without a clock a column of years is one of years, and a mixed one is nothing.
    let (records, _) = read("occurred,detected\n2019,2020\n2020,2020\n");
    assert_eq!(records.rows[1].steps[0], "0 h to 17544 h");
    let (records, _) = read("occurred,detected\n2019-03-01,2020\n2020-03-01,31\n2020-03-01,1 h\n");
    assert!(
        records.rows[1]
            .bad
            .as_deref()
            .expect("no unit")
            .contains("`2020` has no unit")
    );
}

#[test]
fn hours_that_a_clock_shows_twice_or_never() {
    let reading = Reading::of(jiff::tz::TimeZone::get("Europe/Vilnius").expect("a zone"));
    let text = "occurred,detected\n2024-10-27 03:30,2024-10-27 06:00\n\
                2024-03-31 03:30,2024-03-31 06:00\n";
    let (records, _) = read_with(text, &reading);
    assert_eq!(records.rows[1].steps[0], "2.5 h to 3.5 h");
    assert!(records.rows[1].notes[0].contains("occurs twice"));
    assert!(
        records.rows[2].notes[0]
            .contains("does not exist (clocks went forward): read as 2024-03-31T04:30:00")
    );
}

#[test]
fn tables_with_other_separators_titles_and_names() {
    let semicolons = "sep=;\noccurred;detected\n2024-03-01 10:00;1 h\n";
    let titles = "Incidents of 2024, first half\n\nExported by the help desk;;\noccurred;detected\n\
                  2024-03-01 10:00;1 h\n";
    for text in [
        semicolons,
        titles,
        "occurred\tdetected\n2024-03-01 10:00\t1 h\n",
        "occurred|detected\n2024-03-01 10:00|1 h\n",
        "Occurred,Detected \n2024-03-01 10:00,1 h\n",
        "OCCURRED,hands on,detected\n2024-03-01 10:00,2 h,1 h\n",
        "occurred,detected,note\n2024-03-01 10:00,1 h,a,,\noccurred,detected,note\n,,\n",
    ] {
        let (records, found) = read(text);
        assert_eq!(found.fates.incidents(), 1, "{text}");
        assert_eq!(found.fates.bad, 0, "{text}");
        let good = records
            .rows
            .iter()
            .find(|row| row.word() == "yes")
            .expect("a row");
        assert_eq!(good.steps[0], "1 h", "{text}");
    }
    let (records, found) = read(titles);
    assert!(
        found
            .guesses
            .contains(&"cells are separated by semicolons".to_owned())
    );
    let lines: Vec<&str> = records.rows.iter().map(|row| row.line.as_str()).collect();
    assert_eq!(lines, ["1", "3", "4", "5"]);
    assert_eq!(records.rows[0].word(), "not a record");
}

#[test]
fn columns_are_named_in_quotes_by_number_and_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(
        at.join("c.csv"),
        "\"Start, UTC\",detected\n2024-03-01 10:00,1 h\n",
    )
    .expect("a file");
    let ran = calibrated_rows(at, "c.csv", &["--map", "occurred=\"Start, UTC\""]);
    assert_eq!(ran.0, 0, "{}", ran.1);
    assert!(ran.1.contains("1 incident,"), "{}", ran.1);
    let ran = calibrated_rows(at, "c.csv", &["--map", "occurred=Start, UTC"]);
    assert_eq!(ran.0, 2);
    assert!(ran.1.contains("stands in quotes"), "{}", ran.1);
    fs::write(at.join("n.csv"), "Start,Found\n2024-03-01 10:00,1 h\n").expect("a file");
    let ran = calibrated_rows(at, "n.csv", &[]);
    assert!(
        ran.1.contains("happened; there are Start, Found"),
        "{}",
        ran.1
    );
    // Two columns of one name: the first was taken in silence.
    fs::write(
        at.join("t.csv"),
        "occurred,detected,detected\n2024-03-01 10:00,1 h,2 h\n",
    )
    .expect("a file");
    let ran = calibrated_rows(at, "t.csv", &[]);
    assert_eq!(ran.0, 2);
    assert!(
        ran.1.contains("`detected`, number 2 and number 3"),
        "{}",
        ran.1
    );
    let ran = calibrated_rows(at, "t.csv", &["--map", "detected=#3"]);
    assert_eq!(ran.0, 0, "{}", ran.1);
    assert!(ran.2.contains(",2 h,"), "{}", ran.2);
}

#[test]
fn other_encodings_are_told_and_read_when_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let text = "occurred,detected,kind\r\n2024-03-01 10:00,1 h,café\r\nrubbish,1 h,café\r\n";
    let wide: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin-1"))
        .collect();
    for (bytes, name, title) in [
        (wide, "utf-16le", "UTF-16"),
        (latin, "latin-1", "UTF-8 doesn't have"),
    ] {
        fs::write(at.join("r.csv"), bytes).expect("a file");
        let ran = calibrated_rows(at, "r.csv", &[]);
        assert_eq!(ran.0, 2);
        assert!(
            ran.1.contains(title) && ran.1.contains("--encoding"),
            "{}",
            ran.1
        );
        let ran = calibrated_rows(at, "r.csv", &["--encoding", name]);
        assert_eq!(ran.0, 0, "{}", ran.1);
        assert!(ran.2.contains("2,cafe,yes"), "{}", ran.2);
        assert!(ran.1.contains("line 3: occurred: `rubbish`"), "{}", ran.1);
    }
    fs::write(
        at.join("b.csv"),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
    )
    .expect("a file");
    assert_eq!(calibrated_rows(at, "b.csv", &[]).0, 0);
    assert_eq!(calibrated_rows(at, "b.csv", &["--encoding", "koi8"]).0, 2);
}

/// A workbook of sheets: each with its name and the XML of its rows.
pub(super) fn workbook(path: &Path, sheets: &[(&str, &str)]) {
    workbook_with(path, sheets, &[]);
}

/// The same, with further parts: name and text.
fn workbook_with(path: &Path, sheets: &[(&str, &str)], more: &[(&str, &str)]) {
    let file = fs::File::create(path).expect("a file");
    let mut archive = zip::ZipWriter::new(file);
    let mut part = |name: &str, text: String| {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).expect("a part");
        archive.write_all(text.as_bytes()).expect("a part");
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let of = |what: &str| format!("{relations}/{what}");
    part(
        "_rels/.rels",
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{}\" Target=\"xl/workbook.xml\"/></Relationships>",
            of("officeDocument")
        ),
    );
    let mut listed = String::new();
    let mut linked = format!(
        "<Relationship Id=\"st\" Type=\"{}\" Target=\"styles.xml\"/>",
        of("styles")
    );
    for (ix, (name, rows)) in sheets.iter().enumerate() {
        listed.push_str(&format!(
            "<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"s{ix}\"/>",
            ix + 1
        ));
        linked.push_str(&format!(
            "<Relationship Id=\"s{ix}\" Type=\"{}\" Target=\"worksheets/s{ix}.xml\"/>",
            of("worksheet")
        ));
        part(
            &format!("xl/worksheets/s{ix}.xml"),
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    part(
        "xl/workbook.xml",
        format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{listed}</sheets></workbook>"
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        format!("<Relationships xmlns=\"{package}\">{linked}</Relationships>"),
    );
    // Style 1 is a date with a time, 2 a date, 3 a length of time.
    part(
        "xl/styles.xml",
        format!(
            "<styleSheet xmlns=\"{main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[h]:mm:ss\"/></numFmts><cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
        ),
    );
    for (name, text) in more {
        part(name, (*text).to_owned());
    }
    archive.finish().expect("an archive");
}

const HEADER: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>occurred</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>detected</t></is></c></row>";

#[test]
fn workbooks_are_read_with_their_dates() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let rows = format!(
        "{HEADER}\
         <row r=\"2\"><c r=\"A2\" s=\"1\"><v>45352.4375</v></c><c r=\"B2\" s=\"3\"><v>1.25</v></c></row>\
         <row r=\"4\"><c r=\"A4\" s=\"1\"><v>45353</v></c><c r=\"B4\" t=\"inlineStr\"><is><t>1-7 d</t></is></c></row>\
         <row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>2024-03-03 10:00</t></is></c><c r=\"B5\"><v>12</v></c></row>"
    );
    workbook(&at.join("r.xlsx"), &[("Log", &rows), ("Notes", "")]);
    let ran = calibrated_rows(at, "r.xlsx", &["--until", "2024-03-14"]);
    assert_eq!(ran.0, 0, "{}", ran.1);
    assert!(ran.1.contains("Records from 2024-03-01 10:30"), "{}", ran.1);
    for row in ["2,,yes,,counted,30 h,", "4,,yes,,counted,24 h to 168 h,"] {
        assert!(ran.2.contains(row), "{row}: {}", ran.2);
    }
    assert!(
        ran.1.contains("line 5: detected: `12` has no unit"),
        "{}",
        ran.1
    );
    assert!(ran.1.contains("sheet Notes: it is empty"), "{}", ran.1);
    workbook(&at.join("two.xlsx"), &[("A", &rows), ("B", &rows)]);
    let ran = calibrated_rows(at, "two.xlsx", &[]);
    assert!(ran.1.contains("choose one with --sheet"), "{}", ran.1);
    let ran = calibrated_rows(at, "two.xlsx", &["--sheet", "B"]);
    assert_eq!(ran.0, 0, "{}", ran.1);
    assert_eq!(calibrated_rows(at, "two.xlsx", &["--sheet", "C"]).0, 2);
    // Days alone are whole days.
    let days = format!(
        "{HEADER}<row r=\"2\"><c r=\"A2\" s=\"2\"><v>45352</v></c><c r=\"B2\" s=\"2\"><v>45354</v></c></row>"
    );
    workbook(&at.join("days.xlsx"), &[("Log", &days)]);
    assert!(
        calibrated_rows(at, "days.xlsx", &[])
            .2
            .contains("24 h to 72 h")
    );
}

#[test]
fn workbooks_that_ask_for_the_machine_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    // A far row costs nothing; a far column is refused.
    let far = format!(
        "{HEADER}<row r=\"1048576\"><c r=\"A1048576\" t=\"inlineStr\"><is><t>2024-03-01 10:00</t></is></c></row>"
    );
    workbook(&at.join("row.xlsx"), &[("Log", &far)]);
    assert!(
        calibrated_rows(at, "row.xlsx", &["--until", "2024-03-09"])
            .2
            .contains("1048576,,yes")
    );
    let far = format!("{HEADER}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    workbook(&at.join("cell.xlsx"), &[("Log", &far)]);
    let ran = calibrated_rows(at, "cell.xlsx", &[]);
    assert_eq!(ran.0, 2);
    assert!(
        ran.1.contains("row 1048576 has something in column 16384"),
        "{}",
        ran.1
    );
    // Places that don't fit into 32 bits; 4294967297 would be row 1.
    for (cell, place) in [
        (
            "<row r=\"3\"><c r=\"A4294967298\"><v>1</v></c></row>",
            "A4294967298",
        ),
        ("<row r=\"4294967298\"><c><v>1</v></c></row>", "4294967298"),
        (
            "<row r=\"3\"><c r=\"AAAAAAAAAA3\"><v>1</v></c></row>",
            "AAAAAAAAAA3",
        ),
    ] {
        workbook(
            &at.join("place.xlsx"),
            &[("Log", &format!("{HEADER}{cell}"))],
        );
        let ran = calibrated_rows(at, "place.xlsx", &[]);
        assert_eq!(ran.0, 2);
        let said = format!("xl/worksheets/s0.xml: `{place}` is no place in a sheet");
        assert!(ran.1.contains(&said), "{}", ran.1);
    }
    // Room for 10¹⁶ texts in a part of none.
    workbook_with(
        &at.join("texts.xlsx"),
        &[("Log", HEADER)],
        &[(
            "xl/sharedStrings.xml",
            "<sst uniqueCount=\"9007199254740993\"/>",
        )],
    );
    let ran = calibrated_rows(at, "texts.xlsx", &[]);
    assert_eq!(ran.0, 2);
    assert!(
        ran.1.contains("it holds 9007199254740993 different texts"),
        "{}",
        ran.1
    );
    // 300 MB of blanks in 300 kB.
    let blanks = format!("{HEADER}{}", " ".repeat(300 << 20));
    workbook(&at.join("large.xlsx"), &[("Log", &blanks)]);
    drop(blanks);
    let ran = calibrated_rows(at, "large.xlsx", &[]);
    assert_eq!(ran.0, 2);
    assert!(ran.1.contains("inflates to more than 256 MiB"), "{}", ran.1);
    fs::write(at.join("broken.xlsx"), b"PK\x03\x04 and no more").expect("a file");
    assert_eq!(calibrated_rows(at, "broken.xlsx", &[]).0, 2);
    fs::write(at.join("old.xls"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").expect("a file");
    assert!(
        calibrated_rows(at, "old.xls", &[])
            .1
            .contains("save it as .xlsx or CSV")
    );
}

/// Draws by `SplitMix64`.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) as usize % end
    }
}

#[test]
fn mutated_records_end_in_figures_or_in_words() {
    const CELLS: [&str; 40] = [
        "2024-03-01 10:00",
        "01.03.2024 14.30",
        "3/4/24 2:30 PM",
        "13/13/2024",
        "1709303400",
        "45352.5",
        "99999999999999999999",
        "1e300",
        "-5",
        "2024",
        "20240305",
        "1,5 h",
        "1,500 h",
        "1-7 d",
        ">30 d",
        "open",
        "never",
        "NA",
        "",
        " ",
        "\"",
        "\n",
        ",",
        ";",
        "\t",
        "|",
        "sep=;",
        "Ticket",
        "occurred",
        "2024-03-01T14:30:15.5:3+99999999999",
        "14:30:00",
        "\u{202e}",
        "é",
        "24:61",
        "9999-12-31",
        "0000-00-00",
        "Fri, 01 Mar 2024 14:30:00 +0000",
        "P1Y",
        "yes",
        "12:30:00 pm utc+9999999",
    ];
    let base = "id,occurred,detected,contained,kind,severity,false_alarm\n\
                a,2024-03-01 10:00,2024-03-01 11:00,3 h,DDoS,low,no\n\
                b,2024-03-02 10:00,1 d,2024-03-09,C++,high,yes\n\
                b,2024-03-02 10:00,1 d,,C++,high,\n";
    let mut draws = Draws(7);
    let mut fine = 0;
    for _ in 0..1_500 {
        let mut chars: Vec<char> = base.chars().collect();
        for _ in 0..=draws.below(6) {
            let at = draws.below(chars.len());
            let cell = CELLS[draws.below(CELLS.len())].chars();
            match draws.below(4) {
                0 => drop(chars.remove(at)),
                1 => drop(chars.splice(at..at, cell)),
                2 => chars.truncate(at.max(60)),
                _ => {
                    let to = (at + draws.below(20)).min(chars.len());
                    drop(chars.splice(at..to, cell));
                }
            }
        }
        let text: String = chars.into_iter().collect();
        let Ok(mut records) = read_table(&text, &reading()) else {
            continue;
        };
        let rows = records.rows.len();
        if let Ok(found) = calibrate(&mut records, &options()) {
            let set_aside: usize = found.fates.asides.iter().map(|(_, count)| count).sum();
            let fates = found.fates.incidents() + found.fates.bad + set_aside;
            assert_eq!(fates, rows, "every row has one fate: {text}");
            fine += 1;
        }
    }
    assert!(fine > 500, "{fine}");
}
