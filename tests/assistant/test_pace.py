from assistant.pace import Pace


def test_the_time_left_is_estimated_by_the_sizes_of_the_papers() -> None:
    pace = Pace({"a": 100, "b": 300, "c": 400})
    assert pace.told("a", 0, 10.0) == ""
    assert pace.told("a", 40, 12.0) == "20 a second"
    assert pace.told("b", 100, 15.0) == "20 a second, about 0:00:35 left"
    assert pace.told("b", 200, 20.0) == "20 a second, about 0:00:30 left"
    assert pace.told("c", 400, 30.0) == "20 a second, about 0:00:20 left"
    assert pace.told("c", 400, 99.0).endswith("about 0:00:00 left")


def test_papers_that_are_left_alone_count_neither_as_read_nor_as_time() -> None:
    pace = Pace({"old": 10_000, "new": 100, "last": 100})
    assert pace.told("old", 0, 0.0) == ""
    assert pace.told("new", 0, 50.0) == ""
    assert pace.told("last", 30, 53.0) == "10 a second, about 0:00:03 left"


def test_a_paper_of_another_name_and_none_at_all_change_nothing() -> None:
    pace = Pace({"a": 100, "b": 100})
    pace.told("a", 0, 0.0)
    assert pace.told("a by OCR", 0, 5.0) == ""
    assert pace.told("b", 10, 10.0) == "1 a second, about 0:00:10 left"
    assert pace.told("", 20, 20.0) == "1 a second, about 0:00:00 left"
