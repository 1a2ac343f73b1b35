"""The QR code at the door of premises."""

import io

import segno

from anlan.parties.models import Premises


def path_of(premises: Premises) -> str:
    """What the code leads to: short, so that the code stays coarse and survives rain."""
    return f"/p/{premises.token}"


def qr_svg(premises: Premises, origin: str) -> str:
    """The code as an SVG for print, error correction Q (a quarter may be scratched off).

    `origin` is the public address, for example https://anlan.example.gov.cn, without a slash at the end.
    """
    out = io.BytesIO()
    code = segno.make(f"{origin}{path_of(premises)}", error="q", micro=False)
    code.save(out, kind="svg", scale=8, border=4, xmldecl=False, svgns=True, title=premises.code)
    return out.getvalue().decode()
