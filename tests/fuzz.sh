#!/usr/bin/env bash
# Mutates scenarios, records (text and workbooks), folders of results and command lines: no panic,
# no input over 20 s of processor time or 1 GB of memory, nothing accepted that computes something
# else. Says every minute how far it is; what breaks a promise is kept in target/tmp/broken.
#
# For a run that takes long, copy the built check and program, so that later builds do not change
# them: SORTIE_FUZZ_PROGRAM=copy/sortie copy/fuzz --count COUNT --seed SEED
#
#   tests/fuzz.sh [COUNT] [SEED]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec cargo test --quiet --test fuzz -- --count "${1:-100000}" --seed "${2:-1}"
