"""What the portal's tests share."""

import io
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from PIL import Image

from anlan.portal.pace import LOOKS, REPORTS


@pytest.fixture(autouse=True)
def fresh_pace() -> Iterator[None]:
    LOOKS.forget()
    REPORTS.forget()
    yield
    LOOKS.forget()
    REPORTS.forget()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "#88aaa8").save(picture, "JPEG")
    return picture.getvalue()


Filled = Callable[..., dict[str, object]]


@pytest.fixture
def filled(client: Client, town) -> Filled:
    """The report form as a careful resident fills it in, with a key of its own."""

    def fill(**changed: object) -> dict[str, object]:
        key = client.get("/report/").context["form"]["key"].value()
        return {
            "key": key,
            "words": "门口的路灯从上周三开始就不亮了，晚上看不清台阶。",
            "category": "hotline:lighting",
            "place": str(town.district.communities[0]),
            "address": "52 弄 3 号楼门口",
            "step": "check",
            **changed,
        }

    return fill


@pytest.fixture
def token(client: Client, filled: Filled) -> str:
    """The tracking code of a fresh report."""
    answer = client.post("/report/", filled(step="send"))
    return answer.headers["Location"].strip("/").split("/")[-1]
