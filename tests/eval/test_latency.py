import numpy as np
import pytest

from assistant import Assistant
from eval.latency import latency, stage_medians
from eval.questions import Question
from eval.results import run_questions
from tests.eval.results import result


def test_latency_is_told_by_percentiles_of_the_totals() -> None:
    took = [float(one) for one in np.random.default_rng(6).permutation(201)]  # 0 to 200
    found = latency([result({}, timing={"total": one, "encode": 1000.0}) for one in took])
    assert {name: one.value for name, one in found.items()} == pytest.approx({"p50": 100, "p95": 190, "p99": 198})
    assert all(one.low < one.value < one.high for one in found.values())
    assert latency([]) == {}


def test_each_stage_has_the_median_of_its_own_times() -> None:
    times = [(9.0, 1.0, 8.0), (7.0, 3.0, 4.0), (100.0, 2.0, 98.0)]
    results = [result({}, timing=dict(zip(("total", "encode", "retrieve"), one, strict=True))) for one in times]
    assert stage_medians(results) == {"total": 9, "encode": 2, "retrieve": 8}


def test_the_stages_of_an_answer_make_up_its_total(sample_assistant: Assistant) -> None:
    asked = Question(id="n-1", question="How many burglaries were there?", type="unanswerable", split="dev")
    (one,) = run_questions(sample_assistant, [asked], lambda: None)
    medians = stage_medians([one])
    assert medians["total"] == latency([one])["p50"].value > 0
    assert sum(medians.values()) - medians["total"] == pytest.approx(medians["total"], abs=1)
