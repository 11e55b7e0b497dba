import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.shelf import Added, Shelf, ShelfError
from index import Index, index_of_all
from tests.assistant.papers import PAPERS

BEES = "Bees were kept on the roof of the old customs house.\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An archive of the invented harbour panel's papers that no index knows yet."""
    archive = tmp_path / "archive"
    archive.mkdir()
    for name, text in PAPERS.items():
        (archive / name).write_text(text, encoding="utf-8")
    Index(tmp_path / "index", create=True)
    return Shelf(archive, tmp_path / "index")


@pytest.fixture
def indexed(harbour: Index, tmp_path: Path) -> Shelf:
    """A copy of that archive with its index."""
    archive, folder = tmp_path / "archive", tmp_path / "index"
    shutil.copytree(harbour.folder.parent / "archive", archive)
    shutil.copytree(harbour.folder, folder)
    return Shelf(archive, folder)


def upload(shelf: Shelf, name: str, content: str | bytes = BEES) -> Added:
    """A file put in under a name that somebody gave it."""
    file = shelf.folder.parent / "upload"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    (added,) = shelf.add([(file, name)])
    return added


def names(shelf: Shelf) -> set[str]:
    """All that is in the archive's folder."""
    return {path.relative_to(shelf.archive).as_posix() for path in shelf.archive.rglob("*")}


# Putting in


def test_an_added_paper_is_in_the_archive_as_it_was(shelf: Shelf) -> None:
    content = bytes(range(256)) * 5_000
    assert upload(shelf, "bees.pdf", content) == Added("bees.pdf", True, "bees.pdf was added.")
    assert (shelf.archive / "bees.pdf").read_bytes() == content
    assert names(shelf) == {*PAPERS, "bees.pdf"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../outside/bees.txt", "bees.txt"),
        ("/etc/bees.txt", "bees.txt"),
        ("C:\\papers\\bees.txt", "bees.txt"),
        ("  two\u00a0bees\n.txt", "two bees .txt"),
        ("cafe\u0301.TXT", "café.TXT"),
        ("“bees” & ants; $(true).txt", "“bees” & ants; $(true).txt"),
    ],
)
def test_only_the_file_name_counts(shelf: Shelf, given: str, kept: str) -> None:
    added = upload(shelf, given)
    assert (added.name, added.new) == (kept, True)
    assert names(shelf) == {*PAPERS, kept}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "cannot be the name of a paper; rename the file"),
        ("papers/", "cannot be the name"),
        ("..", "cannot be the name"),
        (".hidden.txt", "cannot be the name"),
        ("bees\0.txt", "“bees?.txt” cannot be the name"),
        ("bees\udcff.txt", "“bees?.txt” cannot be the name"),
        ("b" * 252 + ".txt", "is too long; give the file a shorter one"),
        ("é" * 126 + ".txt", "is too long"),
        ("bees.xlsx", "bees.xlsx is not a kind of paper that is read (.docx, .htm"),
        ("bees", "not a kind of paper"),
    ],
)
def test_other_names_are_refused_with_the_reason(shelf: Shelf, given: str, why: str) -> None:
    added = upload(shelf, given)
    assert not added.new
    assert why in added.sentence
    added.sentence.encode()
    assert names(shelf) == set(PAPERS)


def test_the_longest_name_is_taken(shelf: Shelf) -> None:
    assert upload(shelf, "b" * 251 + ".txt").new


def test_an_empty_file_is_refused(shelf: Shelf) -> None:
    assert upload(shelf, "bees.txt", "") == Added("bees.txt", False, "The file is empty; fetch it again.")
    assert names(shelf) == set(PAPERS)


def test_a_paper_is_put_in_once_under_whatever_name(shelf: Shelf) -> None:
    assert upload(shelf, "watch.txt", PAPERS["watch.txt"]).sentence == "watch.txt is in the archive already."
    again = upload(shelf, "patrol.txt", PAPERS["watch.txt"])
    assert again == Added("patrol.txt", False, "patrol.txt is in the archive already, under the name watch.txt.")
    assert names(shelf) == set(PAPERS)


def test_a_paper_in_a_folder_of_the_archive_is_told_too(shelf: Shelf) -> None:
    (shelf.archive / "2024").mkdir()
    (shelf.archive / "2024" / "bees.txt").write_text(BEES)
    assert "under the name 2024/bees.txt" in upload(shelf, "bees.txt").sentence


def test_another_paper_of_the_same_name_is_never_written_over(shelf: Shelf) -> None:
    added = upload(shelf, "watch.txt")
    assert not added.new
    assert added.sentence == (
        "The archive has another paper named watch.txt; rename this one, or remove that one first."
    )
    assert (shelf.archive / "watch.txt").read_text() == PAPERS["watch.txt"]


