"""About how wide words are set: a PDF need not say."""

import re

# Of a letter of Helvetica and its like, in thousandths of the type size.
WIDTHS = {
    letter: width
    for width, letters in {
        220: "ijl'’‘",
        278: " !,./:;I[]\\ft|",
        333: "()-`r“”•",
        500: "ckvxyzsJ",
        556: "0123456789abdeghnopquL#$£€?_–",
        584: "+<=>~±",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1000: "@—…",
    }.items()
    for letter in letters
}
OTHER = 600
NARROW = re.compile(r"times|serif|roman|cambria|calibri|carlito|garamond|narrow|gill", re.IGNORECASE)
WIDE = re.compile(r"verdana|dejavu|lucida|bookman", re.IGNORECASE)


def text_width(text: str, font: str, bold: bool) -> float:
    """The width of a text in units of the type size, as its letters and the name of its font let guess."""
    width = sum(WIDTHS.get(letter, OTHER) for letter in text) / 1000
    if NARROW.search(font) and "sans" not in font.lower():
        width *= 0.92
    elif WIDE.search(font):
        width *= 1.13
    return width * 1.06 if bold else width
