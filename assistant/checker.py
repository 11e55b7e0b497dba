"""What a language model wrote, taken apart into sentences, each kept or left out with the reason.

Pure functions: the model's text and the evidence go in, nothing else is looked at, and nothing is believed that the
evidence does not bear out. The citations that the model gives are tried first; where they do not bear a sentence out,
it is kept only with a passage that does so wholly.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.claims import Claims
from assistant.evidence import ORDER, Evidence
from assistant.support import OPENING, Fault, find_fault
from corpus import split_sentences

# "[1]", "[2, 3]", "[Passage 4]"
CITED = re.compile(
    r"(?<!\s)\s*[\[【]\s*(?:(?:passages?|no\.?)\s*)?(\d+(?:\s*(?:,|;|&|and|to|[-–])\s*\d+)*)\s*[\]】]", re.IGNORECASE
)
BEHIND = re.compile(
    rf"(?<![.!?])([.!?]+[\"'”’)]*)((?:{CITED.pattern})+)", re.IGNORECASE
)  # after the stop of what it is about
LAYOUT = re.compile(
    r"\*\*|__|`|^\s*(?:#+\s|>\s|[-–•*]\s|\(?\d{1,2}(?:\.\d+)*[.)]\s|\([^()]*\)\s|(?:answer|yes|no)\s*[:,]\s)+",
    re.IGNORECASE,
)
WHOLE = re.compile(r"[^|\t]*[.!][\"'”’)]*")
BROKEN_OFF = re.compile(r"\b(?:a|an|and|as|at|by|for|from|in|of|on|or|that|the|to|which|with)[.!]", re.IGNORECASE)
TASK = re.compile(
    r"\bas an? (?:ai|language|assistant)|\b(?:the|these|this|those|provided|given|above|following)\s+"
    r"(?:evidence|passages?|excerpts?|context|text|prompt|instructions?|question|answers?|statements?|sentences?)\b"
    r"|\bpassages?\s+\d|\b(?:based on|according to) the (?:above|provided|given)"
    r"|\bnot (?:mentioned|stated|specified|provided)\b",
    re.IGNORECASE,
)
PERSON = re.compile(r"\b(?:I|(?i:me|my|mine|we|our|ours|you|your|yours)|us|Us)\b")
# A sentence that begins so, or with a few words and a comma before it, is about what the one before it was about.
IMPERSONAL = r"it (?:was|is|has been)(?: \w+){1,2} that|it (?:was|has been) (?:agreed|resolved|decided|proposed) to"
LEANING = re.compile(
    rf"(?!(?:{IMPERSONAL}|this (?:year|quarter|month))\b)(?:(?:{'|'.join(OPENING)})\b,?\s*)?"
    r"(?:it|its|this|that|these|those|they|their|he|his|she|her|such|both|the (?:former|latter|same))\b"
    r"|[^,]{1,50},\s+(?:it|this|that|these|those|they|he|she)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of the model, without its citations, with the ids of the passages that bear it out or its fault."""

    text: str
    passages: tuple[str, ...]
    fault: Fault | None


def check(text: str, evidence: Sequence[Evidence], question: str) -> list[Checked]:
    """The sentences of a model's text in order, each once; the evidence is in the order it was numbered in, from 1."""
    checked: dict[str, Checked] = {}
    before: Checked | None = None
    asked = Claims(question)
    for sentence, numbers in read_sentences(text):
        if sentence not in checked:
            cited = [evidence[number - 1] for number in numbers if 0 < number <= len(evidence)]
            checked[sentence] = _judge(Claims(sentence), cited, evidence, asked, before)
        before = checked[sentence]
    return list(checked.values())


def read_sentences(text: str) -> Iterator[tuple[str, list[int]]]:
    """The sentences of a text, each with the numbers that it cites.

    They are without marks of layout, and at their head without "Yes," and what is in brackets.
    """
    for line in text.splitlines():
        plain = LAYOUT.sub("", BEHIND.sub(r"\2\1 ", line))
        for start, end in split_sentences(plain):
            sentence = plain[start:end]
            numbers = [number for one in CITED.finditer(sentence) for number in _numbers(one[1])]
            words = LAYOUT.sub("", " ".join(CITED.sub("", sentence).split()).lstrip(" ,;:"))
            if re.search(r"\w", words):
                yield words[:1].upper() + words[1:], numbers


def _numbers(listed: str) -> Iterator[int]:
    for first, last in re.findall(r"(\d+)(?:\s*(?:to|[-–])\s*(\d+))?", listed):
        yield from range(int(first), min(int(last or first), int(first) + 50) + 1)


def _judge(
    sentence: Claims, cited: Sequence[Evidence], evidence: Sequence[Evidence], asked: Claims, before: Checked | None
) -> Checked:
    if fault := _fault_of_form(sentence, asked):
        return Checked(sentence.text, (), fault)
    passages, fault = _borne_out(sentence, cited, evidence)
    if not fault and LEANING.match(sentence.text) and not (before and set(before.passages) & set(passages)):
        return Checked(sentence.text, (), Fault.LEANS)
    return Checked(sentence.text, passages, fault)


def _fault_of_form(sentence: Claims, asked: Claims) -> Fault | None:
    text = sentence.text
    if text.rstrip("\"'”’) ").endswith("?"):
        return Fault.QUESTION
    if (
        not WHOLE.fullmatch(text)
        or BROKEN_OFF.search(text)
        or any(text.count(one) != text.count(other) for one, other in ("()", "“”"))
    ):
        return Fault.CUT_SHORT
    if TASK.search(text):
        return Fault.TASK
    if ORDER.search(text):
        return Fault.ORDER
    if PERSON.search(text):
        return Fault.PERSON
    if sentence.stems <= asked.stems and not sentence.figures:
        return Fault.REPEATS
    return None


def _borne_out(
    sentence: Claims, cited: Sequence[Evidence], evidence: Sequence[Evidence]
) -> tuple[tuple[str, ...], Fault | None]:
    """The passages that bear a sentence out: each cited one that does so alone, or all cited, or the first other."""
    if alone := [one.id for one in cited if not find_fault(sentence, [one])]:
        return tuple(dict.fromkeys(alone)), None
    if cited and not find_fault(sentence, cited):
        return tuple(dict.fromkeys(one.id for one in cited)), None
    for one in evidence:
        if not find_fault(sentence, [one]):
            return (one.id,), None
    nearest = max(evidence, key=lambda one: len(sentence.stems & one.stems), default=None)
    return (), find_fault(sentence, [nearest] if nearest else [])