def test_a_link_of_the_same_name_is_not_written_through(shelf: Shelf) -> None:
    outside = shelf.folder.parent / "outside.txt"
    outside.write_text("Nine gulls.\n")
    (shelf.archive / "bees.txt").symlink_to(outside)
    assert not upload(shelf, "bees.txt").new
    assert outside.read_text() == "Nine gulls.\n"


def test_a_bad_file_stops_no_other_and_two_alike_are_put_in_once(shelf: Shelf, tmp_path: Path) -> None:
    good, empty = tmp_path / "good", tmp_path / "empty"
    good.write_text(BEES)
    empty.touch()
    files = [(empty, "a.txt"), (tmp_path / "gone", "b.txt"), (good, "c.exe"), (good, "d.txt"), (good, "e.txt")]
    added = shelf.add(files)
    assert [one.new for one in added] == [False, False, False, True, False]
    assert "b.txt was not added: the folder or the file is gone" in added[1].sentence
    assert added[4].sentence.endswith("under the name d.txt.")
    assert names(shelf) == {*PAPERS, "d.txt"}


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond 100,000 bytes, as where a disk or somebody's share of it is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_paper_that_finds_no_room_leaves_nothing_behind(shelf: Shelf, request: pytest.FixtureRequest) -> None:
    file = shelf.folder.parent / "upload"
    file.write_bytes(b"bees " * 40_000)
    request.getfixturevalue("small_files")
    (added,) = shelf.add([(file, "bees.txt")])
    assert added == Added("bees.txt", False, "bees.txt was not added: File too large; look at the folder and its disk.")
    assert names(shelf) == set(PAPERS)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_an_archive_that_may_only_be_read_is_told(indexed: Shelf) -> None:
    indexed.archive.chmod(0o555)
    try:
        why = "this program may not write there; look at the folder's permissions."
        assert upload(indexed, "bees.txt").sentence == f"bees.txt was not added: {why}"
        with pytest.raises(ShelfError) as raised:
            indexed.remove("watch.txt")
    finally:
        indexed.archive.chmod(0o755)
    assert str(raised.value) == f"watch.txt was not removed: {why}"
    assert names(indexed) == set(PAPERS)
    assert "watch.txt" in Index(indexed.folder).fingerprints()


def test_an_archive_that_is_gone_is_not_made_anew(shelf: Shelf) -> None:
    shutil.rmtree(shelf.archive)
    assert "look whether the archive is still there" in upload(shelf, "bees.txt").sentence
    assert not shelf.archive.exists()


# Taking out


def test_a_removed_paper_is_kept_and_forgotten(indexed: Shelf) -> None:
    kept = indexed.remove("watch.txt")
    assert kept == indexed.folder / "removed" / "watch.txt"
    assert kept.read_text() == PAPERS["watch.txt"]
    assert names(indexed) == set(PAPERS) - {"watch.txt"}
    index = Index(indexed.folder)
    assert "watch.txt" not in index.fingerprints()
    assert index.holders("Kittiwake") == 0


def test_papers_of_one_name_are_all_kept(shelf: Shelf) -> None:
    kept = []
    for text in ("One bee.\n", "Two bees.\n", "Three bees.\n"):
        assert upload(shelf, "bees.txt", text).new
        kept.append(shelf.remove("bees.txt"))
    assert [path.name for path in kept if path] == ["bees.txt", "bees (2).txt", "bees (3).txt"]
    assert [path.read_text() for path in kept if path] == ["One bee.\n", "Two bees.\n", "Three bees.\n"]


def test_a_paper_in_a_folder_and_one_that_could_not_be_read_are_removed(shelf: Shelf) -> None:
    (shelf.archive / "2024").mkdir()
    (shelf.archive / "2024" / "cut.pdf").write_bytes(b"%PDF")
    Index(shelf.folder).set_failure("2024/cut.pdf", "the file is damaged")
    assert shelf.remove("2024/cut.pdf") == shelf.folder / "removed" / "2024" / "cut.pdf"
    assert Index(shelf.folder).failures() == {}


def test_a_paper_that_somebody_took_already_is_forgotten(indexed: Shelf) -> None:
    (indexed.archive / "watch.txt").unlink()
    assert indexed.remove("watch.txt") is None
    assert "watch.txt" not in Index(indexed.folder).fingerprints()


@pytest.mark.parametrize("made_up", ["../outside.txt", "/outside.txt", "link.txt", "", ".", "nothing.txt", "a\0b"])
def test_nothing_but_a_paper_of_the_archive_can_be_removed(indexed: Shelf, made_up: str) -> None:
    outside = indexed.folder.parent / "outside.txt"
    outside.write_text(BEES)
    (indexed.archive / "link.txt").symlink_to(outside)
    with pytest.raises(ShelfError, match=r"There is no paper .* in the archive; look at the list again"):
        indexed.remove(made_up)
    assert outside.read_text() == BEES
    assert names(indexed) == {*PAPERS, "link.txt"}


