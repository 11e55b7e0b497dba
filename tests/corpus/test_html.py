import codecs
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Kind, PaperError, PaperKind, Reading, read_document, read_passages
from corpus.blocks import find_blocks
from corpus.html import read_html
from tests.corpus.papers import ALDER, BIRCH, CEDAR, LIMIT, cheap, make_pdf


def read(body: str, head: str = "") -> Document:
    return read_html("page.html", f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())


def words(document: Document) -> list[str]:
    return [document.slice(line) for line in document.lines]


def shape(document: Document) -> list[tuple[str, int, int]]:
    return [(document.slice(line), line.level, line.depth) for line in document.lines]


def cells(document: Document) -> list[list[tuple[str, float]]]:
    return [[(document.text[c.start : c.end], c.left) for c in line.cells] for line in document.lines]


# The text and its lines


def test_each_block_is_a_line_and_a_blank_line_stands_between_two() -> None:
    document = read(
        "<h2>The Chair’s report</h2><p>Of  <b>£2m</b>,\n half was\tspent.</p><div>None<div>Some</div>All</div>"
    )
    assert document.text == "The Chair’s report\n\nOf £2m, half was spent.\n\nNone\n\nSome\n\nAll"
    assert (document.kind, document.pages) == ("html", ())


def test_entities_are_the_characters_they_stand_for_and_what_nobody_sees_is_dropped() -> None:
    document = read("<p>Roads&nbsp;&amp;&#160;brid&shy;ges&#8203; &ndash; &pound;2m &#150; &lt;now&gt;</p>")
    assert document.text == "Roads & bridges – £2m – <now>"


def test_a_line_break_parts_lines_and_two_part_paragraphs() -> None:
    document = read("<p>County Hall<br>Alderton<br/><br>The road is shut.</p><h2>Roads<br>and bridges</h2>")
    assert document.text == "County Hall\nAlderton\n\nThe road is shut.\n\nRoads and bridges"
    assert [line.gap for line in document.lines] == [True, False, True, True]


def test_preformatted_text_keeps_its_lines() -> None:
    assert read("<pre>One\n  Two\n\nThree</pre>").text == "One\nTwo\n\nThree"


def test_headings_and_list_items_tell_their_level_and_depth() -> None:
    body = (
        "<h1>Minutes</h1><ul><li>roads<ul><li><p>lanes</p><p>Of gravel.</p></ul><li>bridges</ul>"
        '<ol start="3"><li>one<li value="7">two</ol><ol type="a"><li>x</ol>'
        '<ol style="list-style: upper-roman"><li>y</ol>'
        '<ol reversed><li>last<li>first</ol><div role="heading" aria-level="3">Costs</div>'
    )
    assert shape(read(body)) == [
        ("Minutes", 1, 0),
        ("- roads", 0, 1),
        ("- lanes", 0, 2),
        ("Of gravel.", 0, 0),
        ("- bridges", 0, 1),
        ("3. one", 0, 1),
        ("7. two", 0, 1),
        ("a. x", 0, 1),
        ("I. y", 0, 1),
        ("2. last", 0, 1),
        ("1. first", 0, 1),
        ("Costs", 3, 0),
    ]


def test_an_item_with_a_mark_or_heading_of_its_own_gets_no_second_mark() -> None:
    body = "<ul><li>1. Roads</li><li>(a) Lanes</li><li>3.11 Costs</li><li><h3>Title</h3></li></ul><ol><li>1. One</ol>"
    assert words(read(body)) == ["1. Roads", "(a) Lanes", "3.11 Costs", "Title", "1. One"]


def test_bold_is_told_of_lines_that_are_bold_throughout() -> None:
    body = (
        "<p><strong>Roads</strong></p><p><b>Roads</b> and more</p><p style='font-weight:700'>Roads</p>"
        "<p><b style='mso-bidi-font-weight:normal'>Roads</b></p><p><b style='font-weight: normal'>Roads</b></p>"
        "<p class='mgAiTitleTxt'>Roads</p><p><b>Roads</b><br>Shut.</p>"
    )
    document = read(body)
    assert [line.bold for line in document.lines] == [True, False, True, True, False, True, True, False]


def test_lists_that_word_wrote_are_lists() -> None:
    body = (
        "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]>"
        "<span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span></span><![endif]>"
        "roads<o:p></o:p></p>"
        "<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><!--[if !supportLists]-->"
        "<span style='mso-list:Ignore'>(a)<span>&nbsp; </span></span><!--[endif]-->bridges</p>"
        "<p class=MsoListParagraph><span style='font-family:Courier'>o<span>&nbsp;&nbsp; </span></span>lanes</p>"
        "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><xml><o:x>hidden</o:x></xml>"
    )
    assert shape(read(body)) == [("- roads", 0, 2), ("(a) bridges", 0, 1), ("- lanes", 0, 1)]


