"""Who is signed in to this request. The one place that knows the cookie and Flask-Login."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass

from flask import Flask, g, session as cookie
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cpd.accounts.models import Account, SignIn
from cpd.core import clock
from cpd.core.access import Forbidden
from cpd.core.database import db
from cpd.people.actor import Actor, load_actor

_COOKIE_SECRET = "sign_in"


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """What Flask-Login carries: the account of a valid sign-in."""

    account_id: uuid.UUID
    person_id: uuid.UUID
    sign_in_id: uuid.UUID

    def get_id(self) -> str:
        return str(self.account_id)


def hashed(secret: str) -> str:
    """How a random secret is kept: long and random, so a plain SHA-256 is enough (passwords use argon2)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def put_in_cookie(secret: str) -> None:
    """Start a fresh cookie session for a new sign-in: nothing of the one before survives."""
    cookie.clear()
    cookie[_COOKIE_SECRET] = secret
    g.pop("actor", None)
    g.pop("_login_user", None)


def clear_cookie() -> None:
    cookie.clear()
    g.pop("actor", None)
    g.pop("_login_user", None)


def init_app(app: Flask) -> None:
    manager = LoginManager()
    # The cookie holds nothing but a secret whose row can be withdrawn; Flask-Login's own fingerprint adds nothing.
    manager.session_protection = None  # type: ignore[assignment]  # documented, missing from the stubs
    manager.init_app(app)
    manager.request_loader(_load_from_request)


def _load_from_request(request: object) -> SignedIn | None:
    secret = cookie.get(_COOKIE_SECRET)
    if not isinstance(secret, str):
        return None
    sign_in = db.session.scalars(
        select(SignIn)
        .join(Account)
        .options(joinedload(SignIn.account))
        .where(
            SignIn.secret_hash == hashed(secret),
            SignIn.expires_at > clock.now(),
            Account.disabled_at.is_(None),
        )
    ).first()
    if sign_in is None:
        return None
    return SignedIn(sign_in.account_id, sign_in.account.person_id, sign_in.id)


def current_sign_in() -> SignedIn | None:
    """The sign-in of this request, or nothing."""
    user: object = current_user
    return user if isinstance(user, SignedIn) else None


def current_actor() -> Actor:
    """The actor of this request. Raises ``Forbidden`` on a public page without one."""
    actor = g.get("actor")
    if actor is None:
        user = current_sign_in()
        if user is None:
            raise Forbidden
        actor = g.actor = load_actor(db.session(), user.person_id, clock.today())
    assert isinstance(actor, Actor)
    return actor
