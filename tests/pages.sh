#!/usr/bin/env bash
# Reports in a browser: nothing said on the console, nothing loaded, no violation of WCAG 2.2 AA,
# no sideways scrolling in light and dark on small and large screens, all of it there without
# script, and no figure or row cut on paper. Screenshots are kept in target/pages/shots.
#
#   tests/pages.sh [PROGRAM]      the program to try [default: target/debug/sortie]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$(realpath "${1:-target/debug/sortie}")
here=$(realpath tests/pages)
source tests/pages/table.sh
source tests/pages/tools.sh
need_browser
need_node
need_python
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

make_results "$program"
html() {
    # Words of a command line.
    # shellcheck disable=SC2086
    "$program" report "$1" $3 --quiet --out "$1-$2.html"
}
each_report html
rm -rf "$tools/shots"
node "$here/check.mjs" "$tools" "$browser" "$tools/shots" comparison/charts/curves-response.svg ./*.html
"$python" "$here/printed.py" "$tools"/shots/*.pdf
