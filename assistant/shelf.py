"""Papers put into the archive's folder and taken out of it, by people who never see the folder."""

import errno
import filecmp
import os
import re
import shutil
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus import KINDS, READERS, PanelError
from index import EXEMPT, Found, Index, holds_exempt, indexes_beside, look_through, open_folder
from index.whole_file import clear_parts, sync, whole

_changing = threading.Lock()  # one archive may have two shelves
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
    """The papers of an archive, or the open ones among them alone. Safe to share between threads.

    Whoever has the open ones alone is told nothing of the others by what becomes of their own.
    """

    def __init__(self, archive: Path, folder: Path) -> None:
        """`folder` is that of the archive's index: of all papers, or of the open ones (index/exempt.py)."""
        self.archive = archive
        self.folder = folder
        clear_parts(archive)

    def add(self, files: Iterable[tuple[Path, str]], exempt: bool = False) -> list[Added]:
        """Copy files into the archive, each under the name given with it; what became of each, in their order.

        Nothing is written over, a file is never half there, and one that is not taken stops no other. With `exempt`
        they are put where papers are exempt.
        """
        return [self._add(file, name, exempt) for file, name in files]

    def remove(self, document: str) -> Path | None:
        """Move a document out of the archive, and have the index forget it; where it is now, None if it was gone.

        `document` is its path in the archive, as the index gives it. Raises `ShelfError`.
        """
        with _changing:
            index = Index(self.folder)
            # Only what is listed can be touched: a path made up to lead elsewhere is not among these.
            path = self._look_through()[1].get(document)
            if path is None and document not in {*index.fingerprints(), *index.failures()}:
                raise ShelfError(f"There is no paper {_shown(document)} in the archive; look at the list again.")
            kept = self._put_away(path, document) if path else None
            try:
                for folder in indexes_beside(index):
                    Index(folder).remove(document)
            except sqlite3.Error as error:
                raise ShelfError(
                    f"{document} is out of the archive, but the index cannot be changed ({error}); read the archive "
                    f"again to have it forgotten."
                ) from error
            return kept

    def _look_through(self) -> tuple[Found, Mapping[str, Path]]:
        """What lies in the archive, and the papers among it that there are for whoever has this shelf."""
        index = Index(self.folder)
        found = look_through(self.archive, open_folder(index))
        return found, (found if holds_exempt(index) else found.open).papers

    def _add(self, file: Path, uploaded: str, exempt: bool) -> Added:
        try:
            name = _file_name(uploaded)
            with _changing:
                found, papers = self._look_through()
                kept = f"{_exempt_folder(found)}/{name}" if exempt else name
                same = _same_as(file, papers)
                if kept in same:
                    return Added(kept, False, f"{kept} is in the archive already.")
                if same:
                    return Added(kept, False, f"{kept} is in the archive already, under the name {same[0]}.")
                target = self.archive / kept
                if kept in found.exempt and kept not in papers and os.path.lexists(target):
                    # Whoever adds it is not to learn that there is one; those who may see that one find both.
                    target = _free(self.archive / _exempt_folder(found) / name)
                self._copy(file, target, kept)
            return Added(kept, True, f"{kept} was added.")
        except ShelfError as error:
            return Added(_shown(uploaded), False, str(error))
        except OSError as error:
            return Added(name, False, f"{name} was not added: {_reason(error)}.")

    def _copy(self, file: Path, target: Path, name: str) -> None:
        if os.path.lexists(target):
            raise ShelfError(f"The archive has another paper named {name}; rename this one, or remove that one first.")
        if target.parent != self.archive:
            target.parent.mkdir(exist_ok=True)
        with whole(target) as part:
            shutil.copyfile(file, part)

    def _put_away(self, path: Path, document: str) -> Path:
        kept = _free(self.folder / REMOVED / document)
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


def _same_as(file: Path, papers: Mapping[str, Path]) -> list[str]:
    """Those of some papers that are byte for byte the same as a file, whether the index has them yet or not."""
    size = file.stat().st_size
    if not size:
        raise ShelfError("The file is empty; fetch it again.")
    return [
        name for name, path in papers.items() if path.stat().st_size == size and filecmp.cmp(path, file, shallow=False)
    ]


def _exempt_folder(found: Found) -> str:
    """Where papers are put that are exempt: in the archive's own folder for them, as it is called there."""
    own = (name.split("/")[0] for name in found.papers if "/" in name)
    return next((name for name in own if name.casefold() == EXEMPT), EXEMPT)


def _free(first: Path) -> Path:
    """A path where nothing is yet: the first, or that with a number."""
    path, number = first, 1
    while os.path.lexists(path):
        number += 1
        path = first.with_name(f"{first.stem} ({number}){first.suffix}")
    return path


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
