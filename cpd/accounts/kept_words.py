"""Nothing typed is lost when a sign-in or a page's key has run out: the form waits until its writer is back.

The words of the refused form travel encrypted in a hidden field of the sign-in form, for two hours; after signing in
their writer sees them again with a button that sends them on. Nothing is stored. Three locks keep this shut to others:

* only forms from our own pages are kept (the browser says where a form comes from, and its CSRF token must be one of
  ours where it does not), so a page elsewhere cannot have words sent in somebody's name;
* the words go to the person for whom the form was drawn, and to nobody who signs in after them on a shared computer; a
  form drawn for nobody known is not kept, so that nobody can have another person send what they prepared;
* they are sent on by a press of a button with a fresh CSRF token, never by themselves.
"""

import base64
import datetime as dt
import hashlib
import json
import re
import uuid
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.forms import SignInForm
from cpd.accounts.personas import demonstration_personas
from cpd.accounts.rules import KEPT_WORDS_LAST, own_path
from cpd.accounts.signed_in import current_sign_in, drawn_for, is_ours
from cpd.core import clock
from cpd.core.database import db

_MOST_CHARACTERS = 500_000
_TOKEN = "csrf_token"
# One word of letters and figures, or nothing: an identifier or a choice, most likely.
_CHOICE = re.compile(r"[\w.:/+-]{0,64}")


@dataclass(frozen=True)
class KeptWords:
    """A form on its way: where to, what, and whose."""

    path: str
    fields: tuple[tuple[str, str], ...]
    person_id: uuid.UUID
    had_files: bool

    def are_for(self, person_id: uuid.UUID) -> bool:
        return self.person_id == person_id

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """Name, label and text of what a person typed."""
        return [(name, _label(name), text) for name, text in self.fields if not _CHOICE.fullmatch(text)]

    @property
    def unseen(self) -> list[tuple[str, str]]:
        """Identifiers, choices and the form's key, which go along without being shown."""
        return [(name, text) for name, text in self.fields if _CHOICE.fullmatch(text)]


def ask_to_sign_in_again() -> ResponseReturnValue:
    """The answer to a form posted without a sign-in: the door, with the words in its pocket."""
    kept = _take()
    if kept is not None:
        return sign_in_page(SignInForm(formdata=None, kept=_seal(kept)), waiting=True), 401
    back = own_path(request.full_path.rstrip("?")) if _has_page() else None
    return sign_in_page(SignInForm(formdata=None, next=back), was_away=True), 401


def ask_to_send_again() -> ResponseReturnValue:
    """The answer to a form whose CSRF token does not fit: signed in meanwhile in another window, or not from us."""
    sign_in = current_sign_in()
    if request.endpoint == "accounts.sign_in":
        form = SignInForm(formdata=None, name=request.form.get("name"), next=request.form.get("next"))
        form.kept.data = request.form.get("kept")
        return sign_in_page(form, was_away=True), 400
    if sign_in is None and request.blueprint != "accounts":
        return ask_to_sign_in_again()
    kept = _take()
    if sign_in is None or kept is None:
        back = request.path if _has_page() else None
        return render_template("core/error.html", code=400, **({"back_href": back} if back else {})), 400
    return words_page(kept, sign_in.person_id), 400


def sign_in_page(form: SignInForm, *, waiting: bool = False, was_away: bool = False) -> str:
    """The door. ``waiting``: words are kept; ``was_away``: the form of before could not be taken."""
    return render_template(
        "accounts/sign_in.html",
        form=form,
        waiting=waiting,
        was_away=was_away,
        personas=demonstration_personas(db.session(), clock.today(), variants=True),
    )


def words_page(kept: KeptWords, person_id: uuid.UUID) -> str:
    """The words again, for their writer; for anybody else the news that they are not theirs."""
    return render_template("accounts/kept_words.html", kept=kept if kept.are_for(person_id) else None)


def unseal(text: str | None) -> KeptWords | None:
    """The words of a sign-in form; nothing if they are older than two hours or not sealed by us."""
    try:
        opened = _seals().decrypt((text or "").encode(), ttl=int(KEPT_WORDS_LAST / dt.timedelta(seconds=1)))
    except InvalidToken:
        return None
    path, fields, person_id, had_files = json.loads(opened)
    return KeptWords(path, tuple((name, value) for name, value in fields), uuid.UUID(person_id), had_files)


def _seal(kept: KeptWords) -> str:
    """Encrypted, not only signed: the door stands open on a shared computer, and its source can be read there."""
    words = json.dumps((kept.path, kept.fields, str(kept.person_id), kept.had_files))
    return _seals().encrypt(words.encode()).decode()


def _seals() -> Fernet:
    key = hashlib.blake2b(_key().encode(), digest_size=32, person=b"kept words").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _key() -> str:
    key = current_app.secret_key
    assert isinstance(key, str)
    return key


def _take() -> KeptWords | None:
    """The text fields of this request's form, if it may be kept. Forms of the accounts room hold passwords: never."""
    if request.endpoint is None or request.blueprint == "accounts" or not _from_our_own_page():
        return None
    fields = tuple(
        (name, text)
        for name, text in request.form.items(multi=True)
        if name != _TOKEN and "password" not in name.casefold()
    )
    if not any(text.strip() for _, text in fields) or sum(len(text) for _, text in fields) > _MOST_CHARACTERS:
        return None
    person_id = drawn_for(request.form.get(_TOKEN), _key())
    if person_id is None:
        return None
    return KeptWords(
        path=request.full_path.rstrip("?"),
        fields=fields,
        person_id=person_id,
        had_files=any(file.filename for file in request.files.values()),
    )


def _from_our_own_page() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    if origin is not None:
        return origin == request.host_url.rstrip("/")
    return is_ours(request.form.get(_TOKEN), _key())


def _has_page() -> bool:
    """Whether the address of this form is also one to open."""
    rule = request.url_rule
    return rule is not None and "GET" in (rule.methods or ())


def _label(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().capitalize()
