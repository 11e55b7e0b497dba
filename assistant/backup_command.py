"""`panel backup` and `panel restore`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import DEFAULT_INDEX, IndexFolder


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write (.zip).")], index: IndexFolder = DEFAULT_INDEX
) -> None:
    """Copy the index, what people said of answers, and papers taken out of the archive into one file.

    A server may be running, and a build. The archive's own folder is not in it: back that up as any other folder.
    """
    from assistant.backup import back_up, in_words

    held = in_words(back_up(index, file))
    print(f"Wrote {file} ({file.stat().st_size / 1e6:,.1f} MB): {held}.", file=sys.stderr)


def restore(
    file: Annotated[Path, typer.Argument(help="What panel backup wrote.")], index: IndexFolder = DEFAULT_INDEX
) -> None:
    """Put a backup back: its index in place of the one there is, the rest beside what there is.

    A running server goes on with it. Restore only backups that you made: what an index says is believed.
    """
    from assistant.backup import in_words
    from assistant.backup import restore as put_back
    from index import Index

    manifest = put_back(file, index)
    archive = Index(index).meta.get("archive", "ARCHIVE")
    print(
        f"Restored {index} as of {manifest.made:%d %B %Y, %H:%M} UTC: {in_words(manifest)}.\n"
        f"Bring in what changed since: panel build {archive} --index {index}",
        file=sys.stderr,
    )
