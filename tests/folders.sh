#!/usr/bin/env bash
# The folder of results under bad luck: 200 kills at all moments, two writers at once, a full
# disk, a disk that can't be written. Nothing may be lost, and the bytes must be those of work
# that nobody disturbed. Takes a minute or two; run by .ci/run.
#
#   tests/folders.sh [PROGRAM]      the program to try [default: target/debug/sortie]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$(realpath "${1:-target/debug/sortie}")
place=$(mktemp -d)
disk="$place/disk"
cleanup() {
    if mountpoint --quiet "$disk" 2>/dev/null; then umount "$disk"; fi
    rm -rf "$place"
}
trap cleanup EXIT
cd "$place"
RANDOM=11

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

same() {
    diff -r "$1" "$2" >&2 || fail "$2 differs from $1"
}

"$program" new my.toml > /dev/null
cat >> my.toml <<'TOML'

[[policy]]
id = "slow"
set = { "team.cert.notice" = "12h" }
TOML

# Kills a line again and again, lets it come to its end, and compares.
#   killed NAME WORKS KILLS LINE…
killed() {
    local name=$1 works=$2 kills=$3 work kill begun length again=--resume
    shift 3
    [ "$1" = merge ] && again=
    begun=$(date +%s%N)
    "$program" "$@" $again --quiet --out "$name-whole"
    length=$((($(date +%s%N) - begun) / 1000000))
    for ((work = 0; work < works; work++)); do
        for ((kill = 0; kill < kills; kill++)); do
            # Moments spread over the whole length, the last ones past it.
            local at=$((RANDOM % (length + length / 8 + 1) + 1))
            "$program" "$@" $again --quiet --out "$name-$work" > /dev/null 2>&1 &
            sleep "$(printf '%d.%03d' $((at / 1000)) $((at % 1000)))"
            kill -KILL $! 2> /dev/null || true
            wait $! 2> /dev/null || true
        done
        "$program" "$@" $again --quiet --out "$name-$work" > /dev/null ||
            fail "$name does not go on"
        same "$name-whole" "$name-$work"
        [ ! -e "$name-$work.partial" ] || fail "$name-$work.partial was left behind"
        rm -r "$name-$work"
    done
    printf '%s: %d kills, nothing lost\n' "$name" $((works * kills))
}

for part in 1 2; do
    "$program" run my.toml -n 200 --shard $part/2 --quiet --out part$part
done
# Two at a time.
killed run 8 10 run my.toml -n 200 --records &
runs=$!
killed compare 5 8 compare my.toml -n 60 -m response,loss
wait $runs
killed sweep 5 8 sweep my.toml --vary team.cert.notice=0h,9h -n 60 -m response &
sweeps=$!
killed merge 5 8 merge part1 part2
wait $sweeps

# Two writers at once: each ends well or is refused, and what lies there is whole.
refused=0
for try in 1 2 3 4 5 6; do
    "$program" run my.toml -n 200 --records --quiet --force --out both 2> first.txt &
    first=$!
    second=0
    "$program" run my.toml -n 200 --records --quiet --force --out both 2> second.txt || second=$?
    code=0
    wait $first || code=$?
    [ $((code + second)) -lt 2 ] || fail "both writers were refused"
    for said in first.txt second.txt; do
        if [ -s $said ]; then
            grep -q 'another run is at work' $said || fail "$(cat $said)"
            refused=$((refused + 1))
        fi
    done
    same run-whole both
done
[ ! -e both.partial ] || fail "both.partial was left behind"
printf 'two writers: 6 times, %d refused, nothing lost\n' $refused

# A full disk, and one that can't be written.
mkdir "$disk"
if ! mount -t tmpfs -o size=24m tmpfs "$disk" 2>/dev/null; then
    printf 'full disk: skipped, a file system can not be mounted here\n'
    exit 0
fi
"$program" run my.toml -n 200 --quiet --out "$disk/r"
cp -r "$disk/r" before
# Just enough to begin, not enough to end.
free=$(df --output=avail --block-size=1K "$disk" | tail -1)
head -c $(((free - 16200) * 1024)) /dev/zero > "$disk/ballast"
code=0
"$program" run lithuania-2019 -n 4000 --seed 5 --records --quiet --resume --force --out "$disk/r" 2> said.txt ||
    code=$?
[ $code = 1 ] || fail "a full disk ends with $code: $(cat said.txt)"
grep -q 'go on with' said.txt || fail "$(cat said.txt)"
same before "$disk/r"
code=0
"$program" run my.toml -n 9000000 --quiet --out "$disk/other" 2> said.txt || code=$?
[ $code = 1 ] && grep -q 'there is no room' said.txt || fail "$(cat said.txt)"
rm -r "$disk/ballast" "$disk/r.partial"
mount -o remount,ro "$disk"
code=0
"$program" run my.toml -n 9000000 --quiet --out "$disk/r" 2> said.txt || code=$?
[ $code = 1 ] && grep -q 'cannot write' said.txt || fail "$(cat said.txt)"
same before "$disk/r"
printf 'full disk: told, nothing lost\n'
