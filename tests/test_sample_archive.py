"""The sample archive: every paper of its packs with its own title, meeting and period."""

from assistant import Assistant


def test_each_paper_is_dated_by_its_own_meeting(sample_assistant: Assistant) -> None:
    papers = {
        document["path"]: [(paper["title"], paper["meeting_date"], paper["period"]) for paper in document["papers"]]
        for document in sample_assistant.index.documents()
    }
    assert papers == {
        "monitoring-q1-2018-19.pdf": [("Police & Crime Plan Monitoring Report – Q1 2018/19", None, "Q1 2018/19")],
        "pack-2023-12-14.pdf": [
            ("Police and Crime Panel: agenda", "2023-12-14", None),
            ("Minutes of 28 September 2023", "2023-09-28", None),
            ("Appendix 1 PCC Question and Answers, attached to minutes of 28 September 2023", "2023-09-28", None),
            ("Police & Crime Plan Monitoring Report – Q2 2023/24", "2023-12-14", "Q2 2023/24"),
            ("Use of the 2023/24 Police Precept", "2023-12-14", None),
            ("Violent Crime and Prevention", "2023-12-14", None),
            ("Fly-tipping Update", "2023-12-14", None),
            ("Dorset Police and Crime Panel Forward Workplan", "2023-12-14", None),
        ],
        "pack-2024-10-09.pdf": [
            ("Police and Crime Panel: agenda", "2024-10-09", None),
            ("Minutes of 24 July 2024", "2024-07-24", None),
            ("Police and Crime Plan Update", "2024-10-09", None),
            ("Dorset Police & Crime Plan 2021/29 Make Dorset the Safest County", "2024-10-09", None),
            ("Police and Crime Plan Monitoring Report – Q1 2024/25", "2024-10-09", "Q1 2024/25"),
            ("Right Care, Right Person", "2024-10-09", None),
        ],
        "pcc-responses.pdf": [("Police and Crime Panel PCC Responses", "2024-10-09", None)],
        "use-of-precept-2022.pdf": [("Use of the 2022/23 Police Precept", "2022-12-14", None)],
    }


def test_every_passage_of_a_pdf_has_its_page_and_printed_label(sample_assistant: Assistant) -> None:
    for passage in sample_assistant.index.passages().values():
        assert passage.page is not None
        if passage.document == "pcc-responses.pdf":
            assert passage.page_label == str(passage.page + 2)
        elif passage.document == "use-of-precept-2022.pdf":
            assert passage.page_label is None
        else:
            assert passage.page_label == str(passage.page)
