"""A Word file opened: its parts, and what its styles say of a paragraph or a run."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from corpus.document import PaperError
from corpus.numbering import Numbering

NOT_WORD = "it is not a Word document (.docx), whatever its name says; open it in Word and save it as .docx"
TOO_LARGE = "it unpacks to more than a paper can hold; print it to PDF and add that"

LARGEST = 50_000_000  # bytes that the parts that are read may have, unpacked: some thousands of pages
# Pictures, fonts and macros are never unpacked.
READ = ("officeDocument", "styles", "numbering", "footnotes", "endnotes")

HEADING = re.compile(r"\bheading ([1-9])\b", re.IGNORECASE)
CONTENTS = re.compile(r"toc (?:\d|heading)|table of (?:figures|authorities)", re.IGNORECASE)


def read_parts(content: bytes) -> io.BytesIO:
    """A copy of a package with the parts that are read and the links between them, for python-docx to open.

    Word overlooks links to parts that are not there, python-docx does not. Raises `PaperError` for a package that is
    not Word's or unpacks to more than `LARGEST`, and whatever zipfile and lxml raise for a damaged one.
    """
    copy = io.BytesIO()
    room = LARGEST
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(copy, "w") as slim:
        members = {member.filename: member for member in package.infolist()}

        def unpack(name: str) -> bytes:
            nonlocal room
            if name not in members:
                raise PaperError(NOT_WORD)
            room -= members[name].file_size  # zipfile unpacks no more of a member than it says here
            # A package's parts are stored or deflated; zipfile unpacks other kinds without that bound.
            if room < 0 or members[name].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise PaperError(TOO_LARGE)
            return package.read(name)

        slim.writestr("[Content_Types].xml", unpack("[Content_Types].xml"))
        sources = [""]
        for source in sources:
            folder, file = posixpath.split(source)
            links = posixpath.join(folder, "_rels", f"{file}.rels")
            if source and links not in members:
                continue
            root = parse_xml(unpack(links))
            for link in list(root):
                target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
                if posixpath.basename(link.get("Type", "")) not in READ or target not in members:
                    root.remove(link)
                elif target not in sources:
                    sources.append(target)
                    slim.writestr(target, unpack(target))
            slim.writestr(links, etree.tostring(root))
    copy.seek(0)
    return copy


def name_of(element: Any) -> str:
    """An element's name without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


@cache
def _path(names: tuple[str, ...]) -> str:
    return "/".join(map(qn, names))


def has(element: Any, *path: str) -> bool:
    """Whether an element has a descendant along a path of names ("w:pPr", "w:numPr")."""
    return element.find(_path(path)) is not None


def value_at(element: Any, *path: str) -> str | None:
    """The value of the descendant along a path of names; None where there is none, or it says none."""
    found = element.find(_path(path))
    return None if found is None else found.get(qn("w:val"))


@dataclass(frozen=True, slots=True)
class Look:
    """What a style, a paragraph or a run says of itself; None for what it leaves to those it is based on."""

    level: int | None = None  # of a heading, from 1; 0 for what is none
    size: float | None = None  # points
    bold: bool | None = None
    hidden: bool | None = None
    list_id: int | None = None  # 0 for no list
    list_level: int | None = None  # from 0
    contents: bool | None = None  # a line of a table of contents, which only repeats the headings

    def over(self, base: "Look") -> "Look":
        """This look where it says something, `base` elsewhere."""
        told = {field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None}
        return replace(base, **told) if told else base


class Styles:
    """A document's styles. `root` is styles.xml's root element."""

    def __init__(self, root: Any, numbering: Numbering) -> None:
        self._numbering = numbering
        self._elements = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        self._looks: dict[str | None, Look] = {}
        defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
        plain = Look(size=10.0)  # where a file tells none
        self._plain = plain if defaults is None else _type_of(defaults).over(plain)
        normal = [style for style in self._elements.values() if style.get(qn("w:default")) in ("1", "true", "on")]
        self._normal = next((s.get(qn("w:styleId")) for s in normal if s.get(qn("w:type")) == "paragraph"), None)

    def of_paragraph(self, paragraph: Any) -> Look:
        """How a paragraph looks, its own properties and its style's taken together."""
        style = value_at(paragraph, "w:pPr", "w:pStyle")
        look = self._style(style if style in self._elements else self._normal).over(self._plain)
        return _block_of(paragraph).over(look)

    def of_run(self, run: Any, paragraph: Look) -> Look:
        """How a run of such a paragraph looks."""
        if not has(run, "w:rPr"):
            return paragraph
        return _type_of(run).over(self._style(value_at(run, "w:rPr", "w:rStyle"))).over(paragraph)

    def _style(self, style_id: str | None) -> Look:
        if style_id not in self._looks:
            self._looks[style_id] = Look()  # should it be based on itself
            style = self._elements.get(style_id)
            if style is not None:
                name = value_at(style, "w:name") or ""
                heading = HEADING.search(name)
                level = int(heading[1]) if heading else 1 if name.lower() == "title" else None
                named = Look(level=level, contents=CONTENTS.match(name) is not None or None)
                own = _block_of(style).over(_type_of(style)).over(named)
                if own.list_id and own.list_level is None:
                    own = replace(own, list_level=self._numbering.level_of(own.list_id, style_id or ""))
                self._looks[style_id] = own.over(self._style(value_at(style, "w:basedOn")))
        return self._looks[style_id]


def _block_of(element: Any) -> Look:
    """What the paragraph properties of a style or a paragraph say."""
    outline = value_at(element, "w:pPr", "w:outlineLvl")
    list_id = value_at(element, "w:pPr", "w:numPr", "w:numId")
    list_level = value_at(element, "w:pPr", "w:numPr", "w:ilvl")
    return Look(
        level=(int(outline) + 1) % 10 if outline else None,  # Word counts from 0, and 9 is body text
        list_id=int(list_id) if list_id else None,
        list_level=int(list_level) if list_level else None,
    )


def _type_of(element: Any) -> Look:
    """What the run properties of a style or a run say."""
    size = value_at(element, "w:rPr", "w:sz")  # in half points
    return Look(
        size=float(size) / 2 if size else None, bold=_switch(element, "w:b"), hidden=_switch(element, "w:vanish")
    )


def _switch(element: Any, name: str) -> bool | None:
    if not has(element, "w:rPr", name):
        return None
    return value_at(element, "w:rPr", name) not in ("0", "false", "off")
