import math
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Passage, Reading, fingerprint, read_document, read_passages
from index import SCALE, Index, PassageVectors, StoreError
from tests.index.papers import FERRIES, HARBOUR, NORTHSHIRE, NOTES
from tests.passages import axes


@pytest.fixture
def empty(tmp_path: Path) -> Index:
    return Index(tmp_path / "index", create=True)


def reading(name: str, text: str) -> Reading:
    return read_passages(read_document(name, text.encode()), lambda words: len(words.split()) * 2, 254)


def save(index: Index, name: str, text: str) -> list[PassageVectors]:
    """Put a paper into an index. The vectors made up for its passages."""
    read = reading(name, text)
    vectors = [made_up(passage, at) for at, passage in enumerate(read.passages)]
    index.put(read, fingerprint(text.encode()), vectors)
    return vectors


def made_up(passage: Passage, at: int) -> PassageVectors:
    """Vectors of four dimensions, one a sentence, and token vectors of two, one a word; the first of the context."""
    words = len(passage.text.split()) + 1
    drawn = np.random.default_rng(at).integers(-SCALE, SCALE, (words, 2), endpoint=True, dtype=np.int8)
    starts = np.arange(passage.start - 1, passage.start - 1 + words, dtype=np.int32)
    starts[0] = -1
    return PassageVectors(axes(at % 4)[0], axes(*[at % 4] * len(passage.sentences)), drawn, starts)


def documents(index: Index, keys: Sequence[int] | dict[int, float] | set[int]) -> set[str]:
    """The documents that some passages stand in."""
    return {passage.document for passage in index.passages(keys).values()}


# Words


def test_words_are_found_in_any_inflection(northshire: Index) -> None:
    assert documents(northshire, northshire.by_words(["thieve"], 10)) == {HARBOUR}
    assert documents(northshire, northshire.by_words(["complaining"], 10)) == {FERRIES}
    assert documents(northshire, northshire.by_words(["lantern"], 10)) == {HARBOUR, FERRIES}


def test_case_and_accents_do_not_matter(northshire: Index) -> None:
    assert documents(northshire, northshire.by_words(["CAFE"], 10)) == {FERRIES}
    assert northshire.by_words(["Café"], 10) == northshire.by_words(["cafe"], 10)


def test_the_words_of_a_phrase_must_stand_together_and_in_order(northshire: Index) -> None:
    assert documents(northshire, northshire.by_words(["copper cable"], 10)) == {HARBOUR}
    assert northshire.by_words(["cable copper"], 10) == {}
    assert northshire.by_words(["copper boats"], 10) == {}


def test_any_of_several_phrases_is_enough(northshire: Index) -> None:
    found = northshire.by_words(["copper cable", "honey", "submarine"], 10)
    assert documents(northshire, found) == {HARBOUR, NOTES}


def test_what_holds_more_of_the_words_comes_first(northshire: Index) -> None:
    found = northshire.by_words(["lanterns", "landing", "timetable", "dim"], 10)
    first = northshire.passages([next(iter(found))])
    assert [passage.paragraph for passage in first.values()] == ["2.2"]
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert min(found.values()) > 0


def test_no_more_than_the_top_is_found(northshire: Index) -> None:
    every = northshire.by_words(["the"], 10)
    assert len(every) == northshire.count()
    assert list(northshire.by_words(["the"], 2)) == list(every)[:2]


def test_words_of_the_context_are_found_too(northshire: Index) -> None:
    found = northshire.passages(northshire.by_words(["harbour watch report"], 10))
    assert {passage.paragraph for passage in found.values()} == {"1.1", "1.2"}
    assert any("harbour watch" not in passage.text.lower() for passage in found.values())


@pytest.mark.parametrize("operator", ["AND", "OR", "NOT", "NEAR"])
def test_an_operator_is_a_word_like_any_other(northshire: Index, operator: str) -> None:
    assert northshire.by_words([operator], 10) == northshire.by_words([operator.lower()], 10)
    assert northshire.holders(operator) == northshire.holders(operator.lower())


