"""Questions to start with, drawn from the archive itself."""

import re
from collections import Counter
from functools import lru_cache

from corpus import Kind
from index import Index, StoredPassage

# What a paper names and explains, or an operation or project by its name: topics rather than people or places.
DEFINED = re.compile(r"\b([A-Z][a-z’']+(?: (?:of |and |for |the |to )*[A-Z][\w’'-]*[a-z]){1,4}) \([A-Z][A-Za-z]+\)")
OPERATION = re.compile(r"\b((?:Op|Operation|Project) [A-Z][a-z]+)")
OFFICE = re.compile(
    r"^(?:Office|Cllr|Councillor)\b|\b(?:Commissioner|Constable|Officer|Secretary|Minister|Chair\w*)s?$"
)
READ = 10_000  # passages, those put in last: what is in them is enough to start with
FEWEST, MOST = 2, 20  # passages that name it: less is a detail, more is the archive's everyday subject
TRIED = 500  # names, those named most first: each is looked for in every passage
PROSE = (Kind.PARAGRAPH, Kind.NUMBERED, Kind.ITEM)


def example_questions(index: Index, number: int = 4) -> list[str]:
    """Questions about what the archive names in several passages, those named most first, one for a paper at most."""
    return _examples(index, number, index.generation)


@lru_cache(maxsize=4)  # every page that is opened shows them
def _examples(index: Index, number: int, generation: int) -> list[str]:
    passages = list(index.passages(index.newest(READ)).values())
    prose = {passage.key: _prose(passage) for passage in passages}
    found = Counter(
        name for text in prose.values() for name in {one for form in (DEFINED, OPERATION) for one in form.findall(text)}
    )
    fitting = (name for name in sorted(found) if found[name] <= MOST and not OFFICE.search(name))
    names = sorted(fitting, key=lambda name: -found[name])[:TRIED]
    everyday = " ".join({f"{p.title} {p.body or ''}" for p in passages}).casefold()
    holders = {
        name: [p for p in passages if name in prose[p.key]] for name in sorted(names) if name.casefold() not in everyday
    }
    chosen: list[str] = []
    used: set[str] = set()
    for name, where in sorted(holders.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        papers = {f"{p.document} {p.title}" for p in where}
        if FEWEST <= len(where) <= MOST and len(chosen) < number and not papers <= used:
            chosen.append(name)
            used |= papers
    return [f"What was said about {name}?" for name in chosen]


def _prose(passage: StoredPassage) -> str:
    told = [(one.start, one.end) for one in passage.sentences if one.kind in PROSE]
    return " ".join(" ".join(passage.text[a - passage.char_start : b - passage.char_start].split()) for a, b in told)
