"""Where on the web what is cited can be read and heard."""

from index import StoredPassage


def published_at(passage: StoredPassage) -> str | None:
    """The address of a passage's paper, opened at its page where the paper has pages."""
    if not passage.url or passage.page is None:
        return passage.url
    return _opened_at(passage.url, f"page={passage.page}")


def recorded_at(passage: StoredPassage) -> str | None:
    """The address of the recording of a passage's meeting, begun at its time (W3C Media Fragments)."""
    if not passage.webcast or not passage.recording_time:
        return None
    seconds = 0
    for part in passage.recording_time.split(":"):
        seconds = seconds * 60 + int(part)
    if "{seconds}" in passage.webcast:
        return passage.webcast.replace("{seconds}", str(seconds))
    return _opened_at(passage.webcast, f"t={seconds}")


def _opened_at(address: str, place: str) -> str:
    return f"{address}{'&' if '#' in address else '#'}{place}"
