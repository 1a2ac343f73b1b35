from anlan.interop.importing.ids import Ids


def test_ids_are_of_version_7_sort_as_they_were_made_and_never_repeat():
    ids = Ids()
    made = [ids() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}
    assert {str(one)[19] for one in made} <= set("89ab")


def test_two_makers_do_not_give_the_same():
    first, second = Ids(), Ids()
    assert not {first() for _ in range(2000)} & {second() for _ in range(2000)}
