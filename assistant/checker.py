"""What a language model wrote, taken apart into sentences, each kept or left out with the reason.

Pure functions: the model's text and the evidence go in, nothing else is looked at, and nothing is believed that the
evidence does not bear out. The citations that the model gives are tried first; where they do not bear a sentence out,
it is kept only with a passage that does so wholly.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.claims import Claims
from assistant.support import ORDER, Evidence, Fault, find_fault
from corpus import split_sentences

REPEATED = 0.8  # of a sentence's words that make it a repetition of the instructions

CITED = re.compile(
    r"\s*[\[【]\s*(?:(?:passages?|no\.?)\s*)?(\d+(?:\s*(?:,|;|&|and|to|[-–])\s*\d+)*)\s*[\]】]", re.IGNORECASE
)
BEHIND = re.compile(rf"([.!?]+[\"'”’)]*)((?:{CITED.pattern})+)", re.IGNORECASE)  # after the stop of what it is about
LAYOUT = re.compile(r"\*\*|__|`|^\s*(?:#+\s|>\s|[-–•*]\s|\(?\d{1,2}[.)]\s|(?:answer|yes|no)\s*[:,]\s)+", re.IGNORECASE)
WHOLE = re.compile(r"[.!][\"'”’)]*$")
TASK = re.compile(
    r"\bas an? (?:ai|language|assistant)|\b(?:the|these|this|those|provided|given|above|following)\s+"
    r"(?:evidence|passages?|excerpts?|context|text|prompt|instructions?|question|answers?|statements?|sentences?)\b"
    r"|\bpassages?\s+\d|\b(?:based on|according to) the (?:above|provided|given)|\bnot (?:mentioned|stated|specified|provided)\b",
    re.IGNORECASE,
)
PERSON = re.compile(r"\b(?:I|me|my|mine|we|us|our|ours|you|your|yours|let's)\b|\bI['’]", re.IGNORECASE)
US = re.compile(r"\bUS\b")
LEANING = re.compile(
    r"(?!it (?:was|is|has been) \w+ (?:that|to)\b)(?:it|its|this|that|these|those|they|their|he|his|she|her|such|both|the (?:former|latter|same)"
    r"|(?:however|also|additionally|furthermore|moreover|therefore|consequently|finally|similarly|meanwhile)\b,?\s*(?:it|this|that|these|they|he|she|their|his|her))\b",
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
    for sentence, numbers in read_sentences(text):
        cited = [evidence[number - 1] for number in numbers if 0 < number <= len(evidence)]
        claims = Claims(sentence)
        key = " ".join(word.text.casefold() for word in claims.words) + sentence
        if key not in checked:
            checked[key] = _judge(claims, cited, evidence, Claims(question), before)
        before = checked[key]
    return list(checked.values())


def read_sentences(text: str) -> Iterator[tuple[str, list[int]]]:
    """The sentences of a text, each with the numbers that it cites; without marks of layout, and "Yes," at the head."""
    for line in text.splitlines():
        plain = LAYOUT.sub("", BEHIND.sub(r"\2\1 ", line))
        for start, end in split_sentences(plain):
            sentence = plain[start:end]
            words = LAYOUT.sub("", " ".join(CITED.sub("", sentence).split()).lstrip(" ,;:"))
            if re.search(r"\w", words):
                yield (
                    words[:1].upper() + words[1:],
                    [number for one in CITED.finditer(sentence) for number in _numbers(one[1])],
                )


def _numbers(listed: str) -> Iterator[int]:
    for first, last in re.findall(r"(\d+)(?:\s*(?:to|[-–])\s*(\d+))?", listed):
        yield from range(int(first), min(int(last or first), int(first) + 50) + 1)


def _judge(
    sentence: Claims, cited: Sequence[Evidence], evidence: Sequence[Evidence], question: Claims, before: Checked | None
) -> Checked:
    if fault := _fault_of_form(sentence, question):
        return Checked(sentence.text, (), fault)
    borne_out, fault = _borne_out(sentence, cited, evidence)
    if not fault and LEANING.match(sentence.text) and not (before and set(before.passages) & set(borne_out)):
        return Checked(sentence.text, (), Fault.LEANS)
    return Checked(sentence.text, borne_out, fault)


def _fault_of_form(sentence: Claims, question: Claims) -> Fault | None:
    text = sentence.text
    if text.rstrip("\"'”’) ").endswith("?"):
        return Fault.QUESTION
    if not WHOLE.search(text):
        return Fault.CUT_SHORT
    if TASK.search(text):
        return Fault.TASK
    if ORDER.search(text):
        return Fault.ORDER
    if PERSON.search(US.sub("", text)):
        return Fault.PERSON
    if sentence.stems <= question.stems and not sentence.figures:
        return Fault.REPEATS
    return None


def _borne_out(
    sentence: Claims, cited: Sequence[Evidence], evidence: Sequence[Evidence]
) -> tuple[tuple[str, ...], Fault | None]:
    """The passages that bear a sentence out: each cited one that does so alone, or all cited, or the first other one."""
    faults = [(one, find_fault(sentence, [one])) for one in cited]
    if alone := [one.id for one, fault in faults if not fault]:
        return tuple(dict.fromkeys(alone)), None
    if cited and not find_fault(sentence, cited):
        return tuple(one.id for one in cited), None
    others = [(one, find_fault(sentence, [one])) for one in evidence]
    first = next((one for one, fault in others if not fault), None)
    if first:
        return (first.id,), None
    return (), max((fault for _, fault in others if fault), key=list(Fault).index, default=Fault.WORDS)
