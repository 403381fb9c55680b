#!/usr/bin/env bash
# Reports as PDF, read back by two readers: tags, header cells, alternative texts, reading order,
# language, title, mark of PDF/UA, bookmarks, fonts embedded, letters of other languages, and no
# figure or row cut.
#
#   tests/pdf.sh [PROGRAM]      the program to try [default: target/debug/sortie]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$(realpath "${1:-target/debug/sortie}")
here=$(realpath tests/pages)
source tests/pages/table.sh
source tests/pages/tools.sh
need_browser
need_python
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

make_results "$program"
both() {
    # Words of a command line.
    # shellcheck disable=SC2086
    "$program" report "$1" $3 --quiet --out "$1-$2.html"
    # shellcheck disable=SC2086
    "$program" report "$1" $3 --quiet --format pdf --browser "$browser" --out "$1-$2.pdf"
}
each_report both
# The same results give the same words again.
"$program" report run --template brief --quiet --format pdf --out again.pdf
"$program" report run --template brief --quiet --format pdf --out again.pdf
"$python" "$here/printed.py" ./*.pdf
"$python" "$here/read.py" ./*-*.pdf
"$tools/venv/bin/outloud" --layer conformance --fail-on warning --no-info ./*.pdf > said.txt || {
    cat said.txt
    exit 1
}
tail -n 3 said.txt
