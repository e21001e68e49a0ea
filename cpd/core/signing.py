"""The key with which we sign what people take away, and the public halves by which anybody checks it.

They stand in one file of the instance folder, readable by its owner alone: first the key in use, then the public halves
of those that were in use before it, so that what they signed can still be checked.
"""

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

ALGORITHM = "ES256"
FILE = "signing_keys.json"


class SigningKeys:
    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def current(self) -> ECKey:
        """The key in use, made when it is first needed."""
        if not self._path.exists():
            self._begin()
        return ECKey.import_key(self._read()[0])

    def public(self) -> list[dict[str, Any]]:
        """The public halves of every key, the one in use first; none before anything was signed."""
        return [_public(ECKey.import_key(key)) for key in self._read()] if self._path.exists() else []

    def rotate(self) -> str:
        """Sign with a new key from now on, and keep the public halves of those before. Answers with its id."""
        key = _new_key()
        self._write([key.as_dict(private=True), *self.public()], replace=True)
        return key.thumbprint()

    def _begin(self) -> None:
        # Another process may begin in the same moment; then its key is the one.
        with contextlib.suppress(FileExistsError):
            self._write([_new_key().as_dict(private=True)], replace=False)

    def _read(self) -> list[dict[str, Any]]:
        keys = json.loads(self._path.read_text("ascii"))["keys"]
        assert isinstance(keys, list)
        return keys

    def _write(self, keys: list[dict[str, Any]], *, replace: bool) -> None:
        """Write beside and move into place, so that nobody ever reads half a file."""
        beside = self._path.with_name(f"{FILE}.{secrets.token_hex(8)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump({"keys": keys}, file)
            if replace:
                beside.replace(self._path)
            else:
                self._path.hardlink_to(beside)
        finally:
            beside.unlink(missing_ok=True)


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256")


def _public(key: ECKey) -> dict[str, Any]:
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}
