"""A question that leans on the one before ("and in 2023?", "who proposed it?") made into one that stands on its own.

By the wording of English alone: what a follow-up leaves out or points back to is put in from the question before. One
that could be a question of its own is left as it is: a subject put in that was not meant misleads, one left out shows.
"""

import re

from assistant.question import LONGEST, WORD
from assistant.subject import (
    PREPOSITION,
    VERB,
    WH,
    counted,
    even,
    find_dates,
    find_names,
    parts,
    person,
    plain,
    thing,
    topic,
    weight,
    with_lead,
    without_dates,
)
from assistant.swap import in_that_year, swap
from assistant.wants import AUXILIARY
from corpus.dates import MONTH
from index import Index

LONG = 300  # letters beyond which nothing leans on the question before
FEW = 2  # words of subject at most where one is taken for known
OWN = 5  # words of subject from which on a question has a subject of its own, pronouns or not
# What there is one of, whatever was asked before.
UNIQUE = (
    r"(?:panel|committee|council|commissioner|pcc|force|police|chair|county|authority|government|public|minutes|agenda"
    r"|board|precept|budget|meeting|country|area)"
)
FITTING = r"(?:possible|legal|lawful|fair|right|safe|necessary|hard|difficult|easy|normal|worth)"


def _any_case(*wordings: str) -> re.Pattern[str]:
    return re.compile("|".join(wordings), re.IGNORECASE)


TYPED = re.compile(rf"\b(?!may\b|mar|sat)(?:{MONTH})\b")  # a month in lower case that is no other word
# How a follow-up opens, common slips of the fingers among them.
OPENING = _any_case(r"(?:(?:and|adn|or|but|so|then|also|ok(?:ay)?|right|thanks?|please|well)\b[,;.\s]*)+")
WHAT_ABOUT = _any_case(r"(?:wh?[ao]t|how|same for|now)\s+ab(?:ou|uo)?t\s+(?=\S)")
COMPARED = _any_case(r"(?:as\s+)?(?:compared|against|versus|vs)\b.*")
MORE = _any_case(
    r"(?:(?:tell\s+me|say|know|anything|any)\s+)?(?:more|details?|updates?|news|go on)(?:\s+details?)?",
    "it|this|that|them|these|those",  # "what about it?"
)
# "Why is that?", "when did this happen?", "by whom was that said?": as "why?", "when?", "by whom?"
SO = _any_case(
    rf"(?P<wh>(?:{PREPOSITION}\s+)?(?:why|when|where|how|whom?))\s+"
    r"(?:(?:is|was)\s+(?:that|this|it)(?:\s+(?:said|asked))?|did\s+(?:that|this|it)\s+(?:happen|come\s+about))"
)
JUST_ASKED = _any_case(
    rf"(?:{PREPOSITION}\s+)?{WH}(?:\s+(?:much|many|long|often|far|soon|else|exactly|so|not|{PREPOSITION}))*",
    rf"{PREPOSITION}\s+(?:which|what|whose|how\s+many)\s+\w+",
    r"who\s+(?:said|says)\s+(?:so|that|this|it)",
)
BARE = _any_case(rf"(?:(?:{PREPOSITION}\s+)?(?:when|where|why|how|who)|{PREPOSITION}\s+what)?")
WHICH = _any_case(
    rf"(?:which|what|how\s+(?:many|much))\s+(?!(?:{AUXILIARY}|{PREPOSITION}|{VERB})\b)(?P<noun>\w+(?:\s+\w+)?)"
)
FIGURE = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|some|several)"

POINTING = _any_case(
    r"\b(?:(?P<person>he|she|him|his|hers?)|(?P<many>they|them|their|theirs)|(?P<one>its?)"
    r"|(?P<noun>(?:this|these|those|(?:(?<=\bdid )|(?<=\bdoes )|(?<=\bhas )|(?<=\bof )|(?<=\bfor )|(?<=\bin ))that)"
    rf"\s+(?!(?:{AUXILIARY}|{PREPOSITION}|{VERB})\b)[a-z]\w+)"
    rf"|(?P<this>(?:this|these|those|that)(?=\W*$)|(?:this|these|those)(?=\s+(?:{AUXILIARY}|{VERB})\b)"
    r"|(?:(?<=\bis )|(?<=\bwas )|(?<=\bdid )|(?<=\bdoes )|(?<=\bhas )|(?<=\bwill ))(?:this|that)))(?![\w'’])"
)
# "It is true that", "how long does it take to answer a call": "it" is nothing.
NOTHING = _any_case(
    r"\bit\s+(?:(?:been|be|being)\s+)?(?:\w+\s+(?:that|whether|if|how|why)\b"
    rf"|(?:costs?|takes?|took)\s+(?:\w+\s+)*?to\s+\w+\s+\w|{FITTING}(?:\s+for\s.*)?\s+to\b)"
)
# "They" of whom a question asks what they said are the members, whatever was asked before.
MEMBERS = _any_case(r"\bthey\s+(?:\w+\s+)?(?:say|said|decide|agree|think|discuss|ask|recommend)")
BOUND = _any_case(r"he|she|they|his|its|their|hers?")  # mean what stands before them, where something does
ADDED = _any_case(rf"{PREPOSITION}\b")
THERE = _any_case(
    r"(?<!\bmany are )(?<!\bmany were )\bthere(?=\W*$)",
    rf"(?<!\bis )(?<!\b(?:are|was) )(?<!\bwere )\bthere(?=\s+{PREPOSITION}\b)",  # not "are there in Poole"
    r"\b(?:at|in|during)\s+(?:that|the\s+same)\s+(?:meeting|session|time)|\bon\s+that\s+(?:day|occasion)|(?<=\s)then$",
)

