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


def test_few_turns_make_a_transcript_where_each_has_its_time() -> None:
    turns = [f"[00:0{i}:12] {SPEAKERS[i % 3]}: {PROSE[i]}" for i in range(4)]
    reading = read_text_file("\n\n".join(["Transcript: Northshire Panel, 5 July 2024", *turns]))
    assert reading.papers[0].kind is PaperKind.TRANSCRIPT
    assert str(reading.papers[0].meeting_date) == "2024-07-05"
    assert [(p.speaker, p.recording_time) for p in reading.passages][1:3] == [
        ("Ben Birch", "00:01:12"),
        ("Cllr Cy Cedar", "00:02:12"),
    ]


def test_a_timetable_is_no_transcript() -> None:
    text = "\n\n".join(f"10:{15 + i} {name}: {PROSE[i]}" for i, name in enumerate(["Welcome", "Tea", "Roads", "Close"]))
    assert all(p.speaker is None for p in read_text_file(text).passages)
