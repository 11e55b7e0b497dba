"""What every kind of broken paper is made with: absurd values, and bytes changed wherever they stand."""

from random import Random
from typing import TypeVar

Item = TypeVar("Item")

NUMBERS = (
    "-1",
    "0",
    "1",
    "65536",
    "2147483648",
    "-9999999999",
    "99999999999999999999",
    "1e309",
    "NaN",
    "0.0000001",
    "",
)
WORDS = (
    *("", " ", "\x00", "\x0b", "\x0c", "\x1b[31m", "\x85", "\u2028", "\u202e", "\u200b" * 50, "\ufeff", "\ufffe"),
    *("e" + "\u0301" * 300, "\U0010ffff", "İ" * 30, "ß" * 40, "ﬁ" * 40, "٣٤٥", "²³", "\u3164" * 9, "🏴" * 20, "\ue000"),
    *("31 February 2023", "99/99/9999", "0 0 0000", "2024-13-45", "1" * 5000, "9" * 30 + ".1", "1.1.1.1.1.1.1.1.1.1"),
    *("(" * 300, "[" * 300, "|" * 300, "\t" * 300, "- " * 300, "a." * 300, "A" * 3000, "?" * 300, "." * 3000, "“" * 99),
    *("Q1. ", "A1. ", "Cllr", "Resolved:", "Present:", "Agenda item 5", "Page 1 of 0", "%s%n", "{}", "<b>", "&amp;"),
)


def one_of(random: Random, items: "list[Item] | tuple[Item, ...]") -> Item:
    """Any of some."""
    return items[random.randrange(len(items))]


def shuffled(random: Random, items: list[Item]) -> list[Item]:
    """The items with some left out, repeated, or in another place."""
    made = list(items)
    for _ in range(random.randint(1, 4)):
        if not made:
            break
        at, to = random.randrange(len(made)), random.randrange(len(made))
        match random.randrange(4):
            case 0:
                del made[at]
            case 1:
                made.insert(to, made[at])
            case 2:
                made[at], made[to] = made[to], made[at]
            case 3:
                made[to:to] = made[at : at + random.randint(1, 20)] * random.randint(1, 20)
    return made


def flipped(random: Random, content: bytes) -> bytes:
    """Some bytes changed, put in, taken out, or cut off."""
    made = bytearray(content)
    for _ in range(random.choice((1, 3, 10, 100))):
        at = random.randrange(len(made) + 1)
        match random.randrange(4):
            case 0:
                made[at : at + 1] = random.randbytes(1)
            case 1:
                made[at:at] = random.randbytes(random.randint(1, 9))
            case 2:
                del made[at : at + random.choice((1, 2, 50))]
            case 3:
                start = random.randrange(len(made) + 1)
                made[at : at + 30] = made[start : start + 30]
    return bytes(made[: random.randrange(len(made) + 1)] if random.random() < 0.1 else made)
