"""Web pages, through BeautifulSoup: their content as a person sees it in a browser."""

import codecs
import re
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from corpus.document import Document, PaperError
from corpus.layout import Piece, Run, Table, TableCell, clean, lay_out, pieces_of
from corpus.numbering import BULLET, write_number
from corpus.web import HEADINGS, find_content, missing_titles, names_of, walk, words_of

NOT_HTML = "it is not a web page, whatever its name says; save the page again from the browser"
TOO_LARGE = "it is too large for a web page; save the paper as PDF and add that"
NO_TEXT = "the page holds no text; save it again from the browser once it shows the paper, or print it to PDF"

LARGEST = 50_000_000  # bytes; a page takes some sixty times as much memory while it is read
OPENING = 8  # lines of the content in which its body and date are looked for

MARKUP = re.compile(r"<(?:!doctype|html|head|title|body|div|span|p|br|h[1-6]|table|[uod]l|pre|a|b)\b", re.IGNORECASE)
CHARSET = re.compile(rb"""<\?xml[^>]*encoding=["']([\w-]+)|<meta[^>]*charset=["']?\s*([\w:-]+)""", re.IGNORECASE)
# Browsers take these for Windows-1252; and what is UTF-8 throughout is UTF-8, whatever it says of itself.
USUAL = {"utf-8", "ascii", "iso8859-1", "cp1252"}

BLOCKS = {*HEADINGS, "body", "center", "dialog", "fieldset", "figcaption", "figure", "form", "header", "hr", "legend"}
BLOCKS |= {"address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "footer", "li"}
BLOCKS |= {"main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead"}
BLOCKS |= {"tr", "ul"}
LISTS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*(?:none|(lower|upper)-(?:(roman)|alpha|latin))")
WEIGHT = re.compile(r"(?<![\w-])font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)", re.IGNORECASE)
TITLE_NAME = re.compile(r"(?:.*-)?(?:title|heading)(?:-.*)?")
TITLE = 150  # characters up to which an element that is named a title is one

# Lists that Word wrote: the mark is text, and the level in the style.
WORD_LEVEL = re.compile(r"mso-list\s*:[^;]{0,100}\blevel(\d)")
WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
WORD_BULLET = re.compile(r"\s*[·•▪●○§o\uf0b7\uf0a7](?:\s*\xa0){2,}\s*")
TYPED_MARK = re.compile(r"(?:[-–•·▪*]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s")

# The size of the file that a link leads to.
FILE_SIZE = re.compile(r"\s*[\[(]?(?:pdf|word|docx?|xlsx?|rtf)[\s,:-]++[\d.,]++\s?[kmg]b[\])]?$", re.IGNORECASE)


def read_html(name: str, content: bytes) -> Document:
    """Read a web page: its main content where that can be told, its whole body where not.

    Where only the page's title tells the body or the date, it stands first in the text. Raises `PaperError` for what
    is no web page, is larger than `LARGEST`, or shows no text.
    """
    if len(content) > LARGEST:
        raise PaperError(TOO_LARGE)
    text = _decode(content)
    if not MARKUP.search(text):
        raise PaperError(NOT_HTML)
    page = BeautifulSoup(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), "lxml", huge_tree=True)
    main, left_out = find_content(page)
    blocks = _Reader(left_out).read(main)
    document = lay_out(name, "html", blocks)
    if not document.lines:
        raise PaperError(NO_TEXT)
    opening = [document.slice(line) for line in document.lines[:OPENING]]
    if titles := missing_titles(page, main, left_out, opening):
        document = lay_out(name, "html", [*(Piece(clean(title), level=1) for title in titles), *blocks])
    return document


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise PaperError(NOT_HTML)
    found = CHARSET.search(content[:4096])
    try:
        declared = codecs.lookup((found[1] or found[2]).decode()).name if found else "utf-8"
        if declared not in USUAL and not declared.startswith("utf"):
            return content.decode(declared)
    except (LookupError, ValueError):
        pass
    return content.decode("utf-8-sig", "windows-1252")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 as the older encoding has them: pages are often made of both."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252", _as_windows)


