//! What a workbook claims of itself before anybody counts: room for strings, places of cells.
//!
//! The reader of workbooks believes both: it makes room for as many strings as `uniqueCount`
//! says, and works out where a cell stands without looking whether the number fits. A file of a
//! kilobyte could so ask for all memory there is, or put a cell in a place it does not name.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::clip;

/// Letters of the last column of a sheet, `XFD`.
const LETTERS: usize = 3;
/// Digits of its last row, 1048576.
const DIGITS: usize = 7;

/// The first claim in a part of a workbook that can't be true; `most` strings at most. What is
/// no XML claims nothing: the reader of workbooks says what is wrong with it.
pub(super) fn false_claim(part: impl BufRead, most: usize) -> Option<String> {
    let mut xml = Reader::from_reader(part);
    // As lenient as the reader of workbooks, so that it sees nothing that is not seen here.
    let config = xml.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if let Some(found) = in_element(&element, most) {
                    return Some(found);
                }
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

fn in_element(element: &BytesStart<'_>, most: usize) -> Option<String> {
    let mut attributes = element.attributes();
    let attributes = attributes.with_checks(false).flatten();
    attributes.into_iter().find_map(|attribute| {
        let value: &str = &attribute.value;
        match attribute.key.as_ref() {
            "uniqueCount" => {
                let digits = value.trim().trim_start_matches(['+', '0']);
                let many = digits.len() > 18
                    || digits.parse::<u64>().is_ok_and(|count| count > most as u64);
                many.then(|| format!("it says that it holds {} different texts", clip(value)))
            }
            // A cell or a row, and a range of them.
            "r" | "ref" if beyond(value) || is_backwards(value) => {
                Some(format!("`{}` is no place in a sheet", clip(value)))
            }
            _ => None,
        }
    })
}

/// True if a reference has more letters or digits in a row than a sheet's last cell.
fn beyond(reference: &str) -> bool {
    let longest = |of: fn(&char) -> bool| {
        let runs = reference.split(|c: char| !of(&c));
        runs.map(str::len).max().unwrap_or(0)
    };
    longest(char::is_ascii_alphabetic) > LETTERS || longest(char::is_ascii_digit) > DIGITS
}

/// True if a range of cells ends above or left of where it begins.
fn is_backwards(reference: &str) -> bool {
    let Some((from, to)) = reference.split_once(':') else {
        return false;
    };
    let place = |cell: &str| -> (u64, u64) {
        cell.bytes().fold((0, 0), |(column, row), byte| match byte {
            b'0'..=b'9' => (column, row * 10 + u64::from(byte - b'0')),
            b'a'..=b'z' | b'A'..=b'Z' => (
                column * 26 + u64::from(byte.to_ascii_uppercase() - b'A') + 1,
                row,
            ),
            _ => (column, row),
        })
    };
    let (from, to) = (place(from), place(to));
    to.0 < from.0 || to.1 < from.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_end_with_the_last_cell() {
        for good in ["A1", "XFD1048576", "A1:XFD1048576", "$A$1", "", "7"] {
            assert!(!beyond(good) && !is_backwards(good), "{good}");
        }
        for backwards in ["B1:A1", "A2:A1", "AA9:Z9", "$C$4:$A$9"] {
            assert!(is_backwards(backwards), "{backwards}");
        }
        for bad in ["AAAA1", "A10485760", "A1:A99999999999", "4294967297"] {
            assert!(beyond(bad), "{bad}");
        }
    }

    #[test]
    fn claims_are_found_in_any_element() {
        let found = |xml: &str| false_claim(xml.as_bytes(), 1000);
        assert_eq!(found("<sst uniqueCount=\"1000\"><si/></sst>"), None);
        for count in ["1001", "9007199254740993", "99999999999999999999999"] {
            let said = found(&format!("<x:sst count='1' uniqueCount='{count}'/>"));
            assert!(said.is_some_and(|said| said.contains(count)), "{count}");
        }
        let cell = "<worksheet><sheetData><row r=\"1\"><c r=\"A99999999999\"/>";
        assert!(found(cell).is_some());
        assert_eq!(found("<a xmlns:r='http://relationships' r='B2'/>"), None);
        assert!(found("<a></b></c><d r=\"A99999999999\"/>").is_some());
        assert_eq!(found("no XML"), None);
        assert_eq!(found("<a b=>"), None);
    }
}