def test_the_mark_of_a_note_is_no_part_of_the_sentence_but_the_note_is_read() -> None:
    body = (
        '<p>Theft fell.<sup><a href="#fn1">1</a></sup> It is 310m<sup>2</sup>.<a href="#_ftn2">[2]</a>'
        '<a class="sdfootnoteanc" href="#sdfootnote3sym"><sup>3</sup></a></p>'
        '<p><a href="#_ftnref2">[2]</a> To March.</p>'
    )
    assert words(read(body)) == ["Theft fell. It is 310m2.", "[2] To March."]


# What of a page is read

PAGE = f"<h1>Minutes</h1><p>{ALDER}</p><p>{BIRCH}</p>"
READ = ["Minutes", ALDER, BIRCH]


@pytest.mark.parametrize(
    "page",
    [
        "<main>{}</main>",
        '<div role="main">{}</div>',
        "<article>{}</article>",
        '<div id="mgMainContent">{}</div>',
        '<div class="page-content">{}</div>',
        '<form id="aspnetForm"><div id="dnn_ContentPane">{}</div></form>',
        '<div class="has-sidebar">{}</div>',
        "<table><tr><td>{}</td></tr></table>",
        "<main><header>{}</header></main>",
        f'<div class="with-menu"><main>{{}}</main></div><p>{"Elsewhere " * 40}</p>',
        "{}",
    ],
)
def test_a_page_is_read_without_what_stands_around_its_content(page: str) -> None:
    around = (
        '<a class="skip-link" href="#main">Skip to content</a><header><a href="/">Northshire</a></header>'
        '<nav><ul><li>Home<li>Meetings</ul></nav><div id="cookie-banner"><p>We use cookies.</p></div>'
        '<ol class="breadcrumb"><li>Home</ol>'
    )
    below = (
        '<div class="shareLinks">Share on this</div><p><a href="#">Share this item</a></p><aside>News</aside>'
        '<form><label>Was this page useful?</label><button>Yes</button></form><div id="footer">© Northshire</div>'
        "<footer><p>Privacy</p></footer>"
    )
    assert words(read(around + page.format(PAGE) + below)) == READ


@pytest.mark.parametrize(
    "inner",
    [
        "<script>var a = 'seen';</script>",
        "<style>p { color: red }</style>",
        "<noscript>Turn on scripts</noscript>",
        "<template><p>seen</p></template>",
        "<p hidden>seen</p>",
        "<p style='display: none'>seen</p>",
        "<p style='visibility:hidden'>seen</p>",
        "<span aria-hidden='true'>seen</span>",
        "<span class='visually-hidden'>seen</span>",
        "<!-- seen -->",
        "<svg><title>seen</title></svg>",
        "<select><option>seen</option></select>",
        "<nav>seen</nav>",
        "<h2>On this page</h2>",
        "<div id='header'>seen</div>",
        "<del>seen</del>",
        "<p>... <a href='x'>view the full minutes text for item 4</a></p>".replace("... ", ""),
    ],
)
def test_what_a_person_does_not_see_as_the_papers_words_is_left_out(inner: str) -> None:
    assert words(read(f"<main>{PAGE}{inner}</main>")) == READ


def test_a_heading_that_opens_its_section_with_a_button_is_read() -> None:
    assert words(read("<h2><button>Item 5</button></h2><p>Roads</p>")) == ["Item 5", "Roads"]


def test_a_page_whose_main_element_holds_next_to_nothing_is_read_whole() -> None:
    assert words(read(f"<main><p>Loading</p></main><div>{PAGE}</div>")) == ["Loading", *READ]


def test_the_size_of_a_linked_file_is_no_part_of_its_title() -> None:
    body = "<p><a>Roads<span> PDF 114 KB</span></a></p><p><a>Bridges (PDF, 1.2MB)</a></p>"
    assert words(read(body)) == ["Roads", "Bridges"]


