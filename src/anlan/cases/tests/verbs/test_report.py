import math
from datetime import timedelta

import pytest

from anlan.access.public import anonymous, service
from anlan.cases.errors import (
    CapabilityUnknown,
    CategoryUnknown,
    KeyReused,
    PlaceMissing,
    PlaceUnknown,
    PremisesUnknown,
    TimeImpossible,
)
from anlan.cases.models import Case, Intake
from anlan.cases.public import tracked, visible
from anlan.kit.errors import Invalid, Refused
from anlan.kit.ids import new_id
from anlan.kit.words import TextMissing, TextTooLong, TextUnreadable
from anlan.ledger.public import history, prove
from anlan.parties.public import add_premises, close_premises
from anlan.places.errors import PointInvalid, PointOutOfRange, PointSwapped
from anlan.places.public import outside


def test_a_report_is_located_routed_put_on_the_clock_and_receipted(town):
    lon, lat = town.district.points[town.grid]
    receipt = town.report(place=None, lon=lon, lat=lat)
    case = tracked(receipt.token)
    assert case.place_reported == case.place_scope == town.grid
    assert case.state == "routed"
    assert case.lead_unit == town.units["street1.urban"].id
    assert (case.lon, case.lat, case.frame) == (lon, lat, "WGS84")
    assert case.morton is not None
    facts = history(case.id)
    assert [fact.kind for fact in facts] == ["cases.report"]
    assert receipt.hash == facts[0].hash.hex() if isinstance(facts[0].hash, bytes) else facts[0].hash


def test_the_words_never_enter_the_ledger(town):
    receipt = town.report(words="张三家楼道有灭火器过期")
    fact = history(receipt.case)[0]
    assert "张三" not in str(fact.payload)


def test_the_receipt_can_be_proved(town):
    receipt = town.report()
    town.settle()
    proof = prove(receipt.hash)
    assert proof is not None
    assert prove("0" * 64) is None


def test_the_same_key_gives_the_same_receipt_and_one_case(town):
    first = town.report(key="same-key-1")
    again = town.report(key="same-key-1")
    assert again.repeated
    assert (again.case, again.token, again.hash) == (first.case, first.token, first.hash)
    assert Case.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(town):
    town.report(key="same-key-1")
    with pytest.raises(KeyReused) as refusal:
        town.report(key="same-key-1", words="别的事情")
    assert refusal.value.status == 422
    assert Case.objects.count() == 1


def test_the_stored_answer_holds_no_readable_token(town):
    receipt = town.report()
    stored = bytes(Intake.objects.get().sealed_answer)
    assert receipt.token.encode() not in stored


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"words": ""}, TextMissing, "words"),
        ({"words": " \n\t"}, TextMissing, "words"),
        ({"words": "字" * 1_000_000}, TextTooLong, "words"),
        ({"words": "a\x00b"}, TextUnreadable, "words"),
        ({"words": "half \ud83d of a pair"}, TextUnreadable, "words"),
        ({"capability": "hotlime"}, CapabilityUnknown, "capability"),
        ({"category": "noize"}, CategoryUnknown, "category"),
        ({"place": None}, PlaceMissing, "place"),
        ({"place": None, "lon": 121.4}, PlaceMissing, "lat"),
        ({"place": 110101001001001}, PlaceUnknown, "place"),
        ({"place": 310105999888777}, PlaceUnknown, "place"),
        ({"place": None, "lon": math.nan, "lat": 31.2}, PointInvalid, "point"),
        ({"place": None, "lon": 121.4, "lat": math.inf}, PointInvalid, "point"),
        ({"place": None, "lon": 31.2, "lat": 121.4}, PointSwapped, "point"),
        ({"place": None, "lon": 500.0, "lat": 31.2}, PointOutOfRange, "point"),
        ({"address": "x" * 301}, TextTooLong, "address"),
    ],
)
def test_bad_input_is_refused_by_name_and_leaves_nothing(town, given, error, field):
    with pytest.raises(error) as refusal:
        town.report(**given)
    assert refusal.value.field == field
    assert Case.objects.count() == Intake.objects.count() == 0


@pytest.mark.parametrize("days", [-31, -4000, 1, 3650])
def test_a_future_or_ancient_time_of_a_device_is_refused(town, days):
    with pytest.raises(TimeImpossible):
        town.report(said_at=town.at + timedelta(days=days))


def test_a_devices_own_time_within_bounds_is_kept_beside_ours(town):
    said = town.at - timedelta(hours=5)
    case = Case.objects.get(pk=town.report(said_at=said).case)
    assert (case.said_at, case.reported_at) == (said, town.at)


