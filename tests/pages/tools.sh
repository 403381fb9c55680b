# What the checks of reports need, to be sourced: a browser, Node.js, Python, and packages below
# target/pages. What is missing is installed where that is possible, else it is named.

tools="$(pwd)/target/pages"
mkdir -p "$tools"

# Installs packages of Debian, or says which are missing.
#   debian PACKAGE…
debian() {
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" > /dev/null
    else
        printf 'this check needs %s: install it, or run the check as root on Debian\n' "$*" >&2
        exit 1
    fi
}

# Sets `browser` to the path of an installed browser.
need_browser() {
    local name
    for attempt in first second; do
        for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable microsoft-edge; do
            if browser=$(command -v "$name"); then return; fi
        done
        [ $attempt = second ] || debian chromium fonts-liberation fonts-dejavu-core
    done
    printf 'this check needs Chromium: install it, or name it in CHROMIUM\n' >&2
    exit 1
}

# Installs packages of Node.js below target/pages.
need_node() {
    command -v node > /dev/null && command -v npm > /dev/null || debian nodejs npm
    [ -d "$tools/node_modules/playwright-core" ] && [ -d "$tools/node_modules/axe-core" ] ||
        npm install --prefix "$tools" --no-save --no-audit --no-fund --silent playwright-core@1 axe-core@4
}

# Sets `python` to an interpreter with the packages that read PDF files.
need_python() {
    command -v python3 > /dev/null || debian python3 python3-venv
    python="$tools/venv/bin/python"
    if ! "$python" -c 'import pikepdf, outloud, pypdf' 2> /dev/null; then
        python3 -m venv "$tools/venv" || { debian python3-venv && python3 -m venv "$tools/venv"; }
        "$python" -m pip install --quiet pikepdf outloud pypdf
    fi
}

# Calls a command for each report with the name of its results, its own, and its options.
#   each_report COMMAND
each_report() {
    local result report name options only
    for result in "${results[@]}"; do
        for report in "${reports[@]}"; do
            IFS='|' read -r name options only <<< "$report"
            if [ -z "$only" ] || [[ " $only " = *" ${result%%|*} "* ]]; then
                "$1" "${result%%|*}" "$name" "$options"
            fi
        done
    done
}

# Makes the results that are reported on, below the present folder, with a program.
#   make_results PROGRAM
make_results() {
    local line
    "$1" new names.toml > /dev/null
    cat >> names.toml <<'TOML'

[[milestone]]
id    = "results-shown"
name  = "<script>alert('“1”')</script> & \"quoted\" | Šiaulių ąčęėįšųūž Łódź ćčđšž Ελλάδα ώς"
asset = "results-site"
from  = "start + 2d"
to    = "start + 4d"
level = "99%"

[[policy]]
id   = "slow"
name = "<img src=x onerror=alert(1)>"
set  = { "team.cert.notice" = "12h" }
TOML
    for line in "${results[@]}"; do
        # Words of a command line.
        # shellcheck disable=SC2086
        "$1" ${line#*|} --quiet --out "${line%%|*}"
    done
}
