//! Workbooks (XLSX), made from their parts and mutated in them.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::dice::Dice;
use crate::mutate::{NUMBERS, ODD, mutate, mutate_bytes};

/// Rows of records in the forms of cells that workbooks have: shared strings, texts in place,
/// numbers, dates (style 1 with a time, 2 without), lengths of time (style 3), truth, errors,
/// results of formulas, gaps.
const RECORDS: &str = r#"<dimension ref="A1:F7"/><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Incidents of 2024</t></is></c></row>
<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c><c r="D2" t="s"><v>3</v></c><c r="E2" t="s"><v>4</v></c><c r="F2" t="inlineStr"><is><t>id</t></is></c></row>
<row r="3"><c r="A3" s="1"><v>45294.4375</v></c><c r="B3" s="1"><v>45294.5</v></c><c r="C3" s="3"><v>0.25</v></c><c r="D3" t="s"><v>5</v></c><c r="E3" t="b"><v>0</v></c><c r="F3"><v>17</v></c></row>
<row r="4"><c r="A4" s="1"><v>45299.25</v></c><c r="B4" s="3"><v>1.5</v></c><c r="C4" t="inlineStr"><is><t>&gt; 3 d</t></is></c><c r="D4" t="s"><v>5</v></c><c r="E4" t="b"><v>1</v></c><c r="F4"><v>18</v></c></row>
<row r="5"><c r="A5" s="2"><v>45305</v></c><c r="B5" t="str"><f>A5&amp;" h"</f><v>12 h</v></c><c r="D5" t="inlineStr"><is><t>leak</t></is></c><c r="E5" t="e"><v>#N/A</v></c><c r="F5"><v>19</v></c></row>
<row r="7"><c r="A7" t="d"><v>2024-02-11T07:00:00</v></c><c r="B7" t="inlineStr"><is><r><t>2 </t></r><r><t>h</t></r></is></c><c r="C7"><v>3</v></c><c r="D7" t="s"><v>5</v></c><c r="F7"><v>20</v></c></row>
</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>"#;

const NOTES: &str = r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Kept by the duty officer</t></is></c></row></sheetData>"#;

/// What stands in a cell, where it stands, and what it is, by which others are replaced.
const CELLS: &[&str] = &[
    "A1",
    "B3",
    "XFD1048576",
    "A1048577",
    "AAAA1",
    "A0",
    "1",
    "A99999999999",
    "s",
    "n",
    "b",
    "d",
    "e",
    "str",
    "inlineStr",
    "45294.4375",
    "0.999999999",
    "60",
    "2958466",
    "-1.5",
    "2024-02-30",
    "2024-02-11T07:00:00",
    "P1DT2H",
    "03/04/2024",
    "1,5 h",
    "10-",
    "never",
    "&#0;",
    "&#x1F5F3;",
    "&lol;",
    "<![CDATA[x]]>",
    "<!-- -->",
    "_x0000_",
    "_x000D_",
];

/// The parts of a workbook: name and text.
type Parts = Vec<(String, Vec<u8>)>;

