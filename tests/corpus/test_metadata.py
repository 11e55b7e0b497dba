import json

import pytest

from corpus import Metadata, PaperError, read_metadata

PACK = "https://elmport.gov.uk/papers/pack.pdf?version=2"
WEBCAST = "https://elmport.public-i.tv/watch/1?start={seconds}"


def told(facts: object, name: str = "metadata.json") -> dict[str, Metadata]:
    return read_metadata(name, json.dumps(facts).encode())


def test_addresses_are_told_of_papers_each_optional() -> None:
    facts = {
        "a.pdf": {"url": PACK, "webcast": WEBCAST},
        "b.pdf": {"url": PACK},
        "c.pdf": {"webcast": WEBCAST},
        "d.pdf": {},
    }
    assert told(facts) == {
        "a.pdf": Metadata(PACK, WEBCAST),
        "b.pdf": Metadata(url=PACK),
        "c.pdf": Metadata(webcast=WEBCAST),
        "d.pdf": Metadata(),
    }


def test_papers_are_named_from_the_folder_of_the_file_on() -> None:
    facts = {"pack.pdf": {"url": PACK}, "march/pack.pdf": {"url": PACK}, "./agenda.pdf": {"url": PACK}}
    assert list(told(facts, "2024/metadata.json")) == ["2024/pack.pdf", "2024/march/pack.pdf", "2024/agenda.pdf"]


def test_a_file_as_saved_on_windows_is_read() -> None:
    assert read_metadata("metadata.json", b"\xef\xbb\xbf" + json.dumps({"a.pdf": {"url": PACK}}).encode()) == {
        "a.pdf": Metadata(PACK)
    }


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"a.pdf": {"url": }}'])
def test_what_is_not_json_is_refused(content: bytes) -> None:
    with pytest.raises(PaperError, match=r'^it is not JSON \(.*\); write it like \{"pack.pdf": \{"url": '):
        read_metadata("metadata.json", content)


@pytest.mark.parametrize("facts", [[], "pack.pdf", None, 7])
def test_what_is_no_object_is_refused(facts: object) -> None:
    with pytest.raises(PaperError, match=r"^it is not an object of papers' names; write it like "):
        told(facts)


@pytest.mark.parametrize("facts", [PACK, None, [PACK]])
def test_what_is_said_of_a_paper_must_be_an_object(facts: object) -> None:
    with pytest.raises(PaperError, match=r"^what it says of 'b\.pdf' is not an object; write it like "):
        told({"a.pdf": {"url": PACK}, "b.pdf": facts})


def test_an_unknown_key_is_named_with_those_there_are() -> None:
    with pytest.raises(PaperError) as raised:
        told({"a.pdf": {"link": PACK}})
    assert str(raised.value) == "what it says of 'a.pdf' has the key 'link'; give url, webcast, exempt only"


@pytest.mark.parametrize(
    "address",
    [
        *("", "elmport.gov.uk/pack.pdf", "javascript:alert(1)", "ftp://elmport.gov.uk/a.pdf", "https://", "https:///a"),
        *("https://elmport.gov.uk/a b.pdf", "https://elmport.gov.uk/a.pdf\n", " https://elmport.gov.uk", 7, None),
        "https://elmport.gov.uk/\ud800",  # half a character, which cannot be saved
    ],
)
@pytest.mark.parametrize("key", ["url", "webcast"])
def test_what_is_no_address_of_the_web_is_refused(key: str, address: object) -> None:
    with pytest.raises(PaperError) as raised:
        told({"a.pdf": {key: address}})
    assert str(raised.value) == f"the {key} of 'a.pdf' is not an address; begin it with https:// or http://"


def test_a_reason_can_be_saved_whatever_the_name_it_tells() -> None:
    with pytest.raises(PaperError) as raised:
        told({"\ud800.pdf": {"url": 7}})
    assert str(raised.value).encode()
