import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Kind, PaperError, Passage, Reading, read_document, read_passages
from corpus.tokens import count_tokens
from index import Encoder
from tests.conftest import SAMPLE
from tests.corpus.papers import (
    ALDER,
    BIRCH,
    CEDAR,
    DOGWOOD,
    ELDER,
    FIR,
    GORSE,
    LIMIT,
    PROSE,
    cheap,
    passage_texts,
    read_pages,
    read_text_file,
    text_file,
)

# Long enough that no passage holds two of them.
LONG = [" ".join([first, second] * 2) for first, second in pairwise(PROSE)]
NOTICE = "Digest prepared for demonstration; not the official record"  # at the foot of every page of the sample
SAMPLE_FURNITURE = re.compile(rf"Page \d+|This page is intentionally left blank|{NOTICE}")


def solid(texts: Iterable[str]) -> str:
    """The characters that are not white space."""
    return "".join("".join(text.split()) for text in texts)


def with_words(reading: Reading, words: str) -> Passage:
    (passage,) = (passage for passage in reading.passages if words in passage.text)
    return passage


def assert_sound(reading: Reading, word_pieces: Callable[[str], int], limit: int) -> None:
    """What holds of every passage of every document."""
    text = reading.document.text
    for passage in reading.passages:
        assert passage.text == text[passage.start : passage.end]
        assert passage.text.strip()
        assert word_pieces(f"{passage.context}\n{passage.text}") <= limit
        assert solid(text[start:end] for start, end, *_ in passage.sentences) == solid([passage.text])
    assert all(before.end <= after.start for before, after in pairwise(reading.passages))


# --- nothing lost, nothing doubled, nothing too long ---

WORD = st.text(alphabet="aeinrstLO’é-£", min_size=1, max_size=12)
PUNCTUATION = st.sampled_from(["", ".", ",", ":", ";", "?", "!", ".”", ")", "…", " –"])


@st.composite
def clauses(draw: st.DrawFn, longest: int) -> str:
    words = draw(st.lists(st.tuples(WORD, PUNCTUATION), min_size=1, max_size=longest))
    return " ".join(word + mark for word, mark in words)


@st.composite
def elements(draw: st.DrawFn, place: int) -> tuple[str, bool]:
    """A stretch of a document, and whether it is furniture. No two lines are alike: repeated titles are furniture."""
    form = draw(
        st.sampled_from(["heading", "capitals", "hash", "paragraph", "number", "item", "table", "label", "page"])
    )
    own = f"Qx{chr(97 + place)} "  # makes the stretch unlike all others
    match form:
        case "heading":
            return own + draw(clauses(5)), False
        case "capitals":
            return own.upper() + draw(clauses(5)).upper(), False
        case "hash":
            return f"{'#' * draw(st.integers(1, 4))} {own}{draw(clauses(5))}", False
        case "paragraph":
            lines = draw(st.lists(clauses(40), min_size=1, max_size=4))
            return "\n".join(f"{own}{i} {line}" for i, line in enumerate(lines)), False
        case "number":
            return f"{draw(st.integers(1, 9))}.{draw(st.integers(1, 20))} {own}{draw(clauses(60))}", False
        case "item":
            marks = draw(st.lists(st.sampled_from(["-", "•", "1.", "(a)"]), min_size=1, max_size=4))
            return "\n".join(f"{mark} {own}{i} {draw(clauses(15))}" for i, mark in enumerate(marks)), False
        case "table":
            rows = draw(st.lists(st.lists(WORD, min_size=2, max_size=4), min_size=1, max_size=8))
            return "\n".join("\t".join([f"{own}{i}", *cells]) for i, cells in enumerate(rows)), False
        case "label":
            return draw(st.sampled_from(["PCC Response:", "Response", "Reply:"])), False
    return f"Page {draw(st.integers(1, 400))}", True


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str]:
    """The text of a document, and what of it that is not white space must come back."""
    parts = [("Qxx Beginnings", False), *(draw(elements(place)) for place in range(draw(st.integers(1, 12))))]
    text = "".join(part + draw(st.sampled_from(["\n", "\n\n", "\n \n\n", "\r\n", "\r\n\r\n"])) for part, _ in parts)
    return text, solid(part for part, furniture in parts if not furniture)


@given(documents(), st.sampled_from([90, 130, LIMIT]))
@settings(max_examples=60, deadline=None)
def test_every_character_that_is_no_furniture_is_in_one_passage_in_order(document: tuple[str, str], limit: int) -> None:
    text, kept = document
    reading = read_passages(text_file(text), cheap, limit)
    assert solid(passage_texts(reading)) == kept
    assert_sound(reading, cheap, limit)


