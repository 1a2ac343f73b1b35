"""Names in notes: whom they reach, and that nobody learns through them who exists or who may see what."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.browser.town import account, people

from anlan.access.models import Grant
from anlan.access.public import actor_for
from anlan.cases.errors import MentionInPublic, MentionsTooMany, MentionUnclear, MentionUnknown
from anlan.cases.models import Note
from anlan.cases.public import add_note, visible, withdraw_note
from anlan.cases.telling.mentions import mentionable, suggestions
from anlan.kit import clock
from anlan.ledger.public import history
from anlan.notices.models import Notice

STAFF = ("operator", "elsewhere", "handler", "colleague", "checker", "supervisor", "auditor")


@pytest.fixture
def staff(town):
    return people(town, town.at)


@pytest.fixture
def write(town, staff):
    """`write("请@周海 看一下")`: a note by the operator on a case of the first street's squad."""
    case = town.case()

    def written(words, *, who="operator", **more):
        add_note(
            by=actor_for(staff[who], at=town.at, mfa=True), at=town.at, case=case.id, words=words, **more
        )
        return case

    written.case = case
    return written


def told(case) -> set[str]:
    return set(
        Notice.objects.filter(subject=case.pk, audience="mentioned").values_list("recipient", flat=True)
    )


def test_whoever_is_named_hears_of_it_once_without_a_word_of_the_note(town, staff, write):
    case = write("车主已联系，请@周海 和 @城管中队 今天内到场，@周海 督办")
    fact = history(case.id)[-1]
    assert fact.payload["mentions"] == [staff["supervisor"].ref, f"unit:{town.units['street1.urban'].id}"]
    town.settle()
    assert told(case) == {staff["supervisor"].ref, f"unit:{town.units['street1.urban'].id}"}
    notice = Notice.objects.get(subject=case.pk, recipient=staff["supervisor"].ref, audience="mentioned")
    assert str(case.number) in notice.zh
    assert str(case.number) in notice.en
    assert "车主" not in notice.zh
    assert "王静" not in notice.zh


def test_where_the_names_stand_is_kept_with_the_words_and_goes_with_them(town, staff, write):
    case = write("请@周海 看一下")
    fact = history(case.id)[-1]
    assert Note.objects.get(fact=fact.id).mentions == [[1, 3, staff["supervisor"].ref]]
    withdraw_note(by=actor_for(staff["operator"], at=town.at), at=town.at, case=case.id, note=fact.id)
    assert Note.objects.get(fact=fact.id).mentions is None
    town.settle()
    assert told(case) == set()  # it was withdrawn before anybody heard of it


# Somebody of another street, somebody without sight of any case, a log-in name, and nobody at all.
@pytest.mark.parametrize("name", ["赵敏", "吴丹", "wang.jing", "没有这个人", "周海怡"])
def test_who_may_not_see_the_case_is_refused_like_who_does_not_exist(town, write, name):
    before = len(history(write.case.id))
    with pytest.raises(MentionUnknown) as refused:
        write(f"请@{name} 看一下")
    assert refused.value.params == {"name": name}
    assert refused.value.field == "words"
    assert len(history(write.case.id)) == before
    assert not Note.objects.filter(case=write.case, words__contains=name).exists()


def test_a_name_grants_nothing(town, staff, write):
    case = write("@周海 请督办")
    for who in STAFF:
        actor = actor_for(staff[who], at=town.at, mfa=True)
        sees = who in {"operator", "checker", "supervisor"}
        assert visible(actor).filter(pk=case.pk).exists() is sees, who


def test_whoever_lost_sight_of_the_case_meanwhile_is_not_told(town, staff, write):
    case = write("@周海 请督办")
    staff["supervisor"].grants.update(revoked_at=town.at)
    town.later(minutes=1)
    town.settle()
    assert told(case) == set()


def test_naming_oneself_is_no_news(town, staff, write):
    case = write("@王静 明天再打电话")
    town.settle()
    assert told(case) == set()


