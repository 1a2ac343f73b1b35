"""What can stand in the way of an import."""

from anlan.kit.errors import Conflict, Invalid, Refused


class EncodingUnknown(Invalid):
    """The file {name} is written neither in UTF-8 nor in GB 18030 (at byte {place}). Save it as CSV UTF-8."""


class EncodingWide(EncodingUnknown):
    """The file {name} is written in UTF-16. Save it as CSV UTF-8, or as an Excel workbook."""


class EncodingOld(EncodingUnknown):
    """The file {name} seems to be written in a Western encoding (Latin-1), not in UTF-8 or GB 18030. Save it as CSV
    UTF-8, or write encoding: latin-1 in the mapping.
    """


class QuoteNeverClosed(Invalid):
    """In {name} a quotation mark opened in line {line} is never closed. Close it, or double a mark that belongs to
    the text.
    """


class ExcelUnreadable(Invalid):
    """The file {name} is no Excel workbook, whatever it is called: {reason}. Open it and save it as .xlsx, or as CSV
    UTF-8.
    """


class ExcelLocked(Invalid):
    """The workbook {name} is protected with a password. Save it without one."""


class ExcelTooLarge(Invalid):
    """The workbook {name} unpacks to more than {limit} MB, as an attack would. If it is a real one, save the sheet as
    CSV UTF-8.
    """


class SheetUnknown(Invalid):
    """The workbook {name} has no sheet “{sheet}”. It has: {found}."""


class TooManyKinds(Invalid):
    """The column “{column}” of {name} has more than {most} different values. Is it the column of types?"""


class OtherDistrict(Refused):
    """The mapping is for the district {theirs}, and this Anlan is set up for {ours}."""


class ImportRunning(Conflict):
    """This file is being brought in already, by {who}, since {since}. Wait until that has ended, or stop it."""


class ImportBegun(Conflict):
    """This file was brought in up to a part of its rows ({done}). Go on with --resume, or undo {batch}."""


class ImportDone(Conflict):
    """This file was brought in already, as {batch}."""


class ImportStopped(Conflict):
    """The import was stopped after {done} of {whole} rows; all of these are in, whole. Go on with --resume, or undo
    {batch}.
    """


class NothingToResume(Conflict):
    """No import of this file was begun. Leave out --resume."""


class ImportUnknown(Invalid):
    """There is no import {batch}."""


class ImportUndone(Conflict):
    """The import {batch} was taken back already."""


class ImportUsed(Conflict):
    """{count} of its cases were worked on since, so it cannot be taken back. The first: {number}."""


class LedgerBusy(Conflict):
    """Other work kept the ledger busy. What was saved stays; go on with --resume."""


class FileChanged(Conflict):
    """The file {name} was changed while it was being brought in. What was saved stays; undo it, or bring the rest in
    with the file as it is now: numbers that are in are not taken twice.
    """


class HelperFailed(Conflict):
    """One of the processes of the import ended ({reason}). What was saved stays; go on with --resume."""
