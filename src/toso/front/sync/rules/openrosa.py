"""The documents of OpenRosa 1.0: the list of forms, the list of a form's files, the answer to a sending.

Standards: OpenRosa Form Discovery, Form Submission and Request APIs (docs.getodk.org/openrosa).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"


@dataclass(frozen=True)
class Listed:
    """A form as the list names it. `hash` is the MD5 of the XForm: OpenRosa asks for that one."""

    form_id: str
    name: str
    version: str
    hash: str
    download_url: str
    manifest_url: str = ""


@dataclass(frozen=True)
class MediaFile:
    filename: str
    hash: str
    download_url: str
    is_entity_list: bool = False


def form_list(forms: Iterable[Listed]) -> bytes:
    root = etree.Element(f"{{{LIST}}}xforms", nsmap={None: LIST})
    for form in forms:
        element = etree.SubElement(root, f"{{{LIST}}}xform")
        for name, text in (
            ("formID", form.form_id),
            ("name", form.name),
            ("version", form.version),
            ("hash", f"md5:{form.hash}"),
            ("downloadUrl", form.download_url),
            ("manifestUrl", form.manifest_url),
        ):
            if text or name == "version":
                etree.SubElement(element, f"{{{LIST}}}{name}").text = text
    return _document(root)


def manifest(files: Iterable[MediaFile]) -> bytes:
    root = etree.Element(f"{{{MANIFEST}}}manifest", nsmap={None: MANIFEST})
    for file in files:
        element = etree.SubElement(root, f"{{{MANIFEST}}}mediaFile")
        if file.is_entity_list:  # ODK Entities: the client keeps these rows and their versions
            element.set("type", "entityList")
        etree.SubElement(element, f"{{{MANIFEST}}}filename").text = file.filename
        etree.SubElement(element, f"{{{MANIFEST}}}hash").text = f"md5:{file.hash}"
        etree.SubElement(element, f"{{{MANIFEST}}}downloadUrl").text = file.download_url
    return _document(root)


def response(message: str, *, nature: str = "") -> bytes:
    root = etree.Element(f"{{{RESPONSE}}}OpenRosaResponse", nsmap={None: RESPONSE})
    element = etree.SubElement(root, f"{{{RESPONSE}}}message")
    element.text = message
    if nature:
        element.set("nature", nature)
    return _document(root)


def _document(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))
