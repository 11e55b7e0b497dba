from corpus.paper import PaperKind
from tests.corpus.papers import PROSE, read_text_file

SPEAKERS = ["Ann Alder (Chair)", "Ben Birch", "Cllr Cy Cedar"]


def test_a_transcripts_turns_are_their_speakers() -> None:
    text = "\n\n".join(f"{SPEAKERS[i % 3]}: {prose}" for i, prose in enumerate(PROSE))
    reading = read_text_file(text)
    assert reading.papers[0].kind is PaperKind.TRANSCRIPT
    assert [p.speaker for p in reading.passages][:3] == SPEAKERS


def test_fields_are_no_turns() -> None:
    names = ("Venue", "Contact", "Time", "Members", "Officers", "Apologies", "Quorum", "Chair", "Clerk", "Solicitor")
    text = "\n\n".join(f"{name}: {prose}" for name, prose in zip(names, PROSE, strict=False))
    assert all(p.speaker is None for p in read_text_file(text).passages)
