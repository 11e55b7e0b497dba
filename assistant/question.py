"""A question as typed, turned into what is looked for."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from assistant.lexicon import read_lexicon
from assistant.short_forms import expand
from assistant.spelling import correct
from assistant.wants import find_kinds, find_wants
from assistant.when import When, find_whens
from corpus import PanelError, PaperKind
from index import Index

BEGUN = 200  # characters within which the first word begins: of marks before it an encoder reads some hundreds
LONGEST = 2000  # characters; a question of more is a paper pasted in by mistake

# Words that carry no subject matter: English function words, and the words questions are put in.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about above after again all also am an and any anyone anything are as at be been before being between both but
        by can could did do does doing done down during each few for from further get give given gave had happened has
        have having he her here hers him his how i if in into is it its itself just know like many may me might more
        most much my no nor not of off on once only or other our out over own panel per please said same saw say says
        she should so some someone something such tell than that the their them then there these they this those
        through to too under until up upon us very was we were what whatever when where which while who whom whose why
        will with within without would you your mention mentioned discussed record records archive papers paper
        """,
    )
)
WORD = re.compile(r"[^\W_]\w*(?:[.,'’/&-]\w+)*")  # the blank of a form ("____") is none


class QuestionError(PanelError):
    """A question that cannot be asked. The message says why."""


@dataclass(frozen=True)
class Question:
    """What is looked for.

    `terms` are the words and phrases that carry the subject, and `names` the names and figures among them, without
    which no passage can answer. `search_text` is the question as it is looked up: misspelt words mended, and other
    forms of what it names in brackets after it.
    """

    text: str  # as typed, white space evened out
    terms: tuple[str, ...]  # in lower case
    names: tuple[str, ...]  # in lower case
    whens: tuple[When, ...] = ()
    wants: frozenset[str] = frozenset()  # any of number, date, person, decision, action, meaning, said, change
    kinds: tuple[PaperKind, ...] = ()  # of paper, where named
    expansions: dict[str, tuple[str, ...]] = field(default_factory=dict)  # as typed: short to long forms, long to short
    corrections: dict[str, str] = field(default_factory=dict)  # misspelt word: the archive's spelling
    search_text: str = ""


def understand(text: str, index: Index | None = None, ignored: Collection[str] = ()) -> Question:
    """Read a question, by the words, short forms and meetings of an index where one is given.

    Dates in `ignored`, in any case, are passed over, and misspelt words in it looked for as typed.
    Raises `QuestionError` where it is empty, too long or has no word in it.
    """
    typed = " ".join(text.split())
    if not typed:
        raise QuestionError("The question is empty; type what you want to know.")
    if len(typed) > LONGEST:
        raise QuestionError(f"The question has {len(typed):,} characters; ask it in at most {LONGEST:,}.")
    first = WORD.search(typed)
    if not first:
        raise QuestionError("There is no word in the question; type what you want to know.")
    if first.start() > BEGUN:
        raise QuestionError("The question begins with marks that are no words; type what you want to know.")
    lexicon = read_lexicon(index) if index else None
    left = {words.casefold() for words in ignored}
    corrections = correct(typed, lexicon) if lexicon else {}
    corrections = {word: right for word, right in corrections.items() if word.casefold() not in left}
    mended = replace_words(typed, corrections)
    whens = find_whens(mended, lexicon.meetings if lexicon else ())
    for when in whens:
        if when.words.casefold() in left:
            mended = _without(mended, when.words)
    expansions = expand(mended, lexicon) if lexicon else {}
    searched = replace_words(mended, {form: f"{form} ({', '.join(others)})" for form, others in expansions.items()})
    terms = _unlike(word for _, _, word in subject_words(searched))
    return Question(
        text=typed,
        terms=terms,
        names=_unlike(word for word in map(str.casefold, _names(mended)) if word in terms),
        whens=tuple(when for when in whens if when.words.casefold() not in left),
        wants=find_wants(mended),
        kinds=find_kinds(mended),
        expansions=expansions,
        corrections=corrections,
        search_text=searched,
    )


def subject_words(text: str) -> list[tuple[int, int, str]]:
    """The words of a text that carry its subject, all of them where none does: where each begins and ends, and the word
    in lower case without the ending of a possessive."""
    words = [(one.start(), one.end(), _bare(one[0]).casefold()) for one in WORD.finditer(text)]
    return [word for word in words if word[2] not in STOP_WORDS] or words


def _without(text: str, date: str) -> str:
    """A question without a date and the preposition before it."""
    rest = re.sub(rf"\s*(?:\b(?:in|on|at|for|from|during|of|by)\s+)?(?:\bthe\s+)?{re.escape(date)}", "", text, count=1)
    return rest if WORD.search(rest) else text


def replace_words(text: str, others: dict[str, str]) -> str:
    """A text with words in place of others, each once."""
    if not others:
        return text
    longest_first = sorted(others, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    seen: set[str] = set()

    def put(match: re.Match[str]) -> str:
        again = match[0] in seen
        seen.add(match[0])
        return match[0] if again else others[match[0]]

    return pattern.sub(put, text)


def words_of(text: str) -> list[str]:
    """The words of a text, without the ending of a possessive."""
    return [_bare(word) for word in WORD.findall(text)]


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _names(text: str) -> list[str]:
    """Words with a capital or a figure; the first has a capital for being first, so only its second letter counts."""
    words = words_of(text)
    marked = [word[1:] if i == 0 and not word[0].isdigit() else word for i, word in enumerate(words)]
    return [word for word, mark in zip(words, marked, strict=True) if re.search(r"[A-Z0-9]", mark)]


def _unlike(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
