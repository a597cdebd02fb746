import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.front.console.actions import claim_form, keep_answer, release_form
from toso.front.console.rules.once import key_of
from toso.ground.people.models import Person
from toso.ground.shared.templatetags.once import ONCE

# Nothing comes from elsewhere and nothing runs that is written into a page. Tabler draws ticks and
# arrows as data: pictures.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
PERMISSIONS_POLICY = "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

NUL = "\x00"
LONGEST_NUMBER = 18
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class WordsMiddleware:
    """An address that only takes what a form sends, opened by hand, answers with a page in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "console/405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page


class HeadersMiddleware:
    """Answers carry the rules a browser must hold to. Pages of somebody logged in are never kept by a proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class PlainWordsMiddleware:
    """What no keyboard writes and no page of ours links to goes no further: a word with a NUL in it, which no
    table can keep, and in an address a number that no row can have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path or has_nul(request.GET) or has_no_number(request.GET):
            raise BadRequest("NUL")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        if request.method == "POST" and request.content_type in FORMS and has_nul(request.POST):
            raise BadRequest("NUL")


def has_nul(said: QueryDict) -> bool:
    return any(NUL in name or any(NUL in value for value in values) for name, values in said.lists())


def has_no_number(said: QueryDict) -> bool:
    """Whether a word of digits is too long for any row, or written in digits that are no decimals: "²"."""
    words = (value for _name, values in said.lists() for value in values)
    return any(word.isdigit() and (len(word) > LONGEST_NUMBER or not word.isdecimal()) for word in words)


class AuditLines:
    """Notices whether an audit line is written: every action writes one, and what does nothing writes none."""

    was_written = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.was_written = self.was_written or sql.startswith('INSERT INTO "audit_entry"')
        return execute(sql, params, many, context)


class OnceMiddleware:
    """A form that is sent twice does its work once, however the first answer was lost.

    A page that never came, a finger that pressed twice, a connection that broke after the work was
    done: the browser sends the same form again, with the same word in it (see ``templatetags/once``).
    The sending is claimed in the transaction of its work, so the claim exists if and only if the work
    does; the second gets the answer of the first. What was only refused is not kept: the same page
    may be sent again when the reason is gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated or not request.POST.get(ONCE):
            return self.get_response(request)
        person: Person = request.user.person
        with transaction.atomic():
            form, is_first = claim_form(key=sending_of(request, person), by=person, at=timezone.now())
            if is_first:
                lines = AuditLines()
                with connection.execute_wrapper(lines):
                    response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                elif lines.was_written and response.status_code in (301, 302, 303):
                    keep_answer(form=form, location=response["Location"])
                else:
                    release_form(form=form)
                return response
        messages.info(request, _("Nội dung này đã được ghi từ lần gửi trước; không ghi thêm lần nữa."))
        return redirect(form.location)


def sending_of(request: HttpRequest, person: Person) -> str:
    files = [f"{name}:{digest_of_upload(file)}" for name, sent in request.FILES.lists() for file in sent]
    return key_of(person.pk, request.get_full_path(), request.POST.lists(), files)


def digest_of_upload(file: UploadedFile) -> str:
    total = hashlib.sha256()
    for block in file.chunks():
        total.update(block)
    file.seek(0)
    return total.hexdigest()
