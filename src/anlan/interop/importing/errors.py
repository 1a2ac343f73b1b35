"""What can stand in the way of an import."""

from anlan.kit.errors import Conflict, Invalid, Refused


class EncodingUnknown(Invalid):
    """The file {name} is written neither in UTF-8 nor in GB 18030 (at byte {place}). Save it as CSV UTF-8."""


class OtherDistrict(Refused):
    """The mapping is for the district {theirs}, and this Anlan is set up for {ours}."""


class ImportRunning(Conflict):
    """Another import is running. Wait until it has ended, or stop it."""


class ImportBegun(Conflict):
    """This file was brought in up to a part of its rows ({done}). Go on with --resume, or undo {batch}."""


class ImportDone(Conflict):
    """This file was brought in already, as {batch}."""


class NothingToResume(Conflict):
    """No import of this file was begun. Leave out --resume."""


class ImportUnknown(Invalid):
    """There is no import {batch}."""


class ImportUsed(Conflict):
    """{count} of its cases were worked on since, so it cannot be taken back. The first: {number}."""


class LedgerBusy(Conflict):
    """Other work kept the ledger busy. What was saved stays; go on with --resume."""
