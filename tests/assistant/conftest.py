"""The sample archive's index, to look at."""

from pathlib import Path

import pytest

from index import Index


@pytest.fixture(scope="session")
def sample(sample_index: Path) -> Index:
    """The index of the sample archive, not to be changed."""
    return Index(sample_index)
