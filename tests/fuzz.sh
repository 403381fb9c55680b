#!/usr/bin/env bash
# Mutates scenarios, records, folders of results and command lines: no panic, no input over 20 s
# of processor time or 1 GB of memory, nothing accepted that computes something else.
#
#   tests/fuzz.sh [COUNT] [SEED]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec cargo test --quiet --test fuzz -- --count "${1:-100000}" --seed "${2:-1}"
