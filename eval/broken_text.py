"""Web pages and texts broken where their structure is: tags, attributes, characters, encodings, lines."""

import re
from random import Random

from eval.broken import NUMBERS, WORDS, flipped, one_of, shuffled

MOST = 200_000  # characters: reading them is to take moments
TOKEN = re.compile(r"<[^>]*>|[^<]+")
CHARACTERS = (
    "&#xD800;",
    "&#0;",
    "&#x110000;",
    "&#99999999999999;",
    "&lol;",
    "&amp",
    "&#x202e;",
    "&nbsp;" * 100,
    "&#x85;",
)
TAGS: tuple[str, ...] = (
    "<table>",
    "<tr>",
    "<td colspan=999999999 rowspan=999999999>",
    "<td rowspan=-1>",
    "</table>",
    "<dl>",
    "<dd>",
    "<dt>",
)
TAGS += (
    "<ol start=-99999999>",
    "<ol type=I start=3999>",
    "<li value=NaN>",
    "<ul>",
    "</ul>",
    "</ol>",
    "<pre>",
    "<plaintext>",
)
TAGS += (
    "<!--",
    "-->",
    "<![CDATA[",
    "<template>",
    "<svg>",
    "<math>",
    "<select>",
    "<frameset>",
    "<body>",
    "</body>",
    "</html>",
)
TAGS += (
    "<h1>",
    "<h6>",
    "<p hidden>",
    "<div aria-hidden=true>",
    "<main>",
    "<article>",
    "<nav>",
    "<form>",
    "<b>",
    "<a href=#note1>",
)
TAGS += (
    "<script>alert(1)</script>",
    "<img src=http://127.0.0.1:9/ onerror=alert(1)>",
    "<base href=//127.0.0.1:9/>",
    "<style>",
)
TAGS += (
    "<meta charset=utf-16>",
    "<meta charset=utf-7>",
    "<meta charset=idna>",
    "<meta charset=hex>",
    "<meta charset=nonsense>",
)
CHARSETS = ("utf-8", "cp1252", "utf-16", "utf-16-le", "utf-32", "cp037", "shift_jis", "utf-7", "iso-8859-16")


def broken_html(random: Random, content: bytes) -> bytes:
    """A web page with some of its structure broken."""
    if random.random() < 0.1:
        return flipped(random, content)
    tokens = TOKEN.findall(content.decode())
    for _ in range(random.choice((1, 2, 5, 20))):
        at = random.randrange(len(tokens) + 1)
        match random.randrange(7):
            case 0:
                tokens = shuffled(random, tokens)[:5000] or [""]
            case 1:
                tokens[at:at] = [one_of(random, TAGS)] * random.choice((1, 1, 3, 30, 300))
            case 2:
                tokens[at:at] = [one_of(random, CHARACTERS + WORDS)]
            case 3:
                del tokens[at : at + 1]
            case 4:
                tokens[at:at] = [
                    f'<div class="{one_of(random, WORDS)}" style="{"x:y;" * 2000}" id='
                    + "'" * random.randint(0, 2)
                    + ">"
                ]
            case 5:
                style = f"font-weight:{one_of(random, NUMBERS)};mso-list:l0 level{one_of(random, NUMBERS)} lfo1"
                tokens[at:at] = [
                    f"<p style='{style}'>·{chr(160) * 5}words",
                    f"<span style='mso-list:Ignore'>{one_of(random, NUMBERS)}</span>",
                ]
            case 6:
                level, start = one_of(random, NUMBERS), one_of(random, NUMBERS)
                tokens[at:at] = [f'<h2 role=heading aria-level="{level}"><ol start="{start}"><li>x']
    return _encoded(random, "".join(tokens))


def broken_text(random: Random, content: bytes) -> bytes:
    """A text file with its lines, characters or encoding broken."""
    if random.random() < 0.1:
        return flipped(random, content)
    lines = content.decode().splitlines(keepends=True)
    for _ in range(random.choice((1, 2, 5, 20))):
        at = random.randrange(len(lines) + 1)
        match random.randrange(7):
            case 0:
                lines = shuffled(random, lines)[:3000] or [""]
            case 1:
                lines[at:at] = [
                    one_of(random, WORDS) + one_of(random, ("", "\n", "\r", "\r\n", "\x0b", "\x1c", "\u2029"))
                ]
            case 2:
                lines[at:at] = [
                    line.replace(" ", one_of(random, ("\t", "|", " | ", "  ", "\n"))) for line in lines[at : at + 20]
                ]
            case 3:
                lines[at : at + 50] = ["".join(lines[at : at + 50]).replace("\n", one_of(random, (" ", "", "\t")))]
            case 4:
                lines[at : at + 1] = [line[random.randrange(len(line) + 1) :] for line in lines[at : at + 1]]
            case 5:
                number = one_of(random, NUMBERS)
                lines[at:at] = [f"{number}.{number} {one_of(random, WORDS)}\n", f"| {number} |\n", f"{number}) x\n"]
            case 6:
                lines[at:at] = [one_of(random, WORDS) * random.choice((1, 10, 100)) + "\n"]
    return _encoded(random, "".join(lines))


def _encoded(random: Random, text: str) -> bytes:
    text = text[:MOST]
    charset = one_of(random, CHARSETS) if random.random() < 0.1 else "utf-8"
    if random.random() < 0.1:
        text = text.replace("<head>", f"<head><meta charset={one_of(random, CHARSETS)}>")
    return text.encode(charset, "replace")
