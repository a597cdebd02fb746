"""A browser without a screen: it opens pages, fills the forms that stand on them, and sends what a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@dataclass
class PageForm:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        return {name for name, _value in self.fields} | set(self.choices)


class FormReader(HTMLParser):
    """Every form of a page with what a browser would send from it untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.select = ""
        self.option: tuple[str, bool] | None = None
        self.area = ""
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = PageForm(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is not None and said.get("name") and tag == "input":
            self.read_input(self.open, said)
        elif self.open is not None and tag == "select":
            self.select = said.get("name", "")
            self.open.choices[self.select] = []
        elif tag in ("option", "textarea"):
            self.option = (said.get("value", ""), "selected" in said) if tag == "option" else self.option
            self.area = said.get("name", "") if tag == "textarea" else self.area
            self.words = ""

    def read_input(self, form: PageForm, said: dict[str, str]) -> None:
        name, kind = said["name"], said.get("type", "text")
        if kind in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append((said.get("value", "on"), ""))
            if "checked" in said:
                form.fields.append((name, said.get("value", "on")))
        elif kind == "file":
            form.choices.setdefault(name, [])
        elif kind not in ("submit", "button"):
            form.fields.append((name, said.get("value", "")))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if self.open is None:
            return
        if tag == "option" and self.option and self.select:
            value, is_chosen = self.option
            known = self.open.choices[self.select]
            known.append((value, self.words.strip()))
            if is_chosen or len(known) == 1:
                self.open.fields = [pair for pair in self.open.fields if pair[0] != self.select]
                self.open.fields.append((self.select, value))
            self.option = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area:
            self.open.fields.append((self.area, self.words.strip()))
            self.area = ""
        elif tag == "form":
            self.open = None


class Desk:
    """Somebody at a browser."""

    def __init__(self) -> None:
        self.client = Client()
        self.address, self.page = "", ""

    def open(self, address: str) -> str:
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        self.address, self.page = answer.wsgi_request.get_full_path(), answer.content.decode(errors="replace")
        return self.page

    def choice(self, name: str, words: str) -> str:
        """The value behind some words of a choice on this page."""
        for form in self.forms():
            for value, label in form.choices.get(name, []):
                if words in label:
                    return value
        raise AssertionError(f"no “{words}” among {name} on {self.address}")

    def forms(self) -> list[PageForm]:
        reader = FormReader()
        reader.feed(self.page)
        return reader.forms

    def send(self, part: str = "", /, file: bytes | None = None, pressed: str = "", **changes: Any) -> str:
        """Fill and send the form that has these fields (and ``part`` in its address); the page that follows.

        ``pressed`` is the address of a button that sends the form elsewhere.
        """
        fitting = [
            form
            for form in self.forms()
            if form.method == "post" and set(changes) <= form.names and part in (form.action or self.address)
        ]
        assert fitting, (self.address, sorted(changes), [(form.action, sorted(form.names)) for form in self.forms()])
        form = fitting[0]
        data: dict[str, Any] = {}
        for name, value in form.fields:
            data.setdefault(name, []).append(value)
        data |= changes
        if file is not None:
            data["file"] = SimpleUploadedFile("danh-sach.xlsx", file)
        answer = self.client.post(urljoin(self.address, pressed or form.action or self.address), data, follow=True)
        self.page = answer.content.decode(errors="replace")
        assert answer.status_code == 200, (self.address, answer.status_code, errors_of(self.page))
        assert 'class="ts-errors' not in self.page, (self.address, errors_of(self.page))
        self.address = answer.wsgi_request.get_full_path()
        return self.page

    def log_in(self, username: str, password: str) -> None:
        self.open("/account/login/")
        self.send(login=username, password=password)


def errors_of(page: str) -> str:
    return page.partition('class="ts-errors')[2][:1500] or page.partition("<main")[2][:1500]
