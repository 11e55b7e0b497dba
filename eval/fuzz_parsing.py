"""Our own parsing under Atheris, which looks for input that reaches code no input reached before.

Usage: python -m eval.fuzz_parsing [SECONDS]

Where `eval.soak_papers` breaks whole papers, this grows texts, web pages, metadata files and Word's rules for numbers
from nothing, byte by byte. What is found stops it, with the input written beside. Needs `pip install atheris`, which is
made for Linux with glibc and CPython 3.11 to 3.13.
"""

import sys
from collections.abc import Sequence

SECONDS = 60
# What papers are made of, put in where the fuzzer says so: it would take it long to find these words.
WORDS = (
    *(
        "9 January 2025",
        "PANEL",
        "Item 5",
        "1.1 ",
        "(a) ",
        "Resolved: ",
        "Question 3",
        "Response: ",
        "Present: ",
        "Cllr A Bee",
    ),
    *(
        "\n\n",
        "\n",
        "\t",
        " | ",
        "|---|",
        "# ",
        "- ",
        "£1,250",
        "45%",
        "2023/24",
        "Q1",
        "OPCC (Office of)",
        "00:12:30",
        "Page 4",
    ),
    *(
        "<p>",
        "</p>",
        "<table><tr><td>",
        "<td rowspan=3>",
        "<ol type=i start=4><li>",
        "<h2>",
        "<b>",
        "<dl><dt>",
        "&#8212;",
    ),
)


def main(arguments: Sequence[str]) -> None:
    """Fuzz for so many seconds; ends with what the fuzzer tells, and its exit code."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with atheris.instrument_imports(include=["corpus"]):
        from corpus import PaperError, read_metadata
        from corpus.numbering import write_number
        from eval.broken_check import check

    def text_of(given: "atheris.FuzzedDataProvider") -> str:
        made = ""
        while given.remaining_bytes():
            made += (
                WORDS[given.ConsumeIntInRange(0, len(WORDS) - 1)]
                if given.ConsumeBool()
                else given.ConsumeUnicodeNoSurrogates(8)
            )
        return made

    def one(content: bytes) -> None:
        given = atheris.FuzzedDataProvider(content)
        match given.ConsumeIntInRange(0, 3):
            case 0:
                _expect(check("paper.txt", text_of(given).encode()))
            case 1:
                _expect(check("paper.html", b"<html><body>" + text_of(given).encode()))
            case 2:
                try:
                    read_metadata("metadata.json", given.ConsumeBytes(400))
                except PaperError as error:
                    str(error).encode()
            case 3:
                style = ("decimal", "upperRoman", "lowerLetter", "ordinal", "decimalZero", "none")[
                    given.ConsumeIntInRange(0, 5)
                ]
                assert len(write_number(given.ConsumeIntInRange(-9, 99_999), style)) < 5000

    seconds = int(arguments[0]) if arguments else SECONDS
    most = ("-max_len=2000", "-len_control=0", "-timeout=20", "-rss_limit_mb=4096")
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", *most], one)
    atheris.Fuzz()


def _expect(outcome: str) -> None:
    if outcome.partition(":")[0] not in ("read", "refused"):
        raise AssertionError(outcome)


if __name__ == "__main__":
    main(sys.argv[1:])