@dataclass(slots=True)
class _List:
    """A list that is being read: the style of its numbers, None for bullets, and the next number."""

    style: str | None
    number: int = 1
    step: int = 1

    def mark(self, item: Tag) -> str:
        """The mark of its next item."""
        if self.style is None or self.style == "none":
            return BULLET if self.style is None else ""
        self.number = _figure(item, "value", self.number)
        mark = f"{write_number(self.number, self.style)}."
        self.number += self.step
        return mark


# The elements that are rows and cells of each kind of table; a definition list is one too.
ROWS = {"table": ("tr",), "dl": ("dt",), "deep": ()}
CELLS = {"table": ("td", "th"), "dl": ("dt", "dd"), "deep": ()}
WIDEST = 200  # columns from the left that a cell can cover in the rows below: they are passed over in each
DEEPEST = 20  # tables in each other; what is nested deeper is broken, and read as plain text


@dataclass(slots=True)
class _Grid:
    """A table or definition list that is being read."""

    kind: str
    inside: int = 0  # how many of its cells are open: more than one where a page forgets to close them
    rows: list[list[TableCell]] = field(default_factory=list)
    column: int = 0
    covered: dict[int, int] = field(default_factory=dict)  # of each column, the row at which it is free again

    def open_row(self) -> None:
        """Begin the next row."""
        self.rows.append([])
        self.column = 0

    def put(self, cell: Tag, content: list[Piece | Table]) -> None:
        """Put a cell into the next free place of the row."""
        if not self.rows:
            self.open_row()
        if cell.name == "dd":
            if self.rows[-1] and self.rows[-1][-1].left == 1:
                self.rows[-1][-1].content.extend(content)
                return
            self.column = 1
        row = len(self.rows) - 1
        while self.covered.get(self.column, 0) > row:
            self.column += 1
        self.rows[-1].append(TableCell(self.column, content))
        first, self.column = self.column, self.column + max(1, min(_figure(cell, "colspan", 1), 100))
        for column in range(first, min(self.column, WIDEST)):
            self.covered[column] = row + (_figure(cell, "rowspan", 1) or 1)


class _Reader:
    """The blocks of a page's content, in order."""

    def __init__(self, left_out: set[int]) -> None:
        self._left_out = left_out
        self._blocks: list[list[Piece | Table]] = [[]]  # those of the page, and of each cell that is open
        self._grids: list[_Grid] = []
        self._lists: list[_List] = []
        self._runs: list[Run] = []
        self._level = self._bold = self._plain = 0
        self._mark, self._depth = "", 0
        self._word_mark: list[str] | None = None  # the mark that Word wrote, while it is read

    def read(self, root: Tag) -> list[Piece | Table]:
        """Everything in an element."""
        for node, ends in walk(root, self._left_out):
            if isinstance(node, Tag):
                if node.name in BLOCKS:
                    self._flush()
                if ends:
                    self._leave(node)
                else:
                    self._enter(node)
            elif type(node) is NavigableString:
                self._add(str(node))
        self._flush()
        return self._blocks[0]

    def _add(self, words: str) -> None:
        if self._word_mark is not None:
            self._word_mark.append(words)
        else:
            words = words if self._plain else re.sub(r"[ \t\r\n\f]+", " ", words)
            self._runs.append(Run(words, bold=self._bold > 0))

    def _enter(self, tag: Tag) -> None:
        self._bold += _is_bold(tag)
        style = str(tag.get("style", ""))
        match tag.name:
            case "br":
                self._runs.append(Run("\n"))
            case "pre":
                self._plain += 1
            case "ul" | "ol":
                self._lists.append(_read_list(tag, style))
            case "li":
                own = self._lists[-1] if self._lists else _List(None)
                self._mark, self._depth = own.mark(tag), max(len(self._lists), 1)
            case "table" | "dl":
                self._grids.append(_Grid(tag.name if len(self._grids) < DEEPEST else "deep"))
        if self._grids and tag.name in ROWS[self._grids[-1].kind]:
            self._grids[-1].open_row()
        if self._grids and tag.name in CELLS[self._grids[-1].kind]:
            self._grids[-1].inside += 1
            if self._grids[-1].inside == 1:
                self._blocks.append([])
        if level := _level_of(tag):
            self._level = level
        if tag.name in BLOCKS and (found := WORD_LEVEL.search(style)):
            self._depth = int(found[1])
        if WORD_MARK.search(style):
            self._word_mark = []

    def _leave(self, tag: Tag) -> None:
        self._bold -= _is_bold(tag)
        style = str(tag.get("style", ""))
        match tag.name:
            case "pre":
                self._plain -= 1
            case "ul" | "ol":
                self._lists.pop()
            case "table" | "dl":
                self._blocks[-1].append(Table(self._grids.pop().rows))
        if self._grids and tag.name in CELLS[self._grids[-1].kind]:
            self._grids[-1].inside -= 1
            if not self._grids[-1].inside:
                self._grids[-1].put(tag, self._blocks.pop())
        if _level_of(tag):
            self._level = 0
        if tag.name == "li" or (tag.name in BLOCKS and WORD_LEVEL.search(style)):
            if self._mark not in ("", BULLET) and len(self._blocks) > 1:
                self._blocks[-1].append(Piece(self._mark))  # an item's number often stands so in a cell of its own
            self._mark, self._depth = "", 0
        if self._word_mark is not None and WORD_MARK.search(style):
            mark = clean("".join(self._word_mark))
            self._mark = mark if len(mark) > 1 and any(map(str.isalnum, mark)) else BULLET
            self._word_mark = None

    def _flush(self) -> None:
        """End the block that is being read."""
        runs, self._runs = self._runs, []
        words = "".join(run.words for run in runs)
        if not clean(words):
            return
        mark, depth = self._mark, self._depth
        self._mark, self._depth = "", 0
        if not mark and (typed := WORD_BULLET.match(words)):
            runs, mark, depth = _without(runs, typed.end()), BULLET, 1
        elif _is_marked(clean(words), mark) or (mark == BULLET and self._level):
            mark = ""
        for piece in pieces_of(runs, mark, self._level, 0 if self._level else depth):
            shown = replace(piece, words=FILE_SIZE.sub("", piece.words))
            if shown.words:
                self._blocks[-1].append(shown)


