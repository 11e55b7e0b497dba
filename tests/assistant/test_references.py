"""The references are read back by others' readers: citeproc-py makes a bibliography, bibtexparser reads the entries."""

import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from assistant import Assistant, Citation
from assistant.references import ReferencesError, citations_of, form_of, to_bibtex, to_csl, to_csl_json
from corpus import PaperKind
from tests.assistant.citations import citation

QUESTIONS = ("What was said about Op Shopkeeper?", "How much fly-tipping was there?", "Who won the football world cup?")
# What the schema of CSL-JSON 1.0.2 says of the names that are used.
TEXTS = {"id", "type", "genre", "title", "publisher", "event-title", "container-title", "page", "URL", "note"}
DATES = {"issued", "event-date"}
# Letters of LaTeX that the reader does not know, or takes for others.
LETTERS = {"braceleft": "{", "braceright": "}", "less": "<", "greater": ">", "bar": "|", "asciicircum": "^"}
HOSTILE = st.text(
    st.one_of(st.sampled_from(' \t\n&%#_$£’{}\\~^<>|@"éŵ–,=\x00\ud800\u202e'), st.characters()), max_size=30
)


@pytest.fixture(scope="module")
def cited(sample_assistant: Assistant) -> list[Citation]:
    """The citations of answers of the sample archive, one of them "not found"."""
    return list(citations_of(sample_assistant.ask_many(QUESTIONS)))


def only(*citations: Citation) -> dict[str, Any]:
    """The one item of citations of one paper."""
    (item,) = to_csl(citations)
    return item


def is_valid(item: dict[str, Any]) -> bool:
    """Whether an item is one by the schema's rules, and holds nothing empty."""
    return (
        {"id", "type"} <= item.keys() <= TEXTS | DATES | {"author"}
        and all(isinstance(item[name], str) and item[name] for name in TEXTS & item.keys())
        and all(re.fullmatch(r"\[\[\d{4}, \d\d?, \d\d?\]\]", str(item[n]["date-parts"])) for n in DATES & item.keys())
        and all(name.keys() in ({"literal"}, {"given", "family"}) for name in item.get("author", []))
    )


def parsed(text: str) -> dict[str, dict[str, str]]:
    """The fields of each entry by its key, as TeX would set them; addresses and names are left as they stand."""
    raw = parse_string(text)
    assert not raw.failed_blocks
    known = get_default_latex_context_db()
    known.add_context_category(
        "LaTeX's", prepend=True, macros=[MacroTextSpec(f"text{name}", one) for name, one in LETTERS.items()]
    )
    decoding = LatexDecodingMiddleware(decoder=LatexNodes2Text(latex_context=known))
    told = parse_string(text, append_middleware=[decoding])
    entries = {one.key: {field.key: str(field.value) for field in one.fields} for one in told.entries}
    for one in raw.entries:
        entries[one.key] |= {field.key: str(field.value) for field in one.fields if field.key in ("url", "author")}
    return entries


def bibliography(items: list[dict[str, Any]]) -> list[str]:
    """The items as citeproc-py lists them in the style that it carries."""
    with warnings.catch_warnings():
        # It is of CSL 1.0.1, which called an event's title by another name.
        warnings.filterwarnings("error", "The following arguments")
        warnings.filterwarnings("ignore", "The following arguments for Reference are unsupported: event_title$")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        listed = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            listed.register(Cited([CitationItem(item["id"])]))
        return [str(entry) for entry in listed.bibliography()]


def test_what_the_sample_archive_is_quoted_for_becomes_a_bibliography(cited: list[Citation]) -> None:
    items = json.loads(to_csl_json(cited))
    assert {item["title"] for item in items} == {one.title for one in cited}
    assert all(is_valid(item) for item in items)
    listed = bibliography(items)
    assert len(listed) == len(items)
    for item, entry in zip(items, listed, strict=True):
        # The style sets a title's words in capitals of its own.
        for told in (
            item["title"],
            item.get("publisher", ""),
            str(item.get("issued", {}).get("date-parts", [[""]])[0][0]),
        ):
            assert told.casefold() in entry.casefold()


