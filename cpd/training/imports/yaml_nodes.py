"""YAML as it was typed: every value keeps its line, and a staff code such as 0012 keeps its noughts.

The nodes are read without making Python objects of them, so a file can hold nothing but text, lists and mappings.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cpd.core.dates import NotADate, parse_date
from cpd.core.spreadsheets import Unreadable, tidy_text
from cpd.core.tables import Fault

T = TypeVar("T")

_NOTHING = "tag:yaml.org,2002:null"
_LONGEST_FILE = 2_000_000


def read_yaml(text: str) -> Node:
    """The top of a YAML document. Raises ``Unreadable`` with the line at fault."""
    if len(text) > _LONGEST_FILE:
        raise Unreadable("the file is too long for a list of courses")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise Unreadable(f"this is not YAML: {fault.problem or fault.context}", mark.line + 1 if mark else 1) from None
    except (yaml.YAMLError, RecursionError):
        raise Unreadable("this is not a YAML file; save it as plain text in UTF-8 and choose that file") from None
    if node is None:
        raise Unreadable("the file is empty")
    return node


def line_of(node: Node) -> int:
    return int(node.start_mark.line) + 1


class Entry:
    """One mapping of the file. Each reader answers ``None`` for what is missing or bad; bad ones are in ``faults``.

    ``path`` says where the mapping stands, for the column of a fault: ``required.`` before its keys.
    """

    def __init__(self, node: Node, faults: list[Fault], known: Collection[str], path: str = "") -> None:
        self.row = line_of(node)
        self.faults = faults
        self._path = path
        self._nodes: dict[str, Node] = {}
        self.is_readable = isinstance(node, MappingNode)
        if not self.is_readable:
            self.fault(path.rstrip(".") or "entry", f"write it as keys and values: {', '.join(known)}", node)
            return
        for key, value in node.value:
            name = _text(key)
            if name not in known:
                self.fault(self._path + name, f"no such key here; there are {', '.join(known)}", key)
            elif name in self._nodes:
                self.fault(self._path + name, "this key stands here twice; keep one", key)
            else:
                self._nodes[name] = value

    def fault(self, column: str, message: str, node: Node | None = None) -> None:
        row = line_of(node) if node is not None else self.row
        value = _text(node) if isinstance(node, ScalarNode) else ""
        self.faults.append(Fault(row, column, value, message))

    def wrong(self, key: str, message: str) -> None:
        """What stands under ``key`` is refused."""
        self.fault(self._path + key, message, self._nodes.get(key))

    def has(self, key: str) -> bool:
        return key in self._nodes

    def plain(self, key: str) -> str:
        """The text under a key as it stands, checked or not; nothing where there is none."""
        return _text(self._nodes[key]) if key in self._nodes else ""

    def is_mapping(self, key: str) -> bool:
        return isinstance(self._nodes.get(key), MappingNode)

    def row_of(self, key: str) -> int:
        node = self._nodes.get(key)
        return line_of(node) if node is not None else self.row

    def entry(self, key: str, known: Collection[str]) -> "Entry":
        """The mapping under ``key``."""
        return Entry(self._nodes[key], self.faults, known, f"{self._path}{key}.")

    def entries(self, key: str, known: Collection[str]) -> "Iterator[Entry]":
        """The mappings in the list under ``key``; none where the key is missing."""
        node = self._nodes.get(key)
        if node is None or _is_nothing(node):
            return
        if not isinstance(node, SequenceNode):
            self.wrong(key, "write it as a list, a line with a dash for each")
            return
        for item in node.value:
            yield Entry(item, self.faults, known, f"{self._path}{key}.")

    def text(self, key: str, longest: int, *, required: bool = False) -> str | None:
        node = self._nodes.get(key)
        if node is None or _is_nothing(node) or (isinstance(node, ScalarNode) and not _text(node)):
            if required:
                self.wrong(key, "this is needed for every entry")
            return None
        if not isinstance(node, ScalarNode):
            self.wrong(key, "write one text here")
            return None
        text = _text(node)
        if len(text) > longest:
            self.wrong(key, f"longer than {longest} characters")
            return None
        return text

    def texts(self, key: str, longest: int) -> tuple[str, ...]:
        """A list of texts, each once; a single text stands for a list of one. Missing: empty."""
        return tuple(text for text, _ in self._items(key, longest))

    def narrowing(self, key: str, longest: int) -> tuple[str, ...]:
        """Like :meth:`texts`, of a list that narrows: given but empty it would leave out everybody."""
        texts = self.texts(key, longest)
        if self.has(key) and not texts and not self._is_faulty(key):
            self.wrong(key, "name at least one here, or leave the key out")
        return texts

    def read_each(self, key: str, longest: int, read: Callable[[str], T | None], message: str) -> list[T]:
        """The items of a list as ``read`` understands them; one that it does not is a fault."""
        values: list[T] = []
        for text, node in self._items(key, longest):
            value = read(text)
            if value is None:
                self.fault(self._path + key, message, node)
            elif value not in values:
                values.append(value)
        return values

    def _items(self, key: str, longest: int) -> list[tuple[str, Node]]:
        node = self._nodes.get(key)
        if node is None or _is_nothing(node):
            return []
        items: dict[str, tuple[str, Node]] = {}
        for item in node.value if isinstance(node, SequenceNode) else [node]:
            text = _text(item)
            if not text or len(text) > longest:
                self.fault(self._path + key, f"each is one text of up to {longest} characters", item)
            elif text.casefold() in items:
                self.fault(self._path + key, "this stands in the list twice", item)
            else:
                items[text.casefold()] = (text, item)
        return list(items.values())

    def _is_faulty(self, key: str) -> bool:
        return any(fault.column == self._path + key for fault in self.faults)

    def date(self, key: str, *, required: bool = False) -> dt.date | None:
        text = self.text(key, 40, required=required)
        if text is None:
            return None
        try:
            return parse_date(text)
        except NotADate as fault:
            self.wrong(key, str(fault))
            return None

    def whole_number(self, key: str, lowest: int, highest: int, *, required: bool = False) -> int | None:
        text = self.text(key, 20, required=required)
        if text is None:
            return None
        if not (text.isascii() and text.isdecimal()) or not lowest <= int(text) <= highest:
            self.wrong(key, f"write a whole number from {lowest} to {highest}")
            return None
        return int(text)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == _NOTHING


def _text(node: Node) -> str:
    return tidy_text(node.value) if isinstance(node, ScalarNode) else ""
