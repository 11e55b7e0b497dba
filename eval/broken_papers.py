"""Small papers of every kind, made of the sample archive's, to be broken."""

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

ROOT = Path(__file__).parent.parent / "corpus"
LINES = 60  # of a text that a small paper has

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = {"officeDocument": "document.main", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes"}
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="N"/>'
    f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{32 - 4 * level}"/></w:rPr></w:style>'
    for level in (1, 2, 3)
)
LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="%{level + 1}."/></w:lvl>'
    for level, style in enumerate(("decimal", "lowerLetter", "upperRoman", "bullet"))
)


@cache
def papers() -> list[tuple[str, bytes]]:
    """Each paper's name and content."""
    texts = [
        path.read_text(encoding="utf-8").split("---", 2)[2] for path in sorted((ROOT / "sample_source").glob("*.md"))
    ]
    parts = ["\n".join(lines[at : at + LINES]) for lines in map(str.splitlines, texts) for at in (0, len(lines) // 2)]
    pdfs = [one for path in sorted((ROOT / "sample").glob("*.pdf")) for one in _pages(path)]
    return [
        *(("paper.pdf", one) for one in pdfs),
        *(("paper.docx", _docx(part)) for part in parts),
        *(("paper.html", _html(part).encode()) for part in parts),
        *(("paper.txt", part.encode()) for part in parts),
    ]


def _pages(path: Path) -> list[bytes]:
    """Some pages of a PDF as two of their own, with what scrutiny papers have and the sample has not: bookmarks, a font
    that says which letters its codes are, a form that is drawn."""
    made = []
    reader = PdfReader(path)
    for first in (0, len(reader.pages) // 2):
        writer = PdfWriter()
        for page in reader.pages[first : first + 2]:
            writer.add_page(page)
        writer.add_outline_item(title="Agenda", page_number=0)
        for page in writer.pages:
            resources: Any = page["/Resources"].get_object()
            form = DecodedStreamObject()
            form.set_data(b"BT /F1 9 Tf 20 20 Td (A form) Tj ET")
            form[NameObject("/Type")] = NameObject("/XObject")
            form[NameObject("/Subtype")] = NameObject("/Form")
            form[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 99, 99)))
            form[NameObject("/Resources")] = resources
            resources[NameObject("/XObject")] = DictionaryObject({NameObject("/X0"): writer._add_object(form)})
            letters = DecodedStreamObject()
            letters.set_data(b"begincmap 1 beginbfrange <20> <7e> <0020> endbfrange endcmap")
            for font in resources["/Font"].get_object().values():
                font.get_object()[NameObject("/ToUnicode")] = writer._add_object(letters)
        content = io.BytesIO()
        writer.write(content)
        made.append(content.getvalue())
    return made


def _html(text: str) -> str:
    made = ["<!doctype html><html><head><title>Papers | Panel</title></head><body><nav>Home</nav><main>"]
    for line in text.splitlines():
        words = _escaped(line).replace("**", "")
        if heading := re.match(r"(#+) (.*)", words):
            made.append(f"<h{len(heading[1])}>{heading[2]}</h{len(heading[1])}>")
        elif words.startswith("- "):
            made.append(f"<ul><li>{words[2:]}</li></ul>")
        elif words.startswith("|"):
            made.append(
                "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in words.strip("| ").split("|")) + "</tr></table>"
            )
        elif words:
            made.append(f"<p>{words}</p>")
    return "\n".join(made).replace("</table>\n<table>", "\n") + "</main></body></html>"


def _docx(text: str) -> bytes:
    """A Word document that has headings, lists, a table, a note, a change and a text box."""
    body = []
    for line in text.splitlines():
        words = _escaped(line).replace("**", "")
        run = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{words.lstrip('#- ')}</w:t></w:r>"
        if heading := re.match("(#+) ", words):
            body.append(f'<w:p><w:pPr><w:pStyle w:val="H{len(heading[1])}"/></w:pPr>{run}</w:p>')
        elif words.startswith("- "):
            listed = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
            body.append(f"<w:p><w:pPr>{listed}</w:pPr>{run}</w:p>")
        elif words.startswith("|"):
            cells = "".join(
                f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in words.strip("| ").split("|")
            )
            body.append(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
        elif words:
            body.append(f'<w:p><w:ins>{run}</w:ins><w:r><w:footnoteReference w:id="2"/><w:tab/></w:r></w:p>')
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
    body.append(f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>")
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>A note</w:t></w:r></w:p></w:footnote>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(_override(part, kind) for part, kind in PARTS.items())
        + "</Types>",
        "_rels/.rels": _links({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _links({part: f"{part}.xml" for part in list(PARTS)[1:]}),
        "word/document.xml": f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {W}>{note}</w:footnotes>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in files.items():
            package.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()


def _override(part: str, kind: str) -> str:
    file = "document" if part == "officeDocument" else part
    return f'<Override PartName="/word/{file}.xml" ContentType="{TYPES}.{kind}+xml"/>'


def _links(targets: dict[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="r{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets.items())
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
