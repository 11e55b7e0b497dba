"""Citations and quotes made up for tests of how they are shown."""

from typing import Any

from assistant import Citation, Quote


def citation(**facts: Any) -> Citation:
    """A citation of the minutes of an invented panel, but for the given facts, which may be any text."""
    made = Citation(
        document="minutes.pdf",
        title="Minutes",
        body="Ferry Panel",
        meeting_date="2021-05-03",
        pack_date=None,
        period=None,
        item=None,
        headings=[],
        paragraph=None,
        page=9,
        page_label="9",
        recording_time=None,
        speaker=None,
        char_start=0,
        char_end=1,
    )
    return made.model_copy(update=facts)  # unchecked: lone surrogates too


def quote(text: str, **facts: Any) -> Quote:
    """A quote of a text, with a citation of the given facts."""
    made = Quote(text="", passage="1", citation=citation(**facts))
    return made.model_copy(update={"text": text})
