"""An archive brought into an index: new and changed papers read, vanished ones taken out."""

import secrets
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from corpus import PaperError, fingerprint
from index.database import belongs_to
from index.encoder import Encoder
from index.exempt import index_of_all
from index.found import ArchiveError, Found, folder_of_all, has_all, look_through, read_file
from index.late import PassageVectors
from index.lock import only_build
from index.question_encoder import QuestionEncoder
from index.reading import Work
from index.repair import mend
from index.sources import Source, read_here
from index.store import UNTOLD, Index
from index.whole_file import clear_parts


@dataclass
class Summary:
    """What a build did: the paths it read for the first time, read again, left alone, took out, and could not read.

    `ocr_failed` gives the reason for each paper that was read without its scanned pages because OCR failed; `exempt`
    is how many of the papers are exempt. Of an index of open papers it names no other.
    """

    archive: str
    read: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    ocr_failed: dict[str, str] = field(default_factory=dict)
    passages: int = 0
    exempt: int = 0
    replaced_archive: str | None = None
    mended: list[str] = field(default_factory=list)  # what was, in sentences


Progress = Callable[[str, int, int, int], None]
"""Called with the paper at hand, how many are done, how many there are, and the passages encoded so far."""
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
    """Bring the open papers of an archive into the index in a folder, making it where there is none; with `ocr`, their
    scanned pages too. What has become exempt is taken out of it first, and wholly; `build_all` takes it up.

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
    found = look_through(archive, folder)
    if not found.papers:
        raise ArchiveError(f"The folder {archive} is empty; put the papers (.pdf, .docx, .html, .txt, .md) into it.")
    if above := belongs_to(folder):
        raise ArchiveError(f"{folder} belongs to the index in {above}; build that: --index {above}")
    with only_build(folder):
        mended = mend(folder) if repair else []
        clear_parts(folder)
        index = Index(folder, create=True)
        summary = _build(index, archive, found, encoder, progress, ocr, store, source)
    QuestionEncoder(encoder.name, encoder.weights).export()
    summary.mended = mended
    return summary


def build_all(
    archive: Path,
    folder: Path,
    encoder: Encoder,
    progress: Progress,
    ocr: bool = False,
    source: Source = read_here,
    repair: bool = False,
) -> Summary | None:
    """Bring all papers of an archive, exempt ones too, into the index of all papers beside that in a folder, which
    must be there (`build`); None where nothing is exempt and there is no such index yet.

    What the other knows is not made again. Raises as `build` does.
    """
    archive = archive.resolve()
    found = look_through(archive, folder)
    if not found.exempt and not has_all(folder):
        return None
    whole = folder_of_all(folder)
    mended = []
    if has_all(folder):
        with only_build(whole):
            mended = mend(whole) if repair else []
            clear_parts(whole)
    of_open = Index(folder)
    index = index_of_all(of_open)
    with only_build(index.folder):
        summary = _build(index, archive, found, encoder, progress, ocr, None, source, of_open)
    summary.mended = mended
    return summary


def _build(
    index: Index,
    archive: Path,
    found: Found,
    encoder: Encoder,
    progress: Progress,
    ocr: bool,
    store: str | None,
    source: Source,
    of_open: Index | None = None,
) -> Summary:
    """Build the index of the open papers; or that of all, where the former is given."""
    summary = Summary(str(archive), replaced_archive=_prepare(index, archive, encoder))
    here = found if of_open else found.open
    papers, metadata, summary.failed = here.papers, here.metadata, dict(here.failed)
    summary.exempt = len(here.exempt & papers.keys())
    if store:
        index.use_store(store)
    known, failures, unread = index.fingerprints(), index.failures(), index.needs_ocr()
    stopped = index.stopped()
    before, stamps = index.stamps(), {name: _stamp(path) for name, path in papers.items()}
    # Taken out at once, so that nobody is shown them any longer; but they may have been moved, or renamed.
    moved = not known.keys() >= papers.keys()
    gone = sorted((set(known) | set(failures)) - {*papers, *summary.failed})
    summary.removed = [name for name in gone if name in known]
    withdrawn: set[str] = set()
    if hides := not of_open and found.exempt:
        withdrawn = withdraw_exempt(index, found)
        summary.removed = [name for name in summary.removed if name not in withdrawn]
    for name in gone:
        if name not in withdrawn:
            index.remove(name, spare=moved)
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
                content = read_file(path)
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
            yield Work(name, content, digest, _scanned_words(index, of_open, digest), ocr)

    def known_vectors(contents: Collection[bytes]) -> dict[bytes, PassageVectors]:
        own = index.known_vectors(contents)
        return own | of_open.known_vectors(set(contents) - set(own)) if of_open else own

    with closing(source(works(), encoder, known_vectors, tell)) as made:
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
    if hides:
        index.withdraw()
    summary.passages = index.count()
    tell("")
    index.close()
    return summary


def withdraw_exempt(index: Index, found: Found) -> set[str]:
    """Withdraw from an index of open papers those that are exempt now: marked, or moved to where papers are exempt."""
    known = index.fingerprints()
    gone = (known.keys() | index.failures().keys()) - found.open.papers.keys() - found.open.failed.keys()
    files = {name: path for name, path in found.papers.items() if name in found.exempt} if gone else {}
    secret: set[str] = set()
    for path in files.values():
        with suppress(PaperError):  # it cannot be the same, as far as can be told
            secret.add(fingerprint(read_file(path)))
    withdrawn = {name for name in gone if name in found.exempt or known.get(name) in secret}
    if withdrawn and not has_all(index.folder):
        with suppress(sqlite3.Error, OSError):  # they are not left here to spare reading them again
            index_of_all(index).close()
    index.withdraw(withdrawn, secret)
    return withdrawn


def _scanned_words(index: Index, of_open: Index | None, digest: str) -> dict[tuple[int, ...], bytes]:
    """What OCR found in a file before, for either index."""
    own = index.scanned_words(digest)
    for pages, words in of_open.scanned_words(digest).items() if of_open else ():
        if pages not in own:
            index.keep_scanned_words(digest, pages, words)
            own[pages] = words
    return own


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
