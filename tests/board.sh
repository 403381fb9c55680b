#!/usr/bin/env bash
# The board in a browser, against a stand-in for its server: each view on small and large screens
# in light and dark with no violation of WCAG 2.2 AA, nothing said on the console, nothing asked of
# anybody else, no sideways scrolling; then a few minutes of an exercise by keyboard, and a server
# that goes and comes back. SHOTS names a folder for screenshots.
#
#   tests/board.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tests/pages/tools.sh
need_browser
need_node
node tests/board/look.mjs "$tools" "$browser"
