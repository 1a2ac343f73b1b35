"""What can be wrong with a file."""

from anlan.kit.errors import AnlanError, Invalid, NotFound, TooLarge


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
