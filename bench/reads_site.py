"""What `bench_reads` asks, and of whom: accounts, words, pages, and a filled database a size."""
# ruff: noqa: PLC0415  Django has to be set up before a room can be imported

import http.client
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

# Two characters each: from every fifth text down to none.
WORDS = (
    "小区",
    "居民",
    "消防",
    "占用",
    "漏水",
    "路灯",
    "广场",
    "水泵",
    "垃圾",
    "渣土",
    "鸽子",
    "外卖",
    "电梯",
    "装修",
    "恐龙",
)


def make_accounts() -> None:
    """Three who look: the whole district, twelve grants in nine streets, one unit."""
    from anlan.access.public import create_account, grant_role, service
    from anlan.kit.clock import now
    from anlan.parties.public import unit
    from anlan.places.public import SAMPLE_DISTRICT, tree

    setup, at = service("setup"), now()
    places = tree(SAMPLE_DISTRICT)
    streets = [place.code for place in places if place.level == "street"]
    twelve = streets[3:5]
    for street in (streets[0], *streets[5:]):
        below = [place.code for place in places if place.parent_id == street]
        twelve += below[:2]
    squad = unit("street01.urban")
    wanted: dict[str, list[dict[str, Any]]] = {
        "district": [{"role": "operator", "place": SAMPLE_DISTRICT * 10**9}],
        "grants": [{"role": "operator", "place": place} for place in twelve[:12]],
        "unit": [{"role": "handler", "place": squad.place_id, "unit": squad.id}],
    }
    for name, grants in wanted.items():
        account = create_account(username=f"bench-{name}", name=name, password=None, by=setup, at=at)
        for grant in grants:
            grant_role(
                account=account.id, until=at + timedelta(days=360), by=setup, at=at, reason="bench", **grant
            )


@dataclass
class Site:
    """One filled database with its server, and what can be asked there."""

    size: str
    url: str
    port: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    pages: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # kind → (account, path)
    line: http.client.HTTPConnection = field(default_factory=lambda: http.client.HTTPConnection("127.0.0.1"))


@contextmanager
def django_at(url: str) -> Iterator[None]:
    """Django, set up once, works on this database as the application's role."""
    from django.db import connection, connections

    connections.close_all()
    connection.close_pool()
    from anlan.config.settings import database

    connection.settings_dict.update(database(url))
    yield
    connections.close_all()
    connection.close_pool()


def start_django() -> None:
    """Set Django up as the application's role; `ANLAN_DATABASE_URL` names any of the databases."""
    import django

    os.environ["ANLAN_DB_ROLE"] = "app"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    django.setup()


def know(site: Site) -> None:
    """Sign in and choose pages: the same number of each kind at every size."""
    from django.test import Client

    from anlan.access.models import Account
    from anlan.cases.models import Case

    chance = random.Random(7)
    for name in ("district", "grants", "unit"):
        client = Client()
        client.force_login(
            Account.objects.get(username=f"bench-{name}"),
            "allauth.account.auth_backends.AuthenticationBackend",
        )
        site.cookies[name] = client.cookies["sessionid"].value
    newest = Case.objects.order_by("-number").values_list("number", flat=True)[0]
    oldest = Case.objects.order_by("number").values_list("number", flat=True)[0]
    middle = (newest + oldest) // 2
    inbox = [
        "",
        "?state=ended",
        "?late=1",
        f"?state=ended&before={middle}",
        "?state=handling",
        "?category=hotline:parking",
    ]
    site.pages["inbox"] = [(who, f"/desk/{one}") for who in site.cookies for one in inbox]
    asked = [f"/desk/?q={quote(word)}&state={state}" for word in WORDS for state in ("open", "ended")]
    site.pages["search"] = [(who, one) for who in site.cookies for one in asked]
    told = chance.sample(range(oldest, oldest + 4000), 60)  # of the demonstration: with true stories
    drawn = [chance.randint(oldest + 6000, newest) for _ in range(30)]
    site.pages["case"] = [("district", f"/desk/{number}/") for number in told + drawn]