def _is_marked(words: str, mark: str) -> bool:
    """Whether a list item brings its mark along: typed numbers in a list that the page's style leaves unmarked."""
    return TYPED_MARK.match(words) is not None if mark == BULLET else words.startswith(f"{mark} ")


def _is_bold(tag: Tag) -> bool:
    if tag.name in ("b", "strong", "summary") and not tag.attrs:
        return True
    if weight := WEIGHT.search(str(tag.get("style", ""))):
        return weight[1].lower() == "bold" or (weight[1] >= "600" and weight[1].isdigit())
    if tag.name in ("b", "strong", "summary"):
        return True
    named = tag.attrs and tag.name in ("p", "span", "div", "a") and any(map(TITLE_NAME.fullmatch, names_of(tag)))
    words = words_of(tag) if named else None
    return words is not None and len(clean(words)) <= TITLE


def _level_of(tag: Tag) -> int:
    if tag.name in HEADINGS:
        return int(tag.name[1])
    return _figure(tag, "aria-level", 2) if tag.get("role") == "heading" else 0


def _read_list(tag: Tag, style: str) -> _List:
    if tag.name == "ul":
        return _List(None)
    kind = LISTS.get(str(tag.get("type", "1")), "decimal")
    if css := LIST_STYLE.search(style):
        kind = f"{css[1]}{'Roman' if css[2] else 'Letter'}" if css[1] else "none"
    step = -1 if tag.has_attr("reversed") else 1
    items = len(tag.find_all("li", recursive=False))
    first = _figure(tag, "start", items if step < 0 else 1)
    return _List(kind, first, step)


def _figure(tag: Tag, attribute: str, default: int) -> int:
    found = re.match(r"\s*(-?\d{1,6})", str(tag.get(attribute, "")))
    return int(found[1]) if found else default


def _without(runs: list[Run], count: int) -> list[Run]:
    """Runs without their first characters."""
    kept: list[Run] = []
    for run in runs:
        kept.append(replace(run, words=run.words[count:]))
        count = max(0, count - len(run.words))
    return kept
