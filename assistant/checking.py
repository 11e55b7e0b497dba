"""Is all that is kept in an index's folder sound? Told a line a check."""

from dataclasses import asdict, replace
from pathlib import Path

from rich.markup import escape

from assistant.feedback import check_feedback
from assistant.terminal import err, out, print_json
from assistant.wording import counted
from index import ArchiveError, Index, folder_of_all, has_all, holds_exempt, look_through, open_folder
from index.check import Check, check_index
from index.database import mending


def show_check(folder: Path, as_json: bool) -> bool:
    """Check the index in a folder, the feedback beside it and what it knows of its archive, and so that of all papers
    within it, where there is one; whether all is sound.

    Raises `StoreError` where there is none, and where it cannot be read for a reason that is no damage.
    """
    checks = _checks(folder)
    if has_all(folder):
        checks += [replace(one, what=f"exempt, {one.what}") for one in _checks(folder_of_all(folder))]
    sound = not any(one.wrong for one in checks)
    if as_json:
        print_json({"index": str(folder), "sound": sound, "checks": [asdict(one) for one in checks]})
    else:
        for one in checks:
            out.print(f"{'[bold red]WRONG[/]' if one.wrong else 'ok   '}  {one.what}: {escape(one.found)}")
    if not sound:
        told = f"panel: The index in {folder} is not sound; mend it: {mending(folder)}"
        err.print(told, soft_wrap=True, markup=False)
    return sound


def _checks(folder: Path) -> list[Check]:
    """All of one index."""
    checks = check_index(folder)
    if not any(one.wrong for one in checks):
        checks.append(_archive(Index(folder)))
    return [*checks, check_feedback(folder)]


def _archive(index: Index) -> Check:
    """What the index knows of its archive beside what is there; that it is behind is no damage."""
    if "archive" not in index.meta:
        return Check("archive", "no build has come as far as to look at one")
    archive = Path(index.meta["archive"])
    known = {*index.fingerprints(), *index.failures()}
    try:
        found = look_through(archive, open_folder(index))
        there = {*(found if holds_exempt(index) else found.open).papers} if archive.is_dir() else set()
    except ArchiveError as error:
        return Check("archive", str(error))
    if not there:
        return Check("archive", f"no paper is in {archive}, or the folder is not there")
    new, gone = len(there - known), len(known - there)
    if new or gone:
        told = f"{counted(new, 'paper')} not read yet, {gone:,} no longer there: panel build reads it again"
        return Check("archive", told)
    return Check("archive", f"{counted(len(there), 'paper')}, all read")
