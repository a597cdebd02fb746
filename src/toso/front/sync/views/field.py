"""The phone app's documents. Its other files are static; what it exchanges goes through the sync endpoints."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toso.ground.shared.access import public

BUILT = Path(__file__).resolve().parents[1] / "static" / "field"
RULES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
# The engine of the forms reads XPath with WebAssembly: this page alone may run it, inside a frame of the app.
FORM_RULES = {
    **RULES,
    "script-src": "'self' 'wasm-unsafe-eval'",
    "connect-src": "'none'",
    "frame-src": "'none'",
    "frame-ancestors": "'self'",
}
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()"


def answered(name: str, kind: str) -> HttpResponse:
    """A built file, looked at again at each visit; a plain sentence when this checkout has not been built."""
    file = BUILT / name
    if not file.exists():
        words = _("Ứng dụng điện thoại chưa được dựng. Hãy chạy ./toso up.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(file.read_bytes(), content_type=kind)
    response.headers["Cache-Control"] = "no-cache"
    return response


def page(name: str, rules: dict[str, str]) -> HttpResponse:
    response = answered(name, "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = "; ".join(f"{what} {whence}" for what, whence in rules.items())
    response.headers["Permissions-Policy"] = PERMISSIONS
    return response


@public("the app itself holds nothing; what it fetches asks for the phone's key")
@require_safe
def shell(_request: HttpRequest) -> HttpResponse:
    return page("index.html", RULES)


@public("the form page holds nothing; the app hands it the form to fill")
@require_safe
def form_page(_request: HttpRequest) -> HttpResponse:
    response = page("form.html", FORM_RULES)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@public("the app's worker is the same for everybody")
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    return answered("sw.js", "text/javascript; charset=utf-8")


@public("the app's name and icons are the same for everybody")
@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    return answered("manifest.webmanifest", "application/manifest+json; charset=utf-8")
