"""Who is named in a letter: collected from what stands around a name, never from a list of names.

A run of capitalised words is a name where a label («Saksbehandler:», «v/»), a role («kommunedirektør …», «…,
rådgiver»), the signature's line, an e-mail's head, the form of the family name or the letter's own sender says so.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from innspill.privacy import cues
from innspill.privacy.lexicon import (
    CLOSE_BEFORE,
    CONTACT,
    OURS_BEFORE,
    PARTICLES,
    ROLE,
    TITLE_BEFORE,
    WORD,
    Lexicon,
    stands_in_body,
)

_SIGNING = frozenset({"greeting", "signature"})
_TEXT = frozenset({"text", "heading", "title"})
# How much of the text before a name is searched for what announces it.
_BEFORE, _AFTER = 80, 90
_BEFORE_SENTENCE = ("", ".", "!", "?", ":", "\n", "«", "–", "-", "(", '"')
# «Jorunn Bergsetli (leder), Magne Tveråmo»: those named go on after it.
_IN_BRACKETS = re.compile(r"\s?\([^()\n]{1,40}\)")


@dataclass(frozen=True)
class Person:
    """A person's name as folded words, given names first, and which rule found it."""

    words: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Run:
    """Words of a joined text that may be one name, from `start` to `end`."""

    words: tuple[str, ...]
    start: int
    end: int


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name, initials without their full stop."""
    return tuple(word.casefold() for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name))


class LetterText:
    """The cells of one letter joined with line breaks, so that a label in one cell is before the name in the next."""

    def __init__(self, cells: Iterable[tuple[str, str]], lexicon: Lexicon, sender: str | None = None) -> None:
        """`cells` are (place or reason, text); `sender` is the body that sent the letter, None for a person or nobody known."""
        self.lexicon = lexicon
        self.unsure: list[Run] = []
        self._body = frozenset(name_words(sender or ""))
        self._starts: list[int] = []
        self._places: list[str] = []
        pieces, at = [], 0
        for place, cell in cells:
            self._starts.append(at)
            self._places.append(place)
            pieces.append(cell)
            at += len(cell) + 2
        self.text = "\n\n".join(pieces)
        # The pattern is tried at every word; most letters have no sign that it could end in.
        addresses = cues.LOCAL_PARTS.finditer(self.text) if "@" in self.text or "(a" in self.text else ()
        found = (_initial_and_family(re.split(r"[._-]", match[1])) for match in addresses)
        self._addressed = {name for name in found if name is not None}

    def announced(self) -> list[Person]:
        """Everybody whose name what stands around it tells. Runs that nothing announces are kept in `unsure`."""
        found: list[Person] = []
        self.unsure = []
        chained = -1
        for run in self._runs():
            if (rule := self._rule_of(run, chained)) is None:
                self.unsure.append(run)
                continue
            person, end = self._person_of(run, rule)
            found.append(person)
            bracket = _IN_BRACKETS.match(self.text, end)
            end = bracket.end() if bracket else end
            chained = end if rule in ("merket felt", "rolle") else -1
        return found

    def akin(self, found: Sequence[Person], known_given: frozenset[str]) -> Iterator[Person]:
        """Of the unsure runs, those of two to four words that begin with a given name met in another letter, or end in the
        family name of somebody in `found`."""
        families = {person.words[-1] for person in found if len(person.words) > 1}
        known = {person.words for person in found if len(person.words) > 1}
        for run in self.unsure:
            folded = tuple(word.casefold() for word in run.words)
            if any(folded[begin:] in known for begin in range(1, len(folded) - 1)):
                # «Ring Kari Nordmann» holds Kari Nordmann, who is found anyway, and a word that begins the sentence.
                continue
            if 2 <= len(run.words) <= 4 and run.words[0].casefold() in known_given and self._is_free(run):
                yield Person(name_words(" ".join(run.words)), "fornavn fra et annet brev")
            elif 2 <= len(run.words) <= 4 and run.words[-1].casefold() in families and self._is_free(run):
                # The given name must be no ordinary word: «Nye Bakken» is a place although somebody is called Bakken.
                if not self.lexicon.may_be_person(run.words[:1]):
                    continue
                yield Person(name_words(" ".join(run.words)), "samme etternavn")

    def _is_free(self, run: Run) -> bool:
        words = tuple(w.strip(".") for w in run.words if w.casefold() not in PARTICLES)
        return self.lexicon.may_be_person(words) and not stands_in_body(self.text, run.end)

    def _runs(self) -> Iterator[Run]:
        for match in cues.RUN.finditer(self.text):
            yield from self._split(match)

    def _split(self, match: re.Match[str]) -> Iterator[Run]:
        """The run's parts between words that are no names; a line end parts too, unless one word alone stands before it."""
        part: list[re.Match[str]] = []
        for piece in cues.PIECE.finditer(self.text, match.start(), match.end()):
            word = piece.group()
            broken = bool(part) and "\n" in self.text[part[-1].end() : piece.start()]
            if broken and sum(p.group() not in PARTICLES for p in part) > 1:
                yield self._run(part)
                part = []
            if word in PARTICLES:
                part += [piece] if part else []
            elif self.lexicon.is_barrier(word) and not (word.casefold() in PARTICLES and not part):
                yield from (self._run(part),) if part else ()
                part = []
            else:
                part.append(piece)
        if part:
            yield self._run(part)

    def _run(self, part: list[re.Match[str]]) -> Run:
        """The part as a run, without the name of a kommune or a house that ends it («… Etnedal kommune»)."""
        if len(part) > 1 and stands_in_body(self.text, part[-1].end()):
            part = part[:-1]
            while len(part) > 2 and part[-1].group().casefold() in self.lexicon.places:
                part = part[:-1]
        while len(part) > 1 and part[-1].group() in PARTICLES:
            part = part[:-1]
        return Run(tuple(p.group() for p in part), part[0].start(), part[-1].end())

    def _rule_of(self, run: Run, chained: int) -> str | None:
        """The rule by which the run is a person's name; None where nothing says so."""
        full = [word for word in run.words if word.casefold() not in PARTICLES]
        turned = self._turned(run)
        whole = tuple(word.strip(".") for word in [*full, *(turned[1].split() if turned else ())])
        if not self.lexicon.may_be_person(whole) or stands_in_body(self.text, run.end):
            return None
        if len(whole) > 5 or all(word.casefold() in self._body for word in full):
            return None
        before = self.text[max(0, run.start - _BEFORE) : run.start]
        after = self.text[run.end : run.end + _AFTER]
        several = len(full) > 1
        if self._is_labelled(run, chained, several, turned, before):
            return "merket felt"
        in_heading = self._places[bisect_right(self._starts, run.start) - 1] in ("heading", "title")
        if (several or not in_heading) and _is_close(run, before):
            return "nær person"
        if cues.EMAIL_AFTER.match(self.text, turned.end() if turned else run.end) and len(whole) > 1:
            return "e-posthode"
        if self._addressed and _initial_and_family(full) in self._addressed:
            return "e-postadresse"
        role = cues.ROLE_BEFORE.search(before)
        if role and ROLE.fullmatch(role[1]) and (several or _is_titled(role, full, before)):
            return "rolle"
        return self._rule_of_place(run, full, before, after) if several else None

    def _is_labelled(self, run: Run, chained: int, several: bool, turned: re.Match[str] | None, before: str) -> bool:
        """Does a label, a greeting or a labelled name before announce the run?"""
        if several and chained >= 0 and run.start - chained < 8 and cues.JOINED.match(self.text, chained, run.start):
            return True
        # A name alone after «Hilsen» is a person's only where no body is known to have sent the letter.
        if cues.PERSON_LABEL.search(before) or (cues.GREETED.search(before) and (several or not self._body)):
            return True
        return (several or turned is not None) and cues.LOOSE_LABEL.search(before) is not None

    def _rule_of_place(self, run: Run, full: list[str], before: str, after: str) -> str | None:
        """What a role after it, the line of a signature or the form of the family name says of two words or more."""
        place = self._places[bisect_right(self._starts, run.start) - 1]
        role = cues.ROLE_AFTER.match(after) or (None if place in _TEXT else cues.ROLE_BESIDE.match(after))
        if role and ROLE.fullmatch(role["role"]):
            return "rolle"
        if place not in _TEXT and cues.HEAD_ROW.search(before):
            return "merket felt"
        line_start = not before or before.rstrip(" ").endswith("\n") or before.rstrip().endswith((",", "|", "/", "–"))
        line_end = not after or after.lstrip(" ")[:1] in ("\n", "", ",", "|", "/", "(", "–")
        if place in _SIGNING and line_start and (line_end or after[:1] == " "):
            return "signatur"
        if cues.FAMILY_END.match(full[-1].casefold()):
            return "etternavn på -sen"
        return "avsender" if not self._body and line_end and cues.SENT_BY.search(before) else None

    def _person_of(self, run: Run, rule: str) -> tuple[Person, int]:
        """The person, and where the name ends: «Nordmann, Kari» is one name, family name first."""
        words, turned = name_words(" ".join(run.words)), self._turned(run)
        if turned is not None and rule in ("merket felt", "e-posthode"):
            return Person((*name_words(turned[1]), *words), rule), turned.end()
        return Person(words, rule), run.end

    def _turned(self, run: Run) -> re.Match[str] | None:
        """The given names after a comma, where the run is one word and may be a family name."""
        turned = cues.REVERSED.match(self.text, run.end) if len(run.words) == 1 else None
        return None if turned is None or any(map(self.lexicon.is_barrier, WORD.findall(turned[1]))) else turned