@pytest.mark.skipif(
    not Path("/dev/shm").is_dir() or Path("/dev/shm").stat().st_dev == Path(tempfile.gettempdir()).stat().st_dev,
    reason="there is no second file system",
)
def test_a_paper_is_removed_to_another_file_system(indexed: Shelf) -> None:
    folder = Path("/dev/shm") / f"panel-{os.getpid()}"
    shutil.copytree(indexed.folder, folder)
    try:
        kept = Shelf(indexed.archive, folder).remove("watch.txt")
        assert kept
        assert kept.read_text() == PAPERS["watch.txt"]
    finally:
        shutil.rmtree(folder)
    assert names(indexed) == set(PAPERS) - {"watch.txt"}


# Papers that not everybody may see

SEALED = "exempt/sealed.txt"


@pytest.fixture
def shelves(shelf: Shelf) -> tuple[Shelf, Shelf]:
    """The shelf of who may see the open papers only, and that of who may see all."""
    (shelf.archive / "exempt").mkdir()
    (shelf.archive / SEALED).write_text("Sealed bees.\n", encoding="utf-8")
    (shelf.archive / "marked.txt").write_text("Marked bees.\n", encoding="utf-8")
    (shelf.archive / "metadata.json").write_text('{"marked.txt": {"exempt": true}}', encoding="utf-8")
    index = Index(shelf.folder)
    index.set_failure("fleet-2022.txt", "a reason")
    of_all = index_of_all(index)
    for name in (SEALED, "marked.txt"):
        of_all.set_failure(name, "another reason")
    return shelf, Shelf(shelf.archive, of_all.folder)


def test_what_becomes_of_ones_own_papers_tells_nothing_of_exempt_ones(shelves: tuple[Shelf, Shelf]) -> None:
    shelf, _ = shelves
    assert upload(shelf, "sealed.txt").sentence == "sealed.txt was added."
    assert upload(shelf, "same.txt", "Sealed bees.\n").sentence == "same.txt was added."
    assert upload(shelf, "marked.txt", "Other bees.\n").sentence == "marked.txt was added."
    kept = {name: (shelf.archive / name).read_text(encoding="utf-8") for name in (SEALED, "marked.txt")}
    assert kept == {SEALED: "Sealed bees.\n", "marked.txt": "Marked bees.\n"}
    assert (shelf.archive / "exempt" / "marked.txt").read_text(encoding="utf-8") == "Other bees.\n"


@pytest.mark.parametrize("name", [SEALED, "marked.txt", "exempt/marked.txt", "no-such.txt"])
def test_an_exempt_paper_is_as_if_it_were_not_there_to_be_removed(shelves: tuple[Shelf, Shelf], name: str) -> None:
    shelf, _ = shelves
    before = names(shelf)
    with pytest.raises(ShelfError, match=f"^There is no paper {name} in the archive; look at the list again.$"):
        shelf.remove(name)
    assert names(shelf) == before
    assert not (shelf.folder / "removed").exists()


def test_who_may_see_all_puts_papers_where_they_are_exempt(shelves: tuple[Shelf, Shelf]) -> None:
    _, of_all = shelves
    upload(of_all, "bees.txt")
    file = of_all.folder.parent / "upload"
    file.write_text("More bees.\n", encoding="utf-8")
    (added,) = of_all.add([(file, "../bees.txt")], exempt=True)
    assert added == Added("exempt/bees.txt", True, "exempt/bees.txt was added.")
    (again,) = of_all.add([(file, "ants.txt")])
    assert again.sentence == "ants.txt is in the archive already, under the name exempt/bees.txt."
    (other,) = of_all.add([(file, "sealed.txt")], exempt=True)
    assert other.sentence.startswith("exempt/sealed.txt is in the archive already, under the name exempt/bees.txt")


def test_what_who_may_see_all_removes_is_kept_where_others_do_not_look(shelves: tuple[Shelf, Shelf]) -> None:
    shelf, of_all = shelves
    kept = of_all.remove(SEALED)
    assert kept == of_all.folder / "removed" / SEALED
    assert SEALED not in Index(of_all.folder).failures()
    of_all.remove("fleet-2022.txt")
    assert not (shelf.folder / "removed").exists()


def test_what_is_removed_is_forgotten_by_both_indexes(shelves: tuple[Shelf, Shelf]) -> None:
    shelf, of_all = shelves
    shelf.remove("fleet-2022.txt")
    assert "fleet-2022.txt" not in {**Index(shelf.folder).failures(), **Index(of_all.folder).failures()}
