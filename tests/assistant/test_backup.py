"""Backups made while all is in use, put back while questions are asked, and refused where they are not whole."""

import json
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.backup import MANIFEST, BackupError, back_up, restore
from assistant.feedback import Feedback, Verdict
from assistant.served import announced
from index import BusyError, Encoder, Index, StoreError, build, build_all
from index.copying import has_schema
from index.database import FILE
from index.lock import only_build
from index.schema import SCHEMA, VERSION
from tests.assistant.papers import FLEET, PAPERS
from tests.conftest import quiet
from tests.panel import panel_here

FERRIES = "How many boats had the ferry fleet at the end of 2022?"
LANTERNS = "What became of the lanterns on the eastern quay?"


@pytest.fixture
def folder(harbour: Index, tmp_path: Path) -> Path:
    """A copy of the invented harbour's index, with its archive beside it."""
    shutil.copytree(harbour.folder.parent / "archive", tmp_path / "archive")
    return Path(shutil.copytree(harbour.folder, tmp_path / "index"))


def write_fleet(folder: Path, boats: int) -> None:
    """Another number of boats in one of the archive's papers."""
    told = PAPERS["fleet-2022.txt"].replace(FLEET.format(boats=41), FLEET.format(boats=boats))
    (folder.parent / "archive" / "fleet-2022.txt").write_text(told, encoding="utf-8")


def read(folder: Path, encoder: Encoder) -> None:
    """The archive as it is now brought into its index."""
    build(folder.parent / "archive", folder, encoder, quiet)


def told(answer: Answer) -> str:
    """All of an answer but how long it took."""
    return answer.model_dump_json(exclude={"timing_ms"})


def answers(folder: Path) -> list[str]:
    """What the index in a folder answers, opened anew."""
    with Assistant(folder) as assistant:
        return [told(assistant.ask(one)) for one in (FERRIES, LANTERNS)]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def meanwhile(do: Callable[[], object]) -> Iterator[list[Exception]]:
    """Something done again and again in another thread; what went wrong with it."""
    stop, wrong = threading.Event(), list[Exception]()

    def work() -> None:
        try:
            while not stop.is_set():
                do()
        except Exception as error:
            wrong.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield wrong
    finally:
        stop.set()
        thread.join()


def test_what_is_restored_answers_as_what_was_backed_up_and_holds_all_beside(folder: Path, tmp_path: Path) -> None:
    before = answers(folder)
    answer = Assistant(folder).ask(FERRIES)
    Feedback(folder).keep(answer, None, Verdict("answers", answer.quotes[0]))
    (folder / "removed" / "old").mkdir(parents=True)
    (folder / "removed" / "old" / "paper.txt").write_text("Taken out.", encoding="utf-8")
    shutil.copytree(
        folder, folder / "exempt", ignore=shutil.ignore_patterns("removed", "feedback*", "*.lock", "*-wal", "*-shm")
    )
    manifest = back_up(folder, tmp_path / "kept.zip")
    assert (tmp_path / "kept.zip").stat().st_mode & 0o077 == 0
    kinds = {name.replace(Path(name).name, "vectors") if "vectors" in name else name for name in manifest.parts}
    beside = {"feedback.sqlite", "removed/old/paper.txt"}
    assert kinds == {FILE, "vectors", f"exempt/{FILE}", "exempt/vectors", *beside}
    restore(tmp_path / "kept.zip", tmp_path / "new")
    assert answers(tmp_path / "new") == before
    assert answers(tmp_path / "new" / "exempt") == before
    assert Feedback(tmp_path / "new").verdicts() == Feedback(folder).verdicts()
    assert (tmp_path / "new" / "removed" / "old" / "paper.txt").read_text(encoding="utf-8") == "Taken out."
    assert len(list((tmp_path / "new").glob("vectors-*"))) == 1  # the one of the backup, not one made again
    assert not list(tmp_path.glob(".*"))


