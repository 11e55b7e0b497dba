"""Word's DOCX, through python-docx: what a reader of the paper sees, every tracked change accepted."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from corpus.document import Document, PaperError
from corpus.layout import Piece, Run, Table, TableCell, clean, lay_out, pieces_of
from corpus.numbering import BULLET, Numbering, write_number
from corpus.ooxml import NOT_WORD, Look, Styles, has, name_of, read_parts, value_at

log = logging.getLogger(__name__)

LOCKED = "it is locked with a password; save a copy without one"
OLD = "it is an old Word document (.doc), whatever its name says; open it in Word and save it as .docx"
DAMAGED = "the Word document is damaged or cut short; fetch it again"
NO_TEXT = "it holds no text, only pictures or nothing; if it is a scan, run it through OCR and add the result"

# What stands around the paper's own elements. Words in "del" and "moveFrom" are deleted, or stand elsewhere now.
WRAPPERS = {"sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "ins", "moveTo", "bdo", "dir"}
CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
NOTES = {"footnoteReference": ("footnotes", "decimal"), "endnoteReference": ("endnotes", "lowerRoman")}
SHORT_FIELD = 40  # characters; three fields as short, parted by tabs, are a row of a table


def read_docx(name: str, content: bytes) -> Document:
    """Read a Word document.

    Headers and footers, comments, hidden words and tables of contents are left out; notes follow the paragraph or
    table they belong to. Raises `PaperError` for what is no DOCX (an old .doc among it), is locked, damaged, without
    text, or unpacks to more than `ooxml.LARGEST`.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise PaperError(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD)
    if not content.startswith(b"PK"):
        raise PaperError(NOT_WORD)
    try:
        document = lay_out(name, "docx", _Reader(_open(content)).read())
    except (PaperError, MemoryError):
        raise
    except Exception as error:  # damaged files break zipfile, lxml and python-docx in ways of their own, of every type
        log.debug("python-docx could not read %s", name, exc_info=True)
        raise PaperError(DAMAGED) from error
    if not document.lines:
        raise PaperError(NO_TEXT)
    return document


def _open(content: bytes) -> Any:
    parts = read_parts(content)
    try:
        return docx.Document(parts)
    except (KeyError, ValueError) as error:  # a package of another kind: a workbook, a Strict or a macro document
        raise PaperError(NOT_WORD) from error


