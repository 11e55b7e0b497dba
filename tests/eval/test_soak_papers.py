import re

import pytest

from corpus import Document, PaperError, Reading
from eval import broken_check, soak_papers


def test_broken_papers_are_read_or_refused_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak_papers.main(["--files", "80", "--seed", "9"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("80 broken papers, seed 9\n")
    rows = [line.split() for line in told.splitlines() if line.startswith(".")]
    assert [row[0] for row in rows] == [".docx", ".html", ".pdf", ".txt"]
    assert sum(int(row[1]) for row in rows) == 80
    for _, papers, read, refused, failed in rows:
        assert 0 < int(read) < int(papers) == int(read) + int(refused)
        assert failed == "0"


def test_one_seed_always_makes_the_same_papers() -> None:
    made = [broken_check.make(3, number) for number in range(30)]
    assert made == [broken_check.make(3, number) for number in range(30)]
    assert len(set(made)) == 30
    assert made != [broken_check.make(4, number) for number in range(30)]


def test_what_is_read_wrongly_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    bees = b"Bees were kept on the roof of the customs house.\n"
    assert broken_check.check("bees.txt", bees) == "read"
    assert broken_check.check("bees.pdf", bees).startswith("refused: it is not a PDF")

    def mistake(name: str, content: bytes) -> Document:
        raise IndexError("nothing there")

    def nonsense(name: str, content: bytes) -> Document:
        raise PaperError("")

    monkeypatch.setattr(broken_check, "read_document", mistake)
    assert "IndexError: nothing there" in broken_check.check("bees.txt", bees)
    monkeypatch.setattr(broken_check, "read_document", nonsense)
    assert broken_check.check("bees.txt", bees).startswith("a reason that is none")


def test_a_passage_that_is_not_its_slice_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from corpus import read_passages

    def shifted(document: Document, *given: object) -> Reading:
        read = read_passages(document, len, 254)
        return replace(read, passages=tuple(replace(one, start=one.start + 1) for one in read.passages))

    monkeypatch.setattr(broken_check, "read_passages", shifted)
    assert re.search("a passage is not its slice", broken_check.check("bees.txt", b"Bees on the roof of the house.\n"))
