#!/usr/bin/env bash
# The board in a browser. First the page alone, against a stand-in for its server: each view on
# small and large screens in light and dark with no violation of WCAG 2.2 AA, nothing said on the
# console, nothing asked of anybody else, no sideways scrolling; then a few minutes of an exercise
# by keyboard, and a server that goes and comes back. Then, with a program that has the board (built
# with `--features board`), a whole exercise on the real server, which is killed twice on the way;
# and two hundred pages that follow. SHOTS names a folder for screenshots.
#
#   tests/board.sh [PROGRAM]
set -euo pipefail
program=${1:+$(realpath "$1")}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tests/pages/tools.sh
need_browser
need_node
node tests/board/look.mjs "$tools" "$browser"
[ -n "$program" ] || exit 0
node tests/board/play.mjs "$tools" "$browser" "$program"
node tests/board/followers.mjs "$program"
