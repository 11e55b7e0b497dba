"""An index's folder as one file: all of it that exists nowhere else, to be put back when it is lost.

A backup is a .zip that any program opens, uncompressed (vectors hardly shrink), with a manifest of what is in it.
"""

import filecmp
import glob
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Literal
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ValidationError

from assistant import feedback
from assistant.feedback import Feedback
from assistant.served import address_of
from assistant.shelf import REMOVED
from assistant.wording import counted
from corpus import PanelError
from index import EXEMPT, Index, holds_exempt, look_through, withdraw_exempt
from index.copying import copy_database, facts_of, has_schema, is_empty, put_back, vectors_of
from index.database import FILE
from index.lock import only_build
from index.schema import SCHEMA, VERSION
from index.whole_file import whole_file

MANIFEST = "panel-backup.json"
INDEXES = ("", f"{EXEMPT}/")  # the folders of an index that may be indexes themselves
NAMES = re.compile(
    rf"({EXEMPT}/)?({FILE}|vectors-[0-9a-f]{{1,64}}-\d+-\d+\.faiss|{feedback.FILE}|{REMOVED}/.+)", re.DOTALL
)
DAMAGED = (BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)  # as `zipfile` has it


class BackupError(PanelError):
    """A backup that is not made or not put back. The message says why."""


class Manifest(BaseModel):
    """What a backup holds: each file, with its SHA-256 in hexadecimal."""

    form: Literal[1] = 1
    program: str
    made: datetime
    parts: dict[str, str] = {}


def back_up(folder: Path, path: Path) -> Manifest:
    """Write what an index's folder holds into one file, which is there whole or not at all.

    The index is as it is at one moment, whatever is asked, built or judged meanwhile. Raises `BackupError` where the
    file is there already, `StoreError` where there is no index or it is damaged, `PanelError` where the file cannot be
    written.
    """
    Index(folder).close()  # raises where there is none
    if path.exists():
        raise BackupError(f"{path} is there already; name another file, or move that one away.")
    manifest = Manifest(program=version("panel-assistant"), made=datetime.now(UTC).replace(microsecond=0))
    with whole_file(path) as part, _own_folder(path.parent, f".{path.name}.copy-") as beside:
        part.chmod(0o600)  # what people said of answers, and papers that not all may see, are in it
        with part.open("wb") as file, ZipFile(file, "w", ZIP_STORED) as into:
            for name, source in _parts(folder, beside / "copy"):
                with source:
                    manifest.parts[name] = _write(into, name, source)
            into.writestr(MANIFEST, manifest.model_dump_json(indent=1))
            into.close()
            file.flush()
            os.fsync(file.fileno())
    return manifest


def restore(path: Path, folder: Path) -> Manifest:
    """Put what a backup holds into an index's folder.

    Nothing is touched before all of it was found to be whole. The index takes the place of the one that is there, and a
    running server goes on with it; verdicts and papers taken out of the archive are added to those that are there.
    Raises `BackupError` for a file that is no backup, damaged, or cannot be put in under a running server; `BusyError`
    where a build is under way, `StoreError` where the index cannot be written.
    """
    with only_build(folder), _own_folder(folder, ".restore-") as fresh:
        manifest = _unpack(path, fresh)
        there = [fresh / name / FILE for name in INDEXES if (fresh / name / FILE).exists()]
        if fresh / FILE not in there or not all(has_schema(one, SCHEMA, VERSION) for one in there):
            raise BackupError(f"{path} holds no index that this version of the program reads.")
        said = [fresh / name / feedback.FILE for name in INDEXES if (fresh / name / feedback.FILE).exists()]
        if not all(has_schema(one, feedback.SCHEMA, feedback.VERSION) for one in said):
            raise BackupError(f"{path} holds no feedback that this version of the program reads.")
        _refuse_under_server(fresh, folder)
        _withdraw_exempt(path, fresh, folder)
        indexes = [name for name in INDEXES if (fresh / name / FILE).exists()]
        for name in reversed(indexes):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
            vectors = next((fresh / name).glob("vectors-*.faiss"), None)
            put_back(fresh / name / FILE, vectors, folder / name)
        for one in said:
            Feedback(folder / one.parent.relative_to(fresh)).add_from(one)
        for one in _removed(fresh):
            _put_away(one, folder / one.relative_to(fresh))
    return manifest


def in_words(manifest: Manifest) -> str:
    """What a backup holds, for a person."""
    removed = sum(f"{REMOVED}/" in name for name in manifest.parts)
    exempt = any(name.startswith(f"{EXEMPT}/") for name in manifest.parts)
    told = ["the index", *(["that of all papers, with the exempt ones"] if exempt else [])]
    if any(name.endswith(feedback.FILE) for name in manifest.parts):
        told.append("what people said of answers")
    if removed:
        told.append(f"{counted(removed, 'paper')} that had been taken out of the archive")
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


