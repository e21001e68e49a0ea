"""A link that somebody brings: an address on the web, shown with the host that it leads to."""

from urllib.parse import urlsplit

from cpd.core.errors import DomainError

MOST_LINK = 500


def checked_link(text: str) -> str:
    """The address, or nothing. Raises ``DomainError`` unless it is one of http or https with a host."""
    if not text:
        return ""
    if len(text) > MOST_LINK:
        raise DomainError("This address is too long. Bring a shorter link to the same page.", "address")
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        raise DomainError("An address has no spaces. Copy it once more.", "address")
    if not host_of(text):
        raise DomainError("Copy the whole address, beginning with https://.", "address")
    if urlsplit(text).username is not None:
        raise DomainError("This address has a name or password in it. Bring one without.", "address")
    return text


def host_of(address: str) -> str:
    """Where a link leads; empty where it is none that is followed here."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # a number, or no address at all
    except ValueError:
        return ""
    return host if parts.scheme in ("http", "https") else ""
