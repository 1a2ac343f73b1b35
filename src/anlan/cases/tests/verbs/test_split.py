import pytest

from anlan.cases.errors import CategoryUnknown, PartsTooFew, PartsTooMany
from anlan.cases.models import Case
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.words import TextMissing, TextTooLong


def test_each_part_becomes_a_case_at_the_same_place_by_the_same_reporter(gallery):
    origin = do(gallery, "split", parts=[{"words": "路灯不亮", "category": "lighting"}, {"words": "车堵门"}])
    first, second = Case.objects.filter(split_from=origin).order_by("number")
    assert (first.category, second.category) == ("lighting", origin.category)
    for part in (first, second):
        assert (part.place_scope, part.reporter, part.state) == (
            origin.place_scope,
            origin.reporter,
            "routed",
        )
    assert origin.state == "handling"
    assert last(origin.id).payload == {"parts": [str(first.id), str(second.id)]}
    assert last(first.id).payload["split_from"] == str(origin.id)


def test_the_parts_go_their_own_way(gallery):
    origin = do(gallery, "split")
    gallery.town.settle()
    assert Case.objects.get(split_from=origin).lead_unit == gallery.town.units["street1.office"].id


@pytest.mark.parametrize(
    ("parts", "error", "field"),
    [
        ([], PartsTooFew, "parts"),
        ([{"words": "又一件"}] * 21, PartsTooMany, "parts"),
        ([{"words": ""}], TextMissing, "parts.0.words"),
        ([{"words": "一"}, {"words": "字" * 4001}], TextTooLong, "parts.1.words"),
        ([{"words": "一", "category": "noize"}], CategoryUnknown, "parts.0.category"),
    ],
)
def test_parts_that_cannot_be_are_refused_and_none_is_made(gallery, parts, error, field):
    before = everything()
    with pytest.raises(error) as refusal:
        do(gallery, "split", parts=parts)
    assert refusal.value.field == field
    assert everything() == before
