import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus import read_document, read_passages
from index import Encoder, Filters, Index, PassageVectors
from index.vectors import VectorFile
from tests.index.papers import FERRIES, HARBOUR, NOTES


@pytest.fixture(scope="session")
def question(encoder: Encoder) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = encoder.encode(["What did thieves steal from the boats?"])[0]
    return vector


def near(index: Index, vector: NDArray[np.float32], top: int, filters: Filters | None = None) -> dict[int, float]:
    """What is nearest to one vector."""
    (found,) = index.by_meaning(vector[np.newaxis], top, filters)
    return found


def faiss_file(folder: Path) -> Path:
    """The one FAISS file of an index."""
    (found,) = folder.glob("*.faiss")
    return found


def unit_vectors(rows: int, seed: int, dimension: int = 8) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(rows, dimension))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def written(folder: Path, index_id: str, generation: int, vectors: dict[int, NDArray[np.float32]]) -> VectorFile:
    """The file of some vectors by their keys, in order."""
    rows = [(key, row.tobytes()) for key, row in vectors.items()]
    return VectorFile.write(folder, index_id, generation, lambda step: rows[::step], len(rows))


def put(index: Index, name: str, vector: NDArray[np.float32]) -> None:
    """A paper of one passage with a vector."""
    read = read_passages(read_document(name, b"The wardens counted lanterns."), len, 254)
    (passage,) = read.passages
    starts = np.array([passage.start], dtype=np.int32)
    own = PassageVectors(vector, vector[np.newaxis], np.ones((1, 2), dtype=np.int8), starts)
    index.put(read, name, [own])


# Through the index


def test_the_nearest_passage_comes_first(northshire: Index, question: NDArray[np.float32]) -> None:
    found = near(northshire, question, 10)
    assert next(iter(northshire.passages(found).values())).paragraph == "1.2"
    assert len(found) == northshire.count()
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_the_score_is_the_cosine(northshire: Index, question: NDArray[np.float32]) -> None:
    found = near(northshire, question, 10)
    vectors = northshire.vectors(found)
    assert found == {key: pytest.approx(float(vectors[key].vector @ question), abs=1e-5) for key in found}


def test_no_more_than_the_top_is_given(northshire: Index, question: NDArray[np.float32]) -> None:
    every = near(northshire, question, 10)
    assert near(northshire, question, 2) == dict(list(every.items())[:2])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {HARBOUR, FERRIES, NOTES}),
        (Filters(body="southmere"), {FERRIES}),
        (Filters(until="2023-12-31"), {HARBOUR}),
        (Filters(since="2020-01-01"), {HARBOUR, FERRIES}),
        (Filters(body="southmere", until="2023-12-31"), set()),
    ],
)
def test_filters_say_which_passages_may_be_near(
    northshire: Index, question: NDArray[np.float32], filters: Filters, found: set[str]
) -> None:
    passages = northshire.passages(near(northshire, question, 10, filters))
    assert {passage.document for passage in passages.values()} == found


def test_the_top_is_taken_among_those_the_filters_allow(northshire: Index, question: NDArray[np.float32]) -> None:
    (first,) = northshire.passages(near(northshire, question, 1)).values()
    assert first.document == HARBOUR
    (allowed,) = northshire.passages(near(northshire, question, 1, Filters(body="southmere"))).values()
    assert allowed.document == FERRIES


def test_a_missing_file_is_made_again(copied_folder: Path, question: NDArray[np.float32], northshire: Index) -> None:
    path = faiss_file(copied_folder)
    path.unlink()
    assert near(Index(copied_folder), question, 10) == near(northshire, question, 10)
    assert path.is_file()


