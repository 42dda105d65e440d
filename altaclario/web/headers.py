"""The headers of every answer: what a page may load, who may frame it, and that nobody keeps it."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from altaclario.declarations.promises import keeps

_FRAMED_BY = "frame-ancestors"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        f"{_FRAMED_BY} 'none'",
    )
)
_FEATURES = (
    *("accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb"),
    "xr-spatial-tracking",
)
"""What no page of ours asks of a device."""
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
}


_ORIGINS = "framed_by"


def framed_by(response: HttpResponse, origins: Sequence[str]) -> HttpResponse:
    """Let pages of these origins, and of no other, show the answer in a frame."""
    setattr(response, _ORIGINS, tuple(origins))
    return response


def is_framed(response: HttpResponse) -> bool:
    """Whether pages of others may show it."""
    return bool(getattr(response, _ORIGINS, ()))


@keeps("no-third-party-scripts")
class Headers:
    """Outside of all that answers, so that error pages and files have them too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        is_silent = response.headers.get("Referrer-Policy") == "no-referrer"
        for name, value in _ALWAYS.items():
            response.headers[name] = value
        if is_silent:
            response.headers["Referrer-Policy"] = "no-referrer"
        if origins := getattr(response, _ORIGINS, ()):
            _let_frame(response, origins)
        if settings.HTTPS_ONLY:
            response.headers["Strict-Transport-Security"] = f"max-age={settings.HSTS_SECONDS}; includeSubDomains"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _let_frame(response: HttpResponse, origins: Sequence[str]) -> None:
    """The older header knows no list of origins; whoever knows the newer one does not look at it."""
    policy = CONTENT_SECURITY_POLICY.replace(f"{_FRAMED_BY} 'none'", f"{_FRAMED_BY} {' '.join(origins)}")
    response.headers["Content-Security-Policy"] = policy
    del response.headers["X-Frame-Options"]
