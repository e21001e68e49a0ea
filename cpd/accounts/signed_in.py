"""Who is signed in to this request. The one place that knows the cookie and Flask-Login."""

import secrets
import uuid
from dataclasses import dataclass

from flask import Flask, g, session as cookie
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cpd.accounts.models import Account, SignIn
from cpd.accounts.secrets import hashed, new_secret as new_secret
from cpd.core import clock
from cpd.core.access import Forbidden
from cpd.core.database import db
from cpd.people.actor import Actor, load_actor

_COOKIE_SECRET = "sign_in"
_COOKIE_TOKEN = "csrf_token"


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """What Flask-Login carries: the account of a valid sign-in."""

    account_id: uuid.UUID
    person_id: uuid.UUID
    sign_in_id: uuid.UUID

    def get_id(self) -> str:
        return str(self.account_id)


def put_in_cookie(secret: str, sign_in_id: uuid.UUID) -> None:
    """Start a fresh cookie session for a new sign-in: nothing of the one before survives.

    The random part of its CSRF tokens begins with the sign-in, so that a form tells for whom it was drawn even when the
    cookie is gone (:func:`drawn_for`).
    """
    clear_cookie()
    cookie[_COOKIE_SECRET] = secret
    cookie[_COOKIE_TOKEN] = f"{sign_in_id.hex}.{secrets.token_hex(20)}"


def clear_cookie() -> None:
    cookie.clear()
    for name in ("actor", "_login_user", _COOKIE_TOKEN):
        g.pop(name, None)


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
            SignIn.ended_at.is_(None),
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


def is_ours(token: str | None, key: str) -> bool:
    """Whether a CSRF token was made by this site, for whomever and however long ago."""
    return _content(token, key) is not None


def drawn_for(token: str | None, key: str) -> uuid.UUID | None:
    """The person for whom a form was drawn: by its CSRF token, else by the cookie, ended sign-ins included."""
    content = _content(token, key) or ""
    by_token, by_cookie = content.partition(".")[0], cookie.get(_COOKIE_SECRET)
    owner = select(Account.person_id).join(SignIn, SignIn.account_id == Account.id)
    if "." in content:
        return db.session.scalar(owner.where(SignIn.id == uuid.UUID(by_token)))
    if isinstance(by_cookie, str):
        return db.session.scalar(owner.where(SignIn.secret_hash == hashed(by_cookie)))
    return None


def _content(token: str | None, key: str) -> str | None:
    """What Flask-WTF signed into a token."""
    try:
        content = URLSafeTimedSerializer(key, salt="wtf-csrf-token").loads(token or "")
    except BadData:
        return None
    return content if isinstance(content, str) else None
