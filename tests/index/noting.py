"""A model that notes what it is asked."""

from collections.abc import Iterator, Sequence

from index import Encoder
from index.packing import Run


class Noting(Encoder):
    """The real model, which notes the texts that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def run_many(self, texts: Sequence[str]) -> Iterator[tuple[int, Run]]:
        self.texts += texts
        return super().run_many(texts)
