"""What an address asks for that any list may be asked."""

from flask import request

_LAST_PAGE = 1_000_000
# Longer than any name or title; a database refuses what is far beyond it.
_LONGEST_SEARCH = 100


def page_number() -> int:
    """The page of a list, from 1. Whatever cannot be one is the first; beyond all lists, one that is empty."""
    return min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)


def search_text(name: str = "q") -> str:
    """What somebody typed into a search box, as far as anything could be found by it."""
    return request.args.get(name, "").strip()[:_LONGEST_SEARCH].strip()
