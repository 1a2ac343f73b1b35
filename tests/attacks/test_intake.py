"""The open door: retries, hostile input, other people's reports seen through hints, floods."""

import io
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from tests.fixtures.town import Town

from anlan.cases import public as cases
from anlan.kit.errors import AnlanError
from anlan.portal.pace import Pace


def test_a_retry_gets_its_receipt_when_what_it_says_is_no_longer_taken(town: Town) -> None:
    said = town.at - timedelta(days=29)
    worker = town.actor("grid_worker")
    sent = {"by": worker, "key": "offline-0001", "said_at": said, "channel": "grid"}
    first = town.report(**sent)
    town.later(days=3)
    again = town.report(**sent)
    assert (again.token, again.repeated) == (first.token, True)


def test_the_same_key_with_another_channel_is_another_report(town: Town) -> None:
    worker = town.actor("grid_worker")
    town.report(by=worker, key="same-key-1", channel="grid")
    with pytest.raises(AnlanError) as refused:
        town.report(by=worker, key="same-key-1", channel="phone")
    assert refused.value.code() == "key_reused"


@pytest.mark.parametrize("lon", [float("nan"), float("inf")])
def test_a_point_that_is_no_number_is_refused_and_not_broken(town: Town, lon: float) -> None:
    with pytest.raises(AnlanError):
        town.report(place=None, lon=lon, lat=31.2)


def test_a_long_name_of_a_frame_is_refused_and_not_broken(town: Town) -> None:
    from pyproj import CRS

    wkt = CRS.from_epsg(4490).to_wkt()
    with pytest.raises(AnlanError):
        town.report(place=None, lon=121.4, lat=31.2, crs=wkt)


@pytest.mark.parametrize("address", ["/report/?premises=%00", "/report/?premises=a%00b&place=%00"])
def test_a_nul_in_an_address_is_no_error_of_ours(town: Town, client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_nul_in_a_hidden_field_is_no_error_of_ours(town: Town, client: Client) -> None:
    answer = client.post("/report/", {"premises": "a\x00b", "words": "x", "key": "k", "step": "check"})
    assert answer.status_code == 422


def test_hints_do_not_tell_where_exactly_another_report_lies(town: Town) -> None:
    lon, lat = 121.4321234, 31.2101234
    words = "三号楼二单元夫妻天天争吵摔东西"
    town.case(place=None, lon=lon, lat=lat, words=words, category="neighbours")
    near = [
        cases.likely_duplicates(words=words, at=town.at, lon=lon + step * 1e-5, lat=lat) for step in range(20)
    ]
    told = {found[0].metres for found in near if found}
    assert len(told) <= 2  # walking twenty metres tells nothing more
    assert all(each is None or each % 50 == 0 for each in told)


def test_hints_do_not_grade_how_well_words_were_guessed(town: Town) -> None:
    words = "三号楼二单元夫妻天天争吵摔东西"
    town.case(words=words, category="neighbours")
    for guess in (words, words[:-3]):
        for found in cases.likely_duplicates(words=guess, at=town.at, place=town.grid):
            assert found.score == round(found.score, 1)


def _picture() -> io.BytesIO:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    picture.seek(0)
    picture.name = "a.jpg"
    return picture


def test_nobody_fills_the_disk_without_an_account(
    town: Town, client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    answers = [client.post("/api/photos", {"file": _picture()}).status_code for _ in range(32)]
    assert answers[0] == 201
    assert answers[-1] == 429


def test_nobody_floods_the_district_with_reports_without_an_account(town: Town, client: Client) -> None:
    answers = []
    for number in range(32):
        body = {"capability": "hotline", "words": "路灯不亮", "place": town.grid}
        key = {"Idempotency-Key": f"flood-{number:06d}"}
        sent = client.post("/api/cases", body, content_type="application/json", headers=key)
        answers.append(sent.status_code)
    assert answers[0] == 201
    assert answers[-1] == 429


def test_an_address_of_ones_own_network_is_no_new_address(rf: Any) -> None:
    pace = Pace(times=3, seconds=60)
    for number in range(3):
        pace.step(rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{number:x}"))
    with pytest.raises(AnlanError):
        pace.step(rf.get("/", REMOTE_ADDR="2001:db8:1:2::ffff"))
    pace.step(rf.get("/", REMOTE_ADDR="2001:db8:1:3::1"))


def test_a_reporters_photograph_is_never_proof_of_the_work(town: Town) -> None:
    from anlan.access.public import reporter

    case = town.handled()
    photo = cases.StoredPhoto(sha256="ab" * 32, thumbnail="cd" * 32, width=64, height=48)
    by = reporter(bytes(case.token_hash).hex())
    with pytest.raises(AnlanError):
        cases.attach(by=by, at=town.at, case=case.id, photos=(photo,), stage="after")
    cases.attach(by=by, at=town.at, case=case.id, photos=(photo,), stage="report")


def test_one_broken_case_does_not_stop_the_sweeper(town: Town) -> None:
    broken, sound = town.case(), town.case()
    cases.Case.objects.filter(pk=broken.pk).update(scheme="0" * 64)
    cases.sweep(town.later(days=30))
    sound.refresh_from_db()
    assert sound.escalation > 0


def test_grants_for_one_capability_show_no_notices_of_another(town: Town) -> None:
    from anlan.notices.queries import addressed_to

    town.case()
    squad = town.actor("handler", unit="street1.urban")
    assert addressed_to(squad).exists()
    narrow = replace(squad, grants=tuple(replace(one, capabilities=frozenset({"x"})) for one in squad.grants))
    assert not addressed_to(narrow).exists()


def test_naming_every_frame_there_is_fills_no_memory() -> None:
    from anlan.places import crs

    for code in range(4326, 4326 + 40):
        with suppress(AnlanError):
            crs.named(f"EPSG:{code}")
    for kept in (crs.named, crs._transformer):
        assert kept.cache_info().maxsize is not None
