"""Settings, read from the environment once. Each is described for operators in docs/operations.md."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_DATABASE = "cpd.sqlite3"
DEMONSTRATION_DATABASE = "demo.sqlite3"


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what it should be."""


@dataclass(frozen=True)
class Settings:
    """Where things are and how the outside is reached.

    Attributes:
        database_url: SQLAlchemy address; an SQLite file in the instance folder unless set.
        instance_dir: folder of the database, the secret key and undelivered mail.
        base_url: the address users see, for links in mail and letters.
        mail_server: ``smtp://user:password@host:port`` or ``smtps://…``; empty: mail goes to a folder.
        mail_from: sender of every mail.
        proxies: how many trusted proxies stand in front and set X-Forwarded-* (0: none).
        secure_cookies: send cookies over HTTPS only; on by default when base_url is https.
        max_upload_bytes: largest request body.
        embedded_worker: the web server runs background jobs itself; off where ``cpd worker`` runs.
    """

    database_url: str
    instance_dir: Path
    secret_key: str
    base_url: str = "http://127.0.0.1:5000"
    mail_server: str = ""
    mail_from: str = "cpd@localhost"
    proxies: int = 0
    secure_cookies: bool = False
    max_upload_bytes: int = 20 * 1024 * 1024
    embedded_worker: bool = True
    testing: bool = False

    @property
    def mail_dir(self) -> Path:
        return self.instance_dir / "mail"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read ``CPD_*`` from the environment. Makes the instance folder and, once, its secret key.

    Raises ``BadSetting`` naming the variable at fault.
    """
    env = os.environ if environ is None else environ
    instance_dir = Path(env.get("CPD_INSTANCE_DIR") or "instance").absolute()
    # Everything in it is confidential: nobody else on this machine reads it.
    instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    base_url = env.get("CPD_BASE_URL", "http://127.0.0.1:5000").rstrip("/")
    if not base_url.startswith(("http://", "https://")):
        raise BadSetting(f"CPD_BASE_URL must begin with http:// or https://, not {base_url!r}.")
    database_url = env.get("CPD_DATABASE_URL") or sqlite_url(instance_dir / DEFAULT_DATABASE)
    if not database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        # The address is not repeated: it may hold a password.
        raise BadSetting("CPD_DATABASE_URL must begin with postgresql+psycopg:// or sqlite:///.")
    return Settings(
        database_url=database_url,
        instance_dir=instance_dir,
        secret_key=env.get("CPD_SECRET_KEY") or _kept_secret_key(instance_dir),
        base_url=base_url,
        mail_server=env.get("CPD_MAIL_SERVER", ""),
        mail_from=env.get("CPD_MAIL_FROM", "cpd@localhost"),
        proxies=_whole_number(env, "CPD_PROXIES", 0),
        secure_cookies=base_url.startswith("https://"),
        max_upload_bytes=_whole_number(env, "CPD_MAX_UPLOAD_MB", 20) * 1024 * 1024,
        embedded_worker=_whole_number(env, "CPD_EMBEDDED_WORKER", 1) > 0,
    )


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdecimal():
        raise BadSetting(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _kept_secret_key(instance_dir: Path) -> str:
    """The key in the instance folder, made at the first start and readable by its owner alone."""
    path = instance_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