@contextmanager
def _own_folder(where: Path, prefix: str) -> Iterator[Path]:
    """A folder for the while, in another one; what a killed process left of such is taken away."""
    for left in where.glob(f"{glob.escape(prefix)}*"):
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=prefix, dir=where) as own:
        yield Path(own)


def _parts(folder: Path, copy: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The name in the backup and the content of each part; `copy` is where databases are copied to, one at a time."""
    for name in INDEXES:
        if (folder / name / FILE).exists():
            copy_database(folder / name / FILE, copy)
            yield f"{name}{FILE}", copy.open("rb")
            vectors = vectors_of(folder / name, copy)
            copy.unlink()
            if vectors and (opened := _open(vectors)):
                yield f"{name}{vectors.name}", opened
        if (folder / name / feedback.FILE).exists():
            copy_database(folder / name / feedback.FILE, copy)
            if not is_empty(copy):  # it is just being begun
                yield f"{name}{feedback.FILE}", copy.open("rb")
            copy.unlink()
    for path in _removed(folder):
        if opened := _open(path):
            yield path.relative_to(folder).as_posix(), opened


def _removed(folder: Path) -> list[Path]:
    """The papers that were taken out of the archive."""
    return sorted(path for name in INDEXES for path in (folder / name / REMOVED).rglob("*") if path.is_file())


def _open(path: Path) -> IO[bytes] | None:
    try:
        return path.open("rb")
    except FileNotFoundError:  # a build has just taken it away for a newer one
        return None


def _write(into: ZipFile, name: str, source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with into.open(ZipInfo(name, datetime.now().timetuple()[:6]), "w", force_zip64=True) as target:
        while block := source.read(1 << 20):
            target.write(block)
            digest.update(block)
    return digest.hexdigest()


def _unpack(path: Path, fresh: Path) -> Manifest:
    """Write all parts of a backup into a folder; only whole ones, and only such as a backup has."""
    try:
        with ZipFile(path) as backup:
            manifest = Manifest.model_validate_json(backup.read(MANIFEST))
            _check_names(manifest, backup, path.stat().st_size)
            for name, digest in manifest.parts.items():
                target = fresh / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with backup.open(name) as source, target.open("xb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                with target.open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                        raise BadZipFile(f"{name} was changed")
            return manifest
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}; name a backup.") from error
    except ValidationError as error:
        raise BackupError(f"{path} is no backup of this program, or one of a later version.") from error
    except OSError as error:
        why = error.strerror or error
        raise BackupError(
            f"{path} cannot be read into {fresh.parent} ({why}); nothing was restored from it."
        ) from error
    except DAMAGED as error:
        raise BackupError(f"{path} is no whole backup ({error}); nothing was restored from it.") from error


def _check_names(manifest: Manifest, backup: ZipFile, size: int) -> None:
    """Raises `BadZipFile` for entries that no backup of ours has: of other names, compressed, laid over each other."""
    entries = [one for one in backup.infolist() if one.filename != MANIFEST]
    if sorted(one.filename for one in entries) != sorted(manifest.parts) or len(set(backup.namelist())) <= len(entries):
        raise BadZipFile("it does not hold what its list says")
    if any(one.compress_type != ZIP_STORED for one in entries) or sum(one.file_size for one in entries) > size:
        raise BadZipFile("it is packed in another way")
    for name in manifest.parts:
        if not NAMES.fullmatch(name) or "\\" in name or any(step in ("", ".", "..") for step in name.split("/")):
            raise BadZipFile("it holds files of other names")


def _refuse_under_server(fresh: Path, folder: Path) -> None:
    """Raises `BackupError` where a running server could not go on with what is restored."""
    address = address_of(folder)
    kept = [[(facts_of(one) or {}).get(fact) for fact in ("model", "weights", "archive")] for one in (folder, fresh)]
    if address and (None in kept[0] or kept[0] != kept[1]):
        raise BackupError(
            f"The server at {address} has another archive or model, or a damaged index; stop it and restore again."
        )


def _withdraw_exempt(path: Path, fresh: Path, folder: Path) -> None:
    """Take papers that have become exempt since the backup out of its index of open papers."""
    index = Index(fresh)
    try:
        if holds_exempt(index):
            raise BackupError(f"{path} holds exempt papers where open ones belong; nothing was restored from it.")
        archive = Path(index.meta.get("archive", ""))
        if index.meta.get("archive") and archive.is_dir():
            withdraw_exempt(index, look_through(archive, folder))
    finally:
        index.close()


def _put_away(file: Path, target: Path) -> None:
    """Put a paper back among those taken out of the archive, beside what has its name by now."""
    number, first = 1, target
    while target.exists():
        if filecmp.cmp(target, file, shallow=False):
            return
        number += 1
        target = first.with_name(f"{first.stem} ({number}){first.suffix}")
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(file, target)
