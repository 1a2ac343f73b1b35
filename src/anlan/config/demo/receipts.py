"""The tracking tokens of the fill: the same every time, so that who goes on with it can answer for those who reported.

That is right in a demonstration only, where every word is made up; anywhere else a token is drawn at random.
"""

import base64
import hashlib


def token_of(number: int) -> str:
    """The token with which whoever reported matter `number` of the fill follows it: 26 letters and digits."""
    digest = hashlib.sha256(f"anlan demonstration, matter {number}".encode()).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()
