"""The application: settings, extensions, rooms, the gate, error pages, navigation. The only place that composes."""

from pathlib import Path
from typing import Any

import jinja2
from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.engine import make_url
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from cpd.accounts import kept_words, signed_in
from cpd.accounts.routes import bp as accounts_bp
from cpd.accounts.signed_in import current_actor, current_sign_in
from cpd.appraisal.routes import bp as appraisal_bp
from cpd.coaching.routes import bp as coaching_bp
from cpd.core import clock, paths, security, templating
from cpd.core.access import Forbidden, NotFound
from cpd.core.database import configure_engine, db
from cpd.core.settings import Settings, load_settings
from cpd.insight.navigation import FOOTER, navigation
from cpd.insight.routes import bp as insight_bp
from cpd.people.models import Trust
from cpd.people.queries import get_trust, post_line
from cpd.people.routes import bp as people_bp
from cpd.standards.routes import bp as standards_bp
from cpd.training.routes import bp as training_bp
from cpd.training.routes.api import api as api_bp

BLUEPRINTS = (accounts_bp, people_bp, standards_bp, training_bp, coaching_bp, appraisal_bp, insight_bp, api_bp)

_MONTH_OF_SECONDS = 31 * 24 * 3600


def create_app(settings: Settings | None = None) -> Flask:
    """Compose the application. Without ``settings`` they are read from the environment."""
    settings = settings or load_settings()
    app = Flask(
        "cpd",
        static_folder=str(paths.STATIC),
        template_folder=str(paths.TEMPLATES),
        instance_path=str(settings.instance_dir),
    )
    app.extensions["cpd_settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=_with_driver(settings.database_url),
        # What somebody wrote must not reach the log by way of a failed statement.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=_MONTH_OF_SECONDS,
        SESSION_COOKIE_NAME="cpd",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        # A long note may be written for hours; the token then lives as long as the sign-in does.
        WTF_CSRF_TIME_LIMIT=None,
        TESTING=settings.testing,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap a Flask application
            app.wsgi_app,
            x_for=settings.proxies,
            x_proto=settings.proxies,
            x_host=settings.proxies,
        )
    _add_database(app)
    signed_in.init_app(app)
    CSRFProtect(app)
    _add_templates(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(_gate)
    app.after_request(security.add_headers)
    _add_error_pages(app)
    return app


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1) if url.startswith("postgresql://") else url


def _add_database(app: Flask) -> None:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    Migrate(app, db, directory=str(paths.MIGRATIONS), render_as_batch=True)
    with app.app_context():
        configure_engine(db.engine)


def _add_templates(app: Flask) -> None:
    app.jinja_options = {"undefined": jinja2.StrictUndefined}
    templating.register(app.jinja_env, paths.STATIC)
    app.context_processor(_page_frame)


def _page_frame() -> dict[str, Any]:
    """What the base template shows around every page."""
    session = db.session()
    trust = get_trust(session)
    frame: dict[str, Any] = {
        "trust": trust,
        "is_demonstration": bool(trust and trust.is_demonstration),
        "home_url": url_for("insight.home"),
        "theme_url": _theme_url(trust),
        "today": clock.today(),
    }
    if current_sign_in() is None:
        return frame
    actor = current_actor()
    return frame | {
        "actor": actor,
        "signed_in": {"name": actor.name, "post": post_line(session, actor)},
        "sign_out_url": url_for("accounts.sign_out"),
        "account_url": url_for("accounts.account_show"),
        "navigation": [
            (area.label, url_for(area.endpoint), area.holds(request.endpoint)) for area in navigation(actor)
        ],
        "footer_links": [(label, url_for(endpoint)) for label, endpoint in FOOTER],
    }


def _theme_url(trust: Trust | None) -> str | None:
    """The stylesheet of the trust's own colours; its address changes with them, so that none is stale."""
    if trust is None or not (trust.colour_header or trust.colour_action):
        return None
    return url_for("people.trust_theme", v=f"{trust.colour_header}{trust.colour_action}".replace("#", "-"))


def _gate() -> ResponseReturnValue | None:
    """Everything needs a sign-in, except views marked ``@public`` and the static files."""
    if any("\x00" in text for text in (request.path, *request.args.values())):
        # PostgreSQL refuses this character in any text, so nothing is there.
        raise NotFound
    if request.endpoint in (None, "static"):
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_public", False) or current_sign_in() is not None:
        return None
    if request.method == "POST":
        return kept_words.ask_to_sign_in_again()
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def _add_error_pages(app: Flask) -> None:
    def page(status: int) -> ResponseReturnValue:
        return render_template("core/error.html", code=status), status

    def http_error(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:
            return error
        return page(error.code)

    def csrf_error(error: CSRFError) -> ResponseReturnValue:
        return kept_words.ask_to_send_again()

    def not_found(error: NotFound) -> ResponseReturnValue:
        return page(404)

    def forbidden(error: Forbidden) -> ResponseReturnValue:
        return page(403)

    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(Forbidden, forbidden)
