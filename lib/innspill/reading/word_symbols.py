"""The signs of Word's picture fonts as signs of Unicode: a tick in Wingdings is stored as «ü», a smile as «J»."""

_WINGDINGS = {
    0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x75: "◆", 0x76: "❖",
    0x78: "☒", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓",
    0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x2A: "☐", 0xA3: "☐", 0x97: "●"}
_WINGDINGS_3 = {0x7D: "▶", 0xC6: "→", 0xC5: "←", 0xC7: "↑", 0xC8: "↓"}
_WEBDINGS = {0x61: "✓", 0x72: "✗", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x34: "▶"}
# Adobe's Symbol: Greek by letters, the rest by its own table.
_SYMBOL = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
_SYMBOL |= dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_SYMBOL |= {
    0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xAC: "←",
    0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xDE: "⇒", 0xA5: "∞", 0xA7: "♣", 0xD6: "√", 0xE5: "∑", 0x2D: "−",
}  # fmt: skip
_FONTS = {
    "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3, "webdings": _WEBDINGS, "symbol": _SYMBOL,
}  # fmt: skip


def is_picture_font(font: str | None) -> bool:
    """Does the font draw signs where others have letters?"""
    return (font or "").casefold() in _FONTS


def sign_of(code: int, font: str | None) -> str:
    """The sign that a picture font draws for a code; nothing for a small picture that no sign matches.

    Signs and figures that Symbol draws as everybody does stay. A code of another font is a character as it stands.
    """
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    table = _FONTS.get((font or "").casefold())
    if table is None:
        return chr(low) if 0x20 <= low <= 0x10FFFF and not 0xD800 <= low <= 0xDFFF else ""
    return table.get(low, chr(low) if table is _SYMBOL and 0x20 <= low < 0x7F else "")


def signs_of(text: str, font: str | None) -> str:
    """A text that is set in a picture font, sign by sign; what is no code of such a font stays (☒ is typed as itself)."""
    return "".join(sign_of(ord(char), font) if _is_code(char) else char for char in text)


def _is_code(char: str) -> bool:
    return " " < char < "\u0100" or "\uf000" <= char <= "\uf0ff"
