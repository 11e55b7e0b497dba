import fcntl
import json
import os
import resource
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.journal import JournalError, open_journal

HEADER = {"question file": "a1", "--top": 10}
ENTRIES = [[{"row": number, "words": "première\nligne"}] for number in range(7)]
BLOCK = 3


def keep(path: Path) -> list[bytes]:
    """A journal of all entries, written in blocks; what the file holds after each."""
    states = []
    with open_journal(path, HEADER, BLOCK, len(ENTRIES)) as journal:
        for start in range(0, len(ENTRIES), BLOCK):
            journal.append(ENTRIES[start : start + BLOCK])
            states.append(path.read_bytes())
    return states


def test_entries_come_back_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    keep(path)
    with open_journal(path, HEADER, BLOCK, len(ENTRIES)) as journal:
        assert (journal.count, list(journal)) == (len(ENTRIES), ENTRIES)


@given(st.data())
def test_killed_at_any_byte_whole_blocks_are_kept_and_the_rest_is_written_again(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("killed") / "journal"
    states = keep(path)
    whole = states[-1]
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut] + b"\0" * data.draw(st.sampled_from([0, 9])))  # a lost machine leaves zeros
    with open_journal(path, HEADER, BLOCK, len(ENTRIES)) as journal:
        kept = sum(cut >= len(state) for state in states) if cut < len(whole) else len(states)
        assert journal.count == min(kept * BLOCK, len(ENTRIES))
        assert list(journal) == ENTRIES[: journal.count]
        journal.append(ENTRIES[journal.count :])
        assert list(journal) == ENTRIES
    assert path.read_bytes() == whole


def test_work_begun_otherwise_is_not_gone_on_with_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    whole = keep(path)[-1]
    for header, telling in (
        ({**HEADER, "--top": 5}, "was begun with another --top; move it away"),
        ({"question file": "b2", "--top": 5}, "another question file and another --top"),
    ):
        with pytest.raises(JournalError, match=telling), open_journal(path, header, BLOCK, 7):
            pass
        assert path.read_bytes() == whole


@pytest.mark.parametrize("content", [b"id,question\n1,Who?\n", b"no line at all", b"[1]\n", b'{"question": "Who?"}\n'])
def test_a_file_that_is_no_journal_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    with pytest.raises(JournalError, match="not of this program"), open_journal(path, HEADER, BLOCK, 7):
        pass
    assert path.read_bytes() == content


def test_a_journal_that_another_run_holds_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    whole = keep(path)[-1]
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(JournalError, match="another run"), open_journal(path, HEADER, BLOCK, 7):
            pass
    assert path.read_bytes() == whole


def test_a_full_disk_is_said_and_what_was_kept_before_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    whole = keep(path)[-1]
    path.unlink()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with open_journal(path, HEADER, BLOCK, 7) as journal:
            journal.append(ENTRIES[:BLOCK])
            resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 9, limits[1]))
            with pytest.raises(JournalError, match="cannot be written: File too large; what it holds is kept"):
                journal.append(ENTRIES[BLOCK:])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    with open_journal(path, HEADER, BLOCK, 7) as journal:
        assert journal.count == BLOCK
        journal.append(ENTRIES[BLOCK:])
    assert path.read_bytes() == whole


def test_nothing_is_left_of_a_journal_without_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with open_journal(path, HEADER, BLOCK, 7):
        assert json.loads(path.read_text(encoding="utf-8")) == HEADER
    assert not path.exists()


def test_an_interrupt_between_writing_and_counting_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal"

    def interrupted(file: int) -> None:
        raise KeyboardInterrupt

    with open_journal(path, HEADER, BLOCK, 7) as journal, monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            journal.append(ENTRIES[:BLOCK])
    with open_journal(path, HEADER, BLOCK, 7) as journal:
        assert list(journal) == ENTRIES[:BLOCK]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "journal"
    telling = "nowhere/journal cannot be written: No such file"
    with pytest.raises(JournalError, match=telling), open_journal(path, HEADER, BLOCK, 7):
        pass