@st.composite
def paged(draw: st.DrawFn) -> list[list[str]]:
    """The pages of a PDF; no two blocks are alike, for what pages repeat is furniture."""
    pages = []
    for page in range(draw(st.integers(1, 4))):
        marks = draw(st.lists(st.sampled_from(["# ", "", "", "- ", "3.{} "]), min_size=1, max_size=6))
        words = [draw(st.lists(WORD, min_size=1, max_size=30)) for _ in marks]
        pages.append(
            [
                f"{mark.format(n + 1)}P{page}n{n} {' '.join(own)}"
                for n, (mark, own) in enumerate(zip(marks, words, strict=True))
            ]
        )
    return pages


@given(paged())
@settings(max_examples=25, deadline=None)
def test_every_character_of_a_pdf_is_in_one_passage_of_its_page_in_order(pages: list[list[str]]) -> None:
    reading = read_pages(*pages)
    kept = [solid(block.removeprefix("# ") for block in page) for page in pages]
    for number, text in enumerate(kept, start=1):
        assert solid(passage.text for passage in reading.passages if passage.page == number) == text
    assert_sound(reading, cheap, LIMIT)


@given(documents())
@settings(max_examples=15, deadline=None)
def test_no_passage_is_longer_than_the_model_reads(encoder: Encoder, document: tuple[str, str]) -> None:
    text, kept = document
    reading = read_passages(text_file(text), encoder.word_pieces, encoder.limit)
    assert solid(passage_texts(reading)) == kept
    assert_sound(reading, encoder.word_pieces, encoder.limit)


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.pdf")), ids=lambda path: path.name)
def test_every_passage_of_the_sample_is_sound(encoder: Encoder, path: Path) -> None:
    reading = read_passages(read_document(path.name, path.read_bytes()), encoder.word_pieces, encoder.limit)
    assert_sound(reading, encoder.word_pieces, encoder.limit)
    for page in reading.document.pages:
        assert all(page.start <= p.start < p.end <= page.end for p in reading.passages if p.page == page.number)


@pytest.mark.parametrize("name", ["pack-2023-12-14.pdf", "use-of-precept-2022.pdf"])
def test_nothing_but_page_numbers_and_notices_of_the_sample_is_left_out(encoder: Encoder, name: str) -> None:
    document = read_document(name, (SAMPLE / name).read_bytes())
    reading = read_passages(document, encoder.word_pieces, encoder.limit)
    lines = (document.slice(line) for line in document.lines)
    assert solid(passage_texts(reading)) == solid(line for line in lines if not SAMPLE_FURNITURE.fullmatch(line))


@pytest.mark.parametrize(
    "long",
    ["x" * 20_000, "ab-" * 5_000, "警察と委員会の記録" * 800, "<|endoftext|>" * 500, "1234567890" * 1_000],
    ids=["letters", "hyphens", "characters", "markers", "figures"],
)
def test_a_word_too_long_for_a_passage_is_cut_and_not_lost(encoder: Encoder, long: str) -> None:
    reading = read_passages(text_file(f"Roads\n\nIt said {long}"), encoder.word_pieces, encoder.limit)
    assert solid(passage_texts(reading)) == f"RoadsItsaid{long}"
    assert len(reading.passages) > 1
    assert_sound(reading, encoder.word_pieces, encoder.limit)


def test_a_line_of_a_megabyte_is_cut_and_not_lost() -> None:
    line = " ".join(PROSE * 900)
    reading = read_text_file(f"Roads\n\n{line}\n")
    assert len(line) > 1_000_000
    assert solid(passage_texts(reading)) == solid(["Roads", line])
    assert_sound(reading, cheap, LIMIT)


def test_a_paragraph_too_long_for_a_passage_is_cut_between_sentences() -> None:
    reading = read_text_file("\n\n".join(["Roads", " ".join(PROSE)]))
    assert len(reading.passages) > 2
    assert all(passage.text.endswith(".") for passage in reading.passages)


def test_a_passage_is_no_longer_than_a_person_wants_to_read() -> None:
    reading = read_text_file("\n\n".join(["Roads", *PROSE, " ".join(PROSE)]))
    assert max(count_tokens(passage.text) for passage in reading.passages) <= 170


def test_short_neighbours_share_a_passage() -> None:
    reading = read_text_file("Roads\n\nThey are shut.\n\nThey are long.\n\nThey are wet.\n")
    assert passage_texts(reading) == ["Roads\n\nThey are shut.\n\nThey are long.\n\nThey are wet."]


# --- what stays together, what stays apart ---


