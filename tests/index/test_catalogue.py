from pathlib import Path
from typing import Any

import pytest

from index import Encoder, Index
from tests.passages import unembedded


@pytest.fixture(scope="module")
def documents(sample_index: Path) -> dict[str, dict[str, Any]]:
    return {document["path"]: document for document in Index(sample_index).documents()}


def paper(documents: dict[str, dict[str, Any]], path: str, kind: str) -> dict[str, Any]:
    (found,) = [one for one in documents[path]["papers"] if one["kind"] == kind]
    return dict(found)


def test_each_file_says_what_it_is(documents: dict[str, dict[str, Any]]) -> None:
    told = {
        path: [one[name] for name in ("format", "kind", "meeting_date", "period", "period_start", "period_end")]
        for path, one in documents.items()
    }
    assert told == {
        "monitoring-q1-2018-19.pdf": ["pdf", "monitoring", None, "Q1 2018/19", "2018-04-01", "2018-06-30"],
        "pack-2023-12-14.pdf": ["pdf", "pack", "2023-12-14", None, None, None],
        "pack-2024-10-09.pdf": ["pdf", "pack", "2024-10-09", None, None, None],
        "pcc-responses.pdf": ["pdf", "questions", "2024-10-09", None, None, None],
        "use-of-precept-2022.pdf": ["pdf", "report", "2022-12-14", None, None, None],
    }
    assert documents["pack-2023-12-14.pdf"]["title"] == "Police and Crime Panel: agenda pack"


def test_a_pack_lists_its_papers_in_order(documents: dict[str, dict[str, Any]]) -> None:
    kinds = [one["kind"] for one in documents["pack-2023-12-14.pdf"]["papers"]]
    assert kinds == ["agenda", "minutes", "appendix", "monitoring", "report", "report", "report", "work plan"]


def test_minutes_say_who_was_there_and_who_was_not(documents: dict[str, dict[str, Any]]) -> None:
    listed = paper(documents, "pack-2024-10-09.pdf", "minutes")["attendance"]
    there = {one["name"]: (one["presence"], one["role"]) for one in listed}
    assert there["Cllr Mike Short"] == ("present", "Chair")
    assert there["Cllr David Flagg"] == ("apologies", "BCP Council")
    assert there["Adam Harrold"] == ("officer", "OPCC Director of Operations")


def test_minutes_keep_decisions_and_actions(documents: dict[str, dict[str, Any]]) -> None:
    minutes = paper(documents, "pack-2023-12-14.pdf", "minutes")
    first = minutes["decisions"][0]
    assert (first["proposer"], first["seconder"]) == ("Cllr Fry", "Cllr Keddie")
    assert first["item"] == "12. Endorsement of new Co-opted member"
    assert first["text"].startswith("Proposed by Cllr Fry")
    assert "OPCC Finance Officer" in {one["owner"] for one in minutes["actions"]}


def test_responses_keep_who_asked_and_who_answered(documents: dict[str, dict[str, Any]]) -> None:
    asked = paper(documents, "pcc-responses.pdf", "questions")["questions"]
    assert {"asker": "Cllr O’Leary", "responder": "PCC"}.items() <= asked[0].items()
    assert asked[0]["headings"] == ["Item 6 – Police and Crime Plan"]


def test_reports_keep_their_author(documents: dict[str, dict[str, Any]]) -> None:
    report = paper(documents, "use-of-precept-2022.pdf", "report")
    assert (report["author"], report["office"]) == ("Julie Strange", "Chief Finance Officer")


def test_definitions_say_where_they_stand(sample_index: Path) -> None:
    index = Index(sample_index)
    (home,) = [one for one in index.definitions() if one["short"] == "SOH"]
    assert home["long"] == "Single Online Home"
    for place in home["documents"]:
        defined = index.document_text(place["document"])[place["char_start"] : place["char_end"]]
        assert defined.startswith("Single Online Home")
        assert "SOH" in defined


def test_passages_know_decisions_and_boilerplate(sample_index: Path) -> None:
    passages = Index(sample_index).passages().values()
    assert {one.outcome for one in passages} == {None, "decision", "action"}
    held_back = [one for one in passages if one.boilerplate]
    assert 0 < len(held_back) < len(passages) / 5
    assert any("note the report" in one.text for one in held_back)
    assert not any("604 offences" in one.text for one in held_back)


def test_what_can_be_chosen_from_is_listed(sample_index: Path) -> None:
    sample = Index(sample_index)
    assert sample.kinds() == ["agenda", "minutes", "appendix", "report", "monitoring", "plan", "work plan", "questions"]
    assert sample.bodies() == ["Police and Crime Panel", "Dorset Police & Crime Panel"]


def test_a_body_printed_in_several_ways_is_listed_once_and_that_of_most_papers_first(
    tmp_path: Path, encoder: Encoder
) -> None:
    printed = ["Ash Town Panel", "Elmport Harbour & Ferry Panel", "Elmport Harbour and Ferry Panel"]
    papers = {
        f"{number}.txt": f"{body} – 14 March 2024\n\nWatch Report\n\n1.1 A gull was seen.\n".encode()
        for number, body in enumerate(printed)
    }
    index = unembedded(tmp_path, papers, encoder)
    assert index.bodies() == ["Elmport Harbour and Ferry Panel", "Ash Town Panel"]


def test_what_a_paper_decides_is_told_in_its_words_wherever_a_nul_stands(tmp_path: Path, encoder: Encoder) -> None:
    decided = "RESOLVED that the eleven\0 lanterns of the eastern quay be mended by the smith."
    text = f"NORTHSHIRE PANEL\0\n\nMINUTES OF THE MEETING HELD ON 9 OCTOBER 2024\n\n1. Lanterns\n\n{decided}\n"
    index = unembedded(tmp_path, {"minutes.txt": text.encode("utf-16")}, encoder)
    (document,) = index.documents()
    assert [one["text"] for one in document["papers"][0]["decisions"]] == [decided]
    assert index.document_text("minutes.txt") == text
