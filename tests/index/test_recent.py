"""What was read lately is not read again, unless the index has changed."""

from index.recent import MOST, Recent


class Shelf:
    """Reads the names of keys, and keeps which it was asked for."""

    def __init__(self) -> None:
        self.read: list[int] = []
        self.there = set(range(10 * MOST))

    def __call__(self, keys: list[int]) -> dict[int, str]:
        self.read += keys
        return {key: f"name {key}" for key in keys if key in self.there}


def test_what_is_kept_is_not_read_again() -> None:
    shelf, recent = Shelf(), Recent[str]()
    assert list(recent.get([3, 1, 3], 1, shelf)) == [3, 1]
    assert recent.get([1, 2, 3], 1, shelf) == {1: "name 1", 2: "name 2", 3: "name 3"}
    assert shelf.read == [3, 1, 2]


def test_another_generation_is_read_anew() -> None:
    shelf, recent = Shelf(), Recent[str]()
    recent.get([1, 2], 1, shelf)
    shelf.there.remove(2)
    assert recent.get([1, 2], 2, shelf) == {1: "name 1"}
    assert recent.get([1, 2], 1, shelf) == {1: "name 1"}  # whoever still reads the one before reads it from there


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    shelf, recent = Shelf(), Recent[str]()
    recent.get(range(MOST), 1, shelf)
    recent.get([0], 1, shelf)
    recent.get([MOST], 1, shelf)
    shelf.read.clear()
    recent.get([0, MOST, 1], 1, shelf)
    assert shelf.read == [1]
