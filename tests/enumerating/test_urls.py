"""Every address is classified, and every role is tried at every object that is none of its business."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.api.snapshot import operations
from tests.enumerating.strangers import ask, bare, body_of, filled, missing, objects, told
from tests.enumerating.urls import API, PAGES, STAFF, Address
from tests.fixtures.gallery import Gallery

from anlan.access.public import roles
from anlan.cases.tests.verbs.moves import MOVES, everything

SIGN_IN = "/accounts/login/"


def _walk(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from _walk(one, route)


def pages() -> list[str]:
    documented = {path.removeprefix("/").replace("{", "<").replace("}", ">") for _, path in operations()}
    return [
        route for route in _walk(get_resolver()) if bare(route) not in {bare(path) for path in documented}
    ]


def test_every_page_is_classified() -> None:
    assert set(pages()) == set(PAGES), "give the page a line in tests/enumerating/urls.py"


def test_every_operation_of_the_api_is_classified() -> None:
    assert {f"{method} {path}" for method, path in operations()} == set(API), "see tests/enumerating/urls.py"


def test_whatever_names_an_object_says_what_a_stranger_learns() -> None:
    open_on_purpose = {"/api/places/", "/api/units/", "community/", "tiles/"}
    silent = [
        where
        for where, address in {**PAGES, **API}.items()
        if ("<" in where or "{" in where)
        and not (address.hidden or address.known)
        and not any(part in where for part in open_on_purpose)
    ]
    assert silent == []


@pytest.fixture
def visitors(gallery: Gallery, browser: Any) -> Callable[[str | None], Any]:
    """Accounts of the other street, one a role, and nobody; open from one address to the next."""
    return cache(lambda who: browser(None if who is None else f"far:{who}"))


EVERYONE: list[str | None] = [*roles, None]


def of(kind: str) -> list[tuple[str, Address]]:
    return [(where, address) for where, address in API.items() if address.hidden == kind]


@pytest.mark.slow
def test_nobody_finds_a_foreign_case_through_the_api(gallery: Gallery, visitors: Any) -> None:
    things = objects(gallery)
    before = everything()
    for where, _ in [*of("case"), *of("attachment")]:
        method, _, path = where.partition(" ")
        body = body_of(gallery, where)
        for role in EVERYONE:
            foreign = ask(visitors(role), method, filled(path, things, ""), body)
            assert told(foreign) == (404, "case_not_found"), (where, role)
        none = ask(visitors("operator"), method, filled(path, missing(), ""), body)
        assert told(none) == (404, "case_not_found"), where
    assert everything() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "where", [route for route, address in PAGES.items() if address.hidden in ("case", "attachment")]
)
def test_nobody_finds_a_foreign_case_through_a_page(gallery: Gallery, visitors: Any, where: str) -> None:
    things = objects(gallery)
    before = everything()
    for role in EVERYONE:
        client = visitors(role)
        for verb in MOVES if "<slug:verb>" in where else ["add_note"]:
            answers = [client.post(filled(where, things, "", verb), {"words": "x"})]
            if verb == "add_note":
                answers.append(client.post(filled(where, missing(), "", verb), {"words": "x"}))
                answers.append(client.get(filled(where, things, "", verb)))
                answers.append(client.get(filled(where, missing(), "", verb)))
            statuses = {answer.status_code for answer in answers}
            assert statuses <= ({302, 405} if role is None else {404, 405}), (role, where, verb, statuses)
            assert 302 not in statuses or all(
                SIGN_IN in answer.headers.get("Location", SIGN_IN) for answer in answers
            )
    assert everything() == before


@pytest.mark.slow
@pytest.mark.parametrize("where", [route for route, address in PAGES.items() if address.hidden == "callback"])
def test_a_foreign_call_back_is_not_found(gallery: Gallery, visitors: Any, where: str) -> None:
    things = objects(gallery)
    for role in EVERYONE:
        client = visitors(role)
        for step in ("take", "miss", "finish", "decline", "number", ""):
            answers = [client.post(filled(where, what, ""), {"step": step}) for what in (things, missing())]
            answers += [client.get(filled(where, what, "")) for what in (things, missing())]
            expected = 302 if role is None else 404 if role == "operator" else 403
            assert {answer.status_code for answer in answers} == {expected}, (role, step)


KEEPERS = {"account": {"security_admin", "auditor"}, "request": {"security_admin", "auditor"}}


@pytest.mark.slow
@pytest.mark.parametrize("where", [route for route, address in PAGES.items() if address.hidden in KEEPERS])
def test_a_page_about_a_foreign_account_is_not_found(gallery: Gallery, visitors: Any, where: str) -> None:
    things = objects(gallery)
    for role in EVERYONE:
        for method in ("get", "post"):
            client = visitors(role)
            foreign, none = (getattr(client, method)(filled(where, what, "")) for what in (things, missing()))
            assert foreign.status_code == none.status_code, (where, role, method)
            keeps = role in KEEPERS[str(PAGES[where].hidden)]
            expected = {404, 403, 405} if keeps else {302, 405} if role is None else {403, 405}
            assert foreign.status_code in expected, (where, role, method, foreign.status_code)


@pytest.mark.slow
def test_pages_of_administrators_are_for_their_keepers_only(gallery: Gallery, visitors: Any) -> None:
    things = {**objects(gallery), "number": 7}
    for where, address in PAGES.items():
        if not (where.startswith("desk/admin/") and (address.known or address == STAFF)):
            continue
        for role in ("resident", "operator", "handler", "supervisor", None):
            for method in ("get", "post"):
                answer = getattr(visitors(role), method)(filled(where, things, ""))
                refused = (302, 405) if role is None else (403, 405)
                assert answer.status_code in refused, (where, role, method, answer.status_code)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "keeper"),
    [("account", "security_admin"), ("grant", "security_admin"), ("request", "security_admin")],
)
def test_a_foreign_account_is_not_found_and_who_has_no_such_function_learns_nothing(
    gallery: Gallery, visitors: Any, kind: str, keeper: str
) -> None:
    things = objects(gallery)
    for where, _ in of(kind):
        method, _, path = where.partition(" ")
        body = body_of(gallery, where)
        for role in EVERYONE:
            foreign = ask(visitors(role), method, filled(path, things, kind), body)
            none = ask(visitors(role), method, filled(path, missing(), kind), body)
            assert told(foreign) == told(none), (where, role)
            reads = role == keeper or (kind == "request" and role == "auditor")
            expected = 404 if reads else 401 if role is None else 403
            assert foreign.status_code == expected, (where, role)


@pytest.mark.slow
def test_foreign_premises_are_not_found(gallery: Gallery, visitors: Any) -> None:
    things = objects(gallery)
    for where, _ in of("premises"):
        method, _, path = where.partition(" ")
        body = body_of(gallery, where)
        for role in EVERYONE:
            foreign = ask(visitors(role), method, filled(path, things, "premises"), body)
            none = ask(visitors(role), method, filled(path, missing(), "premises"), body)
            assert told(foreign)[0] == told(none)[0] == 404, (where, role, told(foreign), told(none))


@pytest.mark.slow
def test_what_everybody_knows_of_is_changed_by_its_own_keepers_only(gallery: Gallery, visitors: Any) -> None:
    things = objects(gallery)
    for where, address in API.items():
        if address.known is None or address.known == "system":
            continue
        method, _, path = where.partition(" ")
        for role in EVERYONE:
            body = body_of(gallery, where)
            answer = ask(visitors(role), method, filled(path, things, address.known), body)
            none = ask(visitors(role), method, filled(path, missing(), address.known), body)
            refused = told(answer) == (403, "not_permitted") or told(answer) == told(none)
            assert refused, (where, role, told(answer))
            assert answer.status_code in (403, 404), (where, role)


@pytest.mark.slow
def test_a_guessed_secret_opens_nothing(gallery: Gallery, visitors: Any) -> None:
    secrets = {where: address for where, address in {**PAGES, **API}.items() if address.hidden == "secret"}
    for where in secrets:
        method, _, path = where.partition(" ") if where in API else ("GET", "", where)
        for role in ("operator", None):
            answer = ask(visitors(role), method, filled(path, missing(), "secret"), body_of(gallery, where))
            assert answer.status_code == 404, (where, role, answer.status_code)


def plain(where: str, gallery: Gallery) -> tuple[str, str, dict[str, Any]]:
    method, _, path = where.partition(" ") if where in API else ("GET", "", where)
    queries = {
        "/api/suggestions": "?capability=hotline&words=x",
        "/api/similar": "?words=x",
        "/api/locate": "?lon=121.4&lat=31.2",
        "/api/units/for": f"?role=fire&place_code={gallery.town.grid}",
    }
    return (
        method,
        filled(path, objects_known(gallery), "unit") + queries.get(path, ""),
        body_of(gallery, where),
    )


def objects_known(gallery: Gallery) -> dict[str, Any]:
    tile = {"layer": "boundaries", "z": "10", "x": "857", "y": "418"}
    return {"code": gallery.town.grid, "unit": gallery.town.units["street1.urban"].id, **tile}


@pytest.mark.slow
def test_strangers_are_sent_to_sign_in_where_somebody_has_to_be_known(
    gallery: Gallery, visitors: Any
) -> None:
    for where, address in {**PAGES, **API}.items():
        if address.hidden or address.known:
            continue
        method, path, body = plain(where, gallery)
        answer = ask(visitors(None), method, path, body)
        status, location = answer.status_code, answer.headers.get("Location", "")
        refused = status in (401, 403) or SIGN_IN in location
        if address.audience == "everybody":
            assert not refused or where == "accounts/2fa/authenticate/" or path == "/accounts/logout/", where
            assert status < 500, where
        else:
            assert refused or status == 422, (where, status)


@pytest.mark.slow
def test_a_resident_gets_nothing_that_is_for_staff(gallery: Gallery, visitors: Any) -> None:
    for where, address in {**PAGES, **API}.items():
        if address.audience == "staff" and not (address.hidden or address.known):
            method, path, body = plain(where, gallery)
            answer = ask(visitors("resident"), method, path, body)
            assert answer.status_code in (403, 404, 422), (where, answer.status_code)


def test_a_number_is_no_hint(gallery: Gallery, browser: Any) -> None:
    """Numbers are handed out in order; that one exists cannot be told from the answer."""
    client = browser("far:operator")
    answers = {client.get(f"/api/cases/{gallery.case(state).number}").content for state in gallery.cases}
    assert answers == {client.get("/api/cases/999999999").content}
