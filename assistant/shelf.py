"""Papers put into the archive's folder and taken out of it, by people who never see the folder."""

import errno
import filecmp
import os
import re
import shutil
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus import KINDS, READERS, PanelError
from index import Index, find_papers
from index.whole_file import clear_parts, sync, whole

LONGEST = 255  # bytes of a file's name, the most that usual file systems take
REMOVED = "removed"  # the folder within the index's for what was taken out
REASONS = {
    errno.ENOSPC: "the disk is full; make room on it",
    errno.EDQUOT: "the disk is full; make room on it",
    errno.EROFS: "this program may not write there; look at the folder's permissions",
    errno.EACCES: "this program may not write there; look at the folder's permissions",
    errno.EPERM: "this program may not write there; look at the folder's permissions",
    errno.ENOENT: "the folder or the file is gone; look whether the archive is still there",
}


class ShelfError(PanelError):
    """A paper that cannot be put in or taken out. The message says why and what to do."""


@dataclass(frozen=True)
class Added:
    """What became of a file: the name it was to have, whether it is in the archive now and was not, and a sentence."""

    name: str
    new: bool
    sentence: str


class Shelf:
    """The papers of an archive. Safe to share between threads."""

    def __init__(self, archive: Path, folder: Path) -> None:
        """`folder` is that of the archive's index."""
        self.archive = archive
        self.folder = folder
        self._changing = threading.Lock()
        clear_parts(archive)

    def add(self, files: Iterable[tuple[Path, str]]) -> list[Added]:
        """Copy files into the archive, each under the name given with it; what became of each, in their order.

        Nothing is written over, a file is never half there, and one that is not taken stops no other.
        """
        return [self._add(file, name) for file, name in files]

    def remove(self, document: str) -> Path | None:
        """Move a document out of the archive, and have the index forget it; where it is now, None if it was gone.

        `document` is its path in the archive, as the index gives it. Raises `ShelfError`.
        """
        with self._changing:
            index = Index(self.folder)
            # Only what is listed can be touched: a path made up to lead elsewhere is not among these.
            path = find_papers(self.archive, self.folder).get(document)
            if path is None and document not in {*index.fingerprints(), *index.failures()}:
                raise ShelfError(f"There is no paper {_shown(document)} in the archive; look at the list again.")
            kept = self._put_away(path, document) if path else None
            try:
                index.remove(document)
            except sqlite3.Error as error:
                raise ShelfError(
                    f"{document} is out of the archive, but the index cannot be changed ({error}); read the archive "
                    f"again to have it forgotten."
                ) from error
            return kept

    def _add(self, file: Path, uploaded: str) -> Added:
        try:
            name = _file_name(uploaded)
            with self._changing:
                same = self._same_as(file)
                if name in same:
                    return Added(name, False, f"{name} is in the archive already.")
                if same:
                    return Added(name, False, f"{name} is in the archive already, under the name {same[0]}.")
                self._copy(file, name)
            return Added(name, True, f"{name} was added.")
        except ShelfError as error:
            return Added(_shown(uploaded), False, str(error))
        except OSError as error:
            return Added(name, False, f"{name} was not added: {_reason(error)}.")

    def _same_as(self, file: Path) -> list[str]:
        """The papers that are byte for byte the same as a file, whether the index has them yet or not."""
        size = file.stat().st_size
        if not size:
            raise ShelfError("The file is empty; fetch it again.")
        papers = find_papers(self.archive, self.folder)
        return [
            name
            for name, path in papers.items()
            if path.stat().st_size == size and filecmp.cmp(path, file, shallow=False)
        ]

    def _copy(self, file: Path, name: str) -> None:
        target = self.archive / name
        if os.path.lexists(target):
            raise ShelfError(f"The archive has another paper named {name}; rename this one, or remove that one first.")
        with whole(target) as part:
            shutil.copyfile(file, part)

    def _put_away(self, path: Path, document: str) -> Path:
        first = self.folder / REMOVED / document
        kept, number = first, 1
        while os.path.lexists(kept):
            number += 1
            kept = first.with_name(f"{first.stem} ({number}){first.suffix}")
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.rename(kept)
                sync(kept.parent)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                with whole(kept) as part:  # on another disk
                    shutil.copy2(path, part)
                try:
                    path.unlink()
                except OSError:
                    kept.unlink()
                    raise
            sync(path.parent)
        except OSError as error:
            raise ShelfError(f"{document} was not removed: {_reason(error)}.") from error
        return kept


def _file_name(uploaded: str) -> str:
    """The name a file is to have in the archive: without folders, and with plain spaces. Raises `ShelfError`."""
    name = " ".join(unicodedata.normalize("NFC", re.split(r"[/\\]", uploaded)[-1]).split())
    if not name or name.startswith(".") or not name.isprintable():
        raise ShelfError(f"“{_shown(uploaded)}” cannot be the name of a paper; rename the file.")
    if len(name.encode()) > LONGEST:
        raise ShelfError(f"The name “{_shown(name)}” is too long; give the file a shorter one.")
    if Path(name).suffix.lower() not in READERS:
        raise ShelfError(f"{name} is not a kind of paper that is read ({KINDS}); save it as one of these.")
    return name


def _shown(name: str) -> str:
    """A name that may hold anything, as it can be shown."""
    whole = "".join(letter if letter.isprintable() else "?" for letter in name)
    return whole if len(whole) <= 80 else f"{whole[:80]} …"


def _reason(error: OSError) -> str:
    return REASONS.get(error.errno or 0) or f"{error.strerror}; look at the folder and its disk"
