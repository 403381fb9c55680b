//! Mutated records of incidents: every row has a fate, and what is written can be read.

use std::fs;
use std::path::Path;

use jiff::tz::TimeZone;
use sortie::inside::calibrate::{DateFormat, Options, Reading, calibrate, read_path};
use sortie::inside::report::{calibration_text, calibration_toml};

use crate::dice::Dice;
use crate::mutate::mutate;
use crate::seeds::Seeds;
use crate::workbooks;
use crate::{Fate, Verdict};

/// Records in the forms that people have.
pub(crate) const TEXTS: &[(&str, &str)] = &[
    (
        "tickets.csv",
        "occurred,detected,hands_on,contained,recovered,kind,severity,false_alarm\n\
         2024-01-03 10:00,2024-01-03 10:20,2024-01-03 11:00,2024-01-03 15:00,2024-01-04 09:00,ddos,high,no\n\
         2024-01-05,2024-01-06 01:00,,2024-01-06 05:30,,phishing,low,no\n\
         2024-01-09 22:15,2024-01-09 23:00,2024-01-10 00:10,2024-01-10 08:00,2024-01-10 12:00,ddos,medium,yes\n\
         2024-02-01 07:00,,,,,ddos,critical,no\n\
         2024-02-11 07:00,2024-02-11 07:30,2024-02-11 08:00,2024-02-11 12:00,2024-02-12 07:00,ddos,high,\n",
    ),
    (
        "durations.csv",
        "day;detected;contained;kind\n2024-03-01;20 min;3h;scan\n2024-03-02;1h 5min;<2d;scan\n\
         2024-03-05;2 hours;3h..5h;scan\n2024-03-09;>1d;;leak\n2024-03-12;15min;40min;leak\n",
    ),
    (
        "veris.json",
        r#"[{"incident_id":"a","timeline":{"incident":{"year":2023,"month":5,"day":3},"discovery":{"unit":"Hours","value":3},"containment":{"unit":"Days","value":2}},"action":{"hacking":{"variety":["DoS"]}}},
{"incident_id":"b","timeline":{"incident":{"year":2023,"month":6},"discovery":{"unit":"Months"}},"action":{"malware":{"variety":["Ransomware"]}}},
{"incident_id":"c","timeline":{"incident":{"year":2022},"compromise":{"unit":"Never"},"discovery":{"unit":"Never"}},"action":{"social":{"variety":["Phishing"]}}}]"#,
    ),
];

pub(crate) fn try_one(dice: &mut Dice, seeds: &Seeds, scratch: &Path, show: bool) -> Verdict {
    let (mut name, bytes) = dice.pick(&seeds.records).clone();
    let mut bytes = bytes.clone();
    if dice.once_in(4) {
        "book.xlsx".clone_into(&mut name);
        bytes = workbooks::mutated(dice, show)?;
    } else {
        let others: Vec<Vec<u8>> = seeds
            .records
            .iter()
            .map(|(_, bytes)| bytes.clone())
            .collect();
        mutate(dice, &mut bytes, &others);
        if dice.once_in(2) {
            // What is no UTF-8 is refused as a whole.
            bytes = String::from_utf8_lossy(&bytes).into_owned().into_bytes();
        }
        if show {
            println!("{}", String::from_utf8_lossy(&bytes));
        }
    }
    fs::create_dir_all(scratch).map_err(|error| error.to_string())?;
    let file = scratch.join(name);
    fs::write(&file, bytes).map_err(|error| error.to_string())?;
    let zone = TimeZone::get(dice.pick::<&str>(&["UTC", "Europe/Vilnius", "Asia/Beirut"]));
    let zone = zone.map_err(|error| error.to_string())?;
    let mut reading = Reading::of(zone.clone());
    if dice.once_in(10) {
        let format =
            dice.pick::<&str>(&["dmy", "mdy", "excel", "excel-1904", "epoch-s", "%d.%m.%y"]);
        reading.dates = Some(DateFormat::parse(format).map_err(|error| error.to_string())?);
    }
    let mut records = match read_path(&file, &reading) {
        Ok(records) => records,
        Err(error) => return told(&error.to_string()),
    };
    let options = Options {
        zone,
        from: None,
        until: None,
        pool: dice.once_in(3),
        draws: if dice.once_in(10) { 3 } else { 0 },
        seed: 1,
    };
    let found = match calibrate(&mut records, &options) {
        Ok(found) => found,
        Err(error) => return told(&error.to_string()),
    };
    // Every row has one fate: an incident, bad, or aside with a reason (a header, an empty row).
    let fates = &found.fates;
    let aside: usize = fates.asides.iter().map(|(_, rows)| rows).sum();
    let told_of = fates.incidents() + fates.bad + aside;
    let bad = records.rows.iter().filter(|row| row.bad.is_some()).count();
    if bad != found.bad || records.rows.len() != told_of || found.rows > told_of {
        return Err(format!(
            "{} rows, {bad} of them bad; told are {told_of} and {}",
            records.rows.len(),
            found.bad
        ));
    }
    let extract = calibration_toml::write(&found);
    let blocks = &extract.text;
    if let Err(error) = blocks.parse::<toml_edit::DocumentMut>() {
        return Err(format!("blocks that are no TOML: {error}"));
    }
    // A kind may well be called `-inf` in the records; a number may not.
    let named = |line: &&str| {
        let names = ["#", "id ", "incident ", "name "];
        !names.iter().any(|name| line.trim_start().starts_with(name))
    };
    let mut numbers = blocks.lines().filter(named);
    let none =
        |line: &str| line.contains("NaN") || line.contains("= inf") || line.contains("\"inf");
    if numbers.any(none) {
        return Err("blocks with numbers that are none".to_owned());
    }
    // Every page can be written.
    let _ = calibration_text::markdown(&found, &records, &extract, &[]);
    Ok(Fate::Accepted)
}

fn told(why: &str) -> Verdict {
    if why.is_empty() || why.len() > 20_000 {
        return Err(format!("a refusal of {} bytes", why.len()));
    }
    Ok(Fate::Refused)
}
