"""Random secrets: only their SHA-256 is kept."""

import hashlib
import secrets
import uuid

from cpd.accounts.rules import typed_code


def hashed(secret: str) -> str:
    """How a random secret is kept: long and random, so a plain SHA-256 is enough (passwords use argon2)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hashed_code(account_id: uuid.UUID, code: str) -> str:
    """How a letter's code is kept: it is shorter, so each account has its own."""
    return hashed(f"{account_id}:{typed_code(code)}")


def new_secret() -> str:
    return secrets.token_urlsafe(32)
