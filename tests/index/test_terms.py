from index.terms import Terms


def test_a_word_has_one_form_whatever_its_ending_capitals_and_accents() -> None:
    terms = Terms()
    cut = terms.of(["The Cafés, co-responding; £1,200", "", "café", "🚲"])
    assert cut == [["the", "cafe", "co", "respond", "1", "200"], [], ["cafe"], []]
    assert terms.of(["meetings"]) == terms.of(["meeting"]) == [["meet"]]


def test_terms_stay_in_their_order() -> None:
    assert Terms().of(["zinc apple zinc", "mill " * 300]) == [["zinc", "appl", "zinc"], ["mill"] * 300]
