"""An archive brought into an index: new and changed papers read, vanished ones taken out."""

import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Metadata, PanelError, PaperError, find_files, find_metadata, fingerprint, read_metadata
from index.encoder import Encoder
from index.late import PassageVectors
from index.lock import only_build
from index.question_encoder import QuestionEncoder
from index.reading import Work
from index.repair import mend
from index.sources import Source, read_here
from index.store import UNTOLD, Index
from index.whole_file import clear_parts


class ArchiveError(PanelError):
    """An archive that is no folder, or holds no paper. The message says so and what to do."""


@dataclass
class Summary:
    """What a build did: the paths it read for the first time, read again, left alone, took out, and could not read.

    `ocr_failed` gives the reason for each paper that was read without its scanned pages because OCR failed.
    """

    archive: str
    read: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    ocr_failed: dict[str, str] = field(default_factory=dict)
    passages: int = 0
    replaced_archive: str | None = None
    mended: list[str] = field(default_factory=list)  # what was, in sentences


Progress = Callable[[str, int, int, int], None]
"""Called with the paper at hand, how many are done, how many there are, and the passages encoded so far."""
LARGEST = 1 << 30  # bytes of a paper: a scan of 1,000 pages has a third of that
SETTLED = 2_000_000_000  # nanoseconds after which a file's times tell that it was written to again


def build(
    archive: Path,
    folder: Path,
    encoder: Encoder,
    progress: Progress,
    ocr: bool = False,
    store: str | None = None,
    source: Source = read_here,
    repair: bool = False,
) -> Summary:
    """Bring an archive into the index in a folder, making it where there is none; with `ocr`, its scanned pages too.

    `store` is what finds the passages from now on (`Index.use_store`); None leaves it as it is. `source` reads the
    papers and encodes their passages: one after another here, or elsewhere (index/ray_build.py). With `repair`, an
    index that is damaged or of another layout is mended first.

    Each paper is one transaction: an interrupted build is taken up where it stopped by the next. Raises
    `ArchiveError`, `StoreError`, `ModelError`, or `BusyError` where another process builds this index; a paper that
    cannot be read only becomes a row of the summary.
    """
    archive = archive.resolve()
    if not archive.is_dir():
        raise ArchiveError(f"There is no folder {archive}; give the folder that holds the papers.")
    papers = find_papers(archive, folder)
    if not papers:
        raise ArchiveError(f"The folder {archive} is empty; put the papers (.pdf, .docx, .html, .txt, .md) into it.")
    with only_build(folder):
        mended = mend(folder) if repair else []
        summary = _build(archive, papers, folder, encoder, progress, ocr, store, source)
    QuestionEncoder(encoder.name, encoder.weights).export()
    summary.mended = mended
    return summary


def find_papers(archive: Path, folder: Path) -> dict[str, Path]:
    """The files of an archive, but for those of the index in a folder, by the names the index knows them by.

    Raises `ArchiveError` where a folder in it may not be read.
    """
    archive, folder = archive.resolve(), folder.resolve()
    inside = f"{folder}{os.sep}"
    try:
        return {_name(path, archive): path for path in find_files(archive) if not str(path).startswith(inside)}
    except PermissionError as error:
        raise ArchiveError(f"The folder {error.filename} cannot be read; look at its permissions.") from error


