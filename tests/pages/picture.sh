#!/usr/bin/env bash
# Makes the picture of a brief report anew that the README shows, docs/figures/brief.png: the
# first screen of the brief report of all policies of Lithuania 2019.
#
#   tests/pages/picture.sh [PROGRAM]      the program [default: target/release/sortie]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
program=$(realpath "${1:-target/release/sortie}")
picture=$(realpath docs/figures)/brief.png
source tests/pages/tools.sh
need_browser
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
"$program" compare lithuania-2019 --policies all --replications 400 --quiet --out all
"$program" report all --template brief --tlp clear --quiet --out brief.html
root=()
[ "$(id -u)" != 0 ] || root=(--no-sandbox)
"$browser" --headless "${root[@]}" --disable-gpu --hide-scrollbars --window-size=1100,1240 \
    --screenshot="$picture" "file://$place/brief.html" 2> /dev/null
printf 'wrote %s\n' docs/figures/brief.png