@pytest.mark.parametrize("damage", ["empty", "cut short", "no FAISS file"])
def test_a_damaged_file_is_made_again(
    copied_folder: Path, question: NDArray[np.float32], northshire: Index, damage: str
) -> None:
    path = faiss_file(copied_folder)
    whole = path.read_bytes()
    path.write_bytes({"empty": b"", "cut short": whole[: len(whole) // 2], "no FAISS file": b"bees " * 900}[damage])
    assert near(Index(copied_folder), question, 10) == near(northshire, question, 10)
    assert path.read_bytes() == whole


def test_a_whole_file_is_left_alone(copied_folder: Path, question: NDArray[np.float32]) -> None:
    before = faiss_file(copied_folder).stat().st_mtime_ns
    index = Index(copied_folder)
    index.refresh_vectors()
    near(index, question, 1)
    assert faiss_file(copied_folder).stat().st_mtime_ns == before


def test_what_is_gone_is_not_found_though_the_file_still_holds_it(
    copied_folder: Path, question: NDArray[np.float32]
) -> None:
    Index(copied_folder).remove(HARBOUR)
    index = Index(copied_folder)
    for filters in (None, Filters(since="2020-01-01"), Filters(body="north")):
        found = index.passages(near(index, question, 10, filters))
        assert HARBOUR not in {passage.document for passage in found.values()}
    assert len(near(index, question, 10)) == 3
    assert len(near(index, question, 2)) == 2


def test_a_stale_file_is_made_again_and_taken_away(copied_folder: Path, question: NDArray[np.float32]) -> None:
    stale = faiss_file(copied_folder)
    index = Index(copied_folder)
    before = near(index, question, 10)
    index.remove(HARBOUR)
    index.refresh_vectors()
    assert faiss_file(copied_folder) != stale
    assert near(index, question, 10) == {key: before[key] for key in before if key in index.passages()}


def test_what_is_newer_than_the_file_is_found_beside_it(tmp_path: Path) -> None:
    index = Index(tmp_path, create=True)
    index.set_meta(id="new")
    rows = unit_vectors(40, seed=1, dimension=4)
    for at in range(20):
        put(index, f"{at}.txt", rows[at])
    index.refresh_vectors()
    file = faiss_file(tmp_path)
    put(index, "last.txt", rows[30])
    index.refresh_vectors()
    assert faiss_file(tmp_path) == file  # it is not written again for one paper
    for seen in (index, Index(tmp_path)):
        assert next(iter(seen.passages(near(seen, rows[30], 1)).values())).document == "last.txt"
        assert len(near(seen, rows[30], 50)) == 21
    for at in range(20, 30):
        put(index, f"{at}.txt", rows[at])
    index.refresh_vectors()
    assert faiss_file(tmp_path) != file
    assert len(near(index, rows[30], 50)) == 31


def test_a_file_of_a_past_that_was_lost_is_not_believed(
    copied_folder: Path, question: NDArray[np.float32], northshire: Index
) -> None:
    """The SQLite file is put back to what it was, and the FAISS file of what came after is there still."""
    was = (copied_folder / "index.sqlite").read_bytes()
    index = Index(copied_folder)
    put(index, "lost.txt", unit_vectors(1, seed=3, dimension=384)[0])
    for name in (HARBOUR, FERRIES):
        index.remove(name)
    index.refresh_vectors()
    later = faiss_file(copied_folder)
    index.close()
    for path in copied_folder.glob("index.sqlite*"):
        path.unlink()
    (copied_folder / "index.sqlite").write_bytes(was)
    index = Index(copied_folder)
    assert near(index, question, 10) == near(northshire, question, 10)
    assert not later.exists()


def test_an_open_index_sees_what_another_saved(copied_folder: Path, question: NDArray[np.float32]) -> None:
    index = Index(copied_folder)
    assert len(near(index, question, 10)) == 5
    Index(copied_folder).remove(FERRIES)
    assert len(near(index, question, 10)) == 3


def test_the_file_of_another_index_is_never_taken(
    copied_folder: Path, question: NDArray[np.float32], northshire: Index
) -> None:
    path = faiss_file(copied_folder)
    _, _, generation, _ = path.stem.split("-")
    path.unlink()
    written(copied_folder, "other", int(generation), {1: unit_vectors(1, seed=0, dimension=384)[0]})
    assert near(Index(copied_folder), question, 10) == near(northshire, question, 10)


def test_an_index_emptied_of_passages_finds_none(copied_folder: Path, question: NDArray[np.float32]) -> None:
    index = Index(copied_folder)
    index.clear()
    assert near(index, question, 10) == {}
    assert near(index, question, 10, Filters(body="north")) == {}


def test_a_moved_index_goes_on_working(copied_folder: Path, question: NDArray[np.float32], northshire: Index) -> None:
    moved = copied_folder.parent / "moved, with a “name”"
    shutil.move(copied_folder, moved)
    assert near(Index(moved), question, 10) == near(northshire, question, 10)


# The file itself


def test_a_written_file_is_read_back_the_same(tmp_path: Path) -> None:
    vectors = unit_vectors(9, seed=1)
    file = written(tmp_path, "id", 3, dict(enumerate(vectors, start=7)))
    read = VectorFile.load(tmp_path, "id", 3)
    assert read is not None
    assert (read.generation, read.last, len(read)) == (3, 15, 9)
    assert read.search(vectors, 4, None) == file.search(vectors, 4, None)
    assert [next(iter(found)) for found in read.search(vectors, 4, None)] == list(range(7, 16))


def test_the_newest_file_of_an_index_is_read(tmp_path: Path) -> None:
    row = unit_vectors(1, seed=1)[0]
    for generation in (11, 9):
        written(tmp_path, "id", generation, {1: row})
    read = VectorFile.load(tmp_path, "id", 99)
    assert read is not None
    assert read.generation == 11
    assert read.is_newest(tmp_path, "id", 99)
    written(tmp_path, "id", 12, {1: row})
    assert not read.is_newest(tmp_path, "id", 99)
    assert read.is_newest(tmp_path, "id", 11)
    assert VectorFile.load(tmp_path, "id", 11) is None
    assert VectorFile.load(tmp_path, "other", 99) is None


def test_writing_takes_older_files_away_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    for generation in (1, 2, 3):
        written(tmp_path, "id", generation, {1: unit_vectors(1, seed=1)[0]})
    assert [path.name for path in tmp_path.iterdir()] == ["vectors-id-3-1.faiss"]


def test_bringing_up_to_date_takes_away_what_a_killed_process_left_though_nothing_changed(copied_folder: Path) -> None:
    index = Index(copied_folder)
    index.refresh_vectors()
    file = faiss_file(copied_folder)
    shutil.copy(file, copied_folder / f"vectors-{index.meta['id']}-0-1.faiss")
    index.refresh_vectors()
    assert faiss_file(copied_folder) == file


def test_one_who_is_behind_leaves_the_newer_file_of_another(tmp_path: Path) -> None:
    row = unit_vectors(1, seed=1)[0]
    for generation in (11, 9):
        written(tmp_path, "id", generation, {1: row})
    assert {path.name for path in tmp_path.iterdir()} == {"vectors-id-9-1.faiss", "vectors-id-11-1.faiss"}
    written(tmp_path, "another", 1, {1: row})
    assert [path.name for path in tmp_path.iterdir()] == ["vectors-another-1-1.faiss"]


def test_equally_near_passages_come_in_the_order_of_their_keys(tmp_path: Path) -> None:
    row = unit_vectors(1, seed=1)
    file = written(tmp_path, "id", 1, dict.fromkeys((2, 4, 5, 9), row[0]))
    assert [list(found) for found in file.search(row, 4, None)] == [[2, 4, 5, 9]]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1_000),
    rows=st.integers(0, 12),
    questions=st.integers(1, 3),
    top=st.integers(1, 15),
    allowed=st.none() | st.lists(st.integers(90, 125), unique=True),
)
def test_search_finds_what_comparing_with_every_vector_finds(
    seed: int, rows: int, questions: int, top: int, allowed: list[int] | None
) -> None:
    vectors, asked = unit_vectors(rows, seed), unit_vectors(questions, seed + 1)
    keys = range(100, 100 + rows)
    chosen = None if allowed is None else np.array(sorted(allowed), dtype=np.int64)
    with TemporaryDirectory() as folder:
        every = written(Path(folder), "id", 1, dict(zip(keys, vectors, strict=True))).search(asked, top, chosen)
    for wanted, found in zip(asked, every, strict=True):
        cosines = {key: float(row @ wanted) for key, row in zip(keys, vectors, strict=True)}
        best = sorted((key for key in keys if allowed is None or key in allowed), key=lambda key: -cosines[key])[:top]
        assert list(found) == best
        assert found == {key: pytest.approx(cosines[key], abs=1e-5) for key in best}


def test_a_large_archive_is_searched_in_lists_and_nearly_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vectors.EXACT", 1_000)
    # Vectors of texts lie in groups: so do these.
    groups = unit_vectors(100, seed=1, dimension=32)
    vectors = groups[np.arange(4_000) % 100] + 0.4 * unit_vectors(4_000, seed=2, dimension=32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    asked = vectors[::100]
    rows = dict(enumerate(vectors, start=1))
    large = written(tmp_path, "id", 1, rows)
    few = np.arange(2, 4_001, 50, dtype=np.int64)
    for allowed in (None, few):
        exact = VectorFile.of((key, row.tobytes()) for key, row in rows.items()).search(asked, 50, allowed)
        found = large.search(asked, 50, allowed)
        assert all(len(own) == 50 for own in found)
        shares = [len(own.keys() & right.keys()) / 50 for own, right in zip(found, exact, strict=True)]
        assert np.mean(shares) > 0.95
        assert found[0] == {key: pytest.approx(float(vectors[key - 1] @ asked[0]), abs=0.02) for key in found[0]}
    again = written(tmp_path, "id", 2, rows)
    assert again.search(asked, 50, None) == large.search(asked, 50, None)
