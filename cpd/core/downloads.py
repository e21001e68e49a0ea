"""What a file that somebody takes along is called, in whatever letters."""

import unicodedata
from typing import Literal
from urllib.parse import quote

from flask import Response


def call_file(answer: Response, name: str, disposition: Literal["inline", "attachment"] = "attachment") -> None:
    """Name the file in an answer. A header holds plain letters alone: Łukasz and Siân come in one of their own
    (RFC 6266), beside what is left of them without it."""
    if name.isascii():
        names = {"filename": name}
    else:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        names = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='!#$&+-.^_`|~')}"}
    answer.headers.set("Content-Disposition", disposition, **names)
