"""Completions as Open Badges 3.0: credentials that another system can check without asking us.

Each is an ``OpenBadgeCredential`` after the data model of verifiable credentials 2.0, signed as a JSON Web Token whose
payload is the credential itself with the registered claims beside its members (section "JSON Web Token Proof Format" of
the specification). The header's ``kid`` is an address at which the public key stands.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from cpd.core.signing import ALGORITHM

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
_KEY_CONTEXT = "https://www.w3.org/ns/cid/v1"
_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


@dataclass(frozen=True)
class Issuer:
    """The trust, and the addresses at which it stands for what it signed."""

    name: str
    home: str
    profile: str
    # A key's id is put after the one, a course's code after the other.
    keys: str
    achievements: str

    def key_address(self, key_id: str) -> str:
        return f"{self.keys}/{key_id}"

    def short(self) -> dict[str, Any]:
        return {"id": self.profile, "type": ["Profile"], "name": self.name, "url": self.home}


@dataclass(frozen=True)
class Earned:
    """One completion, as far as a badge tells it."""

    completion_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    course_code: str
    course_title: str
    course_why: str
    completed_on: dt.date
    expires_on: dt.date | None


def profile(issuer: Issuer, public_keys: list[dict[str, Any]]) -> dict[str, Any]:
    """The issuer's own page for machines, with every key that it has ever signed with."""
    methods = [
        {
            "id": issuer.key_address(key["kid"]),
            "type": "JsonWebKey",
            "controller": issuer.profile,
            "publicKeyJwk": key,
        }
        for key in public_keys
    ]
    return {
        "@context": [*CONTEXTS, _KEY_CONTEXT],
        **issuer.short(),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def achievement(issuer: Issuer, code: str, title: str, why: str) -> dict[str, Any]:
    return {
        "id": f"{issuer.achievements}/{code}",
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": title,
        "description": why or title,
        "humanCode": code,
        "inLanguage": "en-GB",
        "creator": issuer.short(),
        "criteria": {
            "narrative": "Completed the course, as the trust holds it on record: from the register of a session, from "
            "a list, or from a certificate that somebody looked at."
        },
    }


def credential(issuer: Issuer, earned: Earned) -> dict[str, Any]:
    """The credential of one completion. It runs out only where the completion itself says so."""
    begins = f"{earned.completed_on.isoformat()}T00:00:00Z"
    made: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": earned.completion_id.urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": earned.course_title,
        "issuer": issuer.short(),
        "validFrom": begins,
        "awardedDate": begins,
        "credentialSubject": {
            "id": earned.person_id.urn,
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": earned.name, "identityType": "name"}
            ],
            "achievement": achievement(issuer, earned.course_code, earned.course_title, earned.course_why),
        },
        "credentialSchema": [{"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if earned.expires_on is not None:
        made["validUntil"] = f"{earned.expires_on.isoformat()}T23:59:59Z"
    return made


def sign(issuer: Issuer, key: ECKey, made: dict[str, Any]) -> str:
    """The credential as a signed token: the text of a ``.jwt`` file."""
    claims: dict[str, Any] = {
        "iss": made["issuer"]["id"],
        "jti": made["id"],
        "sub": made["credentialSubject"]["id"],
        "nbf": _seconds(made["validFrom"]),
    }
    if "validUntil" in made:
        claims["exp"] = _seconds(made["validUntil"])
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": issuer.key_address(key.thumbprint())}
    return jwt.encode(header, made | claims, key, algorithms=[ALGORITHM])


def _seconds(moment: str) -> int:
    return int(dt.datetime.fromisoformat(moment).timestamp())
