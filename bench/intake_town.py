"""What bench_intake reports about: the sample town, a capability with a clock from the first moment, one operator."""

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.browser.town import account
from tests.fixtures.town import Town

from anlan.access.public import service
from anlan.kit import clock
from anlan.schemes.public import BUILTIN, load, publish

_WORDS = (
    "小区门口消防通道被车辆占用，已经堵了两个小时", "楼上装修噪声扰民，晚上十点还在施工",
    "路灯坏了三天，晚上走路很危险",
    "垃圾桶满溢没有人清运，臭味很大", "共享单车乱停放，把盲道都占了",
)  # fmt: skip
_KINDS = ("parking", "noise", "rubbish")


def publish_bench() -> None:
    """The hotline, with its five working days from the report and without automatic dispatch: all of intake, nothing
    of what follows it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "bench"
        shutil.copytree(BUILTIN / "hotline", home)
        shutil.rmtree(home / "flows", ignore_errors=True)
        file = home / "capability.yaml"
        text = (
            file.read_text()
            .replace("name: hotline", "name: bench", 1)
            .replace("dispatch: automatic", "dispatch: by_operator", 1)
        )
        head, mark, tail = text.partition("    - code: handle\n")
        file.write_text(head + mark + tail.replace("start: dispatched", "start: reported", 1))
        publish(load(home), by=service("setup"), at=clock.now())


def session_of(town: Town) -> str:
    """The key of a signed-in operator's session."""
    person = account(town, "op", "值班员", "operator", clock.now())
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def bodies(town: Town) -> list[dict[str, Any]]:
    """Reports all over the town; the same every time."""
    dice = random.Random(310105)
    made = []
    for lon, lat in town.district.points.values():
        for words in _WORDS:
            east, north = lon + dice.uniform(-0.002, 0.002), lat + dice.uniform(-0.002, 0.002)
            made.append(
                {
                    "capability": "bench", "category": dice.choice(_KINDS), "words": words, "channel": "phone",
                    "lon": round(east, 6), "lat": round(north, 6), "address": f"和安路 {dice.randint(1, 300)} 号",
                }
            )  # fmt: skip
    return made