@pytest.mark.parametrize(
    "phrase",
    ['AND OR NOT NEAR( * " ^ :', "NEAR(lanterns quay)", "lanterns OR honey", "text : lanterns", "{text}: honey"],
)
def test_query_syntax_is_taken_for_plain_words(northshire: Index, phrase: str) -> None:
    assert northshire.by_words([phrase], 10) == {}
    assert northshire.holders(phrase) == 0


@pytest.mark.parametrize(
    "phrase", ['"lanterns', "lanterns*", "^lanterns", "(lanterns", "-lanterns", "lanterns;", "'lanterns"]
)
def test_marks_around_a_word_do_not_matter(northshire: Index, phrase: str) -> None:
    assert northshire.by_words([phrase], 10) == northshire.by_words(["lanterns"], 10)
    assert northshire.holders(phrase) == northshire.holders("lanterns")


@pytest.mark.parametrize("phrases", [[], [""], ["?", '"', "* ^ :"], ["_"]])
def test_nothing_is_found_where_there_is_no_word_to_look_for(northshire: Index, phrases: list[str]) -> None:
    assert northshire.by_words(phrases, 10) == {}
    assert all(northshire.holders(phrase) == 0 for phrase in phrases)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(), st.sampled_from(["lanterns", "NEAR(", '""', "honey OR", "text:"])), max_size=4))
def test_no_text_is_more_than_words_to_look_for(northshire: Index, phrases: list[str]) -> None:
    held = [set(northshire.by_words([phrase], 100)) for phrase in phrases]
    assert [northshire.holders(phrase) for phrase in phrases] == [len(keys) for keys in held]
    assert set(northshire.by_words(phrases, 100)) == set().union(*held)


def test_every_passage_with_a_phrase_is_counted(northshire: Index) -> None:
    counted = [northshire.holders(phrase) for phrase in ("the lanterns", "lantern", "submarine")]
    assert counted == [1, 2, 0]


# What is in it


def test_the_text_of_a_document_is_kept_as_it_was_read(northshire: Index) -> None:
    assert {name: northshire.document_text(name) for name in NORTHSHIRE} == NORTHSHIRE


def test_the_text_of_an_unknown_document_is_a_key_error(northshire: Index) -> None:
    with pytest.raises(KeyError, match=r"lost\.txt"):
        northshire.document_text("lost.txt")


def test_passages_come_in_reading_order(northshire: Index) -> None:
    places = [(passage.document, passage.char_start) for passage in northshire.passages().values()]
    assert len(places) == northshire.count() == 5
    assert places == sorted(places)


def test_reading_order_outlives_a_paper_read_again(empty: Index) -> None:
    for name in ("a.txt", "b.txt", "a.txt"):
        save(empty, name, NORTHSHIRE[HARBOUR])
    assert [(p.document, p.paragraph) for p in empty.passages().values()] == [
        ("a.txt", "1.1"),
        ("a.txt", "1.2"),
        ("b.txt", "1.1"),
        ("b.txt", "1.2"),
    ]


def test_passages_come_in_the_order_of_the_keys_asked_for(northshire: Index) -> None:
    keys = list(northshire.passages())[::-1]
    assert list(northshire.passages(keys)) == keys
    assert northshire.passages([]) == {}


def test_unknown_keys_are_left_out_however_many_there_are(northshire: Index) -> None:
    known = set(northshire.passages())
    assert set(northshire.passages(range(2_000))) == known
    assert northshire.passages([-1]) == {}


def test_the_newest_passages_are_those_put_in_last(empty: Index) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        save(empty, name, f"The wardens counted lanterns for {name}.")
    save(empty, "a.txt", "The wardens counted lanterns again.")
    assert [documents(empty, [key]) for key in empty.newest(2)] == [{"c.txt"}, {"a.txt"}]
    assert empty.newest(9) == sorted(empty.passages())