def test_the_same_references_are_read_from_bibtex(cited: list[Citation]) -> None:
    items, text = to_csl(cited), to_bibtex(cited)
    entries = parsed(text)
    assert len(re.findall(r"^  title = \{\{.+\}\},$", text, re.MULTILINE)) == len(
        items
    )  # no style may change its capitals
    assert list(entries) == [item["id"] for item in items]
    for item in items:
        entry = entries[item["id"]]
        assert entry["title"] == item["title"]
        assert entry["type"] == item["genre"]
        assert entry.get("institution") == item.get("publisher")
        assert item["note"] in entry["note"]
        assert entry["pages"].replace("–", "-") == item["page"]


def test_a_paper_is_one_reference_with_all_its_pages_and_places_in_order() -> None:
    facts = [
        {"page": 19, "page_label": "18", "paragraph": "3.2", "item": "7. Fares", "char_start": 300},
        {"page": 5, "page_label": "4", "paragraph": "1.1", "item": "2. Tides", "char_start": 10},
        {"page": 18, "page_label": "17", "paragraph": "3.1", "item": "7. Fares", "char_start": 200},
        {"page": 18, "page_label": "17", "paragraph": "3.1", "item": "7. Fares", "char_start": 250},
    ]
    item = only(*(citation(**one) for one in facts))
    assert item["page"] == "4, 17-18"
    assert item["note"] == (
        "Under “2. Tides”, paragraph 1.1; under “7. Fares”, paragraphs 3.1, 3.2; file minutes.pdf; "
        "pages 5, 18-19 of the file"
    )
    (entry,) = parsed(to_bibtex(citation(**one) for one in facts)).values()
    assert entry["pages"] == "4, 17–18"


@pytest.mark.parametrize(
    ("pages", "page", "note"),
    [
        ([(9, "9"), (10, "10")], "9-10", "File minutes.pdf"),
        ([(2, "ii"), (4, "iv")], "ii, iv", "File minutes.pdf; pages 2, 4 of the file"),
        # Pages of which one is without a printed number are counted in the file, all of them.
        ([(2, None), (3, "7")], "2-3", "File minutes.pdf; pages 2-3 of the file"),
        ([(None, None)], None, "File minutes.pdf"),
    ],
)
def test_pages_are_those_that_a_reader_finds(
    pages: list[tuple[int | None, str | None]], page: str | None, note: str
) -> None:
    places = [citation(page=own, page_label=label, char_start=at) for at, (own, label) in enumerate(pages)]
    item = only(*places)
    assert (item.get("page"), item["note"]) == (page, note)


def test_where_there_are_no_pages_the_heading_stands_for_an_item_and_times_are_left_out() -> None:
    places = [
        citation(page=None, page_label=None, item="3. Tides (0:10:05 on recording)", headings=["3. Tides"]),
        citation(page=None, page_label=None, headings=["Fares", "Winter"], char_start=1),
    ]
    assert only(*places)["note"] == "Under “3. Tides”; under “Winter”; file minutes.pdf"
    assert only(citation(headings=["Fares"]))["note"] == "File minutes.pdf"


def test_the_day_is_the_meetings_else_the_packs_and_else_there_is_none() -> None:
    meeting = only(citation(pack_date="2021-06-07", document="pack.pdf"))
    assert meeting["issued"] == meeting["event-date"] == {"date-parts": [[2021, 5, 3]]}
    assert meeting["event-title"] == "Ferry Panel meeting"
    assert meeting["container-title"] == "Papers for 7 June 2021 (pack.pdf)"
    pack = only(citation(meeting_date=None, pack_date="2021-06-07"))
    assert pack["issued"] == {"date-parts": [[2021, 6, 7]]}
    undated = citation(meeting_date=None, period="Q1 2018/19")
    for item in (pack, only(undated)):
        assert not {"event-title", "event-date"} & item.keys()
    assert not {"issued", "container-title"} & only(undated).keys()
    assert only(undated)["note"] == "Q1 2018/19; file minutes.pdf"
    (entry,) = parsed(to_bibtex([undated])).values()
    assert not {"date", "year", "month", "eventdate"} & entry.keys()
    (entry,) = parsed(to_bibtex([citation()])).values()
    assert (entry["date"], entry["year"], entry["month"]) == ("2021-05-03", "2021", "may")


