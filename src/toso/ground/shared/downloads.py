"""A file as the answer to a request."""

from pathlib import PurePath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
}


def download(content: bytes | str, name: str, *, is_shown: bool = False) -> HttpResponse:
    """The content under its name, whose ending says what it is; one that we do not know is saved and never opened.

    ``is_shown``: in the browser, where it can, instead of being saved.
    """
    kind = KINDS.get(PurePath(name).suffix.lower(), "application/octet-stream")
    said = content_disposition_header(not is_shown, name) or ""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": said})