fn parts() -> Parts {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let link = |id: &str, what: &str, to: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{relations}/{what}\" Target=\"{to}\"/>")
    };
    let links = |all: String| format!("<Relationships xmlns=\"{package}\">{all}</Relationships>");
    let sheet = |rows: &str| format!("<worksheet xmlns=\"{main}\">{rows}</worksheet>");
    let words = [
        "occurred",
        "detected",
        "contained",
        "kind",
        "false_alarm",
        "scan",
    ];
    let words = words.map(|word| format!("<si><t>{word}</t></si>")).concat();
    let all = [
        (
            "_rels/.rels",
            links(link("r1", "officeDocument", "xl/workbook.xml")),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><workbookPr date1904=\"0\"/>\
                 <sheets><sheet name=\"Log\" sheetId=\"1\" r:id=\"a\"/>\
                 <sheet name=\"Notes\" sheetId=\"2\" r:id=\"b\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            links(
                [
                    link("a", "worksheet", "worksheets/a.xml"),
                    link("b", "worksheet", "worksheets/b.xml"),
                    link("c", "styles", "styles.xml"),
                    link("d", "sharedStrings", "sharedStrings.xml"),
                ]
                .concat(),
            ),
        ),
        ("xl/worksheets/a.xml", sheet(RECORDS)),
        ("xl/worksheets/b.xml", sheet(NOTES)),
        (
            "xl/sharedStrings.xml",
            format!("<sst xmlns=\"{main}\" count=\"6\" uniqueCount=\"6\">{words}</sst>"),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" \
                 formatCode=\"[h]:mm:ss\"/></numFmts><cellXfs count=\"4\"><xf numFmtId=\"0\"/>\
                 <xf numFmtId=\"22\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs>\
                 </styleSheet>"
            ),
        ),
    ];
    all.map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .to_vec()
}

fn pack(parts: &Parts, method: CompressionMethod) -> Result<Vec<u8>, String> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, text) in parts {
        archive
            .start_file(name.as_str(), options)
            .map_err(|error| error.to_string())?;
        archive.write_all(text).map_err(|error| error.to_string())?;
    }
    let packed = archive.finish().map_err(|error| error.to_string())?;
    Ok(packed.into_inner())
}

/// A workbook that is in order.
pub(crate) fn good() -> Vec<u8> {
    pack(&parts(), CompressionMethod::Deflated).expect("an archive")
}

/// A workbook that is damaged in its bytes, or one of sound bytes with a mutated part: mostly
/// the cells.
pub(crate) fn mutated(dice: &mut Dice, show: bool) -> Result<Vec<u8>, String> {
    let mut parts = parts();
    if dice.once_in(5) {
        // What is stored as it is can be mutated below its checksums, too.
        let stored = dice.once_in(2);
        let method = if stored {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let mut bytes = pack(&parts, method)?;
        mutate_bytes(dice, &mut bytes);
        return Ok(bytes);
    }
    let cells = 3;
    let at = if dice.once_in(4) {
        dice.below(parts.len())
    } else {
        cells
    };
    match dice.below(12) {
        0 => {
            parts.remove(at);
        }
        1 => {
            let other = dice.below(parts.len());
            let text = parts[other].1.clone();
            parts[at].1 = text;
        }
        2..5 => {
            let others: Vec<Vec<u8>> = parts.iter().map(|(_, text)| text.clone()).collect();
            mutate(dice, &mut parts[at].1, &others);
        }
        _ => {
            for _ in 0..=dice.below(3) {
                value(dice, &mut parts[at].1);
            }
        }
    }
    if show {
        for (name, text) in &parts {
            println!("{name}\n{}", String::from_utf8_lossy(text));
        }
    }
    pack(&parts, CompressionMethod::Deflated)
}

/// Puts something else in place of what stands between tags or quotes.
fn value(dice: &mut Dice, xml: &mut Vec<u8>) {
    let mut places = Vec::new();
    let (mut from, mut open) = (None, b'"');
    for (at, byte) in xml.iter().enumerate() {
        match (*byte, from) {
            (b'"', Some(start)) if open == b'"' => {
                places.push(start..at);
                from = None;
            }
            (b'<', Some(start)) if open == b'>' => {
                if start < at && xml[start] != b'\n' {
                    places.push(start..at);
                }
                from = None;
            }
            (b'"' | b'>', None) => {
                open = *byte;
                from = Some(at + 1);
            }
            _ => {}
        }
    }
    if places.is_empty() {
        return;
    }
    let place = dice.pick(&places).clone();
    let new = match dice.below(6) {
        0 => dice.pick(ODD),
        1..3 => dice.pick(NUMBERS),
        _ => dice.pick(CELLS),
    };
    xml.splice(place, new.bytes());
}
