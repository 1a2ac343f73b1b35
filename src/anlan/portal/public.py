"""The door of the portal room: how often somebody without an account may ask, for the API as for the pages."""

from anlan.portal.pace import LOOKS, REPORTS, WORDS

__all__ = ["LOOKS", "REPORTS", "WORDS"]
