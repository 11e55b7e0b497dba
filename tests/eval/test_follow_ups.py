import json
from pathlib import Path

import pytest

from assistant import Assistant
from eval.follow_ups import FollowUp, find_same, is_right, load, main
from tests.conftest import ROOT

LINES: list[dict[str, str | None]] = [
    {"before": "Who mended the lamps?", "text": "when?", "full": "When were the lamps mended?", "split": "dev"},
    {"before": "Who mended the lamps?", "text": "and the nets?", "full": "Who mended the nets?", "split": "test"},
    {"before": "Who mended the lamps?", "text": "How many bees are kept?", "full": None, "split": "test"},
    {"before": "Who mended the lamps?", "text": "and the nets?", "full": "Who sold the boats?", "split": "dev"},
    {"before": "Who mended the lamps?", "text": "and the nets?", "full": "Who lost the oars?", "split": "test"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "follow_ups.jsonl"
    path.write_text("\n".join(json.dumps({**line, "archive": "harbour"}) for line in LINES), encoding="utf-8")
    return path


def test_right_is_what_asks_for_the_same() -> None:
    assert is_right("When did Op Rowan begin in May 2023?", "in May 2023, when did op rowan begin")
    assert not is_right("When did Op Rowan begin in May 2023?", "When did Op Rowan begin in May 2024?")
    assert not is_right("When did Op Rowan begin?", None)
    assert not is_right(None, "When did Op Rowan begin?")
    assert is_right(None, None)


def test_each_split_is_counted_and_only_misses_of_dev_are_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(file)])
    printed = capsys.readouterr().out
    assert "dev, lean on the one before: 1 of 2 right" in printed
    assert "test, lean on the one before: 1 of 2 right" in printed
    assert "test, of their own: 1 of 1 right" in printed
    assert "Who sold the boats?" in printed
    assert "Who lost the oars?" not in printed


@pytest.mark.parametrize("given", [[], ["follow_ups.jsonl", "index"]])
def test_without_what_it_needs_it_says_how_it_is_used(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(given)
    assert stopped.value.code == 2
    assert capsys.readouterr().err == "Usage: python -m eval.follow_ups FILE [INDEX ARCHIVE]\n"


def test_the_set_is_of_both_kinds_in_both_splits() -> None:
    follow_ups = load(ROOT / "eval" / "follow_ups.jsonl")
    assert {(one.split, one.full is None) for one in follow_ups} == {
        (split, own) for split in ("dev", "test") for own in (True, False)
    }


def test_what_is_found_is_compared_with_what_the_full_question_finds(sample_assistant: Assistant) -> None:
    asked = "What was said about Op Shopkeeper?"
    follow_ups = [
        FollowUp(asked, "and Op Fireglow?", full, "sample", "dev")
        for full in ("What was said about Op Fireglow?", "Who gives talks to pupils about knives?", None)
    ]
    assert find_same(sample_assistant, follow_ups) == (1, 2)
