#!/bin/sh
# The named check of lists of events: another program reads the workbook that `sortie msel`
# writes. Needs Python with openpyxl. Usage: tests/msel.sh [path/to/sortie]
set -eu
sortie=${1:-target/debug/sortie}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$sortie" msel lithuania-2019 --history 3 --from 2019-05-12T18:00 --to 2019-05-13T12:00 \
    --compress 180min --startex 2026-03-05T09:00 --out "$folder/list.xlsx"
python3 - "$folder/list.xlsx" <<'PYTHON'
import datetime
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
assert book.sheetnames == ["Controllers", "Players"], book.sheetnames
for sheet, first, columns in [(book["Controllers"], "Inject #", 24), (book["Players"], "No.", 9)]:
    assert sheet["A1"].value == "Exercise Name" and sheet["C1"].value
    header = next(row for row in sheet.iter_rows() if row[0].value == first)
    line = header[0].row
    assert len([cell for cell in header if cell.value]) == columns
    assert sheet.freeze_panes == f"B{line + 1}", sheet.freeze_panes
    assert sheet.auto_filter.ref == f"A{line}:{header[columns - 1].column_letter}{sheet.max_row}"
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${line}:${line}"
    names = [cell.value for cell in header]
    at = [names.index(name) for name in ("Scheduled Time", "Scenario Time")]
    rows = list(sheet.iter_rows(min_row=line + 1))
    assert rows
    for row in rows:
        for column in at:
            assert isinstance(row[column].value, datetime.datetime), row[column].value
        assert all(cell.data_type != "f" for cell in row)
        assert all(cell.alignment.wrap_text for ix, cell in enumerate(row) if ix not in at)
    widths = {letter: size.width for letter, size in sheet.column_dimensions.items()}
    assert all(5 < width < 80 for width in widths.values()), widths
print("the workbook has the sheets, types, widths and set-up that it should have")
PYTHON