class _Reader:
    """One document's elements as pieces and tables, in order."""

    def __init__(self, document: Any) -> None:
        self._body = document.element.body
        parts = {rel.reltype.rpartition("/")[2]: rel.target_part for rel in document.part.rels.values()}
        roots = {kind: parse_xml(part.blob) for kind, part in parts.items()}
        self._numbering = Numbering(roots.get("numbering"))
        self._styles = Styles(document.styles.element, self._numbering)
        self._notes = {
            reference: {note.get(qn("w:id")): note for note in roots.get(kind, ())}
            for reference, (kind, _) in NOTES.items()
        }
        self._noted = dict.fromkeys(NOTES, 0)
        self._waiting: list[Piece | Table] = []  # notes of what is being read
        self._cut: list[Run] = []  # of a paragraph whose end is deleted: it runs on into the next

    def read(self) -> list[Piece | Table]:
        """Everything in the document's body."""
        return self._blocks(self._body)

    def _blocks(self, parent: Any, inside: bool = False) -> list[Piece | Table]:
        """What stands in a part of the document; `inside` a table or note, notes wait until that is over."""
        blocks: list[Piece | Table] = []
        typed: Table | None = None  # the table whose rows are being typed with tabs
        for element in _unwrapped(parent):
            if name_of(element) == "tbl":
                blocks.append(self._table(element))
            elif name_of(element) == "p":
                read = list(self._paragraph(element, inside))
                first = read[0] if read else None
                if typed and isinstance(first, Table):
                    typed.rows.extend(first.rows)
                    del read[0]
                else:
                    typed = first if isinstance(first, Table) else None
                blocks += read
            if not inside:
                blocks += self._waiting
                self._waiting = []
        blocks += pieces_of(self._cut)
        self._cut = []
        return blocks

    def _table(self, table: Any) -> Table:
        rows: list[list[TableCell]] = []
        for row in _unwrapped(table):
            if name_of(row) != "tr" or has(row, "w:trPr", "w:del"):
                continue
            left = int(value_at(row, "w:trPr", "w:gridBefore") or 0)
            rows.append([])
            for cell in _unwrapped(row):
                if name_of(cell) != "tc":
                    continue
                # A merged cell's words stand in the first of its rows.
                goes_on = has(cell, "w:tcPr", "w:vMerge") and value_at(cell, "w:tcPr", "w:vMerge") != "restart"
                if not goes_on and not has(cell, "w:tcPr", "w:cellDel"):
                    rows[-1].append(TableCell(left, self._blocks(cell, inside=True)))
                left += int(value_at(cell, "w:tcPr", "w:gridSpan") or 1)
        return Table(rows)

    def _paragraph(self, paragraph: Any, inside: bool) -> Iterator[Piece | Table]:
        look = self._styles.of_paragraph(paragraph)
        boxes: list[Any] = []
        runs, self._cut = self._cut, []
        runs.extend(self._runs(paragraph, look, boxes))
        gone = any(has(paragraph, "w:pPr", "w:rPr", change) for change in ("w:del", "w:moveFrom"))
        self._cut = runs if gone else []
        if not (gone or look.contents):
            yield from self._pieces(runs, look, inside)
        for box in boxes:
            yield from self._blocks(box, inside)

    def _pieces(self, runs: list[Run], look: Look, inside: bool) -> Iterable[Piece | Table]:
        list_level = look.list_level or 0
        mark = self._numbering.next_mark(look.list_id, list_level) if look.list_id else ""
        words = "".join(run.words for run in runs)
        fields = words.strip("\t").split("\t")
        if not clean(words):
            # Word numbers empty paragraphs too: an item's number often stands so in a cell of its own.
            return [Piece(mark)] if inside and mark not in ("", BULLET) else []
        if not mark and sum(map(bool, fields)) > 2 and max(map(len, fields)) <= SHORT_FIELD and "\n" not in words:
            return [Table([[TableCell(i, list(pieces_of([Run(field)]))) for i, field in enumerate(fields)]])]
        return pieces_of(runs, mark, look.level or 0, list_level + 1 if mark and not look.level else 0)

    def _runs(self, paragraph: Any, look: Look, boxes: list[Any]) -> Iterator[Run]:
        """A paragraph's runs that are seen; the text boxes fixed to it are put into `boxes`."""
        for run in _unwrapped(paragraph):
            if name_of(run) in ("oMath", "oMathPara"):
                yield Run("".join(run.itertext()), look.size or 0, bool(look.bold))
            if name_of(run) != "r":
                continue
            own = self._styles.of_run(run, look)
            words = ""
            for part in _unwrapped(run):
                kind = name_of(part)
                if kind == "t":
                    words += (part.text or "").replace("\n", " ")
                elif kind in CHARACTERS:
                    words += CHARACTERS[kind]
                elif kind == "sym":
                    words += chr(int(part.get(qn("w:char")), 16))
                elif kind in NOTES:
                    self._note(kind, part.get(qn("w:id")))
                else:
                    boxes.extend(_text_boxes(part))
            if not own.hidden:
                yield Run(words, own.size or 0, bool(own.bold))

    def _note(self, reference: str, note_id: str) -> None:
        note = self._notes[reference].pop(note_id, None)
        if note is not None:
            self._noted[reference] += 1
            number = write_number(self._noted[reference], NOTES[reference][1])
            first, *rest = [*self._blocks(note, inside=True), None]
            if isinstance(first, Piece):
                first = replace(first, words=f"[{number}] {first.words}")
            self._waiting += [block for block in (first, *rest) if block]


def _unwrapped(parent: Any) -> Iterator[Any]:
    """An element's children, those of wrappers in the wrappers' place."""
    for child in parent:
        name = name_of(child)
        if name == "AlternateContent":
            yield from _unwrapped(child[0])  # the same content follows again, for older programs
        elif name not in WRAPPERS:
            yield child
        elif not _is_filler(child):
            yield from _unwrapped(child)


def _is_filler(control: Any) -> bool:
    """Whether a content control holds only its prompt ("Click here"), or a table of contents."""
    gallery = value_at(control, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
    return gallery == "Table of Contents" or has(control, "w:sdtPr", "w:showingPlcHdr")


def _text_boxes(element: Any) -> Iterator[Any]:
    """The outermost text boxes of a drawing."""
    for child in element[:1] if name_of(element) == "AlternateContent" else element:
        if name_of(child) == "txbxContent":
            yield child
        else:
            yield from _text_boxes(child)
