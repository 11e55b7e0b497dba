"""The real archive, where it is at hand: dates, papers and the first question."""

from pathlib import Path

from assistant import Assistant
from tests.conftest import needs_real_archive

pytestmark = needs_real_archive


def test_each_paper_is_dated_by_its_own_meeting(real_index: Path) -> None:
    papers = {
        (paper["title"], paper["meeting_date"], paper["period"])
        for document in Assistant(real_index).index.documents()
        for paper in document["papers"]
    }
    assert {
        ("Police and Crime Panel PCC Responses", "2024-10-09", None),
        ("Police & Crime Plan Monitoring Report – Q1 2018/19", None, "Q1 2018/19"),
        ("Minutes of 28 September 2023", "2023-09-28", None),
        ("Minutes of 24 July 2024", "2024-07-24", None),
        ("Use of the 2022/23 Police Precept", "2022-12-14", None),
        ("Use of the 2023/24 Police Precept", "2023-12-14", None),
        ("Q2 Monitoring Report 2023/23", "2023-12-14", "Q2 2023/24"),
        ("Right Care, Right Person", "2024-10-09", None),
    } <= papers


def test_the_first_question_is_answered_from_the_responses_of_9_october(real_index: Path) -> None:
    answer = Assistant(real_index).ask("What was said about Op Shopkeeper?")
    assert answer.status == "answered"
    told = [quote for quote in answer.quotes if "32 prolific" in quote.text and "604 offences" in quote.text]
    assert told
    assert told[0].citation.meeting_date == "2024-10-09"
    assert told[0].citation.title == "Police and Crime Panel PCC Responses"
