import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.archive_view import UNDATED, view_archive
from assistant.html import archive_html
from corpus import Reading, read_document
from index import Index
from tests.corpus.papers import ALDER, BIRCH, CEDAR, make_pdf, read_text_file, scan


@pytest.fixture
def index(harbour: Index, tmp_path: Path) -> Index:
    """A copy of the harbour's index, to put more into."""
    return Index(Path(shutil.copytree(harbour.folder, tmp_path / "index")))


def put(index: Index, reading: Reading) -> None:
    """Put a paper into an index, for what is told of it as a whole."""
    index.put(replace(reading, passages=()), "", [])


def test_papers_are_counted_by_kind_and_by_the_year_of_their_meeting(sample: Index) -> None:
    view = view_archive(sample)
    papers = [paper for document in sample.documents() for paper in document["papers"]]
    days = Counter(str(one["meeting_date"] or one["period_end"])[:4] for one in papers)
    kinds = Counter(one["kind"] for one in papers)
    assert {year: sum(view.counts[kind, year] for kind in view.kinds) for year in view.years} == days
    assert sorted(view.total(kind) for kind in view.kinds) == sorted(kinds.values())
    assert view.total("minutes") == kinds["minutes"] == 2
    assert (view.counts["minutes", "2023"], view.counts["minutes", "2024"]) == (1, 1)
    assert [view.total(kind) for kind in view.kinds] == sorted(kinds.values(), reverse=True)
    assert view.most == max(view.counts.values())
    assert list(view.years) == sorted(days, reverse=True)
    assert view.failures == {}


def test_each_file_is_under_its_year_with_its_papers_the_newest_first(sample: Index) -> None:
    view = view_archive(sample)
    assert list(view.files) == ["2024", "2023", "2022", "2018"]
    files = [one for year in view.files.values() for one in year]
    assert sorted(one.path for one in files) == sorted(sample.fingerprints())
    assert sum(one.passages for one in files) == sample.count()
    (pack,) = view.files["2023"]
    assert (pack.path, pack.when, pack.note) == ("pack-2023-12-14.pdf", "meeting of 14 December 2023", None)
    documents = {one["path"]: one for one in sample.documents()}
    assert [part.title for part in pack.parts] == [one["title"] for one in documents[pack.path]["papers"]]
    assert "meeting of 28 September 2023" in [part.when for part in pack.parts]
    assert all(one.when for one in files)


def test_a_paper_without_a_date_stands_last_and_says_so(index: Index) -> None:
    put(index, read_text_file("Forty gulls sat on the quay all morning.", "undated.txt"))
    view = view_archive(index)
    assert view.years[-1] == list(view.files)[-1] == UNDATED
    (file,) = view.files[UNDATED]
    assert (file.path, file.when) == ("undated.txt", "no meeting date")
    assert sum(view.counts[kind, UNDATED] for kind in view.kinds) == 1


def test_what_could_not_be_read_is_told_with_its_reason(index: Index) -> None:
    index.set_failure("2024/cut.pdf", "the file is damaged; fetch it again")
    view = view_archive(index)
    assert view.failures == {"2024/cut.pdf": "the file is damaged; fetch it again"}
    html = archive_html(view, editor=True)
    assert "<strong>2024/cut.pdf</strong>: the file is damaged; fetch it again." in html
    assert 'data-remove="2024/cut.pdf"' in html


def test_pages_that_are_pictures_are_named(index: Index) -> None:
    paper = scan(make_pdf([ALDER], [BIRCH], [CEDAR]), 2, 3)
    document = read_document("scan.pdf", paper)
    put(index, replace(read_text_file(ALDER), document=document))
    view = view_archive(index)
    (file,) = [one for year in view.files.values() for one in year if one.path == "scan.pdf"]
    assert file.note == "Not read, for they are pictures: pages 2-3."
    assert view.unread


def test_an_archive_without_papers_is_shown_too(tmp_path: Path) -> None:
    view = view_archive(Index(tmp_path / "index", create=True))
    assert (view.kinds, view.years, view.files, view.most) == ((), (), {}, 0)
    assert "<table" not in archive_html(view, editor=True)