def test_a_passage_knows_where_it_stands(northshire: Index) -> None:
    passage = next(p for p in northshire.passages().values() if p.paragraph == "2.2")
    assert passage.document == FERRIES
    assert passage.kind == "report"
    assert passage.title == "Ferry Timetable Review"
    assert passage.body == "Southmere Transport Committee"
    assert (passage.meeting_date, passage.pack_date) == ("2024-10-09", None)
    assert (passage.page, passage.page_label) == (None, None)
    assert passage.text.startswith("2.2 Passengers had complained")


def test_a_passage_is_found_with_the_vectors_it_was_saved_with(empty: Index) -> None:
    saved = save(empty, "a.txt", NORTHSHIRE[HARBOUR])
    keys = list(empty.passages())
    kept = empty.vectors(keys[::-1])
    assert set(kept) == set(keys)
    for key, vectors in zip(keys, saved, strict=True):
        for name in ("vector", "sentences", "tokens", "starts"):
            before, after = getattr(vectors, name), getattr(kept[key], name)
            assert after.dtype == before.dtype
            assert np.array_equal(after, before), name


def test_vectors_are_given_however_many_are_asked_for(northshire: Index) -> None:
    assert set(northshire.vectors(range(2_000))) == set(northshire.passages())
    assert northshire.vectors([]) == {}


def test_the_rarer_a_word_the_higher_its_rarity(northshire: Index) -> None:
    words = ["submarine", "honey", "lanterns", "the"]  # in none, one, two and all of the five passages
    assert [northshire.holders(word) for word in words] == [0, 1, 2, 5]
    rarities = [northshire.rarity(word) for word in words]
    assert rarities == sorted(rarities, reverse=True)
    assert len(set(rarities)) == 4
    assert rarities[-1] > 0
    assert rarities[1] == pytest.approx(math.log(1 + 4.5 / 1.5))


def test_rarity_does_not_look_at_inflections_or_case(northshire: Index) -> None:
    assert northshire.rarity("LANTERN") == northshire.rarity("lanterns")
    assert northshire.rarity("copper cable") == northshire.rarity("cable")


REPAIRS = """NORTHSHIRE POLICE AND CRIME PANEL – 14 DECEMBER 2023

HARBOUR WATCH REPORT

LANTERNS

1.1 The harbour wardens counted forty lanterns on the eastern quay, of which eleven had been broken overnight.

1.2 The smith has mended nine of them since, and the last two are to be replaced before the end of the winter.

CABLES

2.1 Thieves had taken copper cable from two fishing boats, and the constable recovered most of it within a week.
"""


def test_the_passage_before_is_the_last_one_under_the_same_headings(empty: Index) -> None:
    save(empty, "a.txt", REPAIRS)
    save(empty, "b.txt", REPAIRS)
    passages = empty.passages()
    paragraphs = {key: (passage.document, passage.paragraph) for key, passage in passages.items()}
    assert {passage.headings[-1] for passage in passages.values()} == {"LANTERNS", "CABLES"}
    before = {paragraphs[key]: paragraphs[last] for key, last in empty.before(list(passages)).items()}
    assert before == {("a.txt", "1.2"): ("a.txt", "1.1"), ("b.txt", "1.2"): ("b.txt", "1.1")}


def test_the_passage_before_is_one_of_the_same_paper(empty: Index) -> None:
    for name in ("a.txt", "b.txt"):
        save(empty, name, NORTHSHIRE[NOTES])
    first, second = empty.passages().values()
    assert (first.headings, first.key + 1) == (second.headings, second.key)
    assert empty.before([first.key, second.key]) == {}


def test_the_passage_before_is_told_only_of_those_asked_for(empty: Index) -> None:
    save(empty, "a.txt", REPAIRS)
    first, second, third = empty.passages()
    assert empty.before([second]) == {second: first}
    assert empty.before([first, third]) == {}
    assert empty.before([]) == {}