@pytest.mark.parametrize(
    ("title", "h1", "content", "expected"),
    [
        ("Police Panel - 14 March 2022 | Northshire Council", "", "<p>Roads</p>", ["Police Panel", "14 March 2022"]),
        (
            "Minutes of the Police Panel, 14 March 2022",
            "",
            "<p>Roads</p>",
            ["Minutes of the Police Panel, 14 March 2022"],
        ),
        (
            "Minutes | Northshire Council",
            "Police Panel, 14 March 2022",
            "<p>Roads</p>",
            ["Police Panel, 14 March 2022"],
        ),
        ("Police Panel - 14 March 2022", "", "<h1>Police Panel</h1>", ["14 March 2022"]),
        ("Police Panel - 14 March 2022", "", "<h1>Police Panel</h1><p>14 March 2022</p>", []),
        ("Minutes | Northshire Council", "Northshire Council", "<p>Roads</p>", []),
        ("Minutes - Police Panel", "", "<p>Roads</p>", ["Police Panel"]),
        ("Home", "Welcome", "<p>Roads</p>", []),
        ("Police Panel - 14 March 2022", "", "<p>Police Panel</p><p>2. Minutes of 9 June 2021</p>", ["14 March 2022"]),
    ],
)
def test_a_body_and_a_date_that_only_the_pages_title_tells_stand_first(
    title: str, h1: str, content: str, expected: list[str]
) -> None:
    document = read(f"<header><h1>{h1}</h1></header><main>{content}</main>", f"<title>{title}</title>")
    assert words(document)[: len(expected)] == expected
    assert len(words(document)) == len(expected) + content.count("</")


# Tables


def test_rows_of_a_table_stand_right_under_each_other_with_their_cells() -> None:
    rows = (
        "<caption>Figures</caption><thead><tr><th rowspan=2>Offence<th colspan=2>Year<tr><th>2021<th>2022</thead>"
        "<tr><td><p>Theft<br>and burglary</p><td><td>290<tr><td> <td>"
    )
    document = read(f"<p>Before</p><table>{rows}</table><p>After</p>")
    assert document.text == "Before\n\nFigures\n\nOffence\tYear\n2021\t2022\nTheft and burglary\t290\n\nAfter"
    assert cells(document)[2:5] == [
        [("Offence", 0), ("Year", 1)],
        [("2021", 1), ("2022", 2)],
        [("Theft and burglary", 0), ("290", 2)],
    ]


def test_an_agenda_laid_out_in_a_table_is_read_as_items_with_their_titles() -> None:
    body = f"""<h1>Agenda and minutes</h1><table><tr><th>No.</th><th>Item</th></tr>
    <tr><td><p>39/20&nbsp;</p></td><td><p class="itemTitle">Apologies</p><p>Minutes:</p><p>None.</p></td></tr>
    <tr><td>40/20</td><td><b>Roads</b><div><p>{ALDER}</p><h2>Costs</h2><ul><li>one</li></ul></div></td></tr>
    <tr><td>41/20</td><td>Bridges</td></tr>
    <tr><td></td><td><p>The meeting ended.</p></td></tr></table>"""
    assert shape(read(body)) == [
        ("Agenda and minutes", 1, 0),
        ("39/20 Apologies", 2, 0),
        ("Minutes:", 0, 0),
        ("None.", 0, 0),
        ("40/20 Roads", 2, 0),
        (ALDER, 0, 0),
        ("Costs", 3, 0),
        ("- one", 0, 1),
        ("41/20 Bridges", 2, 0),
        ("The meeting ended.", 0, 0),
    ]


def test_items_with_next_to_nothing_said_of_them_are_items_all_the_same() -> None:
    rows = "".join(
        f"<tr><td>{i}</td><td>{title}<p>None.</p></td></tr>" for i, title in ((1, "Apologies"), (2, "Roads"))
    )
    assert shape(read(f"<table>{rows}</table>")) == [
        ("1 Apologies", 1, 0),
        ("None.", 0, 0),
        ("2 Roads", 1, 0),
        ("None.", 0, 0),
    ]


def test_an_empty_list_item_in_a_cell_is_the_items_number() -> None:
    body = f"<table><tr><td><ol start=4><li></li></ol></td><td><p>Roads</p><p>{ALDER}</p></td></tr></table>"
    assert words(read(body)) == ["4. Roads", ALDER]


def test_numbered_paragraphs_laid_out_in_a_table_keep_their_numbers() -> None:
    rows = f"<tr><td>3.1</td><td><p>Points made</p><p>{BIRCH}</p></td></tr><tr><td>3.2</td><td>{CEDAR}</td></tr>"
    document = read(f"<table>{rows}</table>")
    assert shape(document) == [("3.1 Points made", 0, 0), (BIRCH, 0, 0), (f"3.2 {CEDAR}", 0, 0)]
    assert [block.number for block in find_blocks(document, document.lines)] == ["3.1", None, "3.2"]


