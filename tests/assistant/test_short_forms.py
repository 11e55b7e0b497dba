import pytest

from assistant.lexicon import read_lexicon
from assistant.short_forms import expand
from index import Index


@pytest.mark.parametrize(
    ("text", "expansions"),
    [
        ("Who chairs the VAWG panel?", {"VAWG": ("violence against women and girls",)}),
        ("who chairs the vawg panel?", {"vawg": ("violence against women and girls",)}),
        ("How many ISVAs are there?", {"ISVAs": ("Independent Sexual Violence Advisors",)}),
        ("Is violence against Women and Girls falling?", {"violence against Women and Girls": ("VAWG",)}),
        ("the violence reduction units", {"violence reduction units": ("VRU",)}),
        ("Is FAKE taught?", {"FAKE": ("Firearms and Knife Education",)}),
        ("Are fake notes common?", {}),
        ("IS THE NET WET?", {}),
        ("Is the Violence Reduction Unit (VRU) paid for?", {}),
        ("What of the harbour?", {}),
    ],
)
def test_forms_that_the_archive_defines_are_known_for_each_other(
    text: str, expansions: dict[str, tuple[str, ...]], sample: Index
) -> None:
    assert expand(text, read_lexicon(sample)) == expansions


def test_of_two_long_forms_in_one_another_the_longer_is_meant(sample: Index) -> None:
    found = expand("What does the Use of Police Powers and Standards panel do?", read_lexicon(sample))
    assert found == {"Use of Police Powers and Standards": ("UPPS",)}
