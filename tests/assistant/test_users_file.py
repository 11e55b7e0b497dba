import logging
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from assistant.users import User
from assistant.users_file import Users, UsersError, put_user, read_users
from tests.assistant.doors import ADA, BEN, people
from tests.panel import panel_here

HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("correct horse")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return people(tmp_path)


def test_a_person_is_known_by_name_and_password_only(file: Path) -> None:
    users = Users(file)
    for name, password in (ADA, BEN):
        known = users.check(name, password)
        assert known
        assert known.user == User(name, editor=name == "Ada")
    for name, password in ((ADA[0], BEN[1]), ("ada", ADA[1]), ("Nobody", ADA[1]), ("", ""), (ADA[0], "x" * 5000)):
        assert users.check(name, password) is None
    assert ADA[1] not in file.read_text(encoding="utf-8")


def test_as_much_is_computed_for_a_name_that_nobody_has(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    users, hashed = Users(file), []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, hash: str, password: str) -> bool:
        hashed.append(hash.rsplit("$", 2)[0])  # the parameters, which the time comes from
        return verify(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    assert users.check(ADA[0], "wrong") is users.check("Nobody", "wrong") is None
    assert len(hashed) == 2
    assert hashed[0] == hashed[1] == "$argon2id$v=19$m=65536,t=3,p=4"


def test_whoever_is_taken_out_or_changed_is_so_at_once(file: Path) -> None:
    users = Users(file)
    assert users.find("Ben")
    put_user(file, User("Ben", editor=True, exempt=True), "another password")
    changed = users.find("Ben")
    assert changed
    assert changed.user == User("Ben", editor=True, exempt=True)
    assert users.check(*BEN) is None
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("Ben")), encoding="utf-8")
    assert users.find("Ben") is None
    assert users.find("Ada")
    file.unlink()
    assert users.find("Ada") is None


def test_a_line_gone_wrong_meanwhile_shuts_out_its_own_person_only(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    users = Users(file)
    file.write_text(file.read_text(encoding="utf-8").replace("Ben:reader", "Ben:owner"), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert users.find("Ada")
        assert users.find("Ben") is None
    assert f"{file}, line 3: roles are reader or editor" in caplog.text


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Ada", "it is not name:roles:hash"),
        ("Ada:HASH", "it is not name:roles:hash"),
        (":reader:HASH", "it has no name"),
        ("Ada:admin:HASH", "roles are reader or editor, and ,exempt after it where wanted"),
        ("Ada:exempt:HASH", "roles are reader or editor"),
        ("Ada:reader,editor:HASH", "roles are reader or editor"),
        ("Ada:reader:correct horse", "its last part is no argon2 hash"),
        ("Ben:editor:HASH", "the name stands in an earlier line too"),
    ],
)
def test_a_line_that_is_wrong_is_told_with_its_number(tmp_path: Path, line: str, why: str) -> None:
    file = tmp_path / "users.txt"
    file.write_text(f"# people\n\nBen:reader:{HASH}\n{line.replace('HASH', HASH)}\n", encoding="utf-8")
    with pytest.raises(UsersError) as raised:
        read_users(file)
    assert str(raised.value).startswith(f"{file}, line 4: {why}")
    assert "correct horse" not in str(raised.value)


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UsersError, match=r"cannot be read \(No such file or directory\); make it with panel user"):
        Users(Path("nowhere.txt"))


def test_a_file_that_others_can_read_is_warned_of(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    Users(file)
    assert not caplog.records
    file.chmod(0o640)
    Users(file)
    assert f"Others on this machine can read or change {file}" in caplog.text


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("A:b", "long enough", "cannot be a name"),
        ("#a", "long enough", "cannot be a name"),
        ("a\nb", "long enough", "cannot be a name"),
        (" ", "long enough", "cannot be a name"),
        ("Ada", "short", "at least 8 characters"),
        ("Ada", "x" * 1025, "at most 1024 bytes"),
    ],
)
def test_a_name_or_password_that_will_not_do_changes_nothing(file: Path, name: str, password: str, why: str) -> None:
    before = file.read_text(encoding="utf-8")
    with pytest.raises(UsersError, match=why):
        put_user(file, User(name), password)
    assert file.read_text(encoding="utf-8") == before


def test_a_file_with_a_wrong_line_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    file.write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(UsersError, match="line 1"):
        put_user(file, User("Ada"), "long enough")
    assert file.read_text(encoding="utf-8") == "nonsense\n"


def test_panel_user_writes_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("pass word é\n", encoding="utf-8")
    with (tmp_path / "password").open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert panel_here("user", tmp_path / "users.txt", "Zoë", "--exempt").returncode == 0
    known = Users(tmp_path / "users.txt").check("Zoe\u0308", "pass word e\u0301")  # as another keyboard writes it
    assert known
    assert known.user == User("Zoë", exempt=True)
