"""Words of English brought to one form: "increases", "increased" and "rose" are "rise"."""

import re
from functools import lru_cache

ENDING = re.compile(r"(?:ings?|ness|ed|es|ly|al|s|e)$")  # a "recruitment" need not have recruited anybody
SHORTEST = 4  # letters that are left at least; one fewer where a verb or a plural ended
INFLECTED = ("ings", "ing", "ed", "es", "s")


def _lists(text: str) -> list[list[str]]:
    return [line.split() for line in text.split(";")]


def _cut(word: str) -> str:
    while (ending := ENDING.search(word)) and ending.start() >= SHORTEST - (ending[0] in INFLECTED):
        if word.endswith("ss"):
            break
        word = word[: ending.start()]
    word = re.sub(r"([^aeiouls])\1$", r"\1", word)
    return re.sub(r"(?<=\w\w)(?:y|ie)$", "i", word)


# Forms that no ending tells.
IRREGULAR = {
    form: word
    for word, *forms in _lists("""
    rise rose risen; fall fell fallen; hold held; tell told; take took taken; make made; meet met; spend spent;
    send sent; lead led; leave left; begin began begun; grow grew grown; see seen; go went gone; keep kept; lose lost;
    win won; bring brought; buy bought; build built; find found; hear heard; feel felt; think thought; pay paid;
    teach taught; catch caught; choose chose chosen; write wrote written; speak spoke spoken; break broke broken;
    drive drove driven; show shown; know knew known; become became; come came; run ran; steal stole stolen; seek sought;
    draw drew drawn; sell sold; stand stood; understand understood; deal dealt; mean meant; child children; man men;
    woman women; person people; use used uses using""")
    for form in forms
}
# Words that say the same in a report.
SAME = {
    _cut(form): _cut(word)
    for word, *forms in _lists("""
    rise increase up higher upward growth grow; fall decrease reduce reduction down lower drop downward fewer less;
    say state tell explain note report comment mention reply respond inform highlight;
    begin start commence launch; end finish conclude cease; approve approval agree accept endorse; councillor cllr""")
    for form in forms
}
# Words of which one says what the other denies.
OPPOSITES = [
    (_cut(one), _cut(other))
    for one, other in _lists("""
    rise fall; improve worsen; improve deteriorate; better worse; approve reject; approve refuse; approve oppose;
    approve veto; support oppose; support reject; agree disagree; begin end; open close; before after; above below;
    high low; early late; first last; minimum maximum; success failure; succeed fail; win lose; majority minority;
    positive negative; male female; man woman; boy girl; adult child; victim offender; internal external; urban rural;
    north south; east west; previous current; same different; strong weak; safe unsafe; national local; all none;
    only also; most few; best worst; major minor; full partial; public private; include exclude""")
]
# Words without which a sentence says something else: these, and those that have an opposite.
WEIGHTY = frozenset(
    ("up", "down", "above", "below", "before", "after", "all", "most", "only", "both", "every", "none", "always", "few",
     "more")
)  # fmt: skip
DECISIVE = frozenset(_cut(word) for pair in OPPOSITES for word in pair) | {_cut(word) for word in WEIGHTY}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What a word is a form of; of words that say the same in a report, one for all."""
    plain = word.casefold().replace("’", "'")
    found = _cut(IRREGULAR.get(plain, plain))
    return SAME.get(found, found)
