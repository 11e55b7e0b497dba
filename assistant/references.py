"""What the sentences of a written answer refer to: the quotations that are shown, and passages shown beside them."""

from assistant.answer import Answer, RankedPassage, Written
from assistant.claims import Claims
from assistant.evidence import Evidence
from assistant.support import find_fault
from assistant.wording import citation_in_words

Link = tuple[int, str]  # a number as it is shown, and the id of what bears it on the page


def refer(answer: Answer, written: Written) -> tuple[list[tuple[str, list[Link]]], list[tuple[int, RankedPassage]]]:
    """Each sentence with what it refers to; then the passages among these that are not quoted, with their numbers.

    A quotation is only a part of its passage: a sentence that it does not bear out refers to the passage.
    """
    others: dict[str, int] = {}
    sentences: list[tuple[str, list[Link]]] = []
    for sentence in written.sentences:
        links: list[Link] = []
        for name in sentence.passages:
            quoted = [(number, one) for number, one in enumerate(answer.quotes, start=1) if one.passage == name]
            shown = Evidence(
                name,
                "\n\n".join(words for _, one in quoted for words in (one.text, *one.spelled)),
                citation_in_words(quoted[0][1].citation) if quoted else "",
            )
            if quoted and (len(sentence.passages) > 1 or not find_fault(Claims(sentence.text), [shown])):
                links += [(number, f"quotation-{number}") for number, _ in quoted]
            elif any(one.id == name for one in answer.passages):
                number = others.setdefault(name, len(answer.quotes) + len(others) + 1)
                links.append((number, f"used-{number}"))
        sentences.append((sentence.text, links))
    passages = {one.id: one for one in answer.passages}
    return sentences, [(number, passages[name]) for name, number in others.items()]
