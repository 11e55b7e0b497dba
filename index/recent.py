"""What was read lately, kept in memory: questions about one subject read the same passages."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

MOST = 2000  # passages: with their vectors some 40 MB
T = TypeVar("T")


class Recent(Generic[T]):
    """The last `MOST` things read at one generation of an index, by key. Safe to share between threads."""

    def __init__(self) -> None:
        self._using = threading.Lock()
        self._generation = -1
        self._kept: OrderedDict[int, T] = OrderedDict()

    def get(self, keys: Iterable[int], generation: int, read: Callable[[list[int]], dict[int, T]]) -> dict[int, T]:
        """What has these keys, in their order; `read` finds what is not kept."""
        wanted = list(dict.fromkeys(keys))
        with self._using:
            if generation != self._generation:
                self._generation, self._kept = generation, OrderedDict()
            found = {key: self._kept[key] for key in wanted if key in self._kept}
        new = read([key for key in wanted if key not in found])
        with self._using:
            if generation == self._generation:
                self._kept.update(new)
                for key in found:
                    if key in self._kept:
                        self._kept.move_to_end(key)
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        both = found | new
        return {key: both[key] for key in wanted if key in both}
