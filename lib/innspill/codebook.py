"""codebook.yml → Codebook: what each code means and which words speak for it, checked line by line.

The file is edited by people who do not program, so it is read node by node: every error names the file, the line, what
is wrong there and what to write instead. The pattern language is told in `patterns.py` and at the top of the file.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from innspill.errors import InnspillError
from innspill.nodes import NodeReader
from innspill.patterns import NO_FACET, Pattern, parse_pattern

# In the file a scheme's list has the plural name; in the codes table the singular.
SCHEMES = {
    "themes": "theme", "groups": "group", "functions": "function", "addressees": "addressee",
    "initiatives": "initiative",
}  # fmt: skip
FACETS = ("erfaring", "utfordring", "tiltak", "eksempel", "nasjonal_stotte", "regional_stotte", "annet")
WEAK = 0.5
_COMMON = {"id", "label", "definition", "patterns", "weak", "not"}
_ALLOWED = {
    "theme": _COMMON | {"is_not", "topic", "threshold"},
    "group": _COMMON | {"is_not", "threshold"},
    "function": _COMMON | {"is_not", "facets", "headings"},
    "addressee": _COMMON | {"is_not", "facets", "headings", "always"},
    "initiative": _COMMON,
}
_NEEDED = {
    "theme": ("label", "definition", "is_not", "topic", "patterns"),
    "group": ("label", "definition", "patterns"),
    "function": ("label", "definition", "facets"),
    "addressee": ("label", "definition"),
    "initiative": ("label", "patterns"),
}


@dataclass(frozen=True)
class Code:
    """One code. A segment gets it when the weights of its hits reach `threshold` (functions: when they are highest).

    `facets` are weights that the question's facet gives by itself, `headings` patterns for the segment's heading,
    `always` says that the facet speaks even where a segment's own words name another addressee.
    """

    id: str
    scheme: str
    labels: Mapping[str, str]
    definition: str = ""
    is_not: str = ""
    topic: str | None = None
    threshold: float = 1.0
    patterns: tuple[Pattern, ...] = ()
    nots: tuple[Pattern, ...] = ()
    facets: Mapping[str, float] = field(default_factory=dict)
    headings: tuple[Pattern, ...] = ()
    always: bool = False
    line: int = 0


@dataclass(frozen=True)
class Passing:
    """When a theme is only said in passing.

    A segment of more than `words` words asks for `extra` on top of the threshold; a theme needs `share` of the score of
    the segment's heaviest theme.
    """

    words: float = 1e9
    extra: float = 0.0
    share: float = 0.0


@dataclass(frozen=True)
class Codebook:
    """All codes by scheme, in file order; `sha256` is of the file's bytes."""

    entries: Mapping[str, tuple[Code, ...]]
    topics: tuple[str, ...]
    sha256: str
    passing: Passing = Passing()

    @property
    def schemes(self) -> tuple[str, ...]:
        """The ids of the schemes, in file order."""
        return tuple(self.entries)

    def codes(self, scheme: str) -> list[str]:
        """The ids of a scheme, in file order. Raises InnspillError if there is no such scheme."""
        return [code.id for code in self.of(scheme)]

    def labels(self, scheme: str, language: str = "nb") -> dict[str, str]:
        """Code → label in `nb` or `en`, in file order."""
        return {code.id: code.labels[language] for code in self.of(scheme)}

    def definition(self, code: str, scheme: str | None = None) -> str:
        """What a code covers. An id that two schemes share (`fastlege`) is looked for in file order."""
        return self._entry(code, scheme).definition

    def topic(self, theme: str) -> str | None:
        """The call's topic that a theme belongs to."""
        return self._entry(theme, "theme").topic

    def of(self, scheme: str) -> tuple[Code, ...]:
        """The codes of a scheme, in file order. Raises InnspillError if there is no such scheme."""
        if scheme not in self.entries:
            raise InnspillError("codebook", f"there is no scheme «{scheme}»", f"Use {', '.join(self.entries)}")
        return self.entries[scheme]

    def _entry(self, code: str, scheme: str | None) -> Code:
        for name in (scheme,) if scheme else self.schemes:
            for entry in self.of(name):
                if entry.id == code:
                    return entry
        raise InnspillError("codebook", f"there is no code «{code}»", "Look at the ids in codebook.yml")


def load_codebook(path: Path | str) -> Codebook:
    """Read and check a codebook. Raises InnspillError `file:line: what is wrong. What to do`."""
    reader = _Reader(Path(path))
    root = reader.compose()
    top = reader.mapping(root, {"topics", "passing", *SCHEMES}, ("topics", *SCHEMES))
    topics = tuple(reader.text(node) for node in reader.items(top["topics"]))
    passing = reader.passing(top["passing"]) if "passing" in top else Passing()
    entries = {scheme: reader.scheme(top[name], scheme, topics) for name, scheme in SCHEMES.items()}
    return Codebook(entries, topics, hashlib.sha256(reader.raw).hexdigest(), passing)


