"""The forms of a step and of the recheck say which photograph has to come first."""

from tests.fixtures.town import Town

from anlan.cases.models import Case
from anlan.cases.web.asked import Asked
from anlan.cases.web.verb_forms import TABLE


def _hint(town: Town, verb: str, role: str, *, unit: str | None = None, step: str = "") -> str:
    case = town.case(capability="hazards", category="other", words="台阶破损")
    asked = Asked(Case.objects.get(pk=case.pk), town.actor(role, unit=unit), town.at, step)
    return str(TABLE[verb].fields(asked)["words"].help_text)


def test_a_step_that_needs_a_photograph_says_so(town: Town) -> None:
    assert _hint(town, "act", "handler", unit="street1.office", step="fix") == "请先上传整改后照片。"
    assert _hint(town, "act", "handler", unit="street1.office", step="control") == ""


def test_the_recheck_says_that_it_needs_a_photograph_of_ones_own(town: Town) -> None:
    assert _hint(town, "verify", "checker") == "请先上传您本人在现场拍摄的照片。"
