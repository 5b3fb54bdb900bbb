"""A first letter as high as several lines (a drop capital) → back before the rest of its word."""

from collections.abc import Sequence

from innspill.reading.pieces import Piece

# So much larger than the text it is no letter of a line.
_LARGE = 1.6
# The rest of the word stands so near, in letter heights of the text.
_NEAR = 1.2


def join_drop_capitals(pieces: list[Piece]) -> list[Piece]:
    """The pieces with each drop capital joined to the first line beside it; as a rule the pieces themselves."""
    capitals = [piece for piece in pieces if len(piece.text) == 1 and piece.text.isupper()]
    for capital in capitals:
        line = _first_line(capital, pieces)
        if line is not None:
            whole = line._replace(text=capital.text + line.text, left=capital.left)
            pieces = [whole if piece is line else piece for piece in pieces if piece is not capital]
    return pieces


def _first_line(capital: Piece, pieces: Sequence[Piece]) -> Piece | None:
    """The highest of the lines that stand right beside the letter, if it can be the rest of a word."""
    beside = [
        piece
        for piece in pieces
        if capital.size > _LARGE * piece.size
        and -0.5 * piece.size < piece.left - capital.right < _NEAR * piece.size
        and -0.5 * piece.size < piece.base - capital.base < capital.size
    ]
    line = max(beside, key=lambda piece: piece.base, default=None)
    return line if line is not None and (line.text[0].islower() or line.text[:2].isupper()) else None
