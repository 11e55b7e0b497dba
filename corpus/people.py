"""People as panel papers name them: with their office, in lists of those present, at the foot of a report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HONORIFIC = re.compile(
    r"(?:(?:cllrs?|councillors?|mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|baroness|rev|reverend|hon|rt hon"
    r"|alderman|mayor|major|captain)\b\.?:?\s*)+",
    re.IGNORECASE,
)
# Words an office begins with, so that "ANN ALDER CHIEF FINANCE OFFICER" is parted where the office begins.
OFFICE = re.compile(
    r"\b(?:chief|deputy|assistant|acting|interim|joint|head|director|service|senior|principal|executive|democratic"
    r"|policy|police|monitoring|strategic|corporate|scrutiny|finance|financial|legal|independent|lead|manager|officer"
    r"|commissioner|constable|treasurer|clerk|solicitor|secretary|chair(?:man|woman|person)?|vice|leader|cabinet"
    r"|portfolio|committee|governance|performance|partnership|communications?|county|borough|district|group"
    r"|programme|project|business|community|public|safety|inspector|superintendent|sergeant|adviser|advisor"
    r"|analyst|opcc|pcc)\b",
    re.IGNORECASE,
)
LONGEST_ROLE = 200  # characters of an office to which the name of a body is added
PARTICLE = r"(?:de|van|der|den|von|la|le|du|al|bin|ap|mac|st)"
NAME = re.compile(
    rf"(?:[A-Z][\w’'‘.-]*|{PARTICLE})(?:[ \t]+(?:[A-Z][\w’'‘.-]*|{PARTICLE}|\([A-Z][\w’' ]+\)(?=\s+[A-Z]))){{1,4}}"
)
# What stands between two names: in columns often nothing but the title of the next.
PARTING = re.compile(
    r"[(\[]|[)\]]|[,;\n\t]|\band\b|&"
    r"|(?<=[a-z)])(?<!Councillors)(?<!Councillor)(?<!Cllrs)(?<!Cllr)[ ]+"
    r"(?=(?:Cllr|Councillor|Mrs?|Ms|Miss|Dr)\b\.?\s+[A-Z])"
)
WITH_TITLE = re.compile(
    r"\b(?:the\s+)?(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Rev)\.?\s+"
    r"(?:[A-Z][\w’'-]*\.?\s+){0,3}[A-Z][\w’'-]+"
)


# What ends the name of a body, which is nobody's own: "Vale Council".
BODY_END = r"(?:council|authority|trust|association|university|federation|constabulary|foundation|healthwatch|nhs|icb)"
BODY = re.compile(rf"(?:.*\s)?{BODY_END}", re.IGNORECASE)
OFFICE_HELD = re.compile(
    rf"(?P<name>(?:{HONORIFIC.pattern})?(?-i:{NAME.pattern}))(?:\s*[,–]\s*|\s+-\s+)"
    rf"(?P<office>(?:{OFFICE.pattern}|the\s|[^,\n]{{0,60}}\b{BODY_END}\b).*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a paper names them. `role` is what it says of them: an office, a council, "Chair"."""

    name: str
    role: str | None = None


def split_office(words: str) -> tuple[str | None, str | None]:
    """Name and office out of "Ann Alder, Chief Clerk", "ANN ALDER CHIEF CLERK" or "the Chief Clerk"."""
    words = " ".join(re.sub(r"\*\*|__", "", words).split()).strip(" ,.;:()")
    words = re.sub(r"^the\s+", "", words, flags=re.IGNORECASE)
    name, *rest = re.split(r"\s*[,(–]\s*|\s+-\s+", words, maxsplit=1)
    office = rest[0] if rest else ""
    if OFFICE.search(name) and _is_name(office):
        return _cased(office), _cased(name)  # "Assistant Director, Ann Alder"
    if found := OFFICE.search(name):
        name, office = (name[: found.start()].strip(), words[found.start() :])
    if name and not _is_name(name):
        return None, _cased(words) or None
    return _cased(name) or None, _cased(office.strip(" ,()")) or None


def list_people(text: str) -> list[Person]:
    """The people a list names, one a line or parted by commas, semicolons and "and".

    "Cllrs" holds for all after it, and what stands between two names ("Northshire Council") is the first one's role.
    """
    people: list[Person] = []
    titles = ""
    lines = [_with_office(line) for line in text.splitlines() if line.strip()]
    if all(lines):
        return [person for person in lines if person]
    text = re.sub(r"\*\*|__|[•·▪●]", " ", text)
    if re.search(r"[,;]", text):  # else one a line
        # The title's own end is not looked for: titles may follow each other to the end of the text.
        text = re.sub(rf"\n(?!\s{{0,200}}+{HONORIFIC.pattern}?)", " ", text, flags=re.IGNORECASE)
    for part in _parts(text):
        words = " ".join(part.split()).strip(" ,;.:-–*")
        own = titles
        if found := HONORIFIC.match(words):
            own = " ".join(found[0].replace(":", " ").split())
            words = words[found.end() :].strip(" :")
            titles = {"cllrs": "Cllr", "councillors": "Councillor"}.get(own.lower(), "")
            own = titles or own
        name, role = words, None
        if found := re.search(r"\s*[(\[–]|\s-\s", words):
            role = re.sub(r"\)\s*\(", ", ", words[found.start() :].strip(" ()[]–-")) or None
            name = words[: found.start()]
        if _is_name(name) or (own and re.fullmatch(r"[A-Z][\w’'-]+", name)):
            people.append(Person(f"{own} {name}".strip(), role))
        elif people and re.match(r"[A-Z]", words):
            said = people[-1].role
            if not said or (len(said) < LONGEST_ROLE and BODY.fullmatch(words)):
                people[-1] = Person(people[-1].name, ", ".join(filter(None, [said, words])))
    return people


def _with_office(line: str) -> Person | None:
    """Who a line names with an office, which may hold commas: "Ann Alder, Chief Clerk, Office of the Mayor"."""
    line = " ".join(line.replace("\t", ", ").split())
    found = OFFICE_HELD.fullmatch(line.strip(" *•·▪●;."))
    if not found or any(map(_is_name, (part.strip() for part in _parts(found["office"])))):
        return None
    return Person(found["name"].replace(":", ""), found["office"])


def _parts(text: str) -> Iterator[str]:
    """A list cut at its commas, semicolons, line breaks and "and", those inside brackets left alone."""
    depth = start = 0
    for found in PARTING.finditer(text):
        mark = found[0]
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _is_name(words: str) -> bool:
    return (
        1 < len(words.split()) < 6
        and NAME.fullmatch(words) is not None
        and not (OFFICE.search(words) or BODY.fullmatch(words))
    )


def _cased(words: str) -> str:
    """Words set in capitals as they would be written in a sentence."""
    if words.upper() != words:
        return words
    small = {"and", "of", "the", "to", "for", "in"}
    return " ".join(
        w.lower() if w.lower() in small else w if "&" in w else "-".join(p.capitalize() for p in w.split("-"))
        for w in words.split()
    )
