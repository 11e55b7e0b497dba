import pytest

from assistant import Citation
from tests.passages import stored

PACK = "https://elmport.gov.uk/pack.pdf"
WEBCAST = "https://elmport.gov.uk/watch/1"


@pytest.mark.parametrize(
    ("url", "page", "address"),
    [
        (PACK, 12, f"{PACK}#page=12"),
        (f"{PACK}#zoom=80", 12, f"{PACK}#zoom=80&page=12"),
        (PACK, None, PACK),
        (None, 12, None),
    ],
)
def test_a_paper_is_opened_at_its_page_where_it_has_pages(url: str | None, page: int | None, address: str) -> None:
    assert Citation.of(stored(1, "Nine gulls.", url=url, page=page, page_label="7")).url == address


@pytest.mark.parametrize(
    ("webcast", "time", "address"),
    [
        (WEBCAST, "0:21:55", f"{WEBCAST}#t=1315"),
        (WEBCAST, "01:00:07", f"{WEBCAST}#t=3607"),
        (f"{WEBCAST}#track=2", "0:00:05", f"{WEBCAST}#track=2&t=5"),
        (WEBCAST + "?start={seconds}&stop=0", "0:21:55", f"{WEBCAST}?start=1315&stop=0"),
        (WEBCAST, None, None),
        (None, "0:21:55", None),
    ],
)
def test_a_recording_is_begun_at_the_time(webcast: str | None, time: str | None, address: str | None) -> None:
    assert Citation.of(stored(1, "Nine gulls.", webcast=webcast, recording_time=time)).recording_url == address
