#!/usr/bin/env python3
"""Runs the snippets in SQL, Python and R that stand in README.md and docs/*.md.

They read `output/my/incidents.parquet`, which is made here first, with the program in
target/ and the scenario of the README. Python packages go into a virtual environment under
target/. R snippets run where Rscript and its package arrow are installed, and are named
otherwise. Scenarios and command lines in the docs are run by `cargo test`.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "target" / "snippets"
PACKAGES = ["duckdb", "pandas", "polars", "pyarrow"]
FENCE = re.compile(r"^```(\w[^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pages():
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def snippets(language):
    """Page, line and text of each snippet in a language."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for found in FENCE.finditer(text):
            if found.group(1).strip() == language:
                line = text.count("\n", 0, found.start()) + 1
                yield f"{page.relative_to(ROOT)}:{line}", found.group(2)


def run(command, **more):
    subprocess.run([str(word) for word in command], check=True, **more)


def interpreter():
    """The Python of an environment that has the packages."""
    home = HOME / "venv"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=True)
    have = subprocess.run(
        [python, "-c", "import " + ", ".join(PACKAGES)], stderr=subprocess.DEVNULL, check=False
    )
    if have.returncode != 0:
        run([python, "-m", "pip", "install", "--quiet", *PACKAGES])
    return python


def results():
    """A folder with the results that the snippets read."""
    work = HOME / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    scenario = next(text for _, text in snippets("toml scenario"))
    (work / "my.toml").write_text(scenario, encoding="utf-8")
    build = ["cargo", "build", "--quiet", "--bin", "sortie"]
    run(build, cwd=ROOT)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    program = ROOT / target / "debug" / "sortie"
    run([program, "run", "my.toml", "-n", "20", "--records", "--quiet"], cwd=work)
    return work


SQL = """
import sys, duckdb
for statement in sys.stdin.read().split(";"):
    lines = [line for line in statement.splitlines() if not line.startswith("--")]
    if "".join(lines).strip():
        rows = duckdb.sql("\\n".join(lines)).fetchall()
        assert rows, "no rows: " + statement
"""


def main():
    python, work = interpreter(), results()
    ran = 0
    for where, text in snippets("sql"):
        print(f"{where}: SQL", flush=True)
        run([python, "-c", SQL], input=text.encode(), cwd=work)
        ran += 1
    for where, text in snippets("python"):
        print(f"{where}: Python", flush=True)
        run([python, "-c", text], cwd=work)
        ran += 1
    has_arrow = ["Rscript", "-e", "stopifnot(requireNamespace('arrow', quietly = TRUE))"]
    r = shutil.which("Rscript") and subprocess.run(has_arrow, check=False).returncode == 0
    for where, text in snippets("r"):
        if r:
            print(f"{where}: R", flush=True)
            run(["Rscript", "-e", text], cwd=work)
            ran += 1
        else:
            print(f"{where}: R, not run: there is no Rscript with arrow here")
    if ran < 2:
        sys.exit("error: the docs should have snippets in SQL and in Python")
    print(f"{ran} snippets ran.")


if __name__ == "__main__":
    main()
