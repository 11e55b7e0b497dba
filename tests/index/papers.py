"""A small archive of an invented panel, and what the tests of the index do to it."""

from pathlib import Path

from fpdf import FPDF

HARBOUR = "2023/harbour.txt"
FERRIES = "ferries.md"
NOTES = "notes.txt"

NORTHSHIRE: dict[str, str] = {
    HARBOUR: """NORTHSHIRE POLICE AND CRIME PANEL – 14 DECEMBER 2023

HARBOUR WATCH REPORT

1.1 The harbour wardens counted forty lanterns on the eastern quay. Eleven of them had been broken overnight.

1.2 Thieves had taken copper cable from two fishing boats, and the constable recovered most of it within a week.
""",
    FERRIES: """SOUTHMERE TRANSPORT COMMITTEE – 9 OCTOBER 2024

FERRY TIMETABLE REVIEW

2.1 The committee agreed that the morning ferry would leave at a quarter past seven from the café landing.

2.2 Passengers had complained that the lanterns at the landing were too dim to read a timetable by.
""",
    NOTES: """Bees were kept on the roof of the old customs house by a volunteer, who sold the honey at the fair.
""",
}


def write_archive(folder: Path, papers: dict[str, str] = NORTHSHIRE) -> Path:
    """Write papers into a folder, subfolders included. The folder."""
    for name, text in papers.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def pdf(*pages: str, password: str | None = None) -> bytes:
    """A PDF with one text a page."""
    paper = FPDF()
    paper.set_font("Helvetica", size=11)
    for text in pages:
        paper.add_page()
        paper.multi_cell(0, 6, text)
    if password:
        paper.set_encryption(owner_password=password, user_password=password)
    return bytes(paper.output())