def test_a_point_outside_the_district_is_taken_and_marked_outside(town):
    case = Case.objects.get(pk=town.report(place=None, lon=121.30, lat=31.10).case)
    assert case.place_reported == outside(310105)
    assert case in visible(town.actor("operator"))
    assert case not in visible(town.actor("operator", place=town.district.streets[0]))


def test_a_gcj02_point_is_shifted_and_its_own_frame_kept(town):
    lon, lat = town.district.points[town.grid]
    case = Case.objects.get(pk=town.report(place=None, lon=lon, lat=lat, crs="GCJ-02").case)
    assert (case.frame, case.frame_lon) == ("GCJ-02", lon)
    assert case.lon != lon


def test_without_an_account_nobody_speaks_for_another_channel_or_source(town):
    for given in ({"channel": "phone"}, {"outside": {"due_at": "2026-01-01T00:00:00+08:00"}}):
        with pytest.raises(Refused):
            town.report(by=anonymous, **given)


def test_a_system_administrator_cannot_even_report_for_others(town):
    with pytest.raises(Refused):
        town.report(by=town.actor("system_admin"), channel="phone")


def test_a_failed_fact_undoes_the_report(town, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("anlan.cases.opening.intake.first_fact", fail)
    with pytest.raises(RuntimeError):
        town.report()
    assert Case.objects.count() == Intake.objects.count() == 0


def test_contact_goes_to_the_vault_and_not_to_the_case(town):
    receipt = town.report(contact={"name": "李小明", "phone": "13800138000"})
    case = tracked(receipt.token)
    stored = f"{case.__dict__} {case.text.__dict__}"
    assert "李小明" not in stored
    assert "13800138000" not in stored


def test_a_report_takes_few_questions_to_the_database(town, django_assert_num_queries):
    town.report()  # the scheme is parsed once a process
    lon, lat = town.district.points[town.grid]
    with django_assert_num_queries(4):  # two of them begin and end the transaction
        town.report()
    with django_assert_num_queries(4):  # where a point lies is guessed from the boundaries known last
        town.report(place=None, lon=lon, lat=lat)


def test_a_repeated_report_takes_fewer(town, django_assert_num_queries):
    town.report(key="same-key-1")
    with django_assert_num_queries(1):
        town.report(key="same-key-1")


def test_residents_with_an_account_do_not_speak_for_another_channel_either(town):
    resident = town.actor("resident")
    for given in ({"channel": "sensor"}, {"outside": {"due_at": "2026-01-01T00:00:00+08:00"}}):
        with pytest.raises(Refused):
            town.report(by=resident, **given)
    assert town.report(by=town.actor("grid_worker"), channel="patrol").number


@pytest.mark.parametrize(
    ("outside", "error"),
    [
        ({"note": "a\x00b"}, TextUnreadable),
        ({"note": "\ud800"}, TextUnreadable),
        ({"value": math.nan}, TextUnreadable),
        ({"note": "x" * 20_001}, TextTooLong),
    ],
)
def test_a_sources_own_fields_are_bounded_and_storable(town, outside, error):
    with pytest.raises(error) as refusal:
        town.report(by=town.actor("operator"), channel="phone", outside=outside)
    assert refusal.value.field == "outside"
    assert Case.objects.count() == Intake.objects.count() == 0


@pytest.mark.parametrize(
    ("contact", "field"),
    [({"phone": "call me"}, "phone"), ({"name": "x" * 61}, "name"), ({"name": "a\x00"}, "name")],
)
def test_a_contact_that_cannot_be_kept_is_refused_and_leaves_nothing(town, contact, field):
    with pytest.raises(Invalid) as refusal:
        town.report(contact=contact)
    assert refusal.value.field == field
    assert Case.objects.count() == Intake.objects.count() == 0


def test_a_report_at_premises_lies_where_they_do(town):
    lon, lat = town.district.points[town.grid]
    shop = add_premises(
        code="shop-1",
        name="面馆",
        kind="restaurant",
        place=town.grid,
        lon=lon,
        lat=lat,
        by=service("import"),
        at=town.at,
    )
    case = Case.objects.get(pk=town.report(place=None, premises=shop.id, category="food").case)
    assert (case.premises, case.place_scope, case.lon) == (shop.id, town.grid, lon)
    close_premises(premises=shop.id, by=service("import"), at=town.later(hours=1))
    assert town.report(place=None, premises=shop.id).place == town.grid  # a report is never lost for that


def test_premises_that_do_not_exist_are_refused(town):
    with pytest.raises(PremisesUnknown) as refusal:
        town.report(place=None, premises=new_id())
    assert refusal.value.field == "premises"