def test_documents_count_their_papers_and_passages(northshire: Index) -> None:
    listed = {document["path"]: document for document in northshire.documents()}
    assert list(listed) == sorted(NORTHSHIRE)
    assert {path: document["passages"] for path, document in listed.items()} == {HARBOUR: 2, FERRIES: 2, NOTES: 1}
    assert listed[HARBOUR]["papers"][0]["meeting_date"] == "2023-12-14"


def test_every_thread_can_ask(northshire: Index) -> None:
    here = northshire.by_words(["lanterns"], 10)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: northshire.by_words(["lanterns"], 10), range(16)))
    assert found == [here] * 16


# Writing


def test_every_change_raises_the_generation(empty: Index) -> None:
    seen = [empty.generation]
    save(empty, "a.txt", NORTHSHIRE[HARBOUR])
    seen.append(empty.generation)
    empty.set_failure("b.txt", "it is empty")
    seen.append(empty.generation)
    empty.remove("a.txt")
    seen.append(empty.generation)
    assert seen == [seen[0], seen[0] + 1, seen[0] + 2, seen[0] + 3]


def test_a_removed_document_leaves_nothing_behind(empty: Index) -> None:
    save(empty, "a.txt", NORTHSHIRE[HARBOUR])
    save(empty, "b.txt", NORTHSHIRE[NOTES])
    empty.remove("a.txt")
    assert empty.holders("lanterns") == 0
    assert empty.by_words(["lanterns"], 10) == {}
    assert {passage.document for passage in empty.passages().values()} == {"b.txt"}
    assert list(empty.fingerprints()) == ["b.txt"]
    assert [document["path"] for document in empty.documents()] == ["b.txt"]


def test_a_document_saved_again_replaces_what_its_path_held(empty: Index) -> None:
    save(empty, "a.txt", NORTHSHIRE[HARBOUR])
    before = set(empty.passages())
    save(empty, "a.txt", NORTHSHIRE[NOTES])
    assert empty.holders("lanterns") == 0
    assert empty.holders("honey") == empty.count()
    assert not before & set(empty.passages()), "a key was used twice"


def test_a_failure_takes_the_document_out_and_keeps_the_reason(empty: Index) -> None:
    save(empty, "a.txt", NORTHSHIRE[HARBOUR])
    empty.set_failure("a.txt", "the file is empty; fetch it again")
    assert empty.failures() == {"a.txt": "the file is empty; fetch it again"}
    assert empty.count() == 0
    save(empty, "a.txt", NORTHSHIRE[HARBOUR])
    assert empty.failures() == {}


def test_a_document_that_cannot_be_saved_whole_leaves_the_index_as_it_was(empty: Index) -> None:
    save(empty, "a.txt", NORTHSHIRE[NOTES])
    generation = empty.generation
    with pytest.raises(ValueError, match="shorter"):
        empty.put(reading("a.txt", NORTHSHIRE[HARBOUR]), "0", [])
    assert empty.document_text("a.txt") == NORTHSHIRE[NOTES]
    assert empty.holders("honey") == 1
    assert empty.generation == generation


def test_clearing_takes_documents_and_failures_out_and_keeps_the_facts(empty: Index) -> None:
    save(empty, "a.txt", NORTHSHIRE[HARBOUR])
    empty.set_failure("b.txt", "it is empty")
    empty.set_meta(archive="/papers")
    empty.clear()
    assert (empty.count(), empty.documents(), empty.failures()) == (0, [], {})
    assert empty.meta["archive"] == "/papers"


def test_what_is_saved_is_there_when_the_index_is_opened_again(tmp_path: Path) -> None:
    index = Index(tmp_path / "deep" / "index", create=True)
    save(index, "a.txt", NORTHSHIRE[HARBOUR])
    kept = index.passages()
    index.close()
    assert Index(tmp_path / "deep" / "index").passages() == kept


# Folders that hold no index


