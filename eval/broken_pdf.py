"""PDFs broken where their structure is: objects, streams, pages, fonts, and the table that says where each stands."""

import re
import zlib
from dataclasses import dataclass
from random import Random

from eval.broken import NUMBERS, flipped, one_of, shuffled

OBJECT = re.compile(rb"(?:^|\s)(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
VALUE = re.compile(rb"(?<=[\s\[/(<])(?:\d+ 0 R|-?[\d.]+|/[A-Za-z0-9+.-]+|\([^()]*\)|<[0-9A-Fa-f]*>|true|false|null)")
FILTERS: tuple[bytes, ...] = (
    b"FlateDecode",
    b"LZWDecode",
    b"ASCIIHexDecode",
    b"ASCII85Decode",
    b"RunLengthDecode",
    b"DCTDecode",
)
FILTERS += (b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode", b"Crypt", b"Nonsense")
OPERATORS: tuple[bytes, ...] = (
    b"q",
    b"Q",
    b"BT",
    b"ET",
    b"T*",
    b"W n",
    b"BMC",
    b"EMC",
    b"/F1 1e9 Tf",
    b"/F1 0 Tf",
    b"/Gone 12 Tf",
    b"9 Tr",
)
OPERATORS += (
    b"1 0 0 1 1e30 -1e30 cm",
    b"0 0 0 0 0 0 cm",
    b"1 0 0 1 nan 0 Tm",
    b"0 0 0 0 0 0 Tm",
    b"-99999 TL",
    b"1e9 Tz",
)
OPERATORS += (
    b"/X0 Do",
    b"(\\000\\377\\376) Tj",
    b"<D800DC00> Tj",
    b"[(a) -1e9 (b) 1e9 (c)] TJ",
    b"(unfinished",
    b"<<<<",
    b"]]",
)
OPERATORS += (b"BI /W 99999 /H 99999 ID \x00\x01 EI", b"1 2 3 4 5 6 7 8 9", b"/P <</MCID -1>> BDC", b"(" + b"(" * 200)
CMAPS = (
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange",
    b"1 beginbfrange <00> <FFFFFFFF> <41> endbfrange",
    b"2 beginbfchar <41> <D800> <42> <DFFF> endbfchar",
    b"1 beginbfchar <> <> endbfchar 1 beginbfrange <41> <40> [<0041>] endbfrange",
    b"1 beginbfrange <41> <43> [<0041> <D83D> <0000>] endbfrange beginbfchar",
    b"1 beginbfchar <20> <" + b"00410301" * 200 + b"> endbfchar",
)
BOXES = (
    b"[0 0 0 0]",
    b"[0 0 -1 -1]",
    b"[0 0 1e30 1e30]",
    b"[nan nan nan nan]",
    b"[0 0 612]",
    b"[(a) /b null 4]",
    b"[9 9 8 8]",
)


@dataclass
class _Pdf:
    objects: list[tuple[int, bytes]]
    root: int

    def any(self, random: Random, having: bytes = b"") -> int | None:
        """The place of any object that has these words."""
        places = [place for place, (_, body) in enumerate(self.objects) if having in body]
        return random.choice(places) if places else None

    def change(self, random: Random, having: bytes, old: bytes, new: bytes) -> None:
        """Replace what a pattern finds in one object that has these words; add it where it is not there."""
        place = self.any(random, having)
        if place is None:
            return
        number, body = self.objects[place]
        head, mark, stream = body.partition(b"stream")
        changed, count = re.subn(old, lambda _: new, head)
        self.objects[place] = number, (changed if count else head.replace(b"<<", b"<<" + new + b" ", 1)) + mark + stream


def broken_pdf(random: Random, content: bytes) -> bytes:
    """A PDF with some of its structure broken. `content` has its objects one by one, not in streams of objects."""
    if random.random() < 0.15:
        return flipped(random, content)
    found = re.search(rb"/Root (\d+) 0 R", content)
    objects = [(int(one[1]), one[2]) for one in OBJECT.finditer(content)]
    pdf = _Pdf(objects, int(found[1]) if found else 1)
    for _ in range(random.choice((1, 1, 2, 4))):
        one_of(random, BREAKS)(random, pdf)
    return _written(random, pdf)


def _objects(random: Random, pdf: _Pdf) -> None:
    bodies = shuffled(random, [body for _, body in pdf.objects])
    pdf.objects = [(number, body) for (number, _), body in zip(pdf.objects, bodies, strict=False)]


def _value(random: Random, pdf: _Pdf) -> None:
    place = pdf.any(random)
    if place is None:
        return
    number, body = pdf.objects[place]
    head, mark, stream = body.partition(b"stream")
    values = list(VALUE.finditer(head))
    if values:
        found = random.choice(values)
        own, other = (b"%d 0 R" % one for one in (number, random.choice(pdf.objects)[0]))
        odd = (
            b"null",
            b"()",
            b"[]",
            b"<<>>",
            b"<</A %s>>" % own,
            b"[%s %s]" % (own, other),
            own,
            other,
            b"/" + b"N" * 300,
        )
        new = one_of(random, (*odd, *(text.encode() for text in NUMBERS)))
        pdf.objects[place] = number, head[: found.start()] + new + head[found.end() :] + mark + stream


def _length(random: Random, pdf: _Pdf) -> None:
    pdf.change(random, b"stream", rb"/Length \d+( 0 R)?", b"/Length " + one_of(random, NUMBERS).encode())


def _filter(random: Random, pdf: _Pdf) -> None:
    names = b" ".join(b"/" + one_of(random, FILTERS) for _ in range(random.choice((1, 2, 30))))
    more = b"/DecodeParms <</Predictor %d /Columns %d /Colors 99 /EarlyChange 5>>" % (
        random.randint(-1, 20),
        10 ** random.randint(0, 9),
    )
    pdf.change(random, b"stream", rb"/Filter ?(\[.*?\]|/\w+)", b"/Filter [%s] %s" % (names, more))


def _content(random: Random, pdf: _Pdf) -> None:
    places = [
        place for place, (_, body) in enumerate(pdf.objects) if b" Tj" in _unpacked(body) or b"]TJ" in _unpacked(body)
    ]
    if not places:
        return
    place = random.choice(places)
    number, body = pdf.objects[place]
    lines = shuffled(random, _unpacked(body).split(b"\n"))
    for _ in range(random.choice((1, 5, 50))):
        lines.insert(random.randrange(len(lines) + 1), one_of(random, OPERATORS) + b"\n" * random.randint(0, 2))
    if random.random() < 0.2:
        lines[:0] = [one_of(random, OPERATORS)] * random.choice((100, 3000))
    pdf.objects[place] = number, _stream(b"\n".join(lines))


def _pages(random: Random, pdf: _Pdf) -> None:
    own = b"%d 0 R" % random.choice(pdf.objects)[0]
    which = random.choice(
        (
            (b"/Type /Pages", rb"/Kids ?\[.*?\]", b"/Kids [%s %s]" % (own, own)),
            (b"/Type /Pages", rb"/Kids ?\[", b"/Kids [%s " % b" ".join([own] * 50)),
            (b"/Type /Pages", rb"/Count -?\d+", b"/Count " + one_of(random, NUMBERS).encode()),
            (b"/Type /Page", rb"/Parent \d+ 0 R", b"/Parent " + own),
            (b"/Type /Page", rb"/Contents (\d+ 0 R|\[.*?\])", b"/Contents [%s %s]" % (own, own)),
            (b"/Type /Page", rb"/Resources (\d+ 0 R|<<.*?>>)", b"/Resources " + own),
            (b"/Type /Page", rb"/MediaBox ?\[.*?\]", b"/MediaBox " + one_of(random, BOXES)),
            (b"/Type /Page", rb"/CropBox ?\[.*?\]", b"/CropBox " + one_of(random, BOXES)),
            (b"/Type /Page", rb"/Rotate \d+", b"/Rotate " + one_of(random, NUMBERS).encode()),
            (b"/Type /Catalog", rb"/Outlines \d+ 0 R", b"/Outlines <</First %s /Last %s /Count 5>>" % (own, own)),
        )
    )
    pdf.change(random, *which)


def _font(random: Random, pdf: _Pdf) -> None:
    last = max(number for number, _ in pdf.objects)
    own = random.choice(pdf.objects)[0]
    pdf.objects.append((last + 1, _stream(b"begincmap " + one_of(random, CMAPS) + b" endcmap")))
    which = random.choice(
        (
            (rb"/ToUnicode \d+ 0 R", b"/ToUnicode %d 0 R" % (last + 1)),
            (
                rb"/Encoding (/\w+|\d+ 0 R|<<.*?>>)",
                b"/Encoding <</Differences [%d /A /uniD800 /g99999999999 /%s]>>"
                % (random.randint(-5, 300), b"x" * 500),
            ),
            (rb"/Encoding (/\w+|\d+ 0 R|<<.*?>>)", b"/Encoding /Identity-H"),
            (rb"/Subtype ?/\w+", b"/Subtype /Type0 /DescendantFonts [%d 0 R]" % own),
            (rb"/Subtype ?/\w+", b"/Subtype /Type3 /CharProcs %d 0 R /FontMatrix [0 0 0 0 0 0]" % own),
            (rb"/Widths (\d+ 0 R|\[.*?\])", b"/FirstChar -9 /LastChar 999999999 /Widths [1e30 nan null (a)]"),
            (rb"/FontDescriptor \d+ 0 R", b"/FontDescriptor %d 0 R /MissingWidth null" % own),
        )
    )
    pdf.change(random, b"/Type /Font", *which)


BREAKS = (_objects, _value, _value, _length, _filter, _content, _content, _pages, _font)


def _unpacked(body: bytes) -> bytes:
    found = STREAM.search(body)
    if not found:
        return b""
    try:
        return zlib.decompress(found[1]) if b"FlateDecode" in body[: found.start()] else found[1]
    except zlib.error:
        return b""


def _stream(content: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)


def _written(random: Random, pdf: _Pdf) -> bytes:
    made = b"%PDF-1.7\n"
    places: dict[int, int] = {}
    for number, body in pdf.objects:
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    wrong = random.random() < 0.2  # places that are not those of the objects
    start = random.randrange(len(made)) if random.random() < 0.1 else len(made)
    last = max(places, default=0)
    rows = [places.get(number, 0) + (random.randint(-20, 20) if wrong else 0) for number in range(1, last + 1)]
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    made += b"".join(b"%010d 00000 %s \n" % (max(row, 0), b"n" if row else b"f") for row in rows)
    loop = b" /Prev %d" % len(made) if random.random() < 0.05 else b""
    return made + b"trailer <</Size %d /Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, pdf.root, loop, start)
