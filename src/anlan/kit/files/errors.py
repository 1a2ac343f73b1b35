"""What can be wrong with a file."""

from anlan.kit.errors import AnlanError, Invalid, NotFound, TooLarge, TooMuch


class FileMissing(NotFound):
    """This file is not here any more."""


class FileDamaged(AnlanError):
    """The stored file {name} is not what was stored. Restore it from the backup."""


class PhotoTooLarge(TooLarge):
    """This photograph has {size} MB; at most {limit} MB can be taken. Send it in a smaller size."""


class PhotoHasTooManyPixels(TooLarge):
    """This picture has {pixels} million pixels; at most {limit} million can be taken. Send it in a smaller size."""


class PhotoKindRefused(Invalid):
    """This file is not a photograph that can be taken. Send a JPEG, PNG or WebP picture."""


class PhotoIsHeic(PhotoKindRefused):
    """This photograph is in the HEIC format. On the phone choose Settings, Camera, Formats, Most Compatible, or send a
    screenshot of it."""


class PhotoUnreadable(Invalid):
    """This photograph is damaged or incomplete. Please send it again or take another one."""


class DocumentTooLarge(TooLarge):
    """This document has {size} MB; at most {limit} MB can be taken. Send it in parts, or scanned less finely."""


class DocumentIncomplete(Invalid):
    """This PDF is damaged or incomplete. Save it anew and send it again."""


class DocumentLocked(Invalid):
    """This PDF is locked with a password or against copying. Send one that anybody can open."""


class DocumentActive(Invalid):
    """This PDF carries a program. Print it into a new PDF and send that one."""


class DocumentIsArchive(Invalid):
    """This file is a PDF and an archive at once. Print it into a new PDF and send that one."""


class StoredTooMuch(TooMuch):
    """At most {most} MB of files a day are stored for one account or address; with these it would be more, so none of
    them was. Send smaller ones, go on without them, or try again in {hours} hours."""


class ScannerAway(AnlanError):
    """The virus scanner gives no answer that can be used: {why}."""


class ScannerAddressWrong(Invalid):
    """“{address}” is no address of a virus scanner. Write host:port, or the path of its socket."""
