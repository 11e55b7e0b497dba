"""What lies in an archive's folder: its papers, what its metadata files tell of them, and which of them are exempt."""

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from corpus import Metadata, PanelError, PaperError, find_files, read_metadata
from index.database import EXEMPT, FILE

LARGEST = 1 << 30  # bytes of a paper: a scan of 1,000 pages has a third of that
MARK = b"exempt"  # what a metadata file that marks any must hold


class ArchiveError(PanelError):
    """An archive that is no folder, or holds no paper. The message says so and what to do."""


@dataclass(frozen=True)
class Found:
    """Papers and metadata files, by the names the index knows them by: their paths inside the archive."""

    papers: dict[str, Path]
    metadata: dict[str, Metadata]  # what is told of papers; the file nearest to one is believed
    failed: dict[str, str]  # why each metadata file that cannot be understood cannot
    exempt: frozenset[str]  # those of the papers and of the failed files that only those allowed may know of

    @cached_property
    def open(self) -> "Found":
        """What everybody may know of."""
        papers = {name: path for name, path in self.papers.items() if name not in self.exempt}
        failed = {name: reason for name, reason in self.failed.items() if name not in self.exempt}
        return replace(self, papers=papers, failed=failed, exempt=frozenset())


def look_through(archive: Path, folder: Path) -> Found:
    """What lies in an archive, but for the index in a folder.

    Exempt are the papers in a folder called `EXEMPT`, and those that any metadata file marks, alone or by a folder.
    Where such a file cannot be understood and may mark papers (it says so, or there is an index of all papers, and the
    file may be half written), all that it could mark are exempt until it can. Where anything is exempt, no failed
    metadata file is open: the reason may name what it speaks of.
    """
    archive = archive.resolve()
    papers, told_in = _list(archive, folder)
    told: dict[str, Metadata] = {}
    failed: dict[str, str] = {}
    marked: set[str] = set()
    for path in told_in:
        name = name_of(path, archive)
        own: dict[str, Metadata] = {}
        content = MARK
        try:
            content = read_file(path)
            own = read_metadata(name, content)
        except PaperError as error:
            failed[name] = str(error)
            if has_all(folder) or MARK in content.replace(b"\0", b"").lower():  # as UTF-16 has it
                failed[name] += "; until that is done, all that it may mark is exempt"
                marked.add(_plain(PurePosixPath(name).parent.as_posix()))
        told |= own
        marks = {paper for paper, facts in own.items() if facts.exempt}
        if missing := sorted(paper for paper in marks if not _holds(papers, paper)):
            failed[name] = f"it marks {missing[0]!r} as exempt, which is not there, so nothing is exempt by it; mend it"
        marked |= set(map(_plain, marks))
    exempt = {name for name in papers if _is_exempt(name, marked)}
    if exempt or marked:
        exempt |= set(failed)
    return Found(papers, told, failed, frozenset(exempt))


def folder_of_all(folder: Path) -> Path:
    """Where the index of all papers is, of an archive whose open papers are indexed in a folder."""
    return folder / EXEMPT


def has_all(folder: Path) -> bool:
    """Whether there is an index of all papers beside that in a folder."""
    return (folder_of_all(folder) / FILE).is_file()


def find_papers(archive: Path, folder: Path) -> dict[str, Path]:
    """The files of an archive, but for those of the index in a folder, by the names the index knows them by.

    Raises `ArchiveError` where a folder in it may not be read.
    """
    return _list(archive.resolve(), folder)[0]


def name_of(path: Path, archive: Path) -> str:
    """The name that the index knows a file of an archive by."""
    # A name that is not UTF-8 (old zip files hold such) can be shown only in part.
    inside = str(path)[len(os.path.join(archive, "")) :]  # path.relative_to takes half a second for twenty thousand
    return inside.replace(os.sep, "/").encode("utf-8", "replace").decode()


def read_file(path: Path) -> bytes:
    """The content of a file of an archive. Raises `PaperError` where it cannot be read."""
    try:
        path.name.encode()
        # What is put in its place meanwhile is not waited for: a pipe; nor followed: a link.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
            told = os.fstat(file.fileno())
            if not stat.S_ISREG(told.st_mode):
                raise PaperError("it is not a file; take it out of the folder")
            if told.st_size > LARGEST:
                raise PaperError(f"it is larger than {LARGEST >> 30} GB; split it into smaller files")
            return file.read(told.st_size)
    except UnicodeEncodeError as error:
        raise PaperError("its name holds characters that cannot be read; rename it") from error
    except OSError as error:
        raise PaperError(f"it cannot be opened ({error.strerror}); look at its permissions") from error


def _list(archive: Path, folder: Path) -> tuple[dict[str, Path], list[Path]]:
    """The papers as `find_papers` has them, and the metadata files."""
    inside = f"{folder.resolve()}{os.sep}"
    try:
        files, told = find_files(archive)
    except PermissionError as error:
        raise ArchiveError(f"The folder {error.filename} cannot be read; look at its permissions.") from error
    return {name_of(path, archive): path for path in files if not str(path).startswith(inside)}, told


def _is_exempt(name: str, marked: set[str]) -> bool:
    plain = _plain(name)
    return EXEMPT in plain.split("/")[:-1] or (bool(marked) and any(place in marked for place in _places(plain)))


def _holds(papers: Iterable[str], marked: str) -> bool:
    return any(_plain(marked) in _places(_plain(name)) for name in papers)


def _places(name: str) -> Iterator[str]:
    """A path, and every folder that it lies in; the archive's own is a dot."""
    yield name
    yield from map(str, PurePosixPath(name).parents)


def _plain(name: str) -> str:
    """A name as it is compared with others: however its accents were saved, and in whatever case."""
    return unicodedata.normalize("NFC", name).casefold()