SENTENCE = _any_case(
    rf"\b(?:{AUXILIARY}|what|who|why|when|where|how)\b",
    r"^(?:which|tell|show|list|give|explain|describe|find|any(?:one)?)\b",
)
COUNT_OF = _any_case(rf"(?P<wh>how\s+(?:many|much))\s+(?P<rest>(?!of\b){PREPOSITION}\s.*)")
COUNT_IS = _any_case(rf"(?P<wh>how\s+(?:many|much))\s+(?P<aux>{AUXILIARY})\s+(?P<rest>.+)")
NOUN_ONLY = _any_case(
    rf"\bthe\s+(?!{UNIQUE}\b)[a-z][\w-]+(?=(?:\s+\w+)?(?:\s+{PREPOSITION})?$|\s+(?:{AUXILIARY}|{VERB})\b)",
    r"\bthere\s+an?\s+\w+(?:\s+\w+)?$",
)
DAY = _any_case(r"\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,}|meeting")
OF_NOTHING = _any_case(r".*\b(?:against|for|voted?|second|seconded|object(?:ed)?|pays?|else(?:\s+\w+)?|abstain(?:ed)?)")


def complete(text: str, before: str, index: Index | None = None) -> str | None:
    """The question that a follow-up to a full question stands for; None where it leans on nothing.

    The words of an index, where one is given, tell a name in lower case from other words.
    """
    if len(text) > LONG or len(before) > LONGEST:
        return None
    asked = TYPED.sub(lambda month: month[0].capitalize(), plain(text))
    opening = OPENING.match(asked)
    rest = asked[opening.end() :] if opening else asked
    about = WHAT_ABOUT.match(rest)
    said = rest[about.end() :] if about else rest
    if not WORD.search(said) or not WORD.search(before):
        return None
    so = SO.fullmatch(said)
    said = in_that_year(so["wh"].lower() if so else said, plain(before))
    made = _asked_alone(said, before) or _pointed(said, before)
    if not made and (opening or about or ADDED.match(said) or not without_dates(said)) and _is_fragment(said):
        made = swap(said, before, index)
    if not made and weight(said) < OWN and not find_names(said):
        made = _left_out(said, before)
    return _as_question(made) if made else None


def _asked_alone(said: str, before: str) -> str | None:
    """ "Why?", "by whom?", "which ones?", "tell me more", "compared with 2023?" """
    if MORE.fullmatch(said):
        return f"tell me more about {thing(before)}"
    if COMPARED.fullmatch(said) and not SENTENCE.search(said):
        return f"{plain(before)} {said}"
    if JUST_ASKED.fullmatch(said):
        found = parts(before)
        stranded = re.search(rf"(?<!or)\s{PREPOSITION}$", said)  # "who to?"
        if found and BARE.fullmatch(found["wh"].strip()) and not found["lead"] and not stranded:
            return f"{said} {found['aux'].lower()} {found['rest']}"
        return f"{plain(before)} – {said}"
    if which := WHICH.fullmatch(said):
        return _which(which["noun"], before) or f"about {thing(before)}: {said}"
    return f"{plain(before)} – {said}" if re.fullmatch(r"\w+ly", said) else None  # "unanimously?"


def _which(noun: str, before: str) -> str | None:
    """ "Which ones?": of those that the question before counts or tells of."""
    if noun.lower() not in ("one", "ones") or not (found := parts(before)):
        return None
    known = counted(before)
    return (
        f"which {known} {found['aux']} {found['rest']}"
        if known
        else f"which {re.sub(rf'^{FIGURE} ', '', found['rest'])}"
    )


def _pointed(said: str, before: str) -> str | None:
    """With what its pronouns and "there" mean put in their place; None where it has none."""
    if THERE.search(said):
        where = _where(before) if not find_dates(said) else thing(before)
        placed = THERE.sub(lambda _: where, said)
        return _named(placed, before) or placed
    return _named(said, before)