class _Reader(NodeReader):
    """Reads what a codebook holds."""

    def scheme(self, node: yaml.Node, scheme: str, topics: tuple[str, ...]) -> tuple[Code, ...]:
        codes = [self.code(item, scheme, topics) for item in self.items(node)]
        lines: dict[str, int] = {}
        for code in codes:
            if code.id in lines:
                what = f"the id «{code.id}» stands already on line {lines[code.id]}"
                raise InnspillError(f"{self.path}:{code.line}", what, "Give each code its own id")
            lines[code.id] = code.line
        if not codes:
            raise self.fail(node, f"the list of {scheme} codes is empty", "Write at least one")
        return tuple(codes)

    def code(self, node: yaml.Node, scheme: str, topics: tuple[str, ...]) -> Code:
        keys = self.mapping(node, _ALLOWED[scheme], ("id", *_NEEDED[scheme]))
        ident = self.text(keys["id"])
        if not ident.replace("_", "").isalnum() or not ident.isascii() or ident != ident.lower():
            raise self.fail(keys["id"], f"the id «{ident}» is not plain", "Use a–z, digits and _ only")
        topic = self.text(keys["topic"]) if "topic" in keys else None
        if topic is not None and topic not in topics:
            raise self.fail(keys["topic"], f"unknown topic «{topic}»", f"Use one of: {'; '.join(topics)}")
        patterns = [p for name, weight in (("patterns", 1.0), ("weak", WEAK)) for p in self.patterns(keys, name, weight)]
        self.refuse_twins(patterns)
        return Code(
            ident, scheme, self.labels(keys["label"]),
            definition=self.text(keys["definition"]) if "definition" in keys else "",
            is_not=self.text(keys["is_not"]) if "is_not" in keys else "",
            topic=topic,
            threshold=self.number(keys["threshold"]) if "threshold" in keys else 1.0,
            patterns=tuple(patterns),
            nots=tuple(self.patterns(keys, "not")),
            facets=self.facets(keys["facets"]) if "facets" in keys else {},
            headings=tuple(self.patterns(keys, "headings")),
            always="always" in keys and self.yes_no(keys["always"]),
            line=node.start_mark.line + 1,
        )  # fmt: skip

    def labels(self, node: yaml.Node) -> dict[str, str]:
        found = self.mapping(node, {"nb", "en"}, ("nb", "en"))
        return {language: self.text(found[language]) for language in ("nb", "en")}

    def passing(self, node: yaml.Node) -> Passing:
        found = self.mapping(node, {"words", "extra", "share"}, ("words", "extra", "share"))
        return Passing(**{name: self.number(value, least=0) for name, value in found.items()})

    def facets(self, node: yaml.Node) -> dict[str, float]:
        found = self.mapping(node, {*FACETS, NO_FACET})
        return {facet: self.number(weight) for facet, weight in found.items()}

    def patterns(self, keys: Mapping[str, yaml.Node], name: str, weight: float = 1.0) -> list[Pattern]:
        """The patterns under one key of a code; no such key, no patterns."""
        return [self.pattern(line, number, weight, comment, name) for number, line, comment in self.lines(keys.get(name))]

    def pattern(self, line: str, number: int, weight: float, comment: str, name: str) -> Pattern:
        where = f"{self.path}:{number}"
        pattern = parse_pattern(line, where, number, weight, comment)
        unknown = [facet for facet in pattern.under if facet not in {*FACETS, NO_FACET}]
        if unknown:
            raise InnspillError(where, f"unknown facet «{unknown[0]}»", f"Use {', '.join((*FACETS, NO_FACET))}")
        idle = _idle_condition(pattern, name)
        if idle:
            raise InnspillError(where, f"the condition «{idle}» has no effect under «{name}»", "Take it out")
        if pattern.within and not pattern.nots and name != "not":
            todo = "Write «not: …; within: 3», or take it out"
            raise InnspillError(where, "«within» says how near, and no «not» says what", todo)
        return pattern

    def refuse_twins(self, patterns: list[Pattern]) -> None:
        lines: dict[tuple[object, ...], int] = {}
        for p in patterns:
            key = (p.text, p.under, p.form, tuple(h.text for h in p.headings), tuple(w.text for w in p.withs))
            if key in lines:
                what = f"the pattern «{p.text}» stands already on line {lines[key]}"
                raise InnspillError(f"{self.path}:{p.line}", what, "Take one of them out")
            lines[key] = p.line


def _idle_condition(pattern: Pattern, name: str) -> str | None:
    """A condition that nothing would look at under this key: what a `not` strikes and what a heading gives hold everywhere."""
    if name not in ("not", "headings"):
        return None
    idle = {"under": pattern.under, "heading": pattern.headings, "form": pattern.form}
    if name == "not":
        idle["weight"] = pattern.weight != 1.0
    return next((condition for condition, said in idle.items() if said), None)
