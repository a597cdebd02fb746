"""A picture as it is kept: proved to be one, turned upright, small, without the place and device it was taken with."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    content: bytes
    digest: str
    width: int
    height: int


def read_photo(upload: UploadedFile) -> CleanPhoto:
    """The picture made anew as JPEG; whatever else the file held is left behind. Not a picture: ValidationError."""
    if (upload.size or 0) > LARGEST_FILE:
        raise forms.ValidationError(_("Ảnh lớn nhất 10 MB. Chọn ảnh nhỏ hơn."))
    try:
        image = Image.open(BytesIO(upload.read()), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise forms.ValidationError(_("Ảnh quá lớn. Chọn ảnh nhỏ hơn."))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise forms.ValidationError(_("Tệp này không phải ảnh. Chọn ảnh JPG, PNG hoặc WEBP.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(kept, "JPEG", quality=82, optimize=True)
    content = kept.getvalue()
    return CleanPhoto(content, hashlib.sha256(content).hexdigest(), upright.width, upright.height)


class PhotoField(forms.FileField):
    """A file field whose clean value is a CleanPhoto."""

    widget = forms.FileInput

    def clean(self, data: object, initial: object = None) -> CleanPhoto | None:
        upload = super().clean(data, initial)
        return read_photo(upload) if upload else None
