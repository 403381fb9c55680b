#!/usr/bin/env python3
"""Whether pages were printed well: no figure and no row of a table is cut by the end of a sheet,
and each sheet has its number.

    printed.py FILE.pdf…

Prints what is wrong, a line each; exit 1 if anything is. Needs pikepdf and pypdf.
"""

import sys

import pikepdf
import pypdf

# What must stand on one sheet.
WHOLE = {"/Figure", "/TR", "/H1", "/H2", "/H3"}


def children(node):
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def sheets(node, page):
    """The sheets that the content of a structure element stands on."""
    if not isinstance(node, pikepdf.Dictionary):
        return {page} if page else set()
    page = node.Pg.objgen if "/Pg" in node else page
    if node.get("/Type") in ("/MCR", "/OBJR"):
        return {page}
    found = set()
    for kid in children(node):
        found |= sheets(kid, page)
    return found


def elements(node):
    if isinstance(node, pikepdf.Dictionary) and node.get("/Type") != "/MCR":
        if "/S" in node:
            yield node
        for kid in children(node):
            yield from elements(kid)


def faults(path):
    with pikepdf.open(path) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        if root is None:
            yield "has no tags"
            return
        seen = 0
        for element in elements(root):
            kind = str(element.S)
            if kind in WHOLE:
                seen += 1
                on = sheets(element, None)
                if len(on) > 1:
                    yield f"{kind} stands on {len(on)} sheets"
        if seen < 10:
            yield f"has only {seen} rows, figures and headings"
    reader = pypdf.PdfReader(path)
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        if f"{number} / {count}" not in page.extract_text():
            yield f"sheet {number} has no number"


def main(paths):
    wrong = 0
    for path in paths:
        for fault in faults(path):
            wrong += 1
            print(f"{path}: {fault}")
    print(f"{len(paths)} prints: {wrong} faults")
    return 1 if wrong or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
