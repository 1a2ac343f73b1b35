"""Taking calls, as short as tests like it."""

from typing import Any
from uuid import UUID, uuid4

from anlan.cases.calls.verbs.take_call import AnswerGiven, Matter, Wish, take_call
from anlan.cases.models.calls import Callback
from anlan.cases.public import Case, accept, act, close, finish, verify

NUMBER = "138 1234 1234"


def call(town: Any, *, by: Any = None, id: UUID | None = None, **given: Any) -> Case:
    """A call taken in by an operator of the district."""
    matter = {"capability": "hotline", "category": "parking", "words": "小区门口消防通道被车辆占用"}
    where = {"place": given.pop("place", town.grid)}
    said = {name: given.pop(name) for name in ("words", "category") if name in given}
    given.setdefault("number", NUMBER)
    receipt = take_call(
        by=by or town.actor("operator"),
        at=town.at,
        call=id or uuid4(),
        matter=Matter(**{**matter, **where, **said}),
        **given,
    )
    return Case.objects.get(pk=receipt.case)


def answered(town: Any, **given: Any) -> Case:
    """A call that was answered at once."""
    return call(town, answer=AnswerGiven("explained", "夜间不许施工，已告知。"), **given)


def promised(town: Any, **given: Any) -> Callback:
    """The call back that was promised in a call."""
    return Callback.objects.get(case=call(town, wish=Wish(), **given), kind="promised")


def surveyed(town: Any, **given: Any) -> Callback:
    """The call after closing: of a case a unit handled and an operator closed."""
    case = call(town, **given)
    town.settle()
    squad, operator = town.actor("handler", unit="street1.urban"), town.actor("operator")
    accept(by=squad, at=town.later(hours=1), case=case.id)
    act(by=squad, at=town.at, case=case.id, step="contact", answers={"reached": "yes"})
    act(by=squad, at=town.at, case=case.id, step="reply")
    finish(by=squad, at=town.later(hours=1), case=case.id, words="已挪车")
    answers = {"reached": "yes", "resolved": "yes", "satisfied": "very"}
    verify(by=operator, at=town.later(hours=1), case=case.id, answers=answers)
    close(by=operator, at=town.later(minutes=5), case=case.id, outcome="solved", words="通道已恢复")
    town.settle()
    return Callback.objects.get(case=case, kind="survey")
