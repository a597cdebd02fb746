"""A file that somebody hands in as evidence or as an annex: what it says it is proved by its bytes, and capped."""

import hashlib
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from toso.ground.shared.pictures import read_photo
from toso.ground.shared.text import nfc

LARGEST_FILE = 10 * 1024 * 1024
MOST_PARTS = 5000  # of an office file; more is a bomb, not a paper
LARGEST_UNPACKED = 200 * 1024 * 1024
PDF_SIGN = b"%PDF-"
ZIP_SIGN = b"PK\x03\x04"
PICTURE_SIGNS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
OFFICE = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"


@dataclass(frozen=True, slots=True)
class CleanFile:
    """The bytes to keep, their SHA-256, and a name whose ending tells the truth."""

    name: str
    content: bytes
    digest: str


def read_file(upload: UploadedFile) -> CleanFile:
    """A picture made anew, or a PDF, DOCX or XLSX as it came. Anything else raises ValidationError."""
    if (upload.size or 0) > LARGEST_FILE:
        raise forms.ValidationError(_("Tệp lớn nhất 10 MB. Hãy nén hoặc chia nhỏ."))
    content = upload.read(LARGEST_FILE + 1)
    stem = PurePath(nfc(upload.name or "")).stem[:80] or "tep"
    if content.startswith(PICTURE_SIGNS):
        upload.seek(0)
        photo = read_photo(upload)
        return CleanFile(f"{stem}.jpg", photo.content, photo.digest)
    ending = ".pdf" if PDF_SIGN in content[:1024] else _office_ending(content)
    if not ending:
        raise forms.ValidationError(_("Tệp này không phải ảnh, PDF, Word hay Excel. Chọn tệp khác."))
    return CleanFile(f"{stem}{ending}", content, hashlib.sha256(content).hexdigest())


def _office_ending(content: bytes) -> str:
    if not content.startswith(ZIP_SIGN):
        return ""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        return ""
    names = {part.filename for part in parts}
    is_safe = len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= LARGEST_UNPACKED
    if not is_safe or any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((ending for part, ending in OFFICE.items() if part in names), "")


class EvidenceField(forms.FileField):
    """A file field whose clean value is a CleanFile, or None of an empty one."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED, "class": "form-control"})

    def clean(self, data: object, initial: object = None) -> CleanFile | None:
        upload = super().clean(data, initial)
        return read_file(upload) if upload else None
