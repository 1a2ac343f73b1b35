"""What the ledger refuses."""

from anlan.kit.errors import AnlanError, Conflict, Invalid, NotFound


class NotInTransaction(AnlanError):
    """A fact must be recorded in the same transaction as the change it tells of."""


class PayloadRefused(Invalid):
    """A fact holds codes, ids, times and numbers only; {where} has {what}."""


class PayloadTypeRefused(TypeError):
    """A payload class has a field whose type could carry words or names; found while the program starts."""


class SubjectHasFacts(Conflict):
    """This record was opened twice at the same moment; the first one stands."""


class CannotUndo(Invalid):
    """This import cannot be undone: nothing says how to take back “{kind}”."""


class AlreadyUndone(Conflict):
    """This import was undone already, on {at}."""


class NothingToUndo(NotFound):
    """No import has the number {batch}."""


class NoSuchFailure(NotFound):
    """There is no failed reaction {failure}; somebody may have retried it meanwhile."""


class SealKeyUnreadable(AnlanError):
    """The key that signs the nightly seals cannot be read ({path}). Restore it from the safe."""


class SealAddressUnknown(AnlanError):
    """ANLAN_SEAL_ADDRESS must be file:/path, https://… or http://127.0.0.1…, not {address}."""


class SealNotTaken(AnlanError):
    """The outside address did not take seal {seal} ({answer}); it is sent again later."""