def test_the_list_is_who_may_see_this_case_and_nobody_else(town, staff, write):
    listed = {one.handle for one in mentionable(write.case, at=town.at)}
    assert listed == {"城管中队（示例1）", "王静", "陈宇", "周海"}
    reported = town.report(by=actor_for(staff["elsewhere"], at=town.at))
    own = visible(actor_for(staff["elsewhere"], at=town.at)).get(number=reported.number)
    # Whoever only reported it sees it, but a list with their name in it would tell who reported.
    assert "赵敏" not in {one.handle for one in mentionable(own, at=town.at)}


def test_who_broke_the_glass_is_not_on_the_list(town, staff, write):
    Grant.objects.create(
        account=staff["elsewhere"], role="break_glass", place=write.case.place_scope, granted_at=town.at,
        until=town.at + timedelta(minutes=30), granted_by=staff["elsewhere"].ref,
    )  # fmt: skip
    with pytest.raises(MentionUnknown):
        write("@赵敏 看一下")


def test_two_of_one_name_are_told_apart(town, staff, write):
    account(town, "zhou.hai2", "周海", "leader", town.at)
    listed = {one.handle for one in mentionable(write.case, at=town.at) if "周海" in one.handle}
    assert listed == {"周海（督办员）", "周海（领导）"}
    with pytest.raises(MentionUnclear) as refused:
        write("@周海 看一下")
    assert "@周海（领导）" in refused.value.params["known"]
    case = write("@周海（督办员）请看")
    town.settle()
    assert told(case) == {staff["supervisor"].ref}


def test_two_of_one_name_and_one_role_get_a_number(town, staff, write):
    account(town, "zhou.hai2", "周海", "supervisor", town.at)
    listed = [one for one in mentionable(write.case, at=town.at) if "周海" in one.handle]
    assert [one.handle for one in listed] == ["周海（督办员）", "周海（督办员）2"]
    case = write("@周海（督办员）2 请看")
    town.settle()
    assert told(case) == {listed[1].ref}


@pytest.mark.parametrize("words", ["邮箱 wang@example.cn", "单价 @ 3 元", "@", "他说@。", "a@b@c.cn"])
def test_an_at_that_begins_no_name_is_an_at(write, words):
    if words == "他说@。":
        with pytest.raises(MentionUnknown):
            write(words)
    else:
        write(words)


def test_a_note_for_the_reporter_names_no_colleague(write):
    with pytest.raises(MentionInPublic):
        write("@周海 明天上门", public=True)


def test_names_without_end_are_refused_before_anybody_is_asked(write, django_assert_max_num_queries):
    with django_assert_max_num_queries(10), pytest.raises(MentionsTooMany):
        write("@周海 " * 700)


def test_the_list_behind_an_at_is_for_who_may_write_here(town, staff, write, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: town.at)
    address = f"/desk/{write.case.number}/colleagues/"
    asked = {}
    for who in STAFF:
        client.force_login(staff[who], backend="allauth.account.auth_backends.AuthenticationBackend")
        asked[who] = client.get(address, {"q": "周"})
    assert asked["operator"].json() == {"people": [{"name": "周海", "about": "督办员"}]}
    assert {who for who, answer in asked.items() if answer.status_code == 404} == {
        "elsewhere", "handler", "colleague", "auditor",
    }  # fmt: skip
    none = client.get(f"/desk/{99999999}/colleagues/", {"q": "周"})
    assert none.status_code == 404


def test_suggestions_leave_out_the_writer_and_are_few(town, staff, write):
    for number in range(12):
        account(town, f"wu.{number}", f"吴{number}", "leader", town.at)
    found = suggestions(write.case, "", by=staff["operator"].ref, at=town.at)
    assert len(found) == 8
    assert "王静" not in {one.handle for one in found}
    assert suggestions(write.case, "吴1", by=str(uuid4()), at=town.at)[0].handle == "吴1"
