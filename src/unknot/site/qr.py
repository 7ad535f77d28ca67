"""The feed's address as a QR code."""

from __future__ import annotations


def qr_svg(text: str) -> str:
    """An SVG element, dark on light, with a quiet zone of four modules as ISO 18004 asks for."""
    import segno

    code = segno.make_qr(text, error="m")
    return str(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)).replace(
        "<svg ", '<svg role="img" aria-label="QR code with the address of the feed" ', 1
    )
