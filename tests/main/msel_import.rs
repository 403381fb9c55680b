//! Lists of others: in which layouts they come, how their times are written, and what is refused.

use std::fs;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::msel_list::night;
use super::work_folder::Place;

/// Reads a text as CSV and gives the blocks.
fn read(text: &str, more: &str) -> toml::Table {
    let place = Place::new();
    fs::write(place.path("list.csv"), text).expect("a file");
    blocks(&place, &format!("msel import list.csv {more}"))
}

fn blocks(place: &Place, line: &str) -> toml::Table {
    let output = place.run(line);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{line}: {err}");
    let text = String::from_utf8(output.stdout).expect("text");
    text.parse()
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn refused(text: &str, more: &str) -> String {
    let place = Place::new();
    fs::write(place.path("list.csv"), text).expect("a file");
    let output = place.run(&format!("msel import list.csv {more}"));
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("text")
}

/// The values of a key, block by block.
fn all(table: &toml::Table, key: &str) -> Vec<String> {
    let blocks = table["inject"].as_array().expect("blocks");
    let value = |block: &toml::Value| match block.get(key) {
        None => String::new(),
        Some(toml::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    blocks.iter().map(value).collect()
}

/// A header, a row below it, and the keys that it becomes.
type Layout<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

#[test]
fn lists_come_in_many_layouts() {
    let layouts: [Layout; 11] = [
        (
            "Seq No,Date/Time Delivered,Inject Type,Delivery Method,Originator (From),Recipient (To),Inject description",
            "1,2026-10-11 20:20,Event,E-mail,Reader,Press office,The page is slow",
            &[
                ("id", "1"),
                ("at", "2026-10-11T20:20:00"),
                ("method", "E-mail"),
                ("from", "Reader"),
                ("audience", "Press office"),
                ("message", "The page is slow"),
            ],
        ),
        (
            "Time,Inject ID,Phase,Delivery Method,Inject Summary,Recipient,Expected Decisions,Exercise Objectives,White Cell Notes,Status",
            "09:00,INJ-07,One,Phone,A call comes,CERT,Who answers,Answer,Be brief,Approved",
            &[
                ("id", "inj-07"),
                ("at", "start + 9h"),
                ("name", "A call comes"),
                ("message", "A call comes"),
                ("expect", "Who answers"),
                ("objective", "Answer"),
                ("note", "Be brief"),
            ],
        ),
        (
            "#,Real Time,Date,Subject,From,Player,Script,Photo,Picture Name,Profile,Poll",
            "1,09:00,2026-10-11,Breaking,News,CERT,The site is down,,site.png,,",
            &[
                ("at", "2026-10-11T09:00:00"),
                ("name", "Breaking"),
                ("message", "The site is down"),
                ("attachments", "[\"site.png\"]"),
            ],
        ),
        (
            "Event Number,Designated Scenario Time,Event Type,Inject Mode,From,To,Message,Expected Participant Response,Exercise Objective,Notes",
            "3,12.10.2026 07:30,Inject,Radio,Host,All,Good morning,Listen,Inform,None",
            &[
                ("at", "2026-10-12T07:30:00"),
                ("method", "Radio"),
                ("expect", "Listen"),
            ],
        ),
        (
            "Number,Time,From,Faction,To,Team,Method,Subject,Message,Expected Action,Tab",
            "4,+ 1 02:03:04,Ona,Blue,Team A,,Mail,Hello,Read me,Answer,First",
            &[
                ("at", "start + 26h 3min 4s"),
                ("name", "Hello"),
                ("message", "Read me"),
            ],
        ),
        (
            "Title,Trigger time,Description,Type,Teams,Content,Expectation",
            "Mail,D+2 H+3 M+45,A mail,mail,CERT,A mail,Read it",
            &[
                ("id", "mail"),
                ("at", "start + 51h 45min"),
                ("audience", "CERT"),
            ],
        ),
        (
            "Event #,Time (local),Event Synopsis,Inject Description,Responsible Controller,Intended Player,Expected Player Response,Objectives and Capabilities,Evaluator Instructions",
            "9,210900AUG2011,Alarm,It rings,Jonas,Guard,Go out,Safety,Watch",
            &[
                ("at", "2011-08-21T09:00:00"),
                ("note", "Evaluator: Watch\nController: Jonas"),
            ],
        ),
        (
            "N°;Jour;Heure;Émetteur;Destinataire;Moyen;Contenu;Réactions attendues;Remarques",
            "12;2026-10-11;09h00;Préfet;Maire;Téléphone;Une panne;Rappeler;Calme",
            &[
                ("id", "12"),
                ("at", "2026-10-11T09:00:00"),
                ("from", "Préfet"),
                ("expect", "Rappeler"),
            ],
        ),
        (
            "Lfd. Nr.\tUhrzeit\tAbsender\tEmpfänger\tÜbermittlungsart\tEinlage\tErwartete Maßnahmen",
            "5\t9.15 Uhr\tPolizei\tStab\tFunk\tStromausfall\tLage melden",
            &[
                ("at", "start + 9h 15min"),
                ("message", "Stromausfall"),
                ("expect", "Lage melden"),
            ],
        ),
        (
            "Laikas,Siuntėjas,Gavėjas,Žinutė,Laukiamas veiksmas",
            "J+1 09h00,VRK,NKSC,Neveikia,Skambinti",
            &[
                ("at", "start + 1d + 9h"),
                ("message", "Neveikia"),
                ("audience", "NKSC"),
            ],
        ),
        (
            "Inject,Time (min),To,Expected action",
            "The lights go out,45,Everybody,Sit down",
            &[
                ("id", "the-lights-go-out"),
                ("at", "start + 45min"),
                ("message", "The lights go out"),
            ],
        ),
    ];
    for (header, row, wanted) in layouts {
        let table = read(&format!("{header}\n{row}\n"), "");
        for (key, value) in wanted {
            assert_eq!(all(&table, key), [*value], "{header}: {key}");
        }
    }
}

#[test]
fn times_are_read_in_every_notation_of_one_column() {
    let rows = [
        ("600", "2026-10-01T06:00:00"),
        ("09:00", "2026-10-01T09:00:00"),
        ("9:30 pm", "2026-10-01T21:30:00"),
        ("D+2 H+3 M+45", "start + 51h 45min"),
        ("J+1 09h00", "2026-10-02T09:00:00"),
        ("D+1 0900 hrs", "2026-10-02T09:00:00"),
        ("+ 1 02:03:04", "start + 26h 3min 4s"),
        ("T+1:05:00", "start + 1h 5min"),
        ("+45min", "start + 45min"),
        ("Day 3 14:00", "2026-10-03T14:00:00"),
        ("210900AUG2011", "2011-08-21T09:00:00"),
        ("210900Z OCT 26", "2026-10-21T12:00:00"),
        ("4- Mar", "2026-03-04"),
        ("4th March 2019 20:00", "2019-03-04T20:00:00"),
        ("Sunday 11 October 2026, 20h15", "2026-10-11T20:15:00"),
        ("13/10/2026 08:00", "2026-10-13T08:00:00"),
        ("12/10/2026 08:00", "2026-10-12T08:00:00"),
        ("2026-10-11T17:00Z", "2026-10-11T20:00:00"),
        ("2026-10-11T20:00:00+02:00", "2026-10-11T21:00:00"),
        ("46306.375", "2026-10-11T09:00:00"),
        ("0.75", "2026-10-01T18:00:00"),
        ("STARTEX", "start"),
    ];
    let mut text = String::from("Inject #,Time,To,Message,Expected Action\n");
    for (ix, (time, _)) in rows.iter().enumerate() {
        text.push_str(&format!("{ix},\"{time}\",all,m,e\n"));
    }
    let place = night();
    fs::write(place.path("list.csv"), text).expect("a file");
    let table = blocks(&place, "msel import list.csv --scenario my.toml");
    let wanted: Vec<&str> = rows.iter().map(|it| it.1).collect();
    assert_eq!(all(&table, "at"), wanted);
    // What was read is a scenario's.
    let text = fs::read_to_string(place.path("my.toml")).expect("a file");
    let toml = String::from_utf8(place.run("msel import list.csv --scenario my.toml").stdout);
    fs::write(
        place.path("both.toml"),
        format!("{text}\n{}", toml.expect("text")),
    )
    .expect("a file");
    place.fine("check both.toml");
}

#[test]
fn what_may_mean_two_things_is_refused_by_cell() {
    let list = |time: &str| format!("Inject #,Time,To,Message\n1,{time},all,m\n");
    for (time, reason) in [
        ("600", "may be a time of day, minutes or seconds"),
        ("05/06/2026 09:00", "may be two days"),
        ("4- Mar", "has no year"),
        ("+45", "has no unit"),
        ("2026-02-30", "no day"),
        ("25:00", "no time that is known"),
        ("soon", "no time that is known"),
        ("210900Z AUG 2011", "time zone of its own"),
        ("ENDEX", "not told"),
    ] {
        let said = refused(&list(time), "");
        assert!(
            said.contains("cell B2 (line 2): ") && said.contains(reason),
            "{time}: {said}"
        );
    }
    let gap = "Inject #,Time,To,Message\n1,,all,m\n2,10:00,all,m\n";
    assert!(refused(gap, "").contains("cell B2 (line 2): it says nothing"));
    let late = "Inject #,Time,To,Message\n1,23:50,all,m\n2,00:10,all,m\n";
    assert!(refused(late, "").contains("is it the next day?"));
    let twice = "Inject #,Time,To,Message\n1,09:00,all,m\n1,10:00,all,m\n";
    assert!(refused(twice, "").contains("cell A3 (line 3): the number `1` stands in row 2"));
    let said = refused(&list("600"), "--numbers seconds --sheet x");
    assert!(said.contains("--sheet is for workbooks"), "{said}");
    assert_eq!(
        all(&read(&list("600"), "--numbers seconds"), "at"),
        ["start + 10min"]
    );
    assert_eq!(
        all(&read(&list("600"), "--numbers clock"), "at"),
        ["start + 6h"]
    );
    let some = "Inject #,Time,To,Message\n1,soon,all,m\n2,10:00,all,m\n";
    assert_eq!(all(&read(some, "--partial"), "id"), ["2"]);
}

#[test]
fn lists_without_times_are_spread_and_logs_are_refused() {
    let list = "No,Event,To,Expected action\n1,One,all,a\n2,Two,all,a\n3,Three,all,a\n";
    assert!(refused(list, "").contains("--spread 90min"));
    let table = read(list, "--spread 90min");
    assert_eq!(all(&table, "at"), ["start", "start + 30min", "start + 1h"]);
    let table = read(list, "--spread 90min --startex general.polls_close");
    assert_eq!(all(&table, "at")[1], "general.polls_close + 30min");
    let timed = "No,Time,Event,To\n1,09:00,One,all\n";
    assert!(refused(timed, "--spread 90min").contains("leave --spread out"));
    for log in [
        "Date,Time,Event,Logged by\n2026-10-11,09:00,Gate opened,JS\n",
        "Serial,Time,From,To,Message,Operator\n1,0900,HQ,A1,Radio check,JS\n",
        "Entry,Time,Position,Remarks\n1,09:00,North,Calm\n",
    ] {
        let said = refused(log, "");
        assert!(said.contains("is a log of what has happened"), "{said}");
    }
    assert!(refused("Name,Phone\nOna,1\n", "").contains("no row is the header"));
    assert!(refused("", "").contains("no row is the header"));
}

#[test]
fn headings_days_and_repeats_within_a_list() {
    let text = "EXERCISE NIGHT,,,\nPoint of contact,Ona,,\n,,,\nInject #,Time,To,Message\n\
        Day 1,,,\n1,09:00,all,a\nDay 2 – the count,,,\nInject #,Time,To,Message\n2,08:00,all,b\n,,,\n";
    let table = read(text, "");
    assert_eq!(all(&table, "at"), ["start + 9h", "start + 1d + 8h"]);
    let dates = "Date,Time,To,Message,Method\n2026-10-11,09:00,all,a,m\n,10:00,all,b,m\n";
    assert_eq!(
        all(&read(dates, ""), "at"),
        ["2026-10-11T09:00:00", "2026-10-11T10:00:00"]
    );
}

#[test]
fn a_workbook_is_found_among_cover_pages_and_merged_cells() {
    let place = Place::new();
    let mut book = Workbook::new();
    for ix in 0..16 {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("Cover {ix}")).expect("a name");
        sheet.write_string(0, 0, "Exercise Night").expect("a cell");
        sheet.write_string(2, 0, "From").expect("a cell");
        sheet.write_string(2, 1, "Name").expect("a cell");
    }
    let sheet = book.add_worksheet();
    sheet.set_name("MSEL").expect("a name");
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 1, 4, "MASTER SCENARIO EVENTS LIST", &plain)
        .expect("a range");
    let head = [
        "Inject #",
        "Time",
        "To (Recipient)",
        "Inject Description",
        "Expected Player Action",
    ];
    for (column, name) in head.iter().enumerate() {
        sheet.write_string(4, column as u16, *name).expect("a cell");
    }
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let clock = Format::new().set_num_format("hh:mm");
    let long = Format::new().set_num_format("[h]:mm");
    let moment = ExcelDateTime::parse_from_str("2026-10-11 20:45").expect("a time");
    sheet
        .write_datetime_with_format(5, 1, &moment, &date)
        .expect("a cell");
    sheet
        .write_number_with_format(6, 1, 0.375, &clock)
        .expect("a cell");
    sheet
        .write_number_with_format(7, 1, 1.25, &long)
        .expect("a cell");
    sheet
        .merge_range(8, 1, 9, 1, "D+1 12:00", &plain)
        .expect("a range");
    for row in 5..10_u32 {
        sheet.write_number(row, 0, f64::from(row)).expect("a cell");
        sheet.write_string(row, 2, "all").expect("a cell");
        sheet
            .write_string(row, 3, format!("=SUM(A{row})"))
            .expect("a cell");
        sheet.write_string(row, 4, "act").expect("a cell");
    }
    book.save(place.path("wild.xlsx")).expect("a file");
    let table = blocks(&place, "msel import wild.xlsx");
    assert_eq!(
        all(&table, "at"),
        [
            "2026-10-11T20:45:00",
            "start + 9h",
            "start + 30h",
            "start + 1d + 12h",
            "start + 1d + 12h"
        ]
    );
    assert_eq!(all(&table, "id"), ["5", "6", "7", "8", "9"]);
    assert_eq!(all(&table, "message")[0], "=SUM(A5)");
    let said = place.fails("msel import wild.xlsx --sheet Nowhere", 2);
    assert!(said.contains("there is no sheet `Nowhere`"), "{said}");
}

#[test]
fn a_list_of_ours_comes_back_whole() {
    let place = night();
    let stretch = "--history 0 --from general.polls_open --to general.polls_close+8h";
    place.fine(&format!(
        "msel my.toml {stretch} --compress 180min --out list.xlsx"
    ));
    place.fine(&format!("msel my.toml {stretch} --out list.csv"));
    let own: toml::Table = super::msel_list::NIGHT.parse().expect("TOML");
    for file in ["list.xlsx", "list.csv"] {
        let table = blocks(&place, &format!("msel import {file} --scenario my.toml"));
        for key in [
            "id", "message", "from", "audience", "method", "expect", "note", "chance",
        ] {
            assert_eq!(all(&table, key), all(&own, key), "{file}: {key}");
        }
        assert_eq!(
            all(&table, "at"),
            [
                "2026-10-11T20:20:00",
                "2026-10-11T20:45:00",
                "2026-10-11T22:00:00",
                "2026-10-11T23:00:00"
            ]
        );
        assert_eq!(
            all(&table, "objective")[..2],
            ["[\"inform\", \"Keep one voice\"]", "decide"]
        );
        let of = |key: &str| all(&table, key);
        assert_eq!(of("incident")[1], all(&own, "incident")[1]);
        assert_eq!(of("attachments")[0], "[\"page.png\"]");
        assert!(
            of("outage")[2].contains("2026-10-11T23:00:00"),
            "{:?}",
            of("outage")
        );
        assert!(of("team_lost")[3].contains("2026-10-11T23:30:00"));
        // With them instead of its own injects the scenario has the same histories.
        let text = super::msel_list::NIGHT;
        let before = text.split("[[inject]]").next().expect("a part");
        let line = format!("msel import {file} --scenario my.toml --out {file}.toml");
        place.fine(&line);
        let more = fs::read_to_string(place.path(&format!("{file}.toml"))).expect("a file");
        fs::write(place.path("again.toml"), format!("{before}{more}")).expect("a file");
        let trace = |name: &str| place.run(&format!("trace {name} -r 2")).stdout;
        assert_eq!(trace("again.toml"), trace("my.toml"), "{file}");
    }
}

#[test]
fn files_that_are_not_what_they_seem_are_refused() {
    use std::io::Write;
    let place = Place::new();
    let archive = |name: &str, part: &str, bytes: &[u8]| {
        let file = fs::File::create(place.path(name)).expect("a file");
        let mut zip = zip::ZipWriter::new(file);
        zip.start_file(part, zip::write::SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(bytes).expect("bytes");
        zip.finish().expect("an archive");
    };
    archive(
        "bomb.xlsx",
        "xl/worksheets/sheet1.xml",
        &vec![b' '; 140 << 20],
    );
    archive("nothing.xlsx", "readme.txt", b"nothing");
    let xml = b"<sst uniqueCount=\"9999999999\"><si/></sst>";
    archive("claims.xlsx", "xl/sharedStrings.xml", xml);
    fs::write(place.path("old.xls"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").expect("a file");
    fs::write(place.path("big.csv"), vec![b'a'; 17 << 20]).expect("a file");
    let mut far = Workbook::new();
    let sheet = far.add_worksheet();
    sheet.write_string(0, 0, "Inject #").expect("a cell");
    sheet
        .write_string(1_048_575, 16_383, "far")
        .expect("a cell");
    far.save(place.path("far.xlsx")).expect("a file");
    for (name, said) in [
        ("bomb.xlsx", "inflates to more than 128 MiB"),
        ("nothing.xlsx", "not a workbook that can be read"),
        ("claims.xlsx", "9999999999 different texts"),
        ("old.xls", "save it as .xlsx or CSV"),
        ("big.csv", "larger than 16 MiB"),
        (
            "far.xlsx",
            "Sheet1!XFD1048576: more than 500 columns are not read",
        ),
        ("gone.csv", "cannot read gone.csv"),
    ] {
        let err = place.fails(&format!("msel import {name}"), 2);
        assert!(err.contains(said), "{name}: {err}");
    }
}
