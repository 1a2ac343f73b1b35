"""Reporting a matter without an account: fill in, check, send."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from anlan.cases.public import Case
from anlan.portal.pace import REPORTS


def test_the_front_page_needs_no_district_and_no_account(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "身边有事，告诉我们" in page
    assert 'href="/report/"' in page


def test_a_report_is_checked_before_it_is_sent(client: Client, filled) -> None:
    answer = client.post("/report/", filled())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "请核对您填写的内容" in page
    assert "路灯与道路设施" in page
    assert "槐荫社区" in page
    assert not Case.objects.exists()


def test_a_sent_report_gives_a_receipt_with_number_proof_and_code(client: Client, filled) -> None:
    answer = client.post("/report/", filled(step="send"), follow=True)
    case = Case.objects.select_related("text").get()
    page = answer.content.decode()
    assert str(case.number) in page
    assert f"/verify/{case.receipt}/" in page
    assert "<svg" in page
    assert case.text.words.startswith("门口的路灯")
    assert case.text.address == "52 弄 3 号楼门口"
    assert case.channel == "portal"


def test_sending_the_same_report_twice_makes_one_case(client: Client, filled) -> None:
    sent = filled(step="send")
    first, second = client.post("/report/", sent), client.post("/report/", sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_the_key_of_one_report_cannot_carry_another(client: Client, filled) -> None:
    sent = filled(step="send")
    client.post("/report/", sent)
    answer = client.post("/report/", {**sent, "words": "别的事情"})
    assert answer.status_code == 422
    assert "别的事情" in answer.content.decode()
    assert Case.objects.count() == 1


def test_a_report_without_words_or_place_is_sent_back_with_what_was_entered(client: Client, filled) -> None:
    answer = client.post("/report/", filled(words="", place="", address="三号楼"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_words"' in page
    assert 'href="#id_place"' in page
    assert 'value="三号楼"' in page


def test_changing_something_keeps_all_the_rest(client: Client, filled) -> None:
    answer = client.post("/report/", filled(step="edit", name="王小明"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "门口的路灯从上周三" in page
    assert 'value="王小明"' in page


@pytest.mark.parametrize(("lon", "lat"), [("31.2", "121.4"), ("nan", "31.2"), ("121.4", "999"), ("", "31.2")])
def test_an_impossible_point_is_explained_and_nothing_is_lost(
    client: Client, filled, lon: str, lat: str
) -> None:
    answer = client.post("/report/", filled(place="", lon=lon, lat=lat))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-summary" in page
    assert "门口的路灯从上周三" in page


def test_a_point_is_found_in_its_grid(client: Client, filled, town) -> None:
    lon, lat = town.district.points[town.far_grid]
    client.post("/report/", filled(step="send", place="", lon=str(lon), lat=str(lat)))
    assert Case.objects.get().place_scope == town.far_grid


def test_a_scanned_code_says_where(client: Client, filled, town) -> None:
    from anlan.access.public import service
    from anlan.parties.verbs.add_premises import add_premises

    by = service("import")
    market = add_premises(
        code="market-1", name="和安菜市场", kind="market", place=town.grid, by=by, at=town.at
    )
    assert "和安菜市场" in client.get(f"/report/?premises={market.token}").content.decode()
    client.post("/report/", filled(step="send", place="", premises=market.token))
    assert Case.objects.get().premises == market.id


def test_an_unknown_code_at_a_door_still_lets_one_report(client: Client, filled) -> None:
    assert client.get("/report/?premises=nonsense").status_code == 200
    assert client.post("/report/", filled(premises="nonsense")).status_code == 200


def test_a_photograph_stays_with_the_report_through_the_check(client: Client, filled, photo: bytes) -> None:
    upload = SimpleUploadedFile("lamp.jpg", photo, content_type="image/jpeg")
    checked = client.post("/report/", filled(photos=[upload]))
    (reference, _stored), *_rest = checked.context["photos"]
    assert client.get(f"/report/photo/{reference}/").headers["Content-Type"] == "image/jpeg"
    key = checked.context["data"]["key"]
    client.post("/report/", filled(step="send", kept=[reference], key=key))
    assert Case.objects.get().attachments.count() == 1


def test_a_photograph_is_kept_when_something_else_has_to_be_mended(
    client: Client, filled, photo: bytes
) -> None:
    upload = SimpleUploadedFile("lamp.jpg", photo, content_type="image/jpeg")
    answer = client.post("/report/", filled(words="", photos=[upload]))
    assert answer.status_code == 422
    assert 'name="kept"' in answer.content.decode()


def test_what_is_no_photograph_is_refused_at_its_field(client: Client, filled) -> None:
    drawing = SimpleUploadedFile(
        "x.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/jpeg"
    )
    answer = client.post("/report/", filled(photos=[drawing]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_photos"' in page
    assert "门口的路灯从上周三" in page


def test_photographs_beyond_the_days_measure_are_refused_and_the_report_still_goes(
    client: Client, filled, photo: bytes, settings
) -> None:
    settings.ANLAN_STORED_A_DAY = 0
    sent = filled(photos=[SimpleUploadedFile("lamp.jpg", photo, content_type="image/jpeg")])
    answer = client.post("/report/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_photos"' in page
    assert "每天最多可存 0 MB" in page
    assert not list(settings.MEDIA_ROOT.glob("??/*"))
    client.post("/report/", filled(step="send", key=sent["key"]))
    assert Case.objects.get().attachments.count() == 0


def test_a_forged_photograph_is_nobodys(client: Client, filled) -> None:
    assert client.get("/report/photo/forged:abc/").status_code == 404
    client.post("/report/", filled(step="send", kept=["forged:abc"]))
    assert Case.objects.get().attachments.count() == 0


def test_a_similar_report_nearby_is_told_without_its_words(client: Client, filled, town) -> None:
    lon, lat = (str(degrees) for degrees in town.district.points[town.grid])
    client.post("/report/", filled(step="send", lon=lon, lat=lat))
    page = client.post(
        "/report/", filled(words="门口的路灯从上周三开始就不亮了，看不清台阶", lon=lon, lat=lat)
    ).content.decode()
    assert "可能已经有人反映过" in page
    assert "我也遇到了" in page
    assert str(Case.objects.get().number) not in page
    assert "晚上看不清台阶" not in page


def test_a_contact_goes_to_the_vault_and_not_to_the_case(client: Client, filled) -> None:
    client.post("/report/", filled(step="send", name="王小明", phone="138 0000 1234"))
    case = Case.objects.select_related("text").get()
    kept = f"{case.text.words}{case.text.address}{case.text.answers}{case.text.source}"
    assert "王小明" not in kept
    assert "1234" not in kept


def test_a_form_from_another_site_is_refused_kindly(filled) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/report/", filled(step="send"))
    assert answer.status_code == 403
    assert "页面停留时间过长" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_loop_is_asked_to_wait(client: Client, filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REPORTS, "times", 2)
    sent = filled()
    answers = [client.post("/report/", sent) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.get("Retry-After") for answer in answers] == [None, None, str(round(REPORTS.seconds))]


def test_fields_nobody_offers_change_nothing(client: Client, filled) -> None:
    client.post("/report/", filled(step="send", state="closed", number="1", lead_unit="x", score="5"))
    case = Case.objects.get()
    assert (case.state, case.score) == ("routed", None)
    assert case.number != 1


def test_english_is_complete(client: Client, filled) -> None:
    with translation.override("en"):
        client.post("/language/", {"language": "en", "next": "/"})
        page = client.post("/report/", filled(), follow=True).content.decode()
    assert "Check your report" in page
    assert "Street lights and roads" in page
    assert "Huaiyin Community" in page


def test_the_outline_shows_the_communities_and_no_more(client: Client, town) -> None:
    answer = client.get("/report/outline.svg")
    drawn = answer.content.decode()
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert drawn.count("<path") == len(town.district.communities)


def test_a_point_beyond_the_district_is_taken_and_called_outside(client: Client, filled) -> None:
    page = client.post("/report/", filled(place="", lon="121.50", lat="31.30")).content.decode()
    assert "请核对您填写的内容" in page
    client.post("/report/", filled(step="send", place="", lon="121.50", lat="31.30"))
    assert Case.objects.get().place_scope == 310105999999001


def test_a_number_that_is_none_is_refused_before_everything_is_checked(client: Client, filled) -> None:
    answer = client.post("/report/", filled(phone="call me"))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"phone"}