def test_keys_are_readable_and_each_papers_own_whatever_else_is_cited() -> None:
    title = "The Café’s Fares & Tolls"
    papers = [
        citation(title=title),
        citation(title=title, document="pack.pdf"),
        citation(title="票価", meeting_date=None),
    ]
    keys = [item["id"] for item in to_csl(papers)]
    assert len(set(keys)) == 3
    assert re.fullmatch(r"ferry-panel-2021-05-03-cafes-fares-tolls-[0-9a-f]{6}", keys[0])
    assert re.fullmatch(r"ferry-panel-[0-9a-f]{6}", keys[2])
    assert sorted(only(one)["id"] for one in papers) == keys == sorted(keys)


def test_the_order_of_questions_makes_no_difference(cited: list[Citation]) -> None:
    assert to_csl_json(reversed(cited)) == to_csl_json(cited)
    assert to_bibtex([*cited, *cited]) == to_bibtex(cited)


@pytest.mark.parametrize(
    ("author", "office", "csl", "bibtex"),
    [
        ("Ann Alder", "Chief Clerk", {"given": "Ann", "family": "Alder"}, "Alder, Ann"),
        ("Ann van der Alder", None, {"given": "Ann", "family": "van der Alder"}, "van der Alder, Ann"),
        ("Cllr Ann Alder", None, {"literal": "Cllr Ann Alder"}, "{Cllr Ann Alder}"),
        ("Ann Alder and Ben Birch", None, {"literal": "Ann Alder and Ben Birch"}, "{Ann Alder and Ben Birch}"),
        (None, "Chief Clerk & Treasurer", {"literal": "Chief Clerk & Treasurer"}, r"{Chief Clerk \& Treasurer}"),
    ],
)
def test_who_signs_a_paper_is_its_author(
    author: str | None, office: str | None, csl: dict[str, str], bibtex: str
) -> None:
    signed = citation(author=author, office=office)
    assert only(signed)["author"] == [csl]
    (entry,) = parsed(to_bibtex([signed])).values()
    assert entry["author"] == bibtex


def test_a_kind_of_paper_is_told_and_nobody_is_made_up_as_author() -> None:
    item = only(citation(kind=PaperKind.QUESTIONS, url="https://example.org/a b.pdf#page=9"))
    assert (item["type"], item["genre"]) == ("report", "Questions and answers")
    assert item["URL"] == "https://example.org/a%20b.pdf#page=9"
    assert "author" not in item
    assert "URL" not in only(citation(url="javascript:alert(1)"))


@settings(max_examples=40, deadline=None)
@given(HOSTILE, HOSTILE)
def test_no_text_breaks_the_files_or_is_changed_by_them(title: str, name: str) -> None:
    facts = {"title": title, "document": name, "body": name, "author": title, "item": title, "paragraph": name}
    odd = citation(**facts, page_label=name, url=f"https://example.org/{title}")
    item = json.loads(to_csl_json([odd]))[0]
    assert is_valid(item)
    (entry,) = parsed(to_bibtex([odd])).values()
    for field, told in (("title", item.get("title")), ("institution", item.get("publisher"))):
        assert entry.get(field) == told
    assert entry["note"] == item["note"]
    assert entry.get("url") == item.get("URL")


def test_a_file_of_another_ending_is_refused_in_a_sentence() -> None:
    assert form_of(Path("refs.BIB")) is to_bibtex
    with pytest.raises(ReferencesError, match=r"^refs\.txt is no file of references; end its name in [^.]*\.bib .*\.$"):
        form_of(Path("refs.txt"))
    assert (to_bibtex([]), to_csl_json([])) == ("", "[]\n")