def test_a_heading_goes_with_what_follows_it() -> None:
    reading = read_text_file(f"ROADS\n\n{LONG[0]}\n\nBRIDGES\n\n{LONG[1]}\n")
    assert [text.split("\n")[0] for text in passage_texts(reading)] == ["ROADS", "BRIDGES"]


def test_a_question_stays_with_the_start_of_its_answer() -> None:
    reading = read_text_file(f"{ALDER}\n\nWho will mend the bridge?\n\nPCC Response:\n\nThe county will. {BIRCH}\n")
    passage = with_words(reading, "Who will mend the bridge?")
    assert "The county will." in passage.text
    assert ALDER not in passage.text


def test_each_question_opens_a_passage_of_its_own() -> None:
    reading = read_text_file("Who will mend it?\n\nThe county.\n\nWho will pay for it?\n\nThe county too.\n")
    assert passage_texts(reading) == ["Who will mend it?\n\nThe county.", "Who will pay for it?\n\nThe county too."]


def test_the_rest_of_a_long_answer_has_the_question_as_context() -> None:
    reading = read_text_file("\n\n".join(["Roads", "Who will mend the bridge?", "PCC Response:", *PROSE]))
    later = with_words(reading, GORSE)
    assert "Who will mend the bridge?" not in later.text
    assert later.context.endswith("Who will mend the bridge?")


def test_a_line_that_leads_into_a_list_stays_with_it_and_is_context_for_the_rest() -> None:
    items = "\n".join(f"- {line}" for line in PROSE)
    reading = read_text_file(f"Roads\n\nThe Chair pledged these:\n\n{items}\n")
    assert ALDER in with_words(reading, "The Chair pledged these:").text
    assert with_words(reading, GORSE).context.endswith("The Chair pledged these:")


def test_each_numbered_paragraph_opens_a_passage_and_gives_it_its_number() -> None:
    reading = read_text_file("3. ROADS\n\n3.11 They are shut.\n\n3.12 They are long.\n\n3.13 They are wet.\n")
    assert [(passage.paragraph, passage.text) for passage in reading.passages] == [
        ("3.11", "3. ROADS\n\n3.11 They are shut."),
        ("3.12", "3.12 They are long."),
        ("3.13", "3.13 They are wet."),
    ]


def test_what_follows_a_numbered_paragraph_carries_its_number_up_to_the_next_heading() -> None:
    reading = read_text_file("\n\n".join([f"3.11 {LONG[0]}", LONG[1], f"- {LONG[2]}", "BRIDGES", LONG[3]]))
    numbers = [(passage.paragraph, passage.text.split()[0]) for passage in reading.passages]
    assert {number for number, first in numbers[: numbers.index((None, "BRIDGES"))]} == {"3.11"}
    assert {number for number, first in numbers[numbers.index((None, "BRIDGES")) :]} == {None}


def test_the_rest_of_a_long_numbered_paragraph_has_its_beginning_as_context() -> None:
    reading = read_text_file(f"Roads\n\n3.11 {' '.join(PROSE)}\n")
    later = with_words(reading, GORSE)
    assert later.paragraph == "3.11"
    assert later.context.startswith("Roads | 3.11 The Panel heard")


def test_the_rest_of_a_long_paragraph_has_its_first_words_and_its_question_as_context() -> None:
    reading = read_text_file(f"Roads\n\nWho will mend it?\n\nResponse:\n\nThe county will. {' '.join(PROSE)}\n")
    context = with_words(reading, GORSE).context
    assert "Roads | Who will mend it? | The county will. The Panel heard" in context


def test_the_later_parts_of_a_long_cell_know_their_row_their_head_and_how_the_cell_begins() -> None:
    long = " ".join(PROSE[1:9])
    reading = read_text_file(
        f"Roads\n\nTheme\tRating\tDetail\tTheme\tRating\tDetail\n"
        f"Bridges\tGreen\tIn spring. {long}\tFerries\tRed\t{ALDER}\n"
    )
    later = with_words(reading, "Gorse scheme")
    assert "Bridges" not in later.text
    assert later.context.startswith("Roads | Theme Bridges: Detail In spring. The Panel heard")


def test_every_row_knows_the_title_of_its_table() -> None:
    rows = "\n".join(f"{name} road in the north of the county\t{i}" for i, name in enumerate("ABCDEFGHJKLMNOP"))
    reading = read_text_file(f"Costs\n\nTable 3: what was spent in May\n\nRoad\tCost\n{rows}\n\n{LONG[0]}\n")
    later = [p for p in reading.passages if p.sentences[0].kind is Kind.ROW]
    assert len(later) > 1
    assert all("Costs | Table 3: what was spent in May" in passage.context for passage in later)
    assert "Table 3" not in with_words(reading, LONG[0]).context