def _named(said: str, before: str) -> str | None:
    """With what its pronouns mean put in their place; None where it has none."""
    if weight(said) >= OWN:
        return None
    if pointing := [match for match in POINTING.finditer(said) if not _is_bound(match, said)]:
        first = {match[0].lower(): match for match in reversed(pointing)}  # said again, it needs no name
        for match in sorted(first.values(), key=lambda one: -one.start()):
            said = said[: match.start()] + _meant(said, match, before) + said[match.end() :]
        return said + _day(said, before)
    return None


def _day(said: str, before: str) -> str:
    """The day or meeting that the question before names, for of another one the answer would mislead."""
    dates = [with_lead(before, date) for date in find_dates(before) if DAY.search(before[slice(*date)])]
    return f" {before[slice(*dates[0])].strip()}" if dates and not find_dates(said) else ""


def _where(before: str) -> str:
    """What "there" and "at that meeting" mean: the days that a question names, and its place or what it is about."""
    days = _days(before)
    names = [name for name in find_names(before) if name.kind != "person"]
    places = [f"in {name.text}" for name in names if name.kind == "place"][-1:]
    return "".join(places or ([f"at {thing(before)}"] if names or not days else [])) + days


def _days(before: str) -> str:
    """The first days that a question names."""
    return "".join(f" in {before[start:end]}" for start, end in find_dates(before)[:1])


def _is_bound(pointing: re.Match[str], said: str) -> bool:
    """Whether a pronoun means nothing, or something that its own question names before it."""
    unmeant = (*NOTHING.finditer(said), *MEMBERS.finditer(said))
    if any(match.start() <= pointing.start() < match.end() for match in unmeant):
        return True
    opening = said[: pointing.start()]
    kinds = {name.kind for name in find_names(opening)}
    if re.search(rf"\w\s+and\s+{WH}", opening, re.IGNORECASE):  # "what is X and who runs it?"
        return True
    return bool(kinds) or _has_subject(opening) if BOUND.fullmatch(pointing[0]) else bool(kinds - {"person", "other"})


def _has_subject(opening: str) -> bool:
    """Whether words before a pronoun name what it can mean."""
    words = re.sub(rf"^(?:{WH}|{AUXILIARY}|\s)+", "", opening, flags=re.IGNORECASE)
    return bool(re.search(r"\b(?:the|an?|our|any|some|every|cllr|mr|mrs|ms)\s+\w+|\w+s\s+\w", words, re.IGNORECASE))


def _meant(said: str, pointing: re.Match[str], before: str) -> str:
    """What a pronoun of a follow-up means."""
    if pointing["person"]:
        meant = person(before) or topic(before)
    elif pointing["many"]:
        meant = topic(before)
        if said[: pointing.start()].endswith("of "):  # "how many of them": of those days, too
            meant = f"{'those of ' if meant[:1].isupper() else ''}{meant}{_days(before)}"
    else:
        meant = thing(before)
    word, after = pointing[0].lower(), said[pointing.end() :].strip()
    return f"{meant}’s" if word in ("his", "its", "their") or (word == "her" and after) else meant


def _is_fragment(said: str) -> bool:
    """Whether words are less than a sentence, and not so many that they ask for something of their own."""
    return weight(without_dates(said)) <= OWN and not SENTENCE.search(said)


def _left_out(said: str, before: str) -> str | None:
    """A sentence that lacks what the question before counts, or whose only noun is one known from it."""
    noun = counted(before)
    known = NOUN_ONLY.search(said) and not re.search(rf"\b{PREPOSITION}\s+the\s+\w+$", said)
    if known and weight(said) <= FEW and not find_dates(said):
        return f"about {thing(before)}: {said}"
    if count := COUNT_OF.fullmatch(said):
        return swap(count["rest"], before, None) if noun else f"{count['wh']} {topic(before)} {count['rest']}"
    if (count := COUNT_IS.fullmatch(said)) and weight(said) < OWN - 1:
        passive = noun and re.match("was|were|is|are", count["aux"], re.IGNORECASE)
        what = f"of {topic(before)}" if passive else noun or topic(before)
        return f"{count['wh']} {what} {count['aux']} {count['rest']}"
    if find_dates(said) or weight(said) >= OWN - 1:
        return None
    if OF_NOTHING.fullmatch(said) and weight(said) < OWN - 2:
        return f"{said} {'' if re.search(rf'{PREPOSITION}$', said) else 'for '}{thing(before)}"
    return None


def _as_question(made: str) -> str:
    """With a capital and the mark of a question, where it is one."""
    made = even(made)
    return made[0].upper() + made[1:] + ("" if made.lower().startswith("tell ") else "?")
