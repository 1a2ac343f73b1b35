"""Where a caller means: a community typed by its name, or part of it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.kit.errors import Invalid
from anlan.kit.texts import named
from anlan.places.public import by_street, unlocated

_MOST_NAMED = 5


class PlaceNotKnown(Invalid):
    """No community is called “{said}”. Type a part of its name and choose it from the list."""


class PlaceNotClear(Invalid):
    """“{said}” can be several places: {known}. Type a little more."""


@dataclass(frozen=True)
class Choice:
    """A community as it is typed: street and community."""

    code: int
    label: str
    street: str
    name: str


def choices() -> list[Choice]:
    """Every community under its street; a street without communities stands for itself; and “not known”."""
    found = []
    for street, below in by_street(settings.ANLAN_DISTRICT):
        above = named(street)
        for row in below or [street]:
            name = named(row)
            label = f"{above} · {name}" if below else name
            found.append(Choice(row.code, label, above, name))
    found.append(Choice(unlocated(settings.ANLAN_DISTRICT), _("The caller does not know"), "", ""))
    return found


def place_called(said: str, known: list[Choice]) -> int:
    """The code of what was typed: a label, a name, or a part that fits one only.

    Raises `PlaceNotKnown`, `PlaceNotClear`.
    """
    asked = "".join(said.casefold().split())
    exact = [one for one in known if asked in (_flat(one.label), _flat(one.name))]
    if len(exact) == 1:
        return exact[0].code
    fitting = exact or [one for one in known if asked and asked in _flat(one.label)]
    if not fitting:
        raise PlaceNotKnown(field="place", said=said)
    if len(fitting) > 1:
        labels = ", ".join(one.label for one in fitting[:_MOST_NAMED])
        raise PlaceNotClear(field="place", said=said, known=labels)
    return fitting[0].code


def _flat(label: str) -> str:
    return "".join(label.casefold().split())