def test_a_list_after_a_table_does_not_stand_under_its_heads() -> None:
    reading = read_text_file(f"Roads\n\nRoad\tCost\nA1\t17\n\n4. {LONG[0]} {LONG[2]}\n")
    assert reading.passages[-1].context.startswith("Roads | 4. The Panel")


def test_a_table_number_is_the_heading_of_its_table_alone() -> None:
    reading = read_text_file(f"COSTS\n\nTable 1\n\nRoad\tCost\nA1\t17\n\n4.1 {LONG[0]}\n\nRISKS\n\n5.1 {LONG[4]}\n")
    assert with_words(reading, "A1\t17").headings == ("COSTS", "Table 1")
    assert with_words(reading, LONG[0]).headings == ("COSTS",)
    assert with_words(reading, LONG[4]).headings == ("RISKS",)


def test_every_row_of_a_table_is_spelled_out_in_the_context_and_beside_its_sentence() -> None:
    rows = "\n".join(f"{name}\t{i}\t{i * 2}" for i, name in enumerate(line.split()[7] for line in PROSE * 6))
    reading = read_text_file(f"Roads\n\nScheme\tCost in 2021\tCost in 2022\n{rows}\n")
    assert len(reading.passages) > 1
    said = "Scheme Larch: Cost in 2021: 65; Cost in 2022: 130."
    assert reading.passages[-1].context.endswith(said)
    assert reading.passages[-1].sentences[-1].spelled == said
    assert said not in reading.document.text


def test_two_tables_with_white_space_between_them_are_two_passages() -> None:
    reading = read_text_file(f"{ALDER}\n\nTheft\t310\nArson\t4\n\nRoad\tCost\nA1\t17\n")
    assert passage_texts(reading)[1:] == ["Theft\t310\nArson\t4", "Road\tCost\nA1\t17"]


def test_a_running_head_and_a_page_marker_are_in_no_passage() -> None:
    pages = [["# Roads", ALDER], ["# Bridges", BIRCH], ["# Ferries", CEDAR]]
    reading = read_pages(*pages, head="Northshire Panel papers", foot=lambda n: f"Page {n + 20}")
    assert solid(passage_texts(reading)) == solid(block.removeprefix("# ") for page in pages for block in page)


@pytest.mark.parametrize("text", ["Page 20\n", "Page 1\n\nThis page is intentionally left blank\n"])
def test_a_text_file_of_nothing_but_furniture_is_refused(text: str) -> None:
    with pytest.raises(PaperError, match="nothing but page numbers"):
        read_text_file(text)


def test_a_pdf_whose_only_text_is_its_page_numbers_is_refused() -> None:
    with pytest.raises(PaperError, match="nothing but page numbers"):
        read_pages([], [], [], foot=lambda n: f"Page {n}")


def test_a_page_marker_parts_two_passages_of_a_text_file() -> None:
    reading = read_text_file("Roads\n\nThe road is\nPage 4\nshut until May.\n")
    assert passage_texts(reading) == ["Roads\n\nThe road is", "shut until May."]


def test_no_passage_runs_over_a_page() -> None:
    reading = read_pages(["# Roads", "They are shut."], ["They are long."])
    assert [(passage.page, passage.text) for passage in reading.passages] == [
        (1, "Roads\nThey are shut."),
        (2, "They are long."),
    ]


# --- what a passage carries ---


def test_a_passage_knows_its_physical_page_and_the_label_printed_there() -> None:
    reading = read_pages([ALDER], [], [CEDAR], foot=lambda n: f"Page {n + 20}")
    assert [(passage.page, passage.page_label) for passage in reading.passages] == [(1, "21"), (3, "23")]


def test_a_passage_of_a_text_file_has_no_page() -> None:
    (passage,) = read_text_file(f"Roads\n\nPage 4\n\n{ALDER}\n").passages[1:]
    assert (passage.page, passage.page_label) == (None, None)


def test_a_passage_carries_its_headings_outermost_first() -> None:
    text = f"# Plan\n\n## Roads\n\n### Costs\n\n{LONG[0]}\n\n## Bridges\n\n{LONG[1]}\n"
    reading = read_text_file(text, "plan.md")
    assert with_words(reading, LONG[0]).headings == ("Roads", "Costs")  # the title is the paper's, no heading in it
    assert with_words(reading, LONG[1]).headings == ("Bridges",)


