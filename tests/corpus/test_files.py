import hashlib
from pathlib import Path

import pytest

from corpus import PaperError, find_files, fingerprint, read_document
from tests.corpus.papers import ALDER, make_docx, make_pdf, p


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ALDER)


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files(folder)[0]]


def test_files_of_the_folder_and_its_subfolders_are_found_in_order(tmp_path: Path) -> None:
    fill(tmp_path, "b.txt", "2021/march/c.md", "2021/a.pdf", "a.txt")
    assert found(tmp_path) == ["2021/a.pdf", "2021/march/c.md", "a.txt", "b.txt"]


def test_hidden_files_and_whatever_lies_in_hidden_folders_are_left_out(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", ".DS_Store", ".git/config.txt", "2021/.cache/b.txt", "2021/.c.txt")
    assert found(tmp_path) == ["a.txt"]


def test_an_archive_may_itself_lie_in_a_hidden_folder(tmp_path: Path) -> None:
    fill(tmp_path, ".papers/a.txt")
    assert found(tmp_path / ".papers") == ["a.txt"]


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    fill(tmp_path, "archive/a.txt", "elsewhere/b.txt")
    (tmp_path / "archive" / "link.txt").symlink_to(tmp_path / "elsewhere" / "b.txt")
    (tmp_path / "archive" / "folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "archive" / "loop").symlink_to(tmp_path / "archive")
    assert found(tmp_path / "archive") == ["a.txt"]


def test_files_of_unknown_kinds_are_found_so_that_their_failure_is_told(tmp_path: Path) -> None:
    fill(tmp_path, "figures.xlsx", "README")
    assert found(tmp_path) == ["README", "figures.xlsx"]


def test_what_is_told_of_papers_is_no_paper_and_that_of_inner_folders_comes_last(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "metadata.json", "2021/metadata.json", "2021/.cache/metadata.json", "2021/b.json")
    assert found(tmp_path) == ["2021/b.json", "a.txt"]
    assert find_files(tmp_path)[1] == [tmp_path / "metadata.json", tmp_path / "2021" / "metadata.json"]


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    (tmp_path / "2021").mkdir()
    assert found(tmp_path) == []


@pytest.mark.parametrize("name", ["minutes.doc", "README", "pdf", "minutes.pdf.zip", "archive.txt/figures.xlsx"])
def test_a_kind_that_is_not_read_is_refused_with_the_kinds_that_are(name: str) -> None:
    with pytest.raises(PaperError, match=r"not a kind.*\.docx, \.htm, \.html, \.markdown, \.md, \.pdf, \.txt"):
        read_document(name, ALDER.encode())


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.pdf", "a.docx", "a.html"])
def test_an_empty_file_is_refused(name: str) -> None:
    with pytest.raises(PaperError, match="empty"):
        read_document(name, b"")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.TXT", "text"), ("2021/a.Md", "markdown"), ("a.MARKDOWN", "markdown"), ("x.docx/a.txt", "text")],
)
def test_the_ending_of_a_name_chooses_the_reader_in_any_case(name: str, kind: str) -> None:
    document = read_document(name, ALDER.encode())
    assert (document.path, document.kind) == (name, kind)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Pack.PDF", make_pdf([ALDER]), "pdf"),
        ("Minutes.DOCX", make_docx(p(ALDER)), "docx"),
        ("mgAi.HTM", f"<p>{ALDER}</p>".encode(), "html"),
        ("x.docx/page.html", f"<p>{ALDER}</p>".encode(), "html"),
    ],
)
def test_other_kinds_are_read_whatever_the_case_of_their_ending(name: str, content: bytes, kind: str) -> None:
    assert read_document(name, content).kind == kind


def test_a_fingerprint_is_the_sha256_of_the_content() -> None:
    assert fingerprint(b"minutes") == hashlib.sha256(b"minutes").hexdigest() != fingerprint(b"minutes ")
