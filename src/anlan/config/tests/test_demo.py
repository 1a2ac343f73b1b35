"""The demonstration: the same every time, true to its last fact, and never thrown away by mistake."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import typer

from anlan.cases.models import Assignment, Case, Note
from anlan.cases.public import OPEN, VERBS, Bulk
from anlan.config.cli import demo as command
from anlan.config.demo import crew as crews
from anlan.config.demo import history, rhythm, words
from anlan.config.demo.crew import Alone
from anlan.config.demo.fill import Scale, fill
from anlan.config.demo.ground import features, ground
from anlan.config.demo.mark import filled, marked
from anlan.config.demo.people import kept_logins
from anlan.kit.canonical import canonical
from anlan.ledger.models import FactRow
from anlan.ledger.public import verify
from anlan.parties.public import Premises, Unit
from anlan.places.public import Place, inspect_features

NOW = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)
SMALL = Scale(days=2, a_day=25, streets=1, premises=30)

pytestmark = pytest.mark.slow


def made(folder, **changed):
    given = {"now": NOW, "logins": folder / "logins.txt", "crew": Alone(), "scale": SMALL, **changed}
    return fill(**given, tick=lambda count, of: None)


def content():
    """Everything the demonstration says, with units and people by name instead of id, as one hash."""
    units = dict(Unit.objects.values_list("id", "code"))
    names = {ref: ref for ref in FactRow.objects.values_list("actor", flat=True)}
    from django.contrib.auth import get_user_model

    names |= {account.ref: account.username for account in get_user_model().objects.all()}
    told = []
    for case in Case.objects.order_by("number").select_related("text"):
        facts = FactRow.objects.filter(subject=case.id).order_by("seq").values_list("kind", "at", "actor")
        told.append(
            [case.id, case.state, case.category, case.text.words, case.text.address, case.place_scope, case.lon,
             units.get(case.lead_unit), case.next_due, case.late, case.score, case.outcome,
             [[kind, at, re.sub("reporter:.*", "reporter", names[actor])] for kind, at, actor in facts]]
        )  # fmt: skip
    notes = sorted(Note.objects.values_list("id", "words"))
    doors = list(Premises.objects.order_by("code").values_list("code", "name", "kind", "place", "token"))
    return hashlib.sha256(canonical([told, notes, doors])).hexdigest()


@pytest.mark.django_db
def test_the_same_moment_gives_the_same_district_and_another_process_too(tmp_path, django_db_blocker):
    from django.db import transaction

    hashes = []
    for _ in range(2):
        with transaction.atomic():
            made(tmp_path)
            hashes.append(content())
            transaction.set_rollback(True)
    assert hashes[0] == hashes[1]


@pytest.fixture
def district(db, tmp_path):
    return made(tmp_path)


def test_the_whole_ledger_is_sound_and_every_state_follows_from_its_chain(district):
    verdict = verify()
    assert verdict.sound, verdict.problems[:3]
    assert verdict.pending == 0
    ends = {"cases.close": "closed", "cases.rate": "rated", "cases.verify": "verified", "cases.suspend": "suspended",
            "cases.merge": "merged", "cases.dispatch": "dispatched"}  # fmt: skip
    silent = {"notices.tell", "cases.add_note", "cases.escalate", "cases.supervise", "cases.merge_take_in"}
    for case in Case.objects.all():
        kinds = FactRow.objects.filter(subject=case.id).order_by("seq").values_list("kind", flat=True)
        last = [kind for kind in kinds if kind not in silent][-1]
        assert case.state == ends.get(last, case.state)
        assert kinds[0] == "cases.report"
        assert case.version == sum(kind.startswith("cases.") for kind in kinds)
    assert filled()


def test_every_kind_of_staff_can_log_in_and_the_passwords_are_this_installations_own(district, tmp_path):
    logins = kept_logins(tmp_path / "logins.txt")
    assert (tmp_path / "logins.txt").stat().st_mode & 0o77 == 0
    assert {one.role for one in logins} == {
        "operator", "handler", "grid_worker", "checker", "supervisor", "leader", "auditor", "system_admin",
        "security_admin",
    }  # fmt: skip
    assert len({one.password for one in logins}) == len(logins)
    assert [one.username for one in logins if one.secret] == [
        "duty",
        "supervisor",
        "system",
        "security",
        "security2",
    ]
    from django.contrib.auth import get_user_model

    for one in logins[:3]:
        assert get_user_model().objects.get(username=one.username).check_password(one.password)


def test_open_matters_have_no_contact_left_of_those_that_ended(district):
    kept = set(FactRow.objects.filter(kind="access.keep_person").values_list("about", flat=True))
    states = set(Case.objects.filter(pk__in=kept).values_list("state", flat=True))
    assert kept
    assert states <= {str(state) for state in OPEN}


@pytest.mark.django_db
def test_the_verbs_accept_every_move_of_the_stories_and_leave_the_same_states(tmp_path, monkeypatch):
    """Every move is made again by the verb itself, with its permissions and refusals."""
    moves = []

    class Watched(Bulk):
        def report(self, sent, where, **given):
            matter = super().report(sent, where, **given)
            moves.append(("report", matter.case.id, given, sent, matter))
            return matter

        def do(self, matter, verb, **given):
            super().do(matter, verb, **given)
            moves.append((verb, matter.case.id, given, None, matter))

    monkeypatch.setattr(history, "Bulk", Watched)
    made(tmp_path, scale=Scale(days=4, a_day=6, streets=1, premises=30))
    again = replay(moves)
    assert len(again) > 15
    for case, twin in again.items():
        one, other = Case.objects.get(pk=case), Case.objects.get(pk=twin)
        for name in (
            "state",
            "category",
            "lead_unit",
            "place_scope",
            "outcome",
            "score",
            "version",
            "late",
            "next_due",
        ):
            assert getattr(one, name) == getattr(other, name), name
        parts = [list(Assignment.objects.filter(case=id).order_by("offered_at", "part").values_list("unit", "state"))
                 for id in (case, twin)]  # fmt: skip
        assert parts[0] == parts[1]


def replay(moves):
    """The recorded moves through the verbs, in order of time; returns case → its twin."""
    from anlan.access.public import reporter, token_hmac
    from anlan.cases.models import Clock
    from anlan.ledger.public import assign_positions, run_reactions

    def settle(at):
        while assign_positions():
            run_reactions(at=at, strict=True)

    twins, tokens = {}, {}
    for verb, case, given, sent, matter in sorted(moves, key=lambda move: move[2]["at"]):
        at = given["at"]
        if verb == "report":
            body = {name: value for name, value in vars(sent).items() if value not in ({}, "", None)}
            body.pop("contact", None)
            receipt = VERBS["report"](
                by=given["by"], at=at, source="twin", key=given["key"], capability="hotline", **body
            )
            twins[case], tokens[case] = receipt.case, receipt.token
            settle(at + timedelta(seconds=1))
            continue
        rest = {name: value for name, value in given.items() if name not in ("by", "at")}
        by = given["by"]
        if by.ref.startswith("reporter:"):
            by = reporter(token_hmac(tokens[case]))
        if "into" in rest:
            rest["into"] = twins[rest["into"]]
        if "clock" in rest and verb == "escalate":
            rule = next(clock.rule for clock in matter.clocks if clock.id == rest["clock"])
            found = Clock.objects.filter(
                case=twins[case], rule=rule, stopped_at=None, next_look__lte=at
            ).first()
            assert found is not None, rule
            rest["clock"] = found.id
        VERBS[verb](by=by, at=at, case=twins[case], **rest)
        settle(at + timedelta(seconds=1))
    return twins


def test_the_ground_has_the_ten_streets_and_189_committees_and_no_fault():
    land = ground()
    assert (len(land.streets), len(land.communities), len(land.grids)) == (10, 189, 900)
    assert land.streets[0].name_zh == "华阳路街道"


@pytest.mark.django_db
def test_the_boundaries_can_be_imported_as_they_are(tmp_path):
    from anlan.access.public import service
    from anlan.places.public import add_place

    code = 310105000000000
    add_place(code=code, name_zh="区", name_en="District", by=service("setup"), at=NOW)
    report = inspect_features(features(), district=310105)
    assert (report.sound, report.counts) == (True, {})


def test_a_day_has_its_shape():
    weekday, saturday, holiday = (date(2026, *day) for day in ((11, 17), (11, 21), (10, 1)))
    assert rhythm.expected(weekday) > rhythm.expected(saturday) > 0.6 * rhythm.A_DAY
    assert rhythm.expected(holiday) < rhythm.expected(weekday)
    total = sum(rhythm.expected(NOW.date() - timedelta(days=back)) for back in range(90)) / 90
    assert 210 < total < 250
    moments = rhythm.moments(weekday)
    assert moments == sorted(moments) == rhythm.moments(weekday)
    night = sum(at.astimezone(rhythm.ZONE).hour < 6 for at, _ in moments)
    assert night < len(moments) / 8


def test_there_are_many_sentences_and_no_gap_stays_open():
    told = words.sentences()
    assert sum(len(category["patterns"]) for category in told["categories"].values()) >= 150
    said = {
        words.Scene(310105001001000 + 1000 * (number % 7), rhythm.dice("t", number)).report(category)
        for number in range(120)
        for category in (*told["categories"], "")
    }
    assert len(said) > 1000
    assert not any("{" in one or "}" in one for one in said)
    for name, category in told["categories"].items():
        for stage in ("found", "done", "closed"):
            assert words.fitting(name, stage, "路灯", rhythm.dice("x")) in [
                one for lines in category[stage].values() for one in lines
            ]


def test_a_database_with_a_district_of_its_own_is_not_filled(town):
    assert not marked()
    with pytest.raises(typer.Exit):
        command._ready()
    assert Place.objects.exists()


@pytest.mark.django_db
def test_a_demonstration_that_stands_is_left_as_it_is(district, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_logins", lambda: tmp_path / "logins.txt")
    assert command._ready() is False


def test_wiping_refuses_a_server_of_ones_own_and_what_is_no_demonstration(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ANLAN_STATE", str(tmp_path))
    monkeypatch.setenv("ANLAN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(typer.Exit):
        command._wipe(asked=True, given=False)
    assert "--yes-really" in capsys.readouterr().err


def test_the_newest_days_are_asked_for_in_one_piece():
    days = history.days_until(NOW, 3)
    assert [str(day) for day in days] == ["2026-11-16", "2026-11-17", "2026-11-18"]
    assert crews.Day(days[0], 1).numbers == []
