"""The headers every answer carries. Nothing inline and nothing from elsewhere runs or is styled."""

from wsgiref.headers import Headers

from flask import Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


# An answer that a program may keep and ask whether it is still the same, as long as nobody else is given it.
ASK_AGAIN = "private, no-cache"


def add_headers(response: Response) -> Response:
    headers = response.headers
    headers.update(HEADERS)
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if headers.get("Cache-Control") == ASK_AGAIN:
        return response
    if request.endpoint != "static" or response.status_code >= 400:
        # Pages are about people: no proxy and no shared computer keeps a copy.
        headers["Cache-Control"] = "no-store"
    return response


def add_to_static(headers: Headers, path: str, url: str) -> None:
    """The same for the static files that the production server hands out before a request reaches Flask."""
    for name, value in HEADERS.items():
        headers[name] = value