def test_a_backup_holds_one_moment_while_papers_are_read_and_answers_judged(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    answer, feedback = Assistant(folder).ask(LANTERNS), Feedback(folder)
    boats = iter(range(100, 10_000))

    def rebuild() -> None:
        write_fleet(folder, next(boats))
        read(folder, encoder)

    def judge() -> None:
        feedback.keep(answer, None, Verdict("answers", answer.quotes[0]))

    with meanwhile(rebuild) as wrong, meanwhile(judge) as wronged:
        for number in range(4):
            said = len(feedback.verdicts())
            back_up(folder, tmp_path / f"{number}.zip")
            restore(tmp_path / f"{number}.zip", tmp_path / str(number))
            assert said <= len(Feedback(tmp_path / str(number)).verdicts()) <= len(feedback.verdicts())
            index = Index(tmp_path / str(number))
            for name in index.fingerprints():
                text = index.document_text(name)
                assert all(one.text == text[one.char_start : one.char_end] for one in index.passages_of(name))
            assert set(PAPERS) - {"fleet-2022.txt"} <= set(index.fingerprints()) <= set(PAPERS)
    assert (wrong, wronged) == ([], [])


def test_whoever_asks_while_an_index_is_restored_is_answered_from_the_one_or_the_other(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    first = answers(folder)
    back_up(folder, tmp_path / "kept.zip")
    assistant, heard = Assistant(folder), set[str]()
    for boats in (58, 73):  # twice, so that the numbers of passages and blocks are used again
        write_fleet(folder, boats)
        read(folder, encoder)
        changed = answers(folder)
        assert changed[0] != first[0]
        heard.clear()
        with meanwhile(lambda: heard.add(told(assistant.ask(FERRIES)))) as wrong:
            while not heard:
                pass
            restore(tmp_path / "kept.zip", folder)
        assert wrong == []
        assert heard <= {first[0], changed[0]}
        assert changed[0] in heard
        assert [told(assistant.ask(one)) for one in (FERRIES, LANTERNS)] == answers(folder) == first
        assert len(list(folder.glob("vectors-*"))) == 1


def test_verdicts_given_since_are_kept_and_none_is_there_twice(folder: Path, tmp_path: Path) -> None:
    answer, feedback = Assistant(folder).ask(LANTERNS), Feedback(folder)
    feedback.keep(answer, None, Verdict("answers", answer.quotes[0]), Verdict("answers", answer.quotes[0]))
    back_up(folder, tmp_path / "kept.zip")
    feedback.keep(answer, None, Verdict("does_not", answer.passages[-1]))
    for _ in range(2):
        restore(tmp_path / "kept.zip", folder)
        assert [one.word for one in feedback.verdicts()] == ["answers", "answers", "does_not"]
    feedback.path.unlink()
    restore(tmp_path / "kept.zip", folder)
    assert [one.word for one in feedback.verdicts()] == ["answers", "answers"]


def test_a_damaged_index_is_replaced_but_not_backed_up(folder: Path, tmp_path: Path) -> None:
    before = answers(folder)
    back_up(folder, tmp_path / "kept.zip")
    content = bytearray((folder / FILE).read_bytes())
    for start in range(0, len(content), 4096):  # every page
        content[start : start + 50] = b"?" * 50
    (folder / FILE).write_bytes(content)
    with pytest.raises(StoreError):
        back_up(folder, tmp_path / "worthless.zip")
    assert not (tmp_path / "worthless.zip").exists()
    with announced(folder, "127.0.0.1", 1, "token"), pytest.raises(BackupError, match="stop it"):
        restore(tmp_path / "kept.zip", folder)
    restore(tmp_path / "kept.zip", folder)
    assert answers(folder) == before


def test_a_page_that_was_flipped_is_noticed_before_it_is_backed_up(folder: Path, tmp_path: Path) -> None:
    content = bytearray((folder / FILE).read_bytes())
    content[1 << 16 : 2 << 16] = bytes(1 << 16)  # whole pages, whatever their size
    (folder / FILE).write_bytes(content)
    with pytest.raises(StoreError, match="is damaged"):
        back_up(folder, tmp_path / "worthless.zip")


def test_an_index_of_another_model_is_not_put_under_a_running_server(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "kept.zip")
    Index(folder).set_meta(weights="other")
    with announced(folder, "127.0.0.1", 1, "token"), pytest.raises(BackupError, match="another archive or model"):
        restore(tmp_path / "kept.zip", folder)
    assert Index(folder).meta["weights"] == "other"
    restore(tmp_path / "kept.zip", folder)
    assert Index(folder).meta["weights"] != "other"


def test_nothing_is_restored_while_papers_are_read(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "kept.zip")
    with only_build(folder), pytest.raises(BusyError):
        restore(tmp_path / "kept.zip", folder)


@pytest.fixture(scope="module")
def whole(harbour: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that nothing is wrong with."""
    path = tmp_path_factory.mktemp("whole") / "whole.zip"
    back_up(harbour.folder, path)
    return path


def again(whole: Path, path: Path, change: Callable[[dict[str, bytes]], object], packed: int = 0) -> Path:
    """A backup with other entries, by name; its list says what they were."""
    with zipfile.ZipFile(whole) as backup:
        entries = {name: backup.read(name) for name in backup.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", packed) as backup:
        for name, content in entries.items():
            backup.writestr(name, content)
    return path


def listed(**added: bytes) -> Callable[[dict[str, bytes]], None]:
    """More entries, which the list has too."""

    def change(entries: dict[str, bytes]) -> None:
        import hashlib

        manifest = json.loads(entries[MANIFEST])
        manifest["parts"] |= {name: hashlib.sha256(content).hexdigest() for name, content in added.items()}
        entries.update(added)
        entries[MANIFEST] = json.dumps(manifest).encode()

    return change


def flip(entries: dict[str, bytes]) -> None:
    content = bytearray(entries[FILE])
    content[len(content) // 2] ^= 1
    entries[FILE] = bytes(content)


CHANGES: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a byte": flip,
    "no list": lambda entries: entries.pop(MANIFEST),
    "a list of nothing": lambda entries: entries.update({MANIFEST: b"[]"}),
    "a deep list": lambda entries: entries.update({MANIFEST: b"[" * 100_000}),
    "a later form": lambda entries: entries.update({MANIFEST: entries[MANIFEST].replace(b'"form": 1', b'"form": 2')}),
    "a part is missing": lambda entries: entries.pop(FILE),
    "a part too many": lambda entries: entries.update({"more.txt": b""}),
    "another name": listed(**{"other.sqlite": b""}),
    "up": listed(**{"removed/../../up.txt": b""}),
    "up by another stroke": listed(**{"removed/..\\up.txt": b""}),
    "absolute": listed(**{"/tmp/up.txt": b""}),
    "a file as a folder": listed(**{"removed/a": b"", "removed/a/b": b""}),
    "another SQLite file": listed(**{FILE: b""}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_backup_that_was_changed_is_refused_in_one_sentence_and_nothing_touched(
    whole: Path, folder: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object]
) -> None:
    refused(again(whole, tmp_path / "changed.zip", change), folder)
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "index", "changed.zip"}


def test_a_backup_that_is_cut_short_packed_or_none_is_refused(whole: Path, folder: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    for length in (0, 1, 100, len(content) // 2, len(content) - 1):
        (tmp_path / "cut.zip").write_bytes(content[:length])
        refused(tmp_path / "cut.zip", folder)
    refused(again(whole, tmp_path / "packed.zip", listed(**{"removed/a": bytes(10**7)}), zipfile.ZIP_DEFLATED), folder)
    refused(tmp_path / "nowhere.zip", folder)
    refused(tmp_path, folder)


def refused(path: Path, folder: Path) -> None:
    before = {name: content for name, content in files(folder).items() if name != "build.lock"}
    run = panel_here("restore", path, "--index", folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("panel: ")
    assert run.stderr.count("\n") == 1
    assert str(path) in run.stderr
    assert {name: content for name, content in files(folder).items() if name != "build.lock"} == before


def test_the_commands_say_what_they_did_and_write_over_nothing(folder: Path, tmp_path: Path) -> None:
    made = panel_here("backup", tmp_path / "kept.zip", "--index", folder)
    assert made.returncode == 0
    assert "kept.zip (" in made.stderr
    back = panel_here("restore", tmp_path / "kept.zip", "--index", folder)
    assert back.returncode == 0
    assert f"panel build {folder.parent / 'archive'} --index {folder}" in back.stderr.replace(
        str(Index(folder).meta["archive"]), str(folder.parent / "archive")
    )
    before = (tmp_path / "kept.zip").read_bytes()
    twice = panel_here("backup", tmp_path / "kept.zip", "--index", folder)
    assert (twice.returncode, (tmp_path / "kept.zip").read_bytes()) == (2, before)
    nowhere = panel_here("backup", tmp_path / "none" / "kept.zip", "--index", folder)
    assert (nowhere.returncode, nowhere.stderr.count("\n")) == (2, 1)
    assert panel_here("backup", tmp_path / "other.zip", "--index", tmp_path).returncode == 2


def test_what_an_sqlite_file_holds_beside_an_index_is_noticed(folder: Path) -> None:
    import sqlite3

    assert has_schema(folder / FILE, SCHEMA, VERSION)
    with sqlite3.connect(folder / FILE) as db:
        db.execute("CREATE TRIGGER added AFTER INSERT ON passages BEGIN DELETE FROM documents; END")
    assert not has_schema(folder / FILE, SCHEMA, VERSION)


def test_what_became_exempt_since_is_not_open_after_a_restore(folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    archive = folder.parent / "archive"
    (archive / "secret.txt").write_text("The quokka report was heard.\n", encoding="utf-8")
    read(folder, encoder)
    back_up(folder, tmp_path / "kept.zip")
    (archive / "exempt").mkdir()
    (archive / "secret.txt").rename(archive / "exempt" / "renamed.txt")
    restore(tmp_path / "kept.zip", folder)
    assert "secret.txt" not in Index(folder).fingerprints()
    assert not [name for name, content in files(folder).items() if b"quokka" in content and "exempt/" not in name]
    build(archive, folder, encoder, quiet)
    build_all(archive, folder, encoder, quiet)
    with Assistant(folder / "exempt") as assistant:
        answer = assistant.ask(LANTERNS)
    Feedback(folder / "exempt").keep(answer, None, Verdict("answers", answer.quotes[0]))
    back_up(folder, tmp_path / "again.zip")
    shutil.rmtree(folder)
    restore(tmp_path / "again.zip", folder)
    assert "exempt/renamed.txt" in Index(folder / "exempt").fingerprints()
    assert len(Feedback(folder / "exempt").verdicts()) == 1
