"""What schemathesis has to be told of the API beside its description; its program loads this."""

import json
from typing import Any

import schemathesis


@schemathesis.deserializer("application/x-ndjson")
def lines(context: Any, response: Any) -> list[Any]:
    """The lines of a batch's answer."""
    return [json.loads(line) for line in response.content.splitlines()]


@schemathesis.hook
def filter_query(context: Any, query: dict[str, Any] | None) -> bool:
    """What no schema can say: the first day of a range comes before the last."""
    since, until = ((query or {}).get(name) for name in ("since", "until"))
    return not (since and until and str(since) > str(until))
