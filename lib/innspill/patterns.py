"""The pattern language of the codebook: what a person writes to say which words count.

    finansiering            the word itself; capitals and small letters are alike
    *finansiering*          the word with anything before and after it in the same word
    bør|må|skal             any one of these words
    felles prosjekt*        two words, one straight after the other
    mangl* [3] personell*   up to three other words between
    =KS                     this very spelling: capitals and small letters count

A word is a run of letters and digits (with their accents). A hyphen, a slash and an apostrophe part words, in a letter
as in a pattern: «FACT-team», «FACT/team» and «FACT team» are all two words, so `fact`, `fact team*` and `fact-team*`
find each of them, and `pleie- og omsorg*` is three words. A compound is therefore always matched by its parts, and as
a whole by a phrase. A phrase never runs over the end of a sentence (. ! ? … before a space) or of a segment. A phrase with
a gap has one hit for each word that it can end on: the shortest.

After ` -- ` may stand conditions, parted by `;`:

    weight: 0.5             counts half (a theme is given when its hits reach its threshold)
    not: a*, b c            cancels the hit where it overlaps one of these patterns …
    within: 4               … or has one within so many words of its sentence
    with: a*, b             only if one of these stands in the same segment
    under: tiltak, annet    only under a question with one of these facets
    heading: a*, b          only if one of these stands in the segment's heading
    form: nn                only in a letter written in nynorsk (nb: bokmål); an unknown form counts as both
    written: nn             the words are nynorsk (nb: bokmål), wherever they stand; said of neither, they are for both

In a code's own `not` and `headings` stand patterns too: what a `not` strikes and what a heading gives hold everywhere, so
that `under`, `heading` and `form` cannot stand there; `within` can stand alone in a `not`: it strikes so many words around.

`form` restricts where a pattern matches; `written` states for which written language its words are, so that the check
can ask for the twin in the other. A pattern with a `form` is written in that form.

There are no regular expressions: every pattern is matched in time that grows with the text and with nothing else.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from innspill.errors import InnspillError

# The name by which the codebook speaks of segments that stand under no question.
NO_FACET = "ingen"
# A gap over more words than this says little more than «both in one sentence».
LONGEST_GAP = 12
_WORD = re.compile(r"(=?)(\*?)([^\s*=|\[\]]+)(\*?)")
_GAP = re.compile(r"\[(\d{1,3})\]")
_CONDITIONS = ("weight", "not", "within", "with", "under", "heading", "form", "written")
_FORMS = ("nb", "nn")
# In a word these are a slip: a list of patterns on one line, or a condition without its « -- ».
_PARTING = ",;:"
BOTH = "both"


@dataclass(frozen=True, order=True)
class Word:
    """One alternative: `letters`, open to the left (`starts_open`) or right (`ends_open`), `exact` in its capitals."""

    letters: str
    starts_open: bool = False
    ends_open: bool = False
    exact: bool = False


@dataclass(frozen=True)
class Slot:
    """One place in a phrase: any of `words`, after at most `gap` other words."""

    words: tuple[Word, ...]
    gap: int = 0


@dataclass(frozen=True)
class Pattern:
    """One line of the codebook. `text` is the pattern as written, without conditions; `line` its line in the file.

    `form` is the written form of the letters in which it holds (None: all); `written` is the form that its words are
    said to be in: `nb`, `nn` or `both`. `comment` is what stands after ` # `.
    """

    text: str
    slots: tuple[Slot, ...]
    weight: float = 1.0
    nots: tuple["Pattern", ...] = ()
    within: int = 0
    withs: tuple["Pattern", ...] = ()
    under: tuple[str, ...] = ()
    headings: tuple["Pattern", ...] = ()
    form: str | None = None
    line: int = 0
    written: str = BOTH
    comment: str = field(default="", compare=False)


def spell(word: str) -> str:
    """A word as it is seen: NFC, no soft hyphen. So are words of an exact spelling compared."""
    return unicodedata.normalize("NFC", word.replace("\u00ad", ""))


def fold(word: str) -> str:
    """The form in which other words are compared: as they are seen, in small letters."""
    return spell(word).lower()


def is_letter(character: str) -> bool:
    """Whether a character belongs to a word: letters, digits; accents and soft hyphens belong to what they follow."""
    return character.isalnum()


def is_mark(character: str) -> bool:
    """Whether a character belongs to the word it follows: combining accents, soft hyphens."""
    return character == "\u00ad" or unicodedata.category(character) == "Mn"


def parse_pattern(line: str, where: object = "pattern", number: int = 0, weight: float = 1.0, comment: str = "") -> Pattern:
    """Read one line of the codebook. Raises InnspillError that begins with `where` and says what to write instead."""
    text, _, tail = line.partition(" -- ")
    if "--" in text or "--" in tail:
        raise InnspillError(where, "«--» stands where it parts nothing", "Write « -- » once, with a space on both sides")
    text = " ".join(text.split())
    conditions = _read_conditions(tail, where)
    within = _read_number(conditions.pop("within", "0"), "within", where)
    form = _read_form(conditions.pop("form", None), "form", where)
    written = _read_form(conditions.pop("written", form), "written", where)
    if form and written != form:
        todo = f"Leave «written: {written}» out: «form: {form}» says it already"
        raise InnspillError(where, f"a pattern for letters in {form} cannot be written in {written}", todo)
    return Pattern(
        text=text,
        slots=_read_slots(text, where),
        weight=_read_number(conditions.pop("weight", str(weight)), "weight", where),
        nots=_read_several(conditions.pop("not", ""), where, number),
        within=int(within),
        withs=_read_several(conditions.pop("with", ""), where, number),
        under=tuple(_cut_list(conditions.pop("under", ""), where)),
        headings=_read_several(conditions.pop("heading", ""), where, number),
        form=form,
        line=number,
        written=written or BOTH,
        comment=comment,
    )


def _read_several(cell: str, where: object, number: int) -> tuple[Pattern, ...]:
    return tuple(parse_pattern(part, where, number) for part in _cut_list(cell, where))


def _cut_list(cell: str, where: object) -> list[str]:
    parts = [part.strip() for part in cell.split(",") if part.strip()]
    if cell and not parts:
        raise InnspillError(where, f"«{cell}» is an empty list", "Write what should stand there, or take the condition out")
    return parts


def _read_conditions(tail: str, where: object) -> dict[str, str]:
    conditions: dict[str, str] = {}
    for part in (p for p in tail.split(";") if p.strip()):
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        if name not in _CONDITIONS or not colon or not value:
            todo = f"Write one of {', '.join(_CONDITIONS)}, a colon and its value"
            raise InnspillError(where, f"«{part.strip()}» is no condition", todo)
        if name in conditions:
            raise InnspillError(where, f"the condition «{name}» stands twice", "Keep one, with commas inside it")
        conditions[name] = value
    return conditions


def _read_number(cell: str, name: str, where: object) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100 or (name == "within" and value != int(value)):
        raise InnspillError(where, f"«{name}: {cell}» is no number from 0 to 100", "Write it as 0.5 or 2")
    return value


def _read_form(cell: str | None, name: str, where: object) -> str | None:
    if cell is not None and cell not in _FORMS:
        raise InnspillError(where, f"«{name}: {cell}» is unknown", "Write nb or nn, or leave it out for both")
    return cell


def _read_slots(text: str, where: object) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    gap: int | None = None
    for piece in text.split():
        found = _GAP.fullmatch(piece)
        if found is None and ("[" in piece or "]" in piece):
            raise InnspillError(where, f"«{piece}» is no gap", "Write it as [3], with a space on both sides")
        if found is not None:
            if gap is not None or not slots or not 1 <= int(found[1]) <= LONGEST_GAP:
                todo = f"Write [1] to [{LONGEST_GAP}] between two words"
                raise InnspillError(where, f"the gap «{piece}» cannot stand there", todo)
            gap = int(found[1])
            continue
        slots.extend(_read_slot(piece, gap or 0, where))
        gap = None
    if not slots:
        raise InnspillError(where, "the pattern is empty", "Write a word, or take the line out")
    if gap is not None:
        raise InnspillError(where, f"the pattern «{text}» ends in a gap", "Write a word after it")
    return tuple(slots)


def _read_slot(piece: str, gap: int, where: object) -> list[Slot]:
    """One piece between spaces: alternatives, or one compound whose hyphens make it a phrase."""
    alternatives = [_read_compound(part, where) for part in piece.split("|")]
    if len(alternatives) == 1:
        first, *rest = alternatives[0]
        return [Slot((first,), gap), *(Slot((word,)) for word in rest)]
    if any(len(words) > 1 for words in alternatives):
        raise InnspillError(where, f"«{piece}» has a hyphen inside alternatives", "Write a line for each of them")
    return [Slot(tuple(sorted({words[0] for words in alternatives})), gap)]


def _read_compound(part: str, where: object) -> list[Word]:
    found = _WORD.fullmatch(part)
    if found is None:
        if not part:
            raise InnspillError(where, "one side of «|» is empty", "Write the words straight beside it: bør|må")
        what = "is only a star" if set(part) <= {"*", "="} else "is no word"
        raise InnspillError(where, f"«{part}» {what}", "Write letters, with * at the beginning or end only")
    exact, left, letters, right = found.groups()
    parting = next((c for c in letters if c in _PARTING), None)
    if parting:
        todo = "Write one pattern a line, without punctuation, and conditions after « -- », parted by «;»"
        raise InnspillError(where, f"«{part}» has «{parting}» in it", todo)
    spelt = [spell(word) if exact else fold(word) for word in _cut_words(letters)]
    if not spelt:
        raise InnspillError(where, f"«{part}» has no letter or digit", "Write a word")
    if (left and len(spelt[0]) < 2) or (right and len(spelt[-1]) < 2):
        raise InnspillError(where, f"«{part}» would match nearly every word", "Write at least two letters beside *")
    last = len(spelt) - 1
    return [Word(w, bool(left and i == 0), bool(right and i == last), bool(exact)) for i, w in enumerate(spelt)]


def _cut_words(letters: str) -> list[str]:
    spaced = "".join(c if is_letter(c) or is_mark(c) else " " for c in letters)
    return spaced.split()
