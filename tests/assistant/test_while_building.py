"""Who asks while a paper is read anew sees the old or the new one, never some of both."""

import threading
from pathlib import Path

from assistant import Assistant
from index import Encoder, build
from tests.conftest import quiet

PARAGRAPHS = 9


def paper(colour: str) -> str:
    """A paper in which every passage names a colour."""
    body = (
        f"{n}.1 The {colour} lantern on quay {n} was mended by the harbour smith." for n in range(1, PARAGRAPHS + 1)
    )
    return "NORTHSHIRE HARBOUR PANEL – 14 MARCH 2024\n\nLANTERN REPORT\n\n" + "\n\n".join(body) + "\n"


def test_an_answer_is_wholly_of_one_reading_of_a_paper(tmp_path: Path, encoder: Encoder) -> None:
    archive, folder = tmp_path / "archive", tmp_path / "index"
    archive.mkdir()
    (archive / "other.txt").write_text("Bees were kept on the roof of the customs house.\n", encoding="utf-8")
    file = archive / "lanterns.txt"
    colours = ("amber", "green")
    file.write_text(paper(colours[0]), encoding="utf-8")
    build(archive, folder, encoder, quiet)
    assistant = Assistant(folder)
    seen: list[set[str]] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            answer = assistant.ask("Which lantern was mended on the quay?", top=50)
            told = [one.text for one in answer.passages if one.citation.document == "lanterns.txt"]
            told += [one.text for one in answer.quotes if one.citation.document == "lanterns.txt"]
            seen.append({colour for colour in colours if any(colour in text for text in told)})
            assert len([one for one in answer.passages if one.citation.document == "lanterns.txt"]) >= PARAGRAPHS

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for turn in range(1, 7):
            file.write_text(paper(colours[turn % 2]), encoding="utf-8")
            assert build(archive, folder, encoder, quiet).updated == ["lanterns.txt"]
            while asking.is_alive() and seen[-1:] != [{colours[turn % 2]}]:
                pass
    finally:
        ended.set()
        asking.join()
    assert {frozenset(one) for one in seen} == {frozenset([one]) for one in colours}
