"""What can be wrong with an organisation, a unit or premises."""

from anlan.kit.errors import Conflict, Invalid, NotFound


class OrganisationUnknown(NotFound):
    """There is no organisation with the code {code}."""


class UnitUnknown(NotFound):
    """There is no unit with the code {code}."""


class DistrictInTheWay(Conflict):
    """This database holds {name} already. Run flow tests on another one: set ANLAN_DATABASE_URL."""


class PremisesUnknown(NotFound):
    """These premises are not known here. The code may be old: ask for a new one."""


class CodeTaken(Conflict):
    """The code {code} is taken; codes are never used twice."""


class CodeUnusable(Invalid):
    """{code} cannot be a code: letters, digits, dot, dash and underscore, at most 40."""


class RoleMissing(Invalid):
    """A unit needs at least one role, such as urban_management."""


class RoleUnusable(Invalid):
    """{role} cannot be a role: small letters, digits and underscore, at most 40."""


class PhoneUnusable(Invalid):
    """A telephone number has digits, and may have spaces, hyphens and a plus: 021-5550 0100 or 12345."""


class ShieldWithoutCommunity(Invalid):
    """Only a residents' committee has a list of matters it may lead."""


class AlreadyClosed(Conflict):
    """{code} was closed on {at}."""


class PlaceNotOpen(Invalid):
    """The place {code} is closed or not to be chosen; choose the one that followed it."""


class UnitsRemain(Conflict):
    """{count} open units belong to {code}. Close them first."""


class ChangedMeanwhile(Conflict):
    """{code} was changed by somebody else meanwhile. Look at it again before you save."""


class EndsTooEarly(Invalid):
    """{code} began at {since}; it can end only after that."""


class KindUnusable(Invalid):
    """{kind} cannot be a kind of premises: small letters, digits and underscore, at most 40."""


class PointOutsidePlace(Invalid):
    """This point lies in {found}, not in {place}. Move the point or choose the other place."""


class PlaceOrPointMissing(Invalid):
    """Premises need a place or a point on the map."""


class StillAtWork(Conflict):
    """{code} still has {count} open matters. Hand them over first, or say that they are to be left to the operators."""
