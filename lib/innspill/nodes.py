"""YAML read node by node, so that an error in a file that people edit names the line it is on."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from innspill.errors import InnspillError

_YES, _NO = frozenset({"yes", "ja", "true"}), frozenset({"no", "nei", "false"})


class NodeReader:
    """Reads the nodes of one file and knows the line of each; every method raises InnspillError `file:line: …`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.raw = path.read_bytes()
        except OSError as problem:
            raise InnspillError(path, "the file cannot be read", "Give the path of a YAML file") from problem

    def fail(self, node: yaml.Node, what: str, todo: str) -> InnspillError:
        return InnspillError(f"{self.path}:{node.start_mark.line + 1}", what, todo)

    def compose(self) -> yaml.Node:
        try:
            root = yaml.compose(self.raw.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        except UnicodeDecodeError as problem:
            raise InnspillError(self.path, "the file is not UTF-8", "Save it as UTF-8") from problem
        except RecursionError as problem:
            raise InnspillError(self.path, "the lists stand too deep", "Nest it less") from problem
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            where = f"{self.path}:{mark.line + 1}" if mark else self.path
            what = f"not readable as YAML: {getattr(problem, 'problem', problem)}"
            todo = "Look at indentation, tabs, quotes and colons; patterns stand one a line below «patterns: |»"
            raise InnspillError(where, what, todo) from problem
        return root if root is not None else yaml.MappingNode("", [], _start(), _start())

    def mapping(self, node: yaml.Node, allowed: set[str], needed: tuple[str, ...] = ()) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "here should stand «key: value» lines", f"Write {', '.join(sorted(allowed))}")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name not in allowed:
                raise self.fail(key, f"unknown key «{name}»", f"Use {', '.join(sorted(allowed))}")
            if name in found:
                raise self.fail(key, f"the key «{name}» stands twice", "Keep one of them")
            found[name] = value
        for name in needed:
            if name not in found:
                # On one line between braces there is no line to write: the whole form is shown.
                braces = f"Write {{{', '.join(f'{key}: …' for key in needed)}}}"
                raise self.fail(node, f"«{name}» is missing", braces if node.flow_style else f"Write a line «{name}: …»")
        return found

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.fail(node, "here should stand a list", "Begin each item with «- »")
        return node.value

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.fail(node, "here should stand a text", "Write it after the colon")
        return " ".join(node.value.split())

    def number(self, node: yaml.Node, least: float | None = None) -> float:
        """A number above 0, or from `least` on."""
        try:
            value = float(self.text(node))
        except ValueError:
            value = -1.0
        if not (0 < value <= 10_000 or value == least):
            wanted = "above 0" if least is None else f"from {least} on"
            raise self.fail(node, f"«{node.value}» is no number {wanted}", "Write it as 1 or 0.5")
        return value

    def yes_no(self, node: yaml.Node) -> bool:
        value = self.text(node).lower()
        if value not in _YES | _NO:
            raise self.fail(node, f"«{value}» is neither yes nor no", "Write yes or no")
        return value in _YES

    def lines(self, node: yaml.Node | None) -> Iterator[tuple[int, str, str]]:
        """The patterns of a block, each with its line in the file and its comment; ` #` begins a comment."""
        if node is None:
            return
        if not isinstance(node, yaml.ScalarNode) or node.style != "|":
            raise self.fail(node, "patterns should stand one a line", "Write «patterns: |» and the patterns below it")
        for number, line in enumerate(node.value.split("\n"), start=node.start_mark.line + 2):
            pattern, _, comment = f" {line}".partition(" #")
            if pattern.strip():
                yield number, pattern.strip(), comment.strip()


def _start() -> yaml.Mark:
    return yaml.Mark("codebook", 0, 0, 0, None, None)
