"""Lines without end: whatever a paper is filled with, twice as much of it takes about twice the time."""

import time
import tracemalloc

import pytest

from corpus import read_document, read_passages
from tests.corpus.papers import LIMIT, cheap

# Runs that make a search for a longest match begin anew at each of their letters, or look ahead to their end.
RUNS = ["a", ".", ". ", "a\t", "|a", "(A", "1.1", "\x0b\n", "’", "\u202e"]
FRAMES = {"a.txt": "DREDGING REPORT\n\n1.1 {}\n\n1.2 End.", "a.md": "# {}\n\n| a | {} |\n", "a.html": "<p>{}<p>End"}
LENGTH = 8_000
TIMES = 3.4  # of the time for half of it: four where time goes with the square


def seconds(name: str, text: str) -> float:
    """Processor time to take a paper apart; its passages are its own words."""
    begun = time.process_time()
    document = read_document(name, text.encode())
    for passage in read_passages(document, cheap, LIMIT).passages:
        assert passage.text == document.text[passage.start : passage.end]
    return time.process_time() - begun


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("run", RUNS)
def test_time_goes_with_the_length_of_a_line(name: str, run: str) -> None:
    def text(length: int) -> str:
        return FRAMES[name].format(run * (length // len(run)), "")

    ratios = []
    for _ in range(3):  # the least of some: a busy machine makes one slow, hardly all
        half, whole = seconds(name, text(LENGTH // 2)), seconds(name, text(LENGTH))
        ratios.append(whole / half)
        if whole < 0.1 or ratios[-1] < TIMES:
            return
    pytest.fail(f"twice as much takes {min(ratios):.1f} times as long")


def test_memory_goes_with_the_length_of_a_line() -> None:
    peaks = []
    for length in (100_000, 200_000):
        tracemalloc.start()
        read_document("a.txt", b"The dredger took silt. " * (length // 23))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2.5 * peaks[0]
