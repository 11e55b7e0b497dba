from pathlib import Path

import pytest

from eval.written import main
from tests.assistant.far_side import far_side

QUESTIONS = Path(__file__).parent.parent.parent / "eval" / "questions" / "sample.jsonl"


def test_every_sentence_is_printed_with_its_passages_or_the_reason_and_counted(
    sample_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with far_side() as far:
        far.writes("Op Shopkeeper has targeted 32 prolific offenders. Op Shopkeeper has targeted 33 offenders.")
        main(sample_index, QUESTIONS, far.address, "small", first=2)
    told = capsys.readouterr().out
    kept = told.count("  kept: Op Shopkeeper has targeted 32 prolific offenders. ")
    assert kept
    assert f"2 questions, {kept} with a sentence kept" in told
    assert f"{kept:5}  kept" in told
    assert "    it has a number or day that the passages do not have of the same thing" in told
