"""Papers made to take a reader down, and what is to come of each: its words are read, or a sentence says why not."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from tests.corpus.papers import ALDER, make_docx, make_pdf, p

BOXES = {
    "huge": "[0 0 1e9 1e9]",
    "zero": "[0 0 0 0]",
    "negative": "[612 792 0 0]",
    "nan": "[nan nan nan nan]",
    "thin": "[0 0 100000 1]",
    "far": "[1e30 1e30 1e31 1e31]",
    "words": "[(a) /b null]",
}
ALDER_TEXT = f"BT /F1 11 Tf 50 700 Td ({ALDER}) Tj ET".encode()
RESOURCES = "/Resources <</Font <</F1 5 0 R>> /XObject <</X 6 0 R>>>>"
FONT = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"


class Made(NamedTuple):
    """A file's name, what makes its content, and words of the reason that is to be given; "" where it is to be read."""

    name: str
    content: Callable[[], bytes]
    reason: str


def stream(content: bytes, more: str = "") -> bytes:
    """A stream of a PDF."""
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (more.encode(), len(content), content)


def raw_pdf(
    *more: bytes, contents: bytes = ALDER_TEXT, page: str = "", kids: str = "[3 0 R]", count: int = 1, catalog: str = ""
) -> bytes:
    """A PDF whose objects are written by hand: catalog 1, pages 2, page 3, contents 4, font 5, and then `more`."""
    text = contents if contents.startswith(b"<<") else stream(contents)
    objects = [
        f"<</Type /Catalog /Pages 2 0 R {catalog}>>".encode(),
        f"<</Type /Pages /Kids {kids} /Count {count} /MediaBox [0 0 612 792]>>".encode(),
        f"<</Type /Page /Parent 2 0 R /Contents 4 0 R {RESOURCES} {page}>>".encode(),
        text,
        FONT,
        *more,
    ]
    made = io.BytesIO(b"")
    made.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(made.tell())
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    made.writelines(b"%010d 00000 n \n" % place for place in places)
    made.write(b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return made.getvalue()


def flate_bomb(size: int, layers: int) -> bytes:
    """A PDF whose page has a stream that unpacks to `size` blanks in so many layers."""
    packer = zlib.compressobj(9)
    content = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(size >> 20)) + packer.flush()
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    return raw_pdf(contents=stream(content, f"/Filter [{'/FlateDecode ' * layers}]"))


def many_pages(count: int) -> bytes:
    """A PDF of so many pages, all of the same words."""
    first = 6
    page = b"<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>"
    kids = " ".join(f"{number} 0 R" for number in range(first, first + count))
    return raw_pdf(*[page] * count, kids=f"[{kids}]", count=count)


def boxed(box: str) -> bytes:
    """A PDF whose page has this box."""
    return raw_pdf(page=f"/MediaBox {box} /CropBox {box}")


def deep_outline() -> bytes:
    """Bookmarks each inside the one before, the last with the first inside."""
    inner = [*range(7, 3001), 6]
    marks = [f"<</Title (Mark) /First {one} 0 R /Last {one} 0 R /Count 1>>".encode() for one in inner]
    return raw_pdf(*marks, catalog="/Outlines 6 0 R")


def with_attachment() -> bytes:
    """A PDF with a script that opens with it and a file inside it."""
    script = b"<</S /JavaScript /JS (app.alert\\('KITTIWAKE'\\))>>"
    names = "<</JavaScript <</Names [(a) 6 0 R]>> /EmbeddedFiles <</Names [(b) 7 0 R]>>>>"
    file = b"<</Type /Filespec /F (b.exe) /EF <</F 8 0 R>>>>"
    return raw_pdf(script, file, stream(b"KITTIWAKE"), catalog=f"/OpenAction 6 0 R /Names {names}")


def docx_with(changes: dict[str, bytes], **more: str) -> bytes:
    """A Word document with some of its parts replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_docx(p(ALDER), **more))) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return made.getvalue()


def document(body: str, head: str = "") -> dict[str, bytes]:
    """The part of a Word document that holds its words."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return {"word/document.xml": f"{head}<w:document {space}><w:body>{body}</w:body></w:document>".encode()}


