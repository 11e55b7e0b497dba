import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from PIL import Image

from assistant.page_image import PageError, find_quote, page_picture, page_size
from assistant.page_words import page_stretch
from corpus import read_document
from tests.conftest import SAMPLE
from tests.corpus.papers import ALDER, make_pdf

PACK = SAMPLE / "pack-2023-12-14.pdf"


def drawn(path: Path, number: int) -> Image.Image:
    return Image.open(io.BytesIO(page_picture(path, number)))


def test_a_page_is_drawn_with_ink_and_paper() -> None:
    picture = drawn(PACK, 10)
    assert picture.format == "PNG"
    assert picture.width > 800
    shades = picture.convert("L").histogram()
    assert any(shades[:60]), "a page has ink"
    assert any(shades[250:]), "and paper"


def test_the_size_is_that_of_the_picture() -> None:
    assert page_size(PACK, 10) == drawn(PACK, 10).size


def test_a_plan_on_a_large_sheet_is_drawn_smaller(tmp_path: Path) -> None:
    paper = FPDF(unit="pt", format=(14_000, 7_000))
    paper.add_page()
    path = tmp_path / "plan.pdf"
    paper.output(str(path))
    assert page_size(path, 1) == drawn(path, 1).size == (4000, 2000)


def test_a_locked_paper_that_needs_no_password_is_shown(tmp_path: Path) -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    paper.multi_cell(0, 8, ALDER)
    paper.set_encryption(owner_password="owner", encryption_method=EncryptionMethod.RC4)
    path = tmp_path / "locked.pdf"
    paper.output(str(path))
    text = read_document(path.name, path.read_bytes()).text
    assert find_quote(path, 1, page_stretch(text, 0, len(text), 1))
    assert any(drawn(path, 1).convert("L").histogram()[:60])


def test_many_at_once_each_get_their_own_page() -> None:
    document = read_document(PACK.name, PACK.read_bytes())
    lines = [line for line in document.lines if line.page][::27]

    def look(at: int) -> object:
        line = lines[at]
        number = line.page or 0
        found = find_quote(PACK, number, page_stretch(document.text, line.start, line.end, number))
        return found, page_picture(PACK, number) if at % 8 == 0 else b""

    alone = [look(at) for at in range(len(lines))]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(look, range(len(lines)))) == alone


@pytest.mark.parametrize("number", [0, -1, 2, 10_000])
def test_a_page_that_the_paper_has_not_is_said(tmp_path: Path, number: int) -> None:
    path = tmp_path / "short.pdf"
    path.write_bytes(make_pdf([ALDER]))
    with pytest.raises(PageError, match=rf"^short\.pdf has no page {number}: it ends at page 1\.$"):
        page_picture(path, number)


def test_a_paper_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=re.escape("gone.pdf is no longer in ")):
        page_picture(tmp_path / "gone.pdf", 1)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and then nothing", b"not a PDF"])
def test_a_damaged_paper_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(content)
    for look in (page_picture, page_size):
        with pytest.raises(PageError, match=r"cut\.pdf cannot be read"):
            look(path, 1)
