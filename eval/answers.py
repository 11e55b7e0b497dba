"""What the quotes of answers are worth: whether they hold what was asked, word for word, and cite it rightly."""

from collections.abc import Callable, Sequence

import numpy as np

from assistant import Citation, Quote
from eval.chance import Figure, figure, mean
from eval.questions import Evidence
from eval.results import Result


def score_answers(results: Sequence[Result]) -> dict[str, Figure]:
    """Shares of the answered questions, those that have an answer but for the first.

    A figure of which there is no case is left out: where nothing is answered, nothing was quoted.
    """
    answered = [one for one in results if one.answered]
    told = [one for one in answered if one.answerable]
    columns = {
        "quotes verbatim": [one.verbatim for one in answered],
        "facts quoted": [quotes_hold(one, one.answer.quotes) for one in told],
        "facts in first quote": [quotes_hold(one, one.answer.quotes[:1]) for one in told],
        "citation right": [cites_rightly(one) for one in told if quotes_hold(one, one.answer.quotes)],
    }
    scores = {name: figure(mean, np.array(column)) for name, column in columns.items()}
    return {name: scored for name, scored in scores.items() if scored}


def quotes_hold(result: Result, quotes: Sequence[Quote]) -> bool:
    """Whether quotes hold the facts of one piece of evidence: those of its document, read together; where it names no
    fact, whether one is from its place."""

    def is_near(evidence: Evidence, citation: Citation) -> bool:
        return citation.document == evidence.document if evidence.names_facts else evidence.is_at(citation)

    return _hold(result, quotes, is_near)


def cites_rightly(result: Result) -> bool:
    """Whether the facts of one piece of evidence are quoted from where they are: that heading, paragraph and page, as
    far as the evidence says, and the meeting that is expected."""
    expected = result.question.meeting_date
    day = expected.isoformat() if expected else None

    def is_right(evidence: Evidence, citation: Citation) -> bool:
        return evidence.is_at(citation) and (day is None or citation.meeting_date == day)

    return _hold(result, result.answer.quotes, is_right)


def _hold(result: Result, quotes: Sequence[Quote], fits: Callable[[Evidence, Citation], bool]) -> bool:
    """Whether those quotes of which a citation fits a piece of evidence hold its facts, read together."""
    for evidence in result.question.evidence:
        own = [quote.text for quote in quotes if any(fits(evidence, at) for at in (quote.citation, *quote.also))]
        # The mark keeps a fact from being found half in one quote and half in the next.
        if own and evidence.words_to(" ¶ ".join(own)) is not None:
            return True
    return False