def test_prose_side_by_side_is_read_one_after_the_other() -> None:
    long = " ".join([ALDER, BIRCH, CEDAR])
    document = read(f"<table><tr><td>Will it be mended?</td><td>{long}</td></tr></table>")
    assert words(document) == ["Will it be mended?", long]


def test_a_table_in_a_layout_table_is_read_as_a_table() -> None:
    inner = "<table><tr><td>Theft</td><td>310</td></tr></table>"
    document = read(f"<table><tr><td><p>Figures</p>{inner}</td></tr></table>")
    assert [len(line.cells) for line in document.lines] == [0, 2]


def test_a_definition_list_is_read_as_a_table_or_where_it_holds_prose_as_paragraphs() -> None:
    document = read("<dl><dt>Date</dt><dd>14 March 2022</dd><dt>Venue</dt><dd>County Hall</dd></dl>")
    assert cells(document) == [[("Date", 0), ("14 March 2022", 1)], [("Venue", 0), ("County Hall", 1)]]
    assert words(read(f"<dl><dt>Roads</dt><dd><p>{ALDER}</p><p>{BIRCH}</p></dd></dl>")) == ["Roads", ALDER, BIRCH]
    assert words(read("<dl><dt>Present</dt><dd>Ann<dd>Ben<dd>Cy</dl>")) == ["Present", "Ann", "Ben", "Cy"]
    assert words(read("<dl><dd>Indented<dd>so</dl>")) == ["Indented", "so"]


# Encodings and odd files

WORDS = "The Chair’s “café” – £2m"


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", WORDS.encode()),
        ("", WORDS.encode()),
        ("", WORDS.encode("cp1252")),
        ("iso-8859-1", WORDS.encode("cp1252")),
        ("windows-1252", WORDS.encode()),
        ("utf-8", WORDS.encode("cp1252")),
        ("utf-8", WORDS[:12].encode() + WORDS[12:].encode("cp1252")),
        ("utf-16", WORDS.encode()),
        ("no-such-charset", WORDS.encode()),
        ("mac-roman", WORDS.encode("mac-roman")),
    ],
)
def test_every_encoding_that_pages_are_in_gives_the_same_words(charset: str, content: bytes) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'.encode()
    assert words(read_html("a.htm", b"<html><head>" + meta + b"</head><p>" + content + b"</p>")) == [WORDS]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_tells_the_encoding(mark: bytes, encoding: str) -> None:
    assert words(read_html("a.html", mark + f"<p>{WORDS}</p>".encode(encoding))) == [WORDS]


def test_xhtml_is_read() -> None:
    page = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><a name="y"/><p>One<br/>Two</p>'
        "</body></html>"
    )
    assert words(read_html("a.html", page.encode())) == ["One", "Two"]


@pytest.mark.parametrize("content", [make_pdf([ALDER]), b"PK\3\4\0\0", b"Roads and bridges", b"\xd0\xcf\x11\xe0\0"])
def test_what_is_no_page_is_refused_whatever_its_name_says(content: bytes) -> None:
    with pytest.raises(PaperError, match="not a web page"):
        read_document("minutes.html", content)


@pytest.mark.parametrize(
    "body", ["", "<p>&nbsp;</p>", "<img src='scan.png'>", "<script>load()</script><nav>Home</nav>"]
)
def test_a_page_without_words_is_refused(body: str) -> None:
    with pytest.raises(PaperError, match="no text"):
        read(body)


def test_a_page_too_large_to_be_one_is_refused() -> None:
    with pytest.raises(PaperError, match="too large"):
        read_html("a.html", b"<p>" + b"x" * 50_000_000)


@pytest.mark.parametrize("nest", ["<div>", "<font><b>", "<ul><li>", "<table><tr><td>a<td>", "<dl><dd>", "<blockquote>"])
def test_elements_nested_beyond_reason_are_read(nest: str) -> None:
    assert "Deep" in read("<p>Roads</p>" + nest * 3000 + "Deep").text


def test_a_large_page_is_read_in_reasonable_time() -> None:
    style = "margin-left:36.0pt;text-indent:-36.0pt;font-family:Arial,sans-serif"
    page = f"<p class=MsoNormal style='{style}'><span lang=EN-GB>{ALDER}<o:p></o:p></span></p>\n" * 10_000
    begun = time.process_time()
    assert len(read(page).lines) == 10_000
    assert time.process_time() - begun < 20


