#!/usr/bin/env python3
"""Whether reports as PDF say what their pages say, to those who hear them and to those who see
them.

    read.py FILE.pdf…

Beside each FILE.pdf lies the page, FILE.html. Prints what is wrong, a line each; exit 1 if
anything is. Needs pikepdf and pypdf.
"""

import re
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pypdf

from printed import children, elements

# Elements of a page that are not printed.
UNPRINTED = {"script", "style", "details", "svg", "title"}
LETTERS = "ąčęėįšųūžŠŁóźćčđšžΕώς"


class Page(HTMLParser):
    """A page: what it must say in print."""

    def __init__(self, text):
        super().__init__()
        self.title = self.language = ""
        self.headings, self.alternatives, self.rows, self.header_cells = [], [], 0, 0
        self.path, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.language = attrs["lang"]
        if tag == "svg":
            self.alternatives.append(attrs["aria-label"])
        if tag in ("h1", "h2", "h3"):
            self.headings.append("")
        if "details" not in self.path:
            self.rows += tag == "tr"
            self.header_cells += tag == "th"
        if tag not in ("meta", "link", "img", "br"):
            self.path.append(tag)

    def handle_endtag(self, tag):
        if tag in self.path:
            while self.path.pop() != tag:
                pass

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_data(self, data):
        if "title" in self.path and "svg" not in self.path:
            self.title += data
        if {"h1", "h2", "h3"} & set(self.path):
            self.headings[-1] += data
        if "main" in self.path and not UNPRINTED & set(self.path):
            self.words.append(data)


def squeezed(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def differ(wanted, order):
    """Where the second text begins to say something else than the first."""
    start = max(order.find(wanted[:20]), 0)
    same = next((at for at, pair in enumerate(zip(wanted, order[start:])) if pair[0] != pair[1]), 0)
    return f"{wanted[same - 10:same + 30]!r}: {order[start:][same - 10:same + 30]!r}"


def outline(items):
    for item in items:
        if isinstance(item, list):
            yield from outline(item)
        else:
            yield item.title


def letters(font):
    """What the codes of a font mean, by its table (ISO 32000-1, 9.10.3)."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            text = bytes.fromhex(text).decode("utf-16-be")
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = text[:-1] + chr(ord(text[-1]) + code - int(first, 16))
    return found


def pieces(pdf):
    """The text of each piece of tagged content: by the number of its sheet, and its own."""
    found = {}
    for page in pdf.pages:
        fonts = {name: letters(font) for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
        opened, font = [], {}
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC":
                    # One within another is a part of it, such as a ligature.
                    opened.append(operands[1].get("/MCID", opened[-1] if opened else None))
                case "BMC":
                    opened.append(None)
                case "EMC":
                    opened.pop()
                case "Tf":
                    font = fonts[str(operands[0])]
                case "Tj" | "TJ":
                    parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                    codes = b"".join(bytes(it) for it in parts if isinstance(it, pikepdf.String))
                    said = "".join(font.get(high << 8 | low, "?") for high, low in zip(codes[::2], codes[1::2]))
                    key = (page.objgen, opened[-1] if opened else None)
                    found[key] = found.get(key, "") + said
    return found


def heard(node, said, page=None):
    """What is said of a structure element: its text in the order of the tags, without bullets and
    drawings."""
    if not isinstance(node, pikepdf.Dictionary):
        return said.get((page, int(node)), "")
    if node.get("/S") in ("/Figure", "/Lbl"):
        return ""
    page = node.Pg.objgen if "/Pg" in node else page
    if node.get("/Type") == "/MCR":
        return said.get((page, int(node.MCID)), "")
    return "".join(heard(kid, said, page) for kid in children(node))


def faults(path):
    page = Page(Path(path).with_suffix(".html").read_text(encoding="utf-8"))
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        tags = list(elements(root.StructTreeRoot))
        with pdf.open_metadata() as about:
            title, mark = about.get("dc:title"), about.get("pdfuaid:part")
        if title != page.title or str(pdf.docinfo.Title) != page.title:
            yield f"is titled {title!r}"
        if mark != "1":
            yield "does not say that it follows PDF/UA-1"
        if str(root.Lang) != page.language:
            yield f"is in the language {root.Lang}"
        if not root.ViewerPreferences.DisplayDocTitle or not root.MarkInfo.Marked:
            yield "does not show its title, or says that it is not tagged"
        figures = [str(it.get("/Alt", "")) for it in tags if it.S == "/Figure"]
        if figures != page.alternatives:
            yield f"has figures with the alternatives {figures}"
        for name, tag, wanted in (("rows", "/TR", page.rows), ("header cells", "/TH", page.header_cells)):
            count = sum(it.S == tag for it in tags)
            if count != wanted:
                yield f"has {count} {name} instead of {wanted}"
        if any("/A" not in it for it in tags if it.S == "/TH"):
            yield "has a header cell that does not say of what"
        levels = [int(str(it.S)[2:]) for it in tags if str(it.S) in ("/H1", "/H2", "/H3")]
        if len(levels) != len(page.headings):
            yield f"has {len(levels)} headings instead of {len(page.headings)}"
        for item in (it for it in tags if it.S == "/LI"):
            if [str(kid.S) for kid in children(item)] != ["/Lbl", "/LBody"]:
                yield "has an item of a list that is not a bullet and a body"
                break
        # Heard in the order of the tags, it is what the page says.
        order = squeezed(heard(root.StructTreeRoot, pieces(pdf)))
        wanted = squeezed("".join(page.words))
        if wanted not in order:
            yield f"is not read as the page, from {differ(wanted, order)}"
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/FontDescriptor":
                if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()):
                    yield f"lacks the font {font.FontName}"
    reader = pypdf.PdfReader(path)
    marks = list(outline(reader.outline))
    if [squeezed(it) for it in marks] != [squeezed(it) for it in page.headings]:
        yield f"has the bookmarks {marks}"
    said = squeezed("".join(it.extract_text() for it in reader.pages))
    if Path(path).name.startswith("name") and not all(letter in said for letter in LETTERS):
        yield f"lacks {[letter for letter in LETTERS if letter not in said]}"


def main(paths):
    wrong = 0
    for path in paths:
        for fault in faults(path):
            wrong += 1
            print(f"{path}: {fault}")
    print(f"{len(paths)} reports as PDF: {wrong} faults")
    return 1 if wrong or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
