"""Papers of the fictional county of Northshire, made as the tests need them."""

import io
from collections.abc import Callable, Sequence

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdfium2 import PdfDocument

from corpus import Document, Reading, read_document, read_passages

LIMIT = 254  # word pieces, as of the real model
# Paragraphs long enough to be prose, and no two alike: what pages repeat is taken for running heads.
PROSE = [
    f"The Panel heard at length how the {name} scheme had fared over the winter, and what the county paid for {name}."
    for name in ("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch")
]
ALDER, BIRCH, CEDAR, DOGWOOD, ELDER, FIR, GORSE, HAZEL, IVY, JUNIPER, LARCH = PROSE

# Namespaces of what Word puts into a paragraph beside its own elements.
MORE = " ".join(
    [
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
    ]
)


def cheap(text: str) -> int:
    """Word pieces about as the real tokenizer counts them, without it."""
    return sum(1 + len(word) // 4 for word in text.split())


def text_file(text: str, name: str = "paper.txt") -> Document:
    """A text file as it is read."""
    return read_document(name, text.encode())


def read_text_file(text: str, name: str = "paper.txt") -> Reading:
    """A text file taken apart."""
    return read_passages(text_file(text, name), cheap, LIMIT)


def read_pages(*pages: Sequence[str], head: str = "", foot: Callable[[int], str] | None = None) -> Reading:
    """A PDF of these pages taken apart."""
    return read_passages(read_document("paper.pdf", make_pdf(*pages, head=head, foot=foot)), cheap, LIMIT)


def passage_texts(reading: Reading) -> list[str]:
    """What each passage says."""
    return [passage.text for passage in reading.passages]


class _Paper(FPDF):
    def __init__(self, head: str, foot: Callable[[int], str] | None) -> None:
        super().__init__()
        self.head, self.foot = head, foot
        self.core_fonts_encoding = "cp1252"
        self.set_font("Helvetica", size=11)

    def header(self) -> None:
        if self.head:
            self.set_font("Helvetica", size=8)
            self.write_line(self.head)

    def footer(self) -> None:
        if self.foot:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 5, self.foot(self.page_no()))

    def write_line(self, text: str) -> None:
        self.multi_cell(0, 5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(6)


def make_pdf(
    *pages: Sequence[str],
    head: str = "",
    foot: Callable[[int], str] | None = None,
    password: str | None = None,
    method: EncryptionMethod = EncryptionMethod.AES_256,
) -> bytes:
    """A PDF: each block of a page is a paragraph, "# Title" a heading in large bold type.

    `foot` makes the line at the foot of a page from its physical number. With a `password`, which may be empty,
    the file is encrypted and that password opens it.
    """
    paper = _Paper(head, foot)
    if password is not None:
        paper.set_encryption(owner_password="owner", user_password=password, encryption_method=method)
    for page in pages:
        paper.add_page()
        for block in page:
            title = block.removeprefix("# ")
            paper.set_font("Helvetica", "" if title == block else "B", 11 if title == block else 15)
            paper.write_line(title)
    return bytes(paper.output())


def scan(paper: bytes, *pages: int, stamp: str = "", turned: int = 0, askew: float = 0) -> bytes:
    """The PDF after some of its pages, all where none is named, went through a scanner: they are pictures.

    A `stamp` is printed as text at the foot of each picture; the paper lay in the scanner `turned` by so many degrees
    and `askew` by so many more.
    """
    made = PdfWriter()
    with PdfDocument(paper) as drawn:
        for number, page in enumerate(PdfReader(io.BytesIO(paper)).pages, start=1):
            if pages and number not in pages:
                made.add_page(page)
                continue
            picture = drawn[number - 1].render(scale=150 / 72).to_pil().convert("L")
            picture = picture.rotate(askew, fillcolor="white", resample=Image.Resampling.BICUBIC)
            made.append(io.BytesIO(picture_page(picture.rotate(turned, expand=True), stamp)))
    return _written(made)


def picture_page(picture: Image.Image, stamp: str = "", at: float = 0.97) -> bytes:
    """A PDF of one page that a picture covers, with a line of text `at` that part of its height."""
    paper = FPDF(unit="pt", format=(595, 595 * picture.height / picture.width))
    paper.add_page()
    paper.image(picture, x=0, y=0, w=paper.w, h=paper.h)
    if stamp:
        paper.set_font("Helvetica", size=9)
        paper.text(40, at * paper.h, stamp)
    return bytes(paper.output())


def _written(made: PdfWriter) -> bytes:
    content = io.BytesIO()
    made.write(content)
    return content.getvalue()


def p(*runs: str, style: str = "", props: str = "") -> str:
    """A paragraph of a Word document: plain words, or what begins with "<" as it stands in the file."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{named}{props}</w:pPr>{inner}</w:p>"


def r(words: str, props: str = "") -> str:
    """A run of a Word document."""
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def table(*rows: Sequence[str]) -> str:
    """A table of a Word document; a cell is plain words, or what begins with "<" as it stands in the file."""
    cells = ["".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def make_docx(*body: str, numbering: str = "", styles: str = "", footnotes: str = "", endnotes: str = "") -> bytes:
    """A Word document of these elements, with what is added to the parts that stand beside its body."""
    paper = docx.Document()

    def add(parent: object, xml: str) -> None:
        for child in parse_xml(f"<w:body {nsdecls('w')} {MORE}>{xml}</w:body>"):
            parent.append(child)  # type: ignore[attr-defined]

    paper.element.body.clear_content()
    add(paper.element.body, "".join(body))
    add(paper.styles.element, styles)
    if numbering:
        lists = paper.part.numbering_part.element
        for child in list(lists):
            lists.remove(child)
        add(lists, numbering)
    for kind, notes in (("footnotes", footnotes), ("endnotes", endnotes)):
        if notes:
            blob = f"<w:{kind} {nsdecls('w')}>{notes}</w:{kind}>".encode()
            content_type = CONTENT_TYPE.WML_FOOTNOTES if kind == "footnotes" else CONTENT_TYPE.WML_ENDNOTES
            part = Part(PackURI(f"/word/{kind}.xml"), content_type, blob, paper.part.package)
            paper.part.relate_to(part, getattr(RELATIONSHIP_TYPE, kind.upper()))
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()
