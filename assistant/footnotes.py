"""What the sentences of a written answer refer to: the quotations that are shown, and passages shown beside them."""

from assistant.answer import Answer, Quote, RankedPassage, Written
from assistant.claims import Claims
from assistant.evidence import Evidence
from assistant.support import find_fault
from assistant.wording import citation_in_words

Link = tuple[int, str]  # a number as it is shown, and the id of what bears it on the page


def refer(answer: Answer, written: Written) -> tuple[list[tuple[str, list[Link]]], list[tuple[int, RankedPassage]]]:
    """Each sentence with what it refers to; then the passages among these that are not quoted, with their numbers.

    A quotation is only a part of its passage: where none bears a sentence out, it refers to the passage.
    """
    passages = {one.id: one for one in answer.passages}
    others: dict[str, int] = {}
    sentences: list[tuple[str, list[Link]]] = []
    for sentence in written.sentences:
        links: list[Link] = []
        for name in sentence.passages:
            quoted = [(number, one) for number, one in enumerate(answer.quotes, start=1) if one.passage == name]
            right = [number for number, one in quoted if not find_fault(Claims(sentence.text), [_evidence(one)])]
            if not right and name in passages:
                number = others.setdefault(name, len(answer.quotes) + len(others) + 1)
                links.append((number, f"used-{number}"))
            links += [(number, f"quotation-{number}") for number in right]
        sentences.append((sentence.text, links))
    return sentences, [(number, passages[name]) for name, number in others.items()]


def _evidence(quote: Quote) -> Evidence:
    return Evidence(quote.passage, "\n\n".join([quote.text, *quote.spelled]), citation_in_words(quote.citation))
