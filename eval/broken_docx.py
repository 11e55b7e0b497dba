"""Word documents broken where their structure is: elements of their parts, links between these, and the ZIP around."""

import io
import re
import struct
import zipfile
from copy import deepcopy
from random import Random

from lxml import etree

from eval.broken import NUMBERS, WORDS, flipped, one_of, shuffled

BODY = "word/document.xml"
ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "%s"><!ENTITY c "%s">]>' % (b"&a;" * 99, b"&b;" * 99),
    b'<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/hostname">]>',
    b'<!DOCTYPE a [<!ENTITY c SYSTEM "http://127.0.0.1:9/">]>',
    b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
)


def broken_docx(random: Random, content: bytes) -> bytes:
    """A Word document with some of its structure broken."""
    if random.random() < 0.1:
        return flipped(random, content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(random.choice((1, 1, 2, 4))):
        name = BODY if random.random() < 0.5 else one_of(random, list(parts))
        if name in parts:
            parts[name] = _broken_part(random, parts[name])
    if random.random() < 0.1:
        del parts[one_of(random, list(parts))]
    made = _zipped(random, parts)
    return _broken_zip(random, made) if random.random() < 0.15 else made


def _broken_part(random: Random, xml: bytes) -> bytes:
    if random.random() < 0.1:
        return flipped(random, xml)
    if random.random() < 0.1:
        at = xml.find(b"?>") + 2
        text = xml[:at] + one_of(random, ENTITIES) + xml[at:]
        return re.sub(rb"(<w:t[^>]*>)", rb"\1&c;", text, count=random.randint(1, 20))
    try:
        root = etree.fromstring(xml)
    except etree.XMLSyntaxError:
        return flipped(random, xml)
    for _ in range(random.randint(1, 5)):
        _change(random, root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _change(random: Random, root: etree._Element) -> None:
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    one, other = random.choice(elements), random.choice(elements)
    match random.randrange(7):
        case 0:  # children in another order, repeated, left out
            one[:] = [deepcopy(child) for child in shuffled(random, list(one))[:200]]
        case 1:
            if one.attrib:
                one.set(random.choice(list(one.attrib)), _attribute(random, one_of(random, NUMBERS + WORDS)))
        case 2:
            if one.attrib:
                del one.attrib[random.choice(list(one.attrib))]
        case 3:  # the whole of it inside another, which may be inside it
            other.append(deepcopy(one))
        case 4:  # deep in itself
            copy = deepcopy(one)
            for _ in range(random.choice((3, 30, 200))):
                outer = etree.Element(one.tag, one.attrib)
                outer.append(copy)
                copy = outer
            other.append(copy)
        case 5:
            one.tag = other.tag
        case 6:
            one.text = _attribute(random, one_of(random, WORDS))


def _attribute(random: Random, text: str) -> str:
    return "".join(c if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff") else " " for c in text)


def _zipped(random: Random, parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return made.getvalue()


def _broken_zip(random: Random, content: bytes) -> bytes:
    """Sizes, offsets, kinds of compression or checksums in the ZIP's own tables that are not true."""
    made = bytearray(content)
    heads = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", content)]
    for _ in range(random.randint(1, 3)):
        at = one_of(random, heads) + random.randrange(4, 30)
        if at + 4 <= len(made):
            struct.pack_into("<I", made, at, random.choice((0, 1, 0xFFFFFFFF, 0x7FFFFFFF, random.randrange(len(made)))))
    return bytes(made)