def _build(
    archive: Path,
    papers: dict[str, Path],
    folder: Path,
    encoder: Encoder,
    progress: Progress,
    ocr: bool,
    store: str | None,
    source: Source,
) -> Summary:
    clear_parts(folder)
    index = Index(folder, create=True)
    summary = Summary(str(archive), replaced_archive=_prepare(index, archive, encoder))
    if store:
        index.use_store(store)
    known, failures, unread = index.fingerprints(), index.failures(), index.needs_ocr()
    stopped = index.stopped()
    before, stamps = index.stamps(), {name: _stamp(path) for name, path in papers.items()}
    metadata = _read_metadata(archive, summary)
    # Taken out at once, so that nobody is shown them any longer; but they may have been moved, or renamed.
    moved = not known.keys() >= papers.keys()
    for name in sorted((set(known) | set(failures)) - {*papers, *summary.failed}):
        index.remove(name, spare=moved)
        if name in known:
            summary.removed.append(name)
    for name, reason in summary.failed.items():
        if failures.get(name) != reason:
            index.set_failure(name, reason)
    index.set_metadata(metadata)
    done = encoded = 0
    digests: set[str] = set()

    def tell(name: str) -> None:
        progress(name, done, len(papers), encoded)

    def fail(name: str, reason: str) -> None:
        summary.failed[name] = reason
        if name in known or failures.get(name) != reason:
            index.set_failure(name, reason)

    def works() -> Iterator[Work]:
        """The papers that are new, changed, or have pages that OCR is to read."""
        nonlocal done
        for name, path in papers.items():
            wanted = ocr and name in unread
            if stamps[name] and stamps[name] == before.get(name) and not wanted:
                digests.add(known[name])
                tell(name)
                summary.unchanged.append(name)
                done += 1
                continue
            try:
                content = _content(path)
            except PaperError as error:
                tell(name)
                fail(name, str(error))
                done += 1
                continue
            digest = fingerprint(content)
            digests.add(digest)
            if known.get(name) == digest and not wanted:
                tell(name)
                summary.unchanged.append(name)
                done += 1
                continue
            if digest in stopped:
                tell(name)
                fail(name, stopped[digest])
                done += 1
                continue
            yield Work(name, content, digest, index.scanned_words(digest), ocr)

    with closing(source(works(), encoder, index.known_vectors, tell)) as made:
        for read, parts in made:
            name = read.name
            for pages, words in read.scanned.items():
                index.keep_scanned_words(read.digest, pages, words)
            if read.ocr_failed:
                summary.ocr_failed[name] = read.ocr_failed
            if read.stopped:
                index.keep_stopped(read.digest, read.failed)
            if not read.reading:
                fail(name, read.failed)
            elif known.get(name) == read.digest and read.reading.document.unread_pages:
                summary.unchanged.append(name)
            else:
                vectors: list[PassageVectors] = []
                for some in parts:
                    vectors += some
                    encoded += len(some)
                    tell(name)
                if index.meta.get("complete") != "no":
                    index.set_meta(complete="no")
                index.put(read.reading, read.digest, vectors, metadata.get(name, UNTOLD))
                (summary.updated if name in known else summary.read).append(name)
            done += 1
    # Whoever takes a paper out of the folder meanwhile has the index forget it after that: one of the two comes last.
    for name in [name for name, path in papers.items() if not path.exists()]:
        index.remove(name)
        summary.failed.pop(name, None)
    if index.meta.get("complete") != "yes":
        index.set_meta(complete="yes")
    again = {*summary.read, *summary.updated}
    index.keep_stamps({name: one for name, one in stamps.items() if name in again or one != before.get(name)})
    index.keep_only_files(digests)
    index.drop_spare()
    index.refresh_vectors()
    summary.passages = index.count()
    tell("")
    index.close()
    return summary


def _read_metadata(archive: Path, summary: Summary) -> dict[str, Metadata]:
    """What the archive's metadata files tell of its papers, by path; the file nearest to a paper is believed."""
    told: dict[str, Metadata] = {}
    for path in find_metadata(archive):
        name = _name(path, archive)
        try:
            told |= read_metadata(name, _content(path))
        except PaperError as error:
            summary.failed[name] = str(error)
    return told


def _name(path: Path, archive: Path) -> str:
    # A name that is not UTF-8 (old zip files hold such) can be shown only in part.
    inside = str(path)[len(os.path.join(archive, "")) :]  # path.relative_to takes half a second for twenty thousand
    return inside.replace(os.sep, "/").encode("utf-8", "replace").decode()


def _stamp(path: Path) -> str | None:
    """What a file is known by without being read: its size, its times and its place on the disk, of which one at least
    is another when it was written to or replaced. None for one of the last moments: it could still be written to
    within the same tick of the clock."""
    try:
        told = path.stat()
    except OSError:
        return None
    newest = max(told.st_mtime_ns, told.st_ctime_ns)
    if time.time_ns() - newest < SETTLED:
        return None
    return f"{told.st_size} {told.st_mtime_ns} {told.st_ctime_ns} {told.st_ino}"


def _content(path: Path) -> bytes:
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


def _prepare(index: Index, archive: Path, encoder: Encoder) -> str | None:
    """Make the index one of this archive and model. The archive it held before, where that was another."""
    meta = index.meta
    wanted = {"model": encoder.name, "weights": encoder.weights}
    if any(meta.get(fact) != value for fact, value in wanted.items()):
        encoder.warm_up()  # a model that cannot be loaded must not cost the index
        index.clear(id=secrets.token_hex(4), complete="no", **wanted)
    before = meta.get("archive")
    if before != str(archive):
        index.set_meta(archive=str(archive))
    return before if before not in (None, str(archive)) else None
