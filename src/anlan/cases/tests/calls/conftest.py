"""Accounts and signed-in clients, as the desk's tests have them, and a second operator of the same street."""

import pytest
from tests.browser.town import Peopled, account

from anlan.cases.tests.desk.conftest import SignedIn, peopled, signed_in

__all__ = ["SignedIn", "peopled", "signed_in"]


@pytest.fixture(autouse=True)
def _second_operator(request: pytest.FixtureRequest) -> None:
    if "peopled" in request.fixturenames:
        known: Peopled = request.getfixturevalue("peopled")
        town = known.town
        where = {"place": town.district.streets[0]}
        known.accounts["centre"] = account(town, "qian.wei", "钱伟", "operator", town.at, **where)
