"""Passwords: argon2id in the profile that OWASP advises for small servers (19 MiB, two passes, one lane)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cpd.accounts.rules import normalised

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Of a password that nobody has, in the same profile: a try for an unknown name takes as long as one for a known one.
NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$rdtiLJrkeovXzAEUfzGe/Q$7VfqAoVyR7nfZ63VqgZ3aAq7lnPbC8JgGmEll72nckg"


def hash_password(password: str) -> str:
    return _hasher.hash(normalised(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes the same time, and never does."""
    try:
        _hasher.verify(password_hash or NOBODYS_HASH, normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    return _hasher.check_needs_rehash(password_hash)
