"""The users file: a line a person, `name:roles:argon2 hash`, read anew whenever it changes."""

import logging
import os
import secrets
import stat
import sys
import unicodedata
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.users import User
from corpus import PanelError
from index.whole_file import whole_file

log = logging.getLogger(__name__)

ROLES = ("reader", "editor")
EXEMPT = "exempt"
SHORTEST = 8  # characters of a password (NIST SP 800-63B, 5.1.1.2)
LONGEST = 1024  # bytes: hashing more would be work for nothing
LONGEST_NAME = 64  # characters


class UsersError(PanelError):
    """A users file that cannot be read, or a user that cannot be put into one. The message says why."""


@dataclass(frozen=True)
class Known:
    """A line of the file."""

    user: User
    hash: str


class Users:
    """The people of a users file, as it is now. Safe to share between threads.

    Where it has become unreadable nobody is known, and where lines of it are wrong those of the others are: whoever was
    taken out is out at once.
    """

    def __init__(self, path: Path) -> None:
        """Raises `UsersError` where the file cannot be read, a line is wrong, or nobody is in it."""
        self.path = path
        self._state = _stamp(path), read_users(path)
        if not self._state[1]:
            raise UsersError(f"The users file {path} names nobody; put somebody into it: panel user {path} NAME.")
        self._nobody = _hasher().hash(secrets.token_hex())
        _warn_of_others(path)

    def find(self, name: str) -> Known | None:
        """The line of a person, if there is one now."""
        stamp = _stamp(self.path)
        before, known = self._state
        if stamp != before:
            known, wrong = _read(self.path)
            for sentence in wrong:
                log.warning("%s", sentence)
            _warn_of_others(self.path)
            self._state = stamp, known
        return known.get(_plain(name))

    def check(self, name: str, password: str) -> Known | None:
        """The line of the person who has this name and password. Takes as long for a name that nobody has."""
        known = self.find(name)
        if len(password.encode("utf-8", "replace")) > LONGEST:
            return None
        try:
            _hasher().verify(known.hash if known else self._nobody, _plain(password))
        except (VerificationError, InvalidHashError):
            return None
        return known


def read_users(path: Path) -> dict[str, Known]:
    """The lines of a users file by name. Raises `UsersError` with the number of the first that is wrong."""
    known, wrong = _read(path)
    if wrong:
        raise UsersError(wrong[0])
    return known


def put_user(path: Path, user: User, password: str) -> None:
    """Write a person's line into a users file, in place of the one before. Raises `UsersError`."""
    name = _plain(user.name)
    if not name or ":" in name or name.startswith("#") or not name.isprintable() or len(name) > LONGEST_NAME:
        raise UsersError(f"“{user.name}” cannot be a name: up to {LONGEST_NAME} characters, no colon; give another.")
    if len(password) < SHORTEST:
        raise UsersError(f"A password has at least {SHORTEST} characters; choose a longer one, such as four words.")
    if len(password.encode("utf-8", "replace")) > LONGEST:
        raise UsersError(f"A password has at most {LONGEST} bytes; choose a shorter one.")
    if path.exists():
        read_users(path)  # what cannot be read is not written over
        lines = path.read_text(encoding="utf-8").splitlines()
    else:
        lines = ["# name:roles:hash; roles: reader or editor, and ,exempt for exempt papers. Write with: panel user"]
    roles = ROLES[user.editor] + (f",{EXEMPT}" if user.exempt else "")
    line = f"{name}:{roles}:{_hasher().hash(_plain(password))}"
    others = [one for one in lines if _plain(one.partition(":")[0]) != name]
    with whole_file(path) as part:
        part.chmod(0o600)
        part.write_text("".join(f"{one}\n" for one in [*others, line]), encoding="utf-8")


def ask_password() -> str:
    """A new password, asked for twice without showing it, or the first line of stdin where that is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    while True:
        first = getpass("Password: ")
        if first == getpass("The same again: "):
            return first
        print("These are not the same; try again.", file=sys.stderr)


def _read(path: Path) -> tuple[dict[str, Known], list[str]]:
    """The lines that are right, by name, and a sentence for each that is not."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return {}, [f"The users file {path} cannot be read ({why}); make it with panel user {path} NAME."]
    known: dict[str, Known] = {}
    wrong = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            one = _known(line)
            if one.user.name in known:
                raise ValueError("the name stands in an earlier line too")
            known[one.user.name] = one
        except ValueError as error:
            wrong.append(f"{path}, line {number}: {error}; write lines with panel user {path} NAME.")
    return known, wrong


def _known(line: str) -> Known:
    """A line taken apart; raises `ValueError` with what is wrong."""
    parts = line.strip().split(":")
    if len(parts) != 3:
        raise ValueError("it is not name:roles:hash")
    name, (role, *more), kept = _plain(parts[0]), (one.strip() for one in parts[1].split(",")), parts[2].strip()
    if not name:
        raise ValueError("it has no name")
    if role not in ROLES or more not in ([], [EXEMPT]):
        raise ValueError(f"roles are {' or '.join(ROLES)}, and ,{EXEMPT} after it where wanted")
    try:
        extract_parameters(kept)
    except InvalidHashError as error:
        raise ValueError("its last part is no argon2 hash") from error
    return Known(User(name, role == "editor", bool(more)), kept)


def _plain(words: str) -> str:
    """As every keyboard's way of writing it is kept."""
    return unicodedata.normalize("NFC", words).strip()


def _hasher() -> PasswordHasher:
    # The library's own parameters: the second recommended option of RFC 9106, section 4 (64 MiB, 3 passes, 4 lanes).
    return PasswordHasher()


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        told = path.stat()
    except OSError:
        return ()
    return told.st_mtime_ns, told.st_ctime_ns, told.st_size, told.st_ino


def _warn_of_others(path: Path) -> None:
    """A file of hashes is its owner's alone: others could guess passwords from it, or put themselves in."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        log.warning("Others on this machine can read or change %s; close it to them with: chmod 600 %s", path, path)