def test_a_missing_folder_is_named_with_the_command_that_makes_it(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(StoreError) as raised:
        Index(folder)
    assert str(raised.value) == f"There is no index in {folder}; make one with: panel build ARCHIVE --index {folder}"
    assert not folder.exists()


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no index in") as raised:
        Index(tmp_path)
    assert str(tmp_path) in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database_is_a_store_error(tmp_path: Path, create: bool) -> None:
    (tmp_path / "index.sqlite").write_text("These are the minutes of the bee keepers. " * 40)
    with pytest.raises(StoreError) as raised:
        Index(tmp_path, create)
    assert str(raised.value).startswith(f"The index in {tmp_path} is damaged (file is not a database)")
    assert str(raised.value).endswith(f"; mend it: panel build ARCHIVE --index {tmp_path} --repair")


def test_an_index_cut_short_is_a_store_error(copied_folder: Path) -> None:
    path = copied_folder / "index.sqlite"
    path.write_bytes(path.read_bytes()[:10_000])
    with pytest.raises(StoreError) as raised:
        Index(copied_folder)
    assert f"The index in {copied_folder} is damaged" in str(raised.value)


@pytest.mark.parametrize("create", [False, True])
def test_an_index_of_another_layout_is_a_store_error_and_left_alone(copied_folder: Path, create: bool) -> None:
    with sqlite3.connect(copied_folder / "index.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="layout 99") as raised:
        Index(copied_folder, create)
    assert f"The index in {copied_folder} was made by another version" in str(raised.value)
    assert str(raised.value).endswith(f": panel build ARCHIVE --index {copied_folder} --repair")
    assert db.execute("SELECT count(*) FROM documents").fetchone() == (3,)
    db.close()


def test_a_file_where_the_folder_should_be_is_a_store_error(tmp_path: Path) -> None:
    place = tmp_path / "index"
    place.write_text("a file")
    with pytest.raises(StoreError) as raised:
        Index(place, create=True)
    assert f"The index in {place} cannot be used" in str(raised.value)
    assert str(raised.value).endswith("; it is no folder: give one to write to.")
    assert place.read_text() == "a file"


def test_meeting_dates_are_each_given_once_in_order(northshire: Index) -> None:
    assert northshire.meeting_dates() == [date(2023, 12, 14), date(2024, 10, 9)]


def test_the_vocabulary_counts_words_as_they_are_written(northshire: Index) -> None:
    words = northshire.vocabulary()
    assert (words["lanterns"], words["café"], words["Bees"], words["bees"]) == (2, 1, 1, 0)


def test_all_that_is_read_in_a_snapshot_is_of_one_moment(copied_folder: Path) -> None:
    index, other = Index(copied_folder), Index(copied_folder)
    with index.snapshot():
        before = index.passages()
        with ThreadPoolExecutor() as pool:
            pool.submit(other.remove, HARBOUR).result()
        assert index.passages() == before
        assert [document["path"] for document in index.documents()] == sorted(NORTHSHIRE)
        (near,) = index.by_meaning(index.vectors(before)[next(iter(before))].vector[np.newaxis], 9)
        assert set(near) == set(before)
    assert HARBOUR not in {passage.document for passage in index.passages().values()}
    index.remove(FERRIES)
    assert list(other.fingerprints()) == list(index.fingerprints()) == [NOTES]


# Read by several threads


def test_what_is_read_together_is_of_one_moment_whatever_is_saved_meanwhile(
    empty: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.database.LARGE", 0)
    save(empty, "harbour.txt", HARBOUR)
    other = Index(empty.folder)
    threads = set()

    def count() -> int:
        threads.add(threading.get_ident())
        return len(empty.passages_of("harbour.txt"))

    def count_after_more() -> int:
        save(other, "notes.txt", NOTES)
        other.remove("harbour.txt")
        return count()

    before = count()
    assert empty.together(count_after_more, count, count, count) == [before] * 4
    assert before
    assert empty.together(count, count) == [0, 0]
    assert len(threads) > 1


def test_a_failure_of_what_is_read_together_is_raised(empty: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.database.LARGE", 0)
    with pytest.raises(KeyError):
        empty.together(empty.count, lambda: empty.document_text("none.txt"))
    assert empty.together(empty.count, empty.count) == [0, 0]
