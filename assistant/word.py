"""A sheet as a Word document: real headings, block quotes and links, in British English, the same bytes each time."""

import io
import threading
import zipfile
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from assistant.sheet import Run, Sheet

STYLES = {"heading": "Heading 1", "subheading": "Heading 2", "text": "Normal", "quote": "Quote", "source": "Source"}
LANGUAGE = "en-GB"
ONE = threading.Lock()  # at a time: each takes 5 MB, of which several at once leave more behind in a server's memory
LONGEST_PROPERTY = 255  # characters; Word takes no more
DARK = RGBColor(0x1F, 0x1F, 0x1F)  # the template's blues are too pale for small type
BLUE = RGBColor(0x05, 0x4F, 0xB9)


def word(sheet: Sheet) -> bytes:
    """The sheet as the bytes of a .docx file."""
    with ONE:
        return _word(sheet)


def _word(sheet: Sheet) -> bytes:
    document = docx.Document()
    _set_properties(document, sheet)
    _set_styles(document)
    document.add_paragraph(sheet.title, style="Title")
    for block in sheet.blocks:
        paragraph = document.add_paragraph(style=STYLES[block.style])
        for run in block.runs:
            _add_run(paragraph, run)
    content = io.BytesIO()
    document.save(content)
    # They refer to each other: 5 MB would wait for the garbage collector, which a server's threads put off.
    for part in list(document.part.package.iter_parts()):
        vars(part).clear()
    return _without_times(content)


def _set_properties(document: Document, sheet: Sheet) -> None:
    properties = document.core_properties
    properties.title = sheet.title[:LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = "Panel Assistant"
    properties.comments = ""
    properties.language = LANGUAGE
    properties.created = properties.modified = datetime(sheet.made.year, sheet.made.month, sheet.made.day)


def _set_styles(document: Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    styles = document.styles
    for name in ("Title", "Heading 1", "Heading 2", "Quote"):
        styles[name].font.color.rgb = DARK
    quote = styles["Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent = Cm(1)
    quote.paragraph_format.space_before = Pt(12)
    quote.paragraph_format.space_after = Pt(4)
    quote.paragraph_format.keep_with_next = True  # its source
    source = styles.add_style("Source", WD_STYLE_TYPE.PARAGRAPH)
    source.base_style = styles["Normal"]
    source.font.size = Pt(10)
    source.paragraph_format.left_indent = Cm(1)
    source.paragraph_format.space_after = Pt(4)


def _add_run(paragraph: Paragraph, run: Run) -> None:
    added = paragraph.add_run(run.text)
    added.bold = run.bold or None
    if run.link:
        added.font.underline = True
        added.font.color.rgb = BLUE
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(added._r)
        paragraph._p.append(link)


def _without_times(content: io.BytesIO) -> bytes:
    """A package whose parts say nothing of the moment at which they were written."""
    timeless = io.BytesIO()
    with zipfile.ZipFile(content) as package, zipfile.ZipFile(timeless, "w") as copy:
        for name in package.namelist():
            copy.writestr(zipfile.ZipInfo(name), package.read(name), zipfile.ZIP_DEFLATED)
    return timeless.getvalue()
