import json
import unicodedata
from pathlib import Path

import pytest

from index import Found, look_through
from tests.index.papers import FERRIES, HARBOUR, NORTHSHIRE, NOTES, write_archive


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "archive")


def tell(archive: Path, content: object, name: str = "metadata.json") -> Found:
    """What is found once a metadata file says something: an object, or the bytes of one that is none."""
    told = content if isinstance(content, bytes) else json.dumps(content).encode()
    (archive / name).parent.mkdir(parents=True, exist_ok=True)
    (archive / name).write_bytes(told)
    return look_through(archive, archive.parent / "index")


def test_nothing_is_exempt_that_nobody_marks(archive: Path) -> None:
    found = tell(archive, {NOTES: {"url": "https://a.uk/1", "exempt": False}})
    assert (set(found.papers), len(found.failed), len(found.exempt)) == (set(NORTHSHIRE), 0, 0)
    assert found.open == found


@pytest.mark.parametrize("place", ["exempt/a.txt", "Exempt/a.txt", "2023/EXEMPT/march/a.txt"])
def test_what_lies_in_a_folder_of_that_name_is_exempt(archive: Path, place: str) -> None:
    write_archive(archive, {place: "Sealed.", "exempt.txt": "Open.", "exempted/a.txt": "Open."})
    found = look_through(archive, archive.parent / "index")
    assert found.exempt == {place}
    assert found.open.papers.keys() == {*NORTHSHIRE, "exempt.txt", "exempted/a.txt"}


def test_what_a_metadata_file_marks_is_exempt_a_folder_with_all_in_it(archive: Path) -> None:
    assert tell(archive, {NOTES: {"exempt": True}}).exempt == {NOTES}
    assert tell(archive, {NOTES.upper(): {"exempt": True}, "2023": {"exempt": True}}).exempt == {NOTES, HARBOUR}
    assert tell(archive, {".": {"exempt": True}}).exempt == set(NORTHSHIRE)


def test_accents_are_the_same_however_they_are_saved(archive: Path) -> None:
    name = unicodedata.normalize("NFD", "café.txt")
    write_archive(archive, {name: "Sealed."})
    assert tell(archive, {"café.txt": {"exempt": True}}).exempt == {name}


def test_no_file_takes_back_what_another_marks(archive: Path) -> None:
    tell(archive, {HARBOUR: {"exempt": True}})
    assert tell(archive, {"harbour.txt": {"url": "https://a.uk/1"}}, "2023/metadata.json").exempt == {HARBOUR}
    assert tell(archive, {"harbour.txt": {"exempt": False}}, "2023/metadata.json").exempt == {HARBOUR}


@pytest.mark.parametrize(
    "content",
    [
        b'{"notes.txt": {"exempt": true}',
        b'{"notes.txt": {"exempt": "yes"}}',
        b'{"notes.txt": {"Exempt": true}}',
        b'{"notes.txt": {"exempt": true}, "notes.txt": {}}',
        b'{"notes.txt": {"exempt": true}, "./notes.txt": {}}',
        '{"notes.txt": {"exempt": true}'.encode("utf-16"),
    ],
)
def test_a_file_that_may_mark_papers_and_cannot_be_understood_leaves_none_open(archive: Path, content: bytes) -> None:
    found = tell(archive, content)
    assert found.exempt == {*NORTHSHIRE, "metadata.json"}
    assert (found.open.papers, found.open.failed) == ({}, {})
    assert found.failed.keys() == {"metadata.json"}
    (archive / "metadata.json").unlink()
    assert tell(archive, content, "2023/metadata.json").exempt == {HARBOUR, "2023/metadata.json"}


def test_where_papers_were_exempt_a_file_that_is_half_written_leaves_none_open(archive: Path) -> None:
    whole = archive.parent / "index" / "exempt" / "index.sqlite"
    assert tell(archive, b"").open.papers.keys() == NORTHSHIRE.keys()
    whole.parent.mkdir(parents=True)
    whole.touch()
    assert tell(archive, b"").open.papers == {}


def test_what_is_wrong_with_a_metadata_file_is_open_only_where_nothing_is_exempt(archive: Path) -> None:
    broken = {NOTES: {"url": "here"}}
    assert tell(archive, broken).open.failed.keys() == {"metadata.json"}
    write_archive(archive, {"exempt/a.txt": "Sealed."})
    assert tell(archive, broken).open.failed == {}
    assert tell(archive, broken).failed.keys() == {"metadata.json"}


def test_a_mark_for_what_is_not_there_is_told_to_those_who_may_know(archive: Path) -> None:
    found = tell(archive, {"ferrys.md": {"exempt": True}})
    assert found.failed == {
        "metadata.json": "it marks 'ferrys.md' as exempt, which is not there, so nothing is exempt by it; mend it"
    }
    assert (set(found.exempt), set(found.open.failed)) == ({"metadata.json"}, set())
    assert FERRIES in found.open.papers