def overlapping(content: bytes) -> bytes:
    """A ZIP whose members all begin where the first does, each as large as it says."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        start = package.infolist()[0].header_offset
        members = len(package.namelist())
    made, at = bytearray(content), content.index(b"PK\x01\x02")
    for _ in range(members):
        struct.pack_into("<I", made, at + 42, start)
        at = made.find(b"PK\x01\x02", at + 4)
    return bytes(made)


def understated(content: bytes, name: bytes) -> bytes:
    """A ZIP one of whose members is larger than its tables say."""
    made = bytearray(content)
    at = content.index(b"PK\x01\x02")
    while made[at + 46 : at + 46 + len(name)] != name:
        at = content.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", made, at + 24, 100)
    return bytes(made)


def zipped(name: str, content: bytes) -> bytes:
    """A ZIP of one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return made.getvalue()


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "'
    + "a" * 1000
    + '">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 20}">' for i in range(8))
    + "]>"
)
XXE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LINKED = {
    "word/_rels/document.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
    b'TargetMode="External" Target="http://127.0.0.1:9/styles.xml"/>'
    b'<Relationship Id="b" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" '
    b'Target="document.xml"/>'
    b'<Relationship Id="c" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
    b'Target="../../../../etc/passwd"/></Relationships>'
}
FONT_LOOP = b"<</Type /Font /Subtype /Type0 /DescendantFonts [6 0 R] /Encoding 6 0 R /ToUnicode 6 0 R>>"
LOOP = "".join(
    f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/><w:basedOn w:val="{other}"/></w:style>'
    for one, other in ("AB", "BC", "CA")
)
DEEP_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="S{n}"><w:name w:val="S{n}"/><w:basedOn w:val="S{n + 1}"/></w:style>'
    for n in range(5000)
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
HTML = f"<!doctype html><html><body><p>{ALDER}</p></body></html>".encode()

# Its title has the day in it, and so has a heading.
DATED = f"""NORTHSHIRE PANEL – 9 JANUARY 2025

REPORT OF 9 January 2025

9 January 2025

1.1 {ALDER}
"""

