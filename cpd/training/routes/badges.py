"""What stands open for anybody who checks a badge: who issued it, with which keys, for what. Nobody is named here."""

from flask import Flask, Response, current_app, jsonify, url_for
from flask.typing import ResponseReturnValue

from cpd.core.access import NotFound, public
from cpd.core.database import db
from cpd.core.signing import SigningKeys
from cpd.people.queries import get_trust
from cpd.training.documents import badges
from cpd.training.documents.badges import Issuer
from cpd.training.queries import records
from cpd.training.routes import bp


@bp.get("/badges/issuer")
@public
def badge_issuer() -> ResponseReturnValue:
    return _open(badges.profile(current_issuer(), signing_keys(current_app).public()))


@bp.get("/badges/keys")
@public
def badge_keys() -> ResponseReturnValue:
    """Every public key, as a JSON Web Key Set."""
    return _open({"keys": signing_keys(current_app).public()})


@bp.get("/badges/keys/<key_id>")
@public
def badge_key(key_id: str) -> ResponseReturnValue:
    """One public key: what the ``kid`` of a badge leads to."""
    key = next((key for key in signing_keys(current_app).public() if key["kid"] == key_id), None)
    if key is None:
        raise NotFound
    return _open(key)


@bp.get("/badges/achievements/<code>")
@public
def badge_achievement(code: str) -> ResponseReturnValue:
    course = records.get_course(db.session(), code)
    made = badges.achievement(current_issuer(), course.code, course.title, course.why)
    return _open({"@context": list(badges.CONTEXTS), **made})


def current_issuer() -> Issuer:
    """The trust as an issuer, at the address that the settings give it."""
    home = str(current_app.extensions["cpd_settings"].base_url)
    trust = get_trust(db.session())
    return Issuer(
        name=trust.name if trust else "",
        home=home,
        profile=home + url_for("training.badge_issuer"),
        keys=home + url_for("training.badge_keys"),
        achievements=home + url_for("training.badge_achievement", code="X").removesuffix("/X"),
    )


def signing_keys(app: Flask) -> SigningKeys:
    return SigningKeys(app.extensions["cpd_settings"].instance_dir)


def _open(content: dict[str, object]) -> Response:
    """JSON that a checker in a browser, on another site, may read as well."""
    answer = jsonify(content)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
