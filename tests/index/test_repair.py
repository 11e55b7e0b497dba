import shutil
from pathlib import Path

import pytest

from index import Encoder, Index, StoreError, Summary, build
from index.check import check_index
from index.database import FILE
from tests.conftest import quiet
from tests.index.damage import DERIVED, WHOLE, Damage


@pytest.fixture
def archive(northshire_folder: Path) -> Path:
    """The archive of the indexes that are damaged here."""
    return northshire_folder.parent / "archive"


def mended(archive: Path, folder: Path, encoder: Encoder) -> Summary:
    """What `panel build --repair` does; the index is sound then, and holds what it did before it was damaged."""
    summary = build(archive, folder, encoder, quiet, repair=True)
    assert not [one for one in check_index(folder) if one.wrong]
    whole = Index(archive.parent / "index")
    assert {one.id: one.text for one in Index(folder).passages().values()} == {
        one.id: one.text for one in whole.passages().values()
    }
    vector = next(iter(whole.vectors(whole.newest(1)).values())).vector[None]
    found = [
        [index.passages([key])[key].id for key in index.by_meaning(vector, 5)[0]] for index in (whole, Index(folder))
    ]
    assert found[0] == found[1]
    return summary


@pytest.mark.parametrize("damage", [one for one, _ in DERIVED.values()], ids=list(DERIVED))
def test_what_is_derived_is_made_again_and_no_paper_is_read(
    archive: Path, copied_folder: Path, encoder: Encoder, damage: Damage
) -> None:
    damage(copied_folder)
    summary = mended(archive, copied_folder, encoder)
    assert len(summary.unchanged) == 3
    assert summary.mended[0].startswith("Made again: ")
    assert not list(copied_folder.glob("old-*"))


@pytest.mark.parametrize("damage", [one for one, _ in WHOLE.values()], ids=list(WHOLE))
def test_what_is_damaged_is_kept_beside_a_new_index_of_the_same_papers(
    archive: Path, copied_folder: Path, encoder: Encoder, damage: Damage
) -> None:
    damage(copied_folder)
    before = (copied_folder / FILE).read_bytes()
    summary = mended(archive, copied_folder, encoder)
    assert len(summary.read) == 3
    (old,) = copied_folder.glob("old-*")
    assert str(old) in summary.mended[0]
    assert (old / FILE).read_bytes() == before
    assert {path.name for path in copied_folder.iterdir() if "vectors" not in path.name} <= {
        FILE, f"{FILE}-wal", f"{FILE}-shm", old.name, "build.lock"
    }  # fmt: skip


def test_vectors_that_can_be_read_are_not_made_again(archive: Path, copied_folder: Path, encoder: Encoder) -> None:
    """All but those that are damaged themselves."""
    WHOLE["a vector"][0](copied_folder)
    summary = mended(archive, copied_folder, encoder)
    assert "the vectors of 4 passages" in summary.mended[0]


def test_what_ocr_found_is_kept(archive: Path, copied_folder: Path, encoder: Encoder) -> None:
    index = Index(copied_folder)
    notes = index.fingerprints()["notes.txt"]
    index.keep_scanned_words(notes, [1, 2], b"%PDF words")
    index.close()
    WHOLE["a passage's words"][0](copied_folder)
    mended(archive, copied_folder, encoder)
    assert Index(copied_folder).scanned_words(notes) == {(1, 2): b"%PDF words"}


def test_a_second_repair_has_nothing_to_do(archive: Path, copied_folder: Path, encoder: Encoder) -> None:
    assert mended(archive, copied_folder, encoder).mended == [f"Nothing in {copied_folder} is damaged."]


@pytest.mark.parametrize("damage", [one for one, _ in WHOLE.values()], ids=list(WHOLE))
def test_whoever_has_it_open_goes_on_with_what_takes_its_place(
    archive: Path, copied_folder: Path, tmp_path: Path, encoder: Encoder, damage: Damage
) -> None:
    opened = Index(copied_folder)
    assert opened.passages()
    damage(copied_folder)
    mended(archive, copied_folder, encoder)
    other = Path(shutil.copytree(archive, tmp_path / "archive"))
    (other / "notes.txt").unlink()
    build(other, copied_folder, encoder, quiet)
    assert "notes.txt" not in opened.fingerprints()
    assert opened.passages().keys() == Index(copied_folder).passages().keys()
    assert opened.generation > Index(archive.parent / "index").generation


def test_an_index_that_is_gone_is_told_and_one_made_there_is_taken_up(
    archive: Path, copied_folder: Path, encoder: Encoder
) -> None:
    opened = Index(copied_folder)
    before = opened.generation
    shutil.rmtree(copied_folder)
    with pytest.raises(StoreError, match="There is no index in"):
        opened.fingerprints()
    build(archive, copied_folder, encoder, quiet)
    assert len(opened.fingerprints()) == 3
    assert opened.generation > before + 3
