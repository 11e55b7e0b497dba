"""Plain text and Markdown."""

from corpus.document import Document, PaperError, lines_of


def read_text(name: str, content: bytes) -> Document:
    """Read a text file; offsets count characters of the decoded file, its own line ends kept.

    UTF-8 (a byte-order mark is dropped) or UTF-16 with its mark; anything else is taken for Windows-1252, which
    older council files are in. Raises `PaperError` for bytes that are no text.
    """
    text = _decode(content)
    lines = lines_of(text)
    if not lines:
        raise PaperError("it holds no text; fetch it again")
    return Document(name, "markdown" if name.lower().endswith(("md", "markdown")) else "text", text, tuple(lines))


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PaperError("it is not text, whatever its name says; save it as UTF-8 text or PDF")
