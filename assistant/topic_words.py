"""A topic as typed, turned into the words and phrases that are looked for."""

import re

from assistant.lexicon import Lexicon, plain, read_lexicon
from assistant.question import STOP_WORDS, WORD, QuestionError, replace_words, understand
from assistant.short_forms import MOST
from index import Index

QUOTED = re.compile(r'["“”]([^"“”]+)["“”]')
NAME = re.compile(r"\b[A-Z][\w'’/-]*(?:\s+(?:(?:and|of|the|for|&)\s+)*[A-Z][\w'’/-]*)+")
BESIDE = re.compile(r"(?<=\w)\s*\(([^()]+)\)")  # a short form behind its long one, or a long one behind its short
NOTHING = re.compile(r"(?!)")

LONGEST = 40  # words of a topic: each part is looked for beside all others

Part = tuple[str, ...]  # a word or phrase of a topic, then its other forms


def read_topic(words: str, index: Index) -> tuple[list[Part], dict[str, str]]:
    """The parts of a topic, all of which a sentence must hold, and the misspelt words with the archive's spelling.

    A part is what stands in quotation marks, what the archive's glossary has another form of, a name of several words
    that the archive holds, or a single word. Raises `QuestionError` where there is no such part.
    """
    if not WORD.search(words):
        raise QuestionError("No topic is given; type the words to look for, such as a name or a subject.")
    lexicon = read_lexicon(index)
    question = understand(BESIDE.sub(lambda beside: _unless_form(beside, lexicon), words), index)
    if (number := len(WORD.findall(question.text))) > LONGEST:
        raise QuestionError(f"The topic has {number:,} words; look for at most {LONGEST} at once.")
    rest = replace_words(question.text, question.corrections)
    longest_first = sorted(question.expansions, key=len, reverse=True)
    expanded = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)") if longest_first else NOTHING
    parts: dict[int, Part] = {}
    for pattern in (QUOTED, expanded, NAME, WORD):
        for match in pattern.finditer(rest):
            phrase = _phrase(match)
            others = (
                question.expansions.get(match[0]) or question.expansions.get(phrase) or _long_forms(phrase, lexicon)
            )
            forms = (phrase, *others, *_operation(phrase))
            if phrase and (pattern is not NAME or index.occurrences([forms])):
                parts[match.start()] = forms
                rest = rest[: match.start()] + "|" * len(match[0]) + rest[match.end() :]
    if not parts:
        raise QuestionError(
            f"“{question.text}” names no topic, for nearly every paper says it; name a subject, "
            "or put words that must stand together in quotation marks."
        )
    return list(dict.fromkeys(parts[start] for start in sorted(parts))), question.corrections


def _unless_form(beside: re.Match[str], lexicon: Lexicon) -> str:
    """What stands in brackets, or nothing where it is another form of what it stands behind."""
    return "" if beside[1].casefold() in lexicon.shorts or plain(beside[1]) in lexicon.longs else beside[0]


def _phrase(match: re.Match[str]) -> str:
    """What was found of a topic as it is looked for; nothing where it is of stop words, or no name."""
    if match.re is QUOTED:
        return match[1].strip() if WORD.search(match[1]) else ""
    text = re.sub(r"['’]s$", "", match[0])
    if match.re not in (NAME, WORD):
        return text
    subject = [word for word in WORD.finditer(text) if word[0].casefold() not in STOP_WORDS]
    least = 2 if match.re is NAME else 1
    return text[subject[0].start() : subject[-1].end()] if len(subject) >= least else ""


def _long_forms(phrase: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Those of a short form in its capitals: a topic is not shouted, as a question may be."""
    return lexicon.long_forms(phrase)[:MOST] if lexicon.shorts.get(phrase.casefold()) == phrase else ()


def _operation(phrase: str) -> list[str]:
    """The other way to write the name of a police operation."""
    name = re.fullmatch(r"(Op|Operation)\s+(.+)", phrase)
    return [f"{'Operation' if name[1] == 'Op' else 'Op'} {name[2]}"] if name else []