def _is_close(run: Run, before: str) -> bool:
    """True for «min mann Oddvar», «Fastlegen vår, Knut Flatråker», «dr. Hansen»; a short form in capitals is nobody's name."""
    if len(run.words) == 1 and run.words[0].isupper():
        return False
    ours, close = OURS_BEFORE.search(before), CLOSE_BEFORE.search(before)
    # «Prosjektet Pasienten Først» and a heading of its kind are no person's.
    if close and close.group()[0].isupper() and before[: close.start()].rstrip(" ")[-1:] not in _BEFORE_SENTENCE:
        close = None
    named = ours is not None and (ROLE.fullmatch(ours[1]) or CONTACT.fullmatch(ours[1])) is not None
    return close is not None or named or TITLE_BEFORE.search(before) is not None


def _is_titled(role: re.Match[str], full: Sequence[str], before: str) -> bool:
    """True for «ordfører Hansen»: a title that goes with a family name alone, and nothing but a blank between."""
    return len(full) == 1 and cues.TITLED.fullmatch(role[1].casefold()) is not None and role.end(1) == len(before) - 1


def _initial_and_family(words: Sequence[str]) -> tuple[str, str] | None:
    """(k, nordmann) of «kari.nordmann», «k.nordmann» and «Kari Nordmann»; None where there is one word only."""
    folded = [plain(word.strip(".")) for word in words]
    return (folded[0][:1], folded[-1].rpartition("-")[2]) if len(folded) > 1 else None


def plain(word: str) -> str:
    """The word as addresses and file names spell it: folded, «å» a, «ø» o, «æ» ae, doubled «aa» a, no accents."""
    folded = word.casefold().translate(_PLAIN)
    return folded.replace("aa", "a").replace("oe", "o").replace("ae", "a")


_PLAIN = str.maketrans("æøåáàâäéèêëíïóòôöúüčđŋšŧžñçý", "aoaaaaaeeeeiioooouucdnstzncy")


def person_named(name: str, rule: str) -> Person | None:
    """The person of a name given whole (a sender, an author); None where it has no two words."""
    family, comma, given = name.partition(",")
    words = name_words(f"{given} {family}" if comma else name)
    return Person(words, rule) if len(words) > 1 else None
