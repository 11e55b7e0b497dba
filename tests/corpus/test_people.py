from corpus.people import Person, list_people, split_office


def test_cllrs_holds_for_all_after_it() -> None:
    assert [p.name for p in list_people("Cllrs Ann Alder, Ben Birch and Cy Cedar")] == [
        "Cllr Ann Alder",
        "Cllr Ben Birch",
        "Cllr Cy Cedar",
    ]


def test_a_council_in_brackets_is_the_role() -> None:
    people = list_people("Cllr Ann Alder (Northshire and Vale Council) (Chairman)\nMr Ben Birch (Independent Member)")
    assert people == [
        Person("Cllr Ann Alder", "Northshire and Vale Council, Chairman"),
        Person("Mr Ben Birch", "Independent Member"),
    ]


def test_an_office_keeps_its_commas_and_its_and() -> None:
    people = list_people("Ann Alder, Police and Crime Commissioner\nBen Birch – Chief Executive, Office of the PCC")
    assert people == [
        Person("Ann Alder", "Police and Crime Commissioner"),
        Person("Ben Birch", "Chief Executive, Office of the PCC"),
    ]


def test_names_in_columns_are_parted_by_the_next_ones_title() -> None:
    assert [p.name for p in list_people("Cllr. A. Alder Cllr. B. Birch")] == ["Cllr. A. Alder", "Cllr. B. Birch"]
    assert [p.name for p in list_people("Councillor Mrs Alder, Councillor Birch")] == [
        "Councillor Mrs Alder",
        "Councillor Birch",
    ]


def test_a_list_of_initials_runs_over_its_lines() -> None:
    names = [p.name for p in list_people("Councillors P. M. Alder (Chair), S. Birch,\nA. Cedar and\nJ. D. Elder")]
    assert names == ["Councillor P. M. Alder", "Councillor S. Birch", "Councillor A. Cedar", "Councillor J. D. Elder"]


def test_prose_names_nobody() -> None:
    assert list_people("There were no declarations of interest.") == []


def test_name_and_office_are_parted() -> None:
    assert split_office("ANN ALDER CHIEF FINANCE OFFICER") == ("Ann Alder", "Chief Finance Officer")
    assert split_office("the Director of Law and Governance") == (None, "Director of Law and Governance")
    assert split_office("Ann Alder, Head of Performance") == ("Ann Alder", "Head of Performance")


def test_a_body_after_a_comma_or_in_the_next_cell_is_a_role_and_nobody() -> None:
    people = [Person("Ann Alder", "Eastvale Borough Council"), Person("Ben Birch", "Vale Council")]
    assert list_people("Ann Alder, Eastvale Borough Council\nBen Birch, Vale Council") == people
    assert list_people("Ann Alder\tEastvale Borough Council\nBen Birch\tVale Council") == people
    assert list_people("Cllr Ann Alder (Chair), Vale Council") == [Person("Cllr Ann Alder", "Chair, Vale Council")]


def test_a_hyphen_parts_no_name_from_an_office() -> None:
    assert list_people("Ann Alder\tVice-Chair") == [Person("Ann Alder", "Vice-Chair")]
