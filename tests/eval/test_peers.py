import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval import peers
from tests.eval.conftest import PAPERS

if TYPE_CHECKING:
    from eval.peer_systems import Peer

HONEY = {"moor": "A boat was moored.", "hive": "Nine hives are on the roof.", "lamp": "Forty lamps were mended."}


@pytest.fixture(scope="module")
def loaded() -> "Mapping[str, Peer]":
    for package in ("llama_index.core", "txtai"):
        pytest.importorskip(package, reason=f"{package} is not installed (pip install '.[peers]')")
    from eval.peer_systems import LlamaIndex, Txtai

    return {"LlamaIndex": LlamaIndex(), "txtai": Txtai()}


@pytest.mark.parametrize("name", ["LlamaIndex", "txtai"])
def test_a_peer_cuts_papers_into_slices_that_know_their_place(loaded: "Mapping[str, Peer]", name: str) -> None:
    papers = {paper: f"\n  {text}{'Bees hum  twice. ' * 3000}" for paper, text in PAPERS.items()}
    chunks = loaded[name].cut(papers)
    assert {chunk.document for chunk in chunks} == set(papers)
    assert len({chunk.id for chunk in chunks}) == len(chunks) > len(papers)
    assert all(chunk.text.strip() and papers[chunk.document][chunk.start : chunk.end] == chunk.text for chunk in chunks)


@pytest.mark.parametrize("name", ["LlamaIndex", "txtai"])
def test_a_peer_finds_by_meaning_in_the_index_asked(loaded: "Mapping[str, Peer]", name: str) -> None:
    honey = loaded[name].index(HONEY)
    weather = loaded[name].index({"rain": "Rain fell on the roof of the hives."})
    assert honey("Where does the beekeeper keep his bees?")[0] == "hive"
    assert weather("Where does the beekeeper keep his bees?") == ["rain"]


@pytest.mark.usefixtures("loaded")
def test_all_are_measured_on_the_same_questions(
    harbour_set: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peers, "TURNS", 2)
    peers.main(harbour_set, harbour_set.parent / "papers")
    rows = re.findall(r"^ +(panel|LlamaIndex|txtai)(, our passages)? .*\d", capsys.readouterr().out, re.MULTILINE)
    systems = ["panel", "LlamaIndex", "txtai", "LlamaIndex, our passages", "txtai, our passages"]
    assert ["".join(row) for row in rows] == systems * 2  # how fast, and how good


def test_it_says_what_to_install(
    harbour_set: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "eval.peer_systems", raising=False)
    monkeypatch.setitem(sys.modules, "txtai", None)
    with pytest.raises(SystemExit) as ended:
        peers.main(harbour_set, harbour_set.parent / "papers")
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert "pip install '.[peers]'" in printed.err
    assert not printed.out
