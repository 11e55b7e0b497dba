"""What a file's opening says of the whole file: its title, the body that met, the day, and what kind of pack it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.agenda import AGENDA_ITEM
from corpus.dates import DATE, find_date
from corpus.furniture import ITEM_MARK, printed_page
from corpus.headings import ITEM_NOTE, LONGEST_HEADING
from corpus.paper import PRESENTED
from corpus.titles import FIELD, ISSUED, WHOLE_MINUTES, is_council, kind_of, name_body, opens_minutes

# What a program prints over a file's own title.
MARKING = re.compile(
    r"(?:public\s+document\s+pack|(?:not\s+protectively|protectively|un)\s*marked|restricted|official|public)",
    re.IGNORECASE,
)
AGENDA = re.compile(
    r"a\s+g\s+e\s+n\s+d\s+a|(?:(?:supplement(?:ary)?|revised|final|meeting)\s+)*agenda"
    r"(?:\s+(?:pack|supplement|papers|item\b.{0,30}\bpages?\b.{0,10}))?\W*",
    re.IGNORECASE,
)
HEAD = 40  # lines of a file's opening in which its own date and agenda are looked for


@dataclass(frozen=True, slots=True)
class Cover:
    """What a file's opening says of the whole file."""

    title: str
    body: str | None
    pack_date: date | None
    is_agenda: bool
    is_minutes: bool


def read_cover(opening: Sequence[str]) -> Cover:
    """Read a file's first lines, its running head among them: often only that gives the title."""
    opening = [
        line for line in opening if not (printed_page(line) or ITEM_MARK.fullmatch(line) or MARKING.fullmatch(line))
    ]
    agenda = next((i for i, line in enumerate(opening) if AGENDA.fullmatch(line)), None)
    lines = opening[: min(6, agenda or 6)]
    bodies = [name for line in lines if (name := name_body(FIELD.sub("", line).strip()))]
    body = next((name for name in bodies if not is_council(name)), next(iter(bodies), None))
    # Only what stands alone on its line dates a file: a date inside a sentence may be any meeting's.
    items = next((i for i, line in enumerate(opening) if i > (agenda or 0) and AGENDA_ITEM.match(line)), len(opening))
    dated = [
        line
        for line in opening[: agenda or 8] + opening[agenda or 8 : min(items, (agenda or 0) + 8)]
        if DATE.search(line) and len(line) < 100 and not ISSUED.search(line)
    ]
    pack_date = find_date(dated[0]) if dated and not any(map(opens_minutes, lines)) else None
    is_minutes = any(WHOLE_MINUTES.fullmatch(line) for line in lines) and pack_date is not None
    titles = [FIELD.sub("", line).strip() for line in lines if not (DATE.fullmatch(line) or ITEM_NOTE.fullmatch(line))]
    titles = [line for line in titles if len(line) <= LONGEST_HEADING] or [" ".join(titles[:1])[:LONGEST_HEADING]]
    # Where a body's name or a slogan stands first, a line that says what the paper is serves better.
    title = next((line for line in titles if kind_of(line) in PRESENTED), titles[0])
    return Cover(title, body, pack_date, agenda is not None, is_minutes)
