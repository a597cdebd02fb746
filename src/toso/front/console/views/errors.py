from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from toso.front.console.menu import THEME_COOKIE, THEMES


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django passes it
    return render(request, "console/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django passes it
    return render(request, "console/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django passes it
    return render(request, "console/404.html", status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django passes it
    """The form came without its token: an old page, or cookies are off. What was typed is kept by the browser."""
    return render(request, "console/403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor session: both may be what failed."""
    theme = request.COOKIES.get(THEME_COOKIE, "light")
    page = get_template("console/500.html").render({"theme": theme if theme in THEMES else "light"})
    return HttpResponse(page, status=500)