def test_headings_in_larger_type_stand_over_those_in_smaller() -> None:
    reading = read_pages(["# Plan for roads", "COSTS", LONG[0], "RISKS", LONG[1], "# Plan for bridges", LONG[2]])
    trails = [passage.headings for passage in reading.passages]
    assert list(dict.fromkeys(trails)) == [
        ("Plan for roads", "COSTS"),
        ("Plan for roads", "RISKS"),
        ("Plan for bridges",),
    ]


def test_a_heading_in_two_lines_of_a_kind_is_one() -> None:
    reading = read_pages(["# The cost of mending all of the roads", "# and bridges of the county", ALDER, BIRCH])
    assert len({passage.headings for passage in reading.passages}) == 1


def test_a_recording_time_is_carried_to_the_next_and_dropped_at_the_next_item() -> None:
    reading = read_text_file(
        "\n\n".join(
            [
                "4. Roads (00:06:15 on recording)",
                LONG[0],
                f"(0:21:55 on the recording) {LONG[1]}",
                "5. Bridges",
                LONG[2],
            ]
        )
    )
    times = [passage.recording_time for passage in reading.passages]
    assert list(dict.fromkeys(times)) == ["00:06:15", "0:21:55", None]


def test_minutes_give_their_passages_the_item_they_were_spoken_under() -> None:
    minutes = "POLICE AND CRIME PANEL\n\nMINUTES OF MEETING HELD ON 14 MARCH 2022"
    reading = read_text_file(
        f"{minutes}\n\n4. Roads\n\n{LONG[0]}\n\nPRIORITY 1\n\n{LONG[1]}\n\n5. Bridges\n\n{LONG[2]}\n"
    )
    items = [passage.item for passage in reading.passages]
    assert list(dict.fromkeys(items)) == ["4. Roads", "5. Bridges"]


def test_the_context_says_title_date_and_headings_but_nothing_twice() -> None:
    reading = read_text_file(f"POLICE AND CRIME PANEL – 14 MARCH 2022\nROAD SAFETY\n\n4. COSTS\n\n{LONG[0]}\n")
    assert reading.passages[-1].context == "Road Safety | 14 March 2022 | 4. COSTS"


def test_a_title_that_is_also_a_heading_is_in_the_context_once() -> None:
    reading = read_text_file(f"# Roads\n\n{LONG[0]}\n", "a.md")
    assert {passage.context for passage in reading.passages} == {"Roads"}


def test_the_context_of_minutes_names_their_date_once() -> None:
    reading = read_text_file(
        f"POLICE AND CRIME PANEL\n\nMINUTES OF MEETING HELD ON 14 MARCH 2022\n\n4. Roads\n\n{LONG[0]}\n"
    )
    assert reading.passages[-1].context == "Minutes of 14 March 2022 | 4. Roads"


def test_context_that_is_too_long_gives_up_its_outermost_words_first() -> None:
    title = "A report on every road, lane, track, path, bridge, ford, ferry and crossing of the county of Northshire"
    reading = read_text_file(
        f"# {title}\n\n## {title[:-1]}s\n\n## Costs\n\nWhy {ALDER[:-1]}?\n\n{' '.join(PROSE)}\n", "a.md"
    )
    context = reading.passages[-1].context
    assert cheap(context) <= 60
    assert "Why The Panel" in context
    assert title not in context


def test_the_sentences_of_a_passage_say_what_they_are_sentences_of() -> None:
    reading = read_text_file("ROADS\n\nWho pays?\n\nResponse:\n\nThe county. It must.\n\n- Tolls\n\nA1\t17\n")
    found = {reading.document.text[a:b]: kind for passage in reading.passages for a, b, kind, _ in passage.sentences}
    assert found == {
        "ROADS": Kind.HEADING,
        "Who pays?": Kind.QUESTION,
        "Response:": Kind.LABEL,
        "The county.": Kind.PARAGRAPH,
        "It must.": Kind.PARAGRAPH,
        "- Tolls": Kind.ITEM,
        "A1\t17": Kind.ROW,
    }


def test_reading_gives_back_the_document_with_its_page_labels() -> None:
    reading = read_pages([DOGWOOD], [ELDER], [FIR], foot=lambda n: f"- {n + 6} -")
    assert [page.label for page in reading.document.pages] == ["7", "8", "9"]


def test_a_row_that_fills_a_small_models_room_when_spelled_out_is_kept() -> None:
    row = "\t".join(["Measure", *["violence against the person"] * 6])
    reading = read_text_file(f"Roads\n\n{row}\n{row.replace('against', 'towards')}\n")
    small = read_passages(reading.document, cheap, 90)
    assert solid(passage_texts(small)) == solid([reading.document.text])
    assert_sound(small, cheap, 90)