CASES = [
    # What unpacks to more than there is room for
    Made("flate.pdf", lambda: flate_bomb(200 << 20, 1), "unpacks to more"),
    Made("flate-twice.pdf", lambda: flate_bomb(300 << 20, 2), "unpacks to more"),
    Made(
        "hundred-filters.pdf",
        lambda: raw_pdf(contents=stream(b"00" * 99, "/Filter [" + "/ASCIIHexDecode " * 99 + "]")),
        "unpacks to more|damaged",
    ),
    Made("bomb.docx", lambda: docx_with(document("<w:p/>" * 10_000_000)), "unpacks to more"),
    Made("overlapping.docx", lambda: overlapping(make_docx(p(ALDER))), "damaged"),
    Made(
        "understated.docx",
        lambda: understated(docx_with(document("<w:p/>" * 100_000)), b"word/document.xml"),
        "damaged",
    ),
    Made("entities.docx", lambda: docx_with(document("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", BOMB)), "damaged"),
    Made("entities.html", lambda: BOMB.encode() + HTML.replace(b"<p>", b"<p>&i;"), ""),
    Made("zipped.html", lambda: gzip.compress(HTML * 1000), "not a web page"),
    Made("zipped.pdf", lambda: gzip.compress(make_pdf([ALDER])), "not a PDF"),
    Made("zipped.txt", lambda: gzip.compress(HTML), "not text"),
    # What goes round in circles, or too deep
    Made("pages-loop.pdf", lambda: raw_pdf(kids="[2 0 R 3 0 R 2 0 R]", count=3), "damaged"),
    Made("contents-loop.pdf", lambda: raw_pdf(b"[4 0 R 6 0 R 6 0 R]", page="/Contents 6 0 R"), ""),
    Made("outline-loop.pdf", deep_outline, ""),
    Made("resources-loop.pdf", lambda: raw_pdf(page="/Resources 3 0 R"), ""),
    Made(
        "form-loop.pdf",
        lambda: raw_pdf(
            stream(
                b"/X Do /X Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 6 0 R>>>>"
            ),
            contents=ALDER_TEXT + b" /X Do",
        ),
        "took more than|crashed",
    ),
    Made("font-loop.pdf", lambda: raw_pdf(FONT_LOOP, page="/Resources <</Font <</F1 6 0 R>>>>"), ""),
    Made("deep.docx", lambda: docx_with(document("<w:sdt>" * 9000 + "</w:sdt>" * 9000)), "damaged"),
    Made("deep.html", lambda: b"<html><body>" + b"<div>" * 20_000 + HTML, ""),
    Made("deep-tables.html", lambda: b"<html><body>" + b"<table><tr><td>" * 1000 + HTML, ""),
    Made("styles-loop.docx", lambda: make_docx(p(ALDER, style="A"), styles=LOOP), ""),
    # Very many, very large, and none at all
    *(Made(f"box-{name}.pdf", partial(boxed, box), "") for name, box in BOXES.items()),
    Made("many-pages.pdf", lambda: many_pages(50_000), "took more than"),
    Made("deep-styles.docx", lambda: make_docx(p(ALDER, style="S0"), styles=DEEP_STYLES), "damaged"),
    Made("long-line.txt", lambda: (ALDER.encode() + b" ") * 20_000, ""),
    Made("long-word.txt", lambda: b"a" * 2_000_000, ""),
    Made("many-tabs.txt", lambda: (b"a\t" * 20_000 + b"\n") * 3, ""),
    Made("many-lines.txt", lambda: b"1.1 a\n\n" * 5_000, ""),
    Made("long-attribute.html", lambda: HTML.replace(b"<p>", b"<p class='" + b"a-" * 500_000 + b"'>"), ""),
    Made("wide-table.html", lambda: HTML + b"<table>" + b"<tr><td rowspan=99999 colspan=99999>a" * 3000, ""),
    # What broken papers (eval/soak_papers.py) have found
    Made("dots.txt", lambda: ALDER.encode() + b" What" + (b"?" * 3000 + b"x" + b"." * 3000 + b"\n") * 10, ""),
    Made("spaces.txt", lambda: ALDER.encode() + b"\n" + (b"Why?" + b" " * 3000 + b"-" * 3000) * 10, ""),
    Made("dotted-line.txt", lambda: ALDER.encode() + b"\n\n" + b"." * 5000 + b" x\n\n" + b"_" * 5000 + b" x\n", ""),
    Made("dated.txt", lambda: DATED.encode(), ""),
    # What only some may open, and what it should not be asked for
    Made("locked.pdf", lambda: make_pdf([ALDER], password="secret"), "locked with a password"),
    Made("unlocked.pdf", lambda: make_pdf([ALDER], password=""), ""),
    Made("attachment.pdf", with_attachment, ""),
    Made("external.docx", lambda: docx_with(LINKED), ""),
    Made("outside.docx", lambda: docx_with(document("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", XXE)), "no text"),
    Made("macro.docx", lambda: docx_with({"word/vbaProject.bin": b"KITTIWAKE" * 99}), ""),
    # What is not what its name says
    Made("pdf.txt", lambda: make_pdf([ALDER]), "not text"),
    Made("html.pdf", lambda: HTML, "not a PDF"),
    Made("zip.docx", lambda: zipped("a.txt", b"a"), "not a Word document"),
    Made("png.docx", lambda: PNG, "not a Word document"),
    Made("png.pdf", lambda: PNG, "not a PDF"),
    Made("empty.pdf", lambda: b"", "empty"),
    Made("docx.pdf", lambda: make_docx(p(ALDER)), "not a PDF"),
    Made("pdf.docx", lambda: make_pdf([ALDER]), "not a Word document"),
    Made("macro.docm", lambda: make_docx(p(ALDER)), "not a kind of paper"),
]
