"""How fast papers are read into an index, and how long the rest will take."""

from collections.abc import Mapping
from datetime import timedelta


class Pace:
    """Passages a second, and the time left, estimated by the sizes of the files read and of those still to read."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        """`sizes` are those of all papers in bytes, by name, in the order in which they are looked at."""
        self._sizes = sizes
        self._ahead = sum(sizes.values())  # of the paper at hand and those after it
        self._read = 0  # of the papers that gave new passages; the others took no time
        self._name = ""
        self._begun: float | None = None  # when the first of these was begun
        self._ended = 0.0  # when the last of them was
        self._before = 0  # passages when the paper at hand was begun

    def told(self, name: str, passages: int, now: float) -> str:
        """The pace in words, empty until there is one; `name` is that of the paper at hand, `passages` how many there
        are so far, `now` in seconds."""
        if name in self._sizes and name != self._name:
            if self._name:
                size = self._sizes[self._name]
                self._ahead -= size
                if passages > self._before:
                    self._read += size
                    self._ended = now
            if not self._read:
                self._begun = now
            self._name, self._before = name, passages
        if self._begun is None or not passages or now <= self._begun:
            return ""
        words = f"{passages / (now - self._begun):.0f} a second"
        if self._read:
            a_byte = (self._ended - self._begun) / self._read
            left = max(0.0, self._ahead * a_byte - (now - self._ended))
            words += f", about {timedelta(seconds=round(left))} left"
        return words
