from pathlib import Path

import pytest

from index import Index, StoreError
from index.check import check_index
from tests.index.damage import DERIVED, WHOLE, Damage


def wrong(folder: Path) -> set[str]:
    """What is found to be wrong with an index."""
    return {one.what for one in check_index(folder) if one.wrong}


def test_a_sound_index_is_found_to_be_so_and_is_not_changed(northshire_folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in northshire_folder.iterdir() if path.suffix != ".sqlite-shm"}
    checks = check_index(northshire_folder)
    assert not any(one.wrong for one in checks)
    assert ("passages", "5, each as its document says") in [(one.what, one.found) for one in checks]
    assert before == {
        path.name: path.read_bytes() for path in northshire_folder.iterdir() if path.suffix != ".sqlite-shm"
    }


@pytest.mark.parametrize(("damage", "found"), [*DERIVED.values(), *WHOLE.values()], ids=[*DERIVED, *WHOLE])
def test_what_is_damaged_is_named(copied_folder: Path, damage: Damage, found: set[str]) -> None:
    damage(copied_folder)
    assert wrong(copied_folder) == found


def test_an_index_that_is_behind_its_papers_is_sound(copied_folder: Path) -> None:
    """Papers were taken out, or the build was killed, and what is derived was not brought up to date yet."""
    index = Index(copied_folder)
    index.remove("ferries.md")
    index.close()
    assert wrong(copied_folder) == set()
    for path in copied_folder.glob("*.faiss"):
        path.unlink()
    assert wrong(copied_folder) == set()


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no index in"):
        check_index(tmp_path)
    (tmp_path / "index.sqlite").touch()  # a build was killed as it began
    with pytest.raises(StoreError, match="There is no index in"):
        check_index(tmp_path)
    with pytest.raises(StoreError, match="There is no index in"):
        Index(tmp_path)
