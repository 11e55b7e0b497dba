"""Papers that are made to take a reader down do not, and each is named with what is wrong."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.page_image import LONGEST, PageError, page_picture, page_size
from corpus import Confined, Document, PaperError, read_document
from index import Encoder, Index, build
from tests.conftest import quiet
from tests.corpus.papers import ALDER, BIRCH, make_pdf
from tests.hostile.made import BOXES, CASES, Made, boxed, many_pages

SECONDS = 4  # but for those that never end, none takes more than one


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    made = Confined(SECONDS)
    yield made
    made.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_paper_is_read_or_refused_with_the_reason(case: Made, confined: Confined) -> None:
    seconds = SECONDS if "took" in case.reason else 60
    if case.reason:
        with pytest.raises(PaperError, match=case.reason) as refused:
            confined.call(read_document, case.name, case.content(), seconds=seconds)
        assert "\n" not in str(refused.value)
        return
    document = confined.call(read_document, case.name, case.content(), seconds=seconds)
    assert isinstance(document, Document)
    assert document.text.encode()
    words = " ".join(document.text.split())
    assert ALDER in words or case.name in ("long-word.txt", "many-tabs.txt", "many-lines.txt")
    assert "KITTIWAKE" not in words  # files and scripts inside it
    assert "root:" not in words  # files outside


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_a_page_of_any_size_is_drawn_no_larger_than_a_picture_may_be_or_refused(box: str, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(boxed(box))
    with suppress(PageError):  # it says that the page cannot be shown
        assert max(page_size(path, 1)) <= LONGEST
        assert page_picture(path, 1).startswith(b"\x89PNG")


def test_a_build_goes_on_whatever_lies_in_the_folder(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, folder = tmp_path / "archive", tmp_path / "index"
    archive.mkdir()
    (tmp_path / "outside.txt").write_text("KITTIWAKE outside of the archive\n")
    (archive / "good.pdf").write_bytes(make_pdf([ALDER]))
    (archive / "endless.pdf").write_bytes(many_pages(50_000))
    (archive / "bare.pdf").write_bytes(b"%PDF-1.7")
    (archive / "folder.pdf").mkdir()
    (archive / "folder.pdf" / "inner.txt").write_text("Bees were kept on the roof of the customs house.\n")
    os.mkfifo(archive / "pipe.pdf")
    (archive / "link.txt").symlink_to(tmp_path / "outside.txt")
    (archive / "loop.pdf").symlink_to(archive / "loop.pdf")
    (archive / "round").symlink_to(archive)
    with socket.socket(socket.AF_UNIX) as door:
        monkeypatch.chdir(archive)
        door.bind("door.pdf")
    monkeypatch.setattr("index.sources.SECONDS", 8)
    summary = build(archive, folder, encoder, quiet)
    assert sorted(summary.read) == ["folder.pdf/inner.txt", "good.pdf"]
    assert sorted(summary.failed) == ["bare.pdf", "endless.pdf"]
    assert summary.failed["endless.pdf"].startswith("it took more than 8 seconds to read")

    # With time enough it would be read: it is not tried again, until it is another file.
    monkeypatch.setattr("index.sources.SECONDS", 60)
    begun = time.monotonic()
    again = build(archive, folder, encoder, quiet)
    assert again.failed == summary.failed == Index(folder).failures()
    assert time.monotonic() - begun < 30
    (archive / "endless.pdf").write_bytes(make_pdf([BIRCH]))
    assert build(archive, folder, encoder, quiet).read == ["endless.pdf"]
    assert Index(folder).stopped() == {}


def test_a_file_that_becomes_a_pipe_or_a_link_is_neither_waited_for_nor_followed(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, folder = tmp_path / "archive", tmp_path / "index"
    archive.mkdir()
    (tmp_path / "outside.txt").write_text("KITTIWAKE outside of the archive\n")
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        (archive / name).write_text("Bees were kept on the roof of the customs house.\n")

    def swap(name: str, done: int, total: int, passages: int) -> None:
        if name == "a.txt" and not done:
            for other in ("b.txt", "c.txt", "d.txt"):
                (archive / other).unlink(missing_ok=True)
            if not (archive / "b.txt").exists():
                os.mkfifo(archive / "b.txt")
                (archive / "c.txt").symlink_to(tmp_path / "outside.txt")

    summary = build(archive, folder, encoder, swap)
    assert summary.read == ["a.txt"]
    assert summary.failed["b.txt"].startswith("it is not a file")
    assert summary.failed["c.txt"].startswith("it cannot be opened")
    assert "d.txt" not in summary.failed
    assert not Index(folder).holders("kittiwake")