TAGS = (
    "p",
    "div",
    "b",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "h1",
    "span",
    "br",
    "pre",
    "main",
    "nav",
)
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        [
            "<td colspan=3 rowspan=2>",
            "<td rowspan=0>",
            "12.",
            "39/20",
            "&nbsp;",
            "<!--",
            "<p style='mso-list:l0 level3'>",
        ]
    ),
    st.text(max_size=12),
)


@given(st.lists(PIECES, max_size=40))
@settings(max_examples=200, deadline=None)
def test_whatever_a_page_is_made_of_its_lines_and_cells_are_words_of_its_text(pieces: list[str]) -> None:
    try:
        document = read("".join(pieces))
    except PaperError:
        return
    before = 0
    for line in document.lines:
        own = document.slice(line)
        assert own == own.strip() != ""
        assert line.start >= before
        assert not set(own) & set("\n\r\0\xa0")
        if line.cells:
            assert "\t".join(document.text[cell.start : cell.end] for cell in line.cells) == own
            assert [cell.left for cell in line.cells] == sorted({cell.left for cell in line.cells})
        before = line.end
    assert "".join(document.text.split()) == "".join("".join(words(document)).split())


# From file to passages


def passages(page: str) -> Reading:
    return read_passages(read_html("minutes.html", page.encode()), cheap, LIMIT)


def test_minutes_published_as_a_table_are_dated_and_their_passages_know_their_items() -> None:
    reading = passages(
        f"""<html><head><title>Agenda and minutes - Northshire Council</title></head><body><div id="mgMainContent">
        <h1>Agenda and minutes</h1><h2>Northshire Police and Crime Panel - Thursday, 14th March, 2019 10.00 am</h2>
        <table><tr><td>1.</td><td><p class="title">Apologies</p><p>Minutes:</p><p>None were made.</p></td></tr>
        <tr><td>2.</td><td><p class="title">Roads</p><p>Minutes:</p><p>{ALDER}</p><ul><li>{BIRCH}</li></ul></td></tr>
        </table></div></body></html>"""
    )
    (paper,) = reading.papers
    assert (paper.body, paper.meeting_date) == ("Northshire Police and Crime Panel", date(2019, 3, 14))
    first, second = reading.passages
    assert first.text.endswith("1. Apologies\n\nMinutes:\n\nNone were made.")
    assert (first.item, second.item) == ("1. Apologies", "2. Roads")
    assert second.text == f"2. Roads\n\nMinutes:\n\n{ALDER}\n\n- {BIRCH}"


def test_minutes_on_a_plain_page_are_dated_by_its_title_and_know_their_paragraphs() -> None:
    reading = passages(
        f"""<html><head><title>Minutes of the Northshire Police and Crime Panel held on 6 May 2020 | Council</title>
        </head><body><h1>Minutes</h1><p>Present:<br>Cllr Ann Alder<br>Cllr Ben Birch</p>
        <p><strong>3. Roads and Bridges</strong></p><p>3.1 {ALDER}<br><br>3.2 {BIRCH}</p>
        <p><strong>4. Questions</strong></p><p>When will the road be mended?</p><p>Answer:</p><p>{CEDAR}</p>"""
    )
    (paper,) = reading.papers
    assert (paper.kind, paper.meeting_date) == (PaperKind.MINUTES, date(2020, 5, 6))
    told = {passage.paragraph: passage for passage in reading.passages if passage.paragraph}
    assert told["3.1"].headings[-1] == told["3.2"].headings[-1] == "3. Roads and Bridges"
    assert told["3.2"].text == f"3.2 {BIRCH}"
    asked = reading.passages[-1]
    assert asked.headings[-1] == "4. Questions"
    assert Kind.QUESTION in {kind for _, _, kind, _ in asked.sentences}


def test_a_list_of_names_and_a_heading_over_all_items_are_over_no_item() -> None:
    rows = "".join(
        f"<tr><td>{n}/24</td><td><p>Roads</p><p>Minutes:</p><p>{w}</p></td></tr>" for n, w in ((1, ALDER), (2, BIRCH))
    )
    names = "<h3>Attendance</h3><ul><li>Councillor Ann Alder</li></ul>"
    document = read(f"<h1>Minutes</h1><h2>Northshire Panel, 5 July 2024</h2>{names}<h3>Items</h3><table>{rows}</table>")
    passage = next(p for p in read_passages(document, cheap, LIMIT).passages if BIRCH in p.text)
    assert passage.headings == ("2/24 Roads",)
