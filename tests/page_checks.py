"""What must be true of every page the suite opens, whoever opened it and why."""

import re

import html5lib
from werkzeug.test import TestResponse

_LABELLED = ("input", "select", "textarea")
_NEEDS_NO_LABEL = ("hidden", "submit", "button", "image")


def check_page(response: TestResponse) -> None:
    """Fail unless an HTML answer parses as HTML5, has one ``h1`` that its title begins with, unique ids, a label for
    every control and a CSRF field in every form that posts. Any answer has headers that a server can send."""
    "".join(response.headers.values()).encode("latin-1")
    if response.mimetype != "text/html" or response.status_code in (301, 302, 303, 307, 308):
        return
    text = response.get_data(as_text=True)
    shape = _shape_of(text)
    if shape in _FOUND_GOOD:
        return
    _check(text)
    _FOUND_GOOD.add(shape)


# Pages that were checked already. Two that differ in nothing but words, keys, addresses and values pass or fail alike,
# and parsing takes longer than making a page.
_FOUND_GOOD: set[int] = set()
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VALUE = re.compile(r' (href|value|action|datetime|content|src)="[^"&<>]*"')
_WORDS = re.compile(r">([^<]+)<")
_ENTITY = re.compile(r"&[^\s<]*")
_NAMED = re.compile(r"<(title|h1)\b[^>]*>(.*?)</\1>", re.DOTALL)


def _shape_of(text: str) -> int:
    """The tags of a page, its keys counted in the order of their coming; of its words only where there are some, with
    what could be wrong in them; and its title and heading whole."""
    numbers: dict[str, str] = {}
    tags = _WORDS.sub(_words, text)
    tags = _KEY.sub(lambda key: numbers.setdefault(key[0], str(len(numbers))), tags)
    return hash((_VALUE.sub(r" \1", tags), *_NAMED.findall(text)))


def _words(match: re.Match[str]) -> str:
    return f">{'w' if match[1].strip() else ''}{' '.join(_ENTITY.findall(match[1]))}<"


def _check(text: str) -> None:
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(text)
    faults = [f"{error} at {position}" for position, error, _ in parser.errors]
    assert not faults, f"not HTML5: {faults[:3]}"

    headings = tree.findall(".//h1")
    assert len(headings) == 1, f"{len(headings)} h1 elements"
    heading = " ".join("".join(headings[0].itertext()).split())
    title = " ".join((tree.findtext(".//title") or "").split())
    assert heading, "the h1 is empty"
    assert title.startswith(heading), f"title {title!r} does not begin with h1 {heading!r}"

    ids = [element.get("id") for element in tree.iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids)), f"ids used twice: {sorted({i for i in ids if ids.count(i) > 1})}"

    wrapped = {id(control) for label in tree.iter("label") for control in label.iter()}
    labels = {label.get("for") for label in tree.iter("label")}
    for tag in _LABELLED:
        for control in tree.iter(tag):
            if tag == "input" and control.get("type", "text") in _NEEDS_NO_LABEL:
                continue
            named = control.get("id") in labels or control.get("aria-label") or control.get("aria-labelledby")
            assert named or id(control) in wrapped, f"no label for {tag} {control.get('name')!r}"

    for element in tree.iter():
        assert element.get("style") is None, f"inline style on {element.tag}"
        for attribute in list(element.attrib):
            assert not str(attribute).startswith("on"), f"inline script on {element.tag}"
    for form in tree.iter("form"):
        if form.get("method", "get").lower() == "post":
            names = {field.get("name") for field in form.iter("input")}
            assert "csrf_token" in names, f"no CSRF field in the form to {form.get('action')!r}"
