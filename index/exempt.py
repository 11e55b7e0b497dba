"""The index of all papers, for those who may see exempt ones: within the folder of the index of the open papers."""

import secrets
from pathlib import Path

from index.found import folder_of_all, has_all
from index.store import Index

FACT = "exempt"  # of an index that holds exempt papers too


def holds_exempt(index: Index) -> bool:
    """Whether an index is one of all papers."""
    return index.meta.get(FACT) == "yes"


def open_folder(index: Index) -> Path:
    """The folder of the index of the open papers, of either index of an archive."""
    return index.folder.parent if holds_exempt(index) else index.folder


def indexes_beside(index: Index) -> list[Path]:
    """The folders of the indexes of an index's archive, its own among them."""
    folder = open_folder(index)
    return [folder, folder_of_all(folder)] if has_all(folder) else [folder]


def index_of_all(index: Index) -> Index:
    """The index of all papers, to be written; where there is none it begins as a copy of that of the open papers, which
    spares reading and encoding these.

    It is always found by what is in its own folder: exempt papers are sent to no server.
    """
    folder = folder_of_all(index.folder)
    if not has_all(index.folder):
        folder.mkdir(mode=0o700, exist_ok=True)  # on this machine too they are not for everybody
        index.copy(folder, without="store", id=secrets.token_hex(4), **{FACT: "yes"})
    of_all = Index(folder)
    if not holds_exempt(of_all):  # of a damaged one that may be lost
        of_all.set_meta(**{FACT: "yes"})
    return of_all
