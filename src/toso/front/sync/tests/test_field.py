"""The phone app as the server hands it out: strict rules, one page with WebAssembly, a light first load."""

import json

import pytest
from django.urls import reverse

from toso.front.sync.views.field import BUILT

LIGHT = 300 * 1024


def rules_of(response) -> dict[str, str]:
    rules = response.headers["Content-Security-Policy"].split("; ")
    return dict(rule.split(" ", 1) for rule in rules)


def test_the_app_runs_nothing_but_its_own_files(client):
    response = client.get(reverse("field:shell"))

    assert response.status_code == 200
    assert rules_of(response)["script-src"] == "'self'"
    assert rules_of(response)["default-src"] == "'none'"
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_only_the_form_page_may_run_webassembly_and_it_may_call_nobody(client):
    response = client.get(reverse("field:form_page"))

    assert rules_of(response)["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules_of(response)["connect-src"] == "'none'"
    assert rules_of(response)["frame-ancestors"] == "'self'"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_worker_keeps_the_apps_address_and_is_looked_at_again_each_time(client):
    response = client.get("/field/sw.js")

    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cache-Control"] == "no-cache"


def test_the_documents_hold_no_script_and_no_style_of_their_own():
    for name in ("index.html", "form.html"):
        page = (BUILT / name).read_text()
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/field/')


def test_the_first_load_is_light():
    weights = json.loads((BUILT / "weights.json").read_text())

    assert 20_000 < weights["first"] <= LIGHT


@pytest.mark.parametrize("picture", ["icon-192.png", "icon-512.png"])
def test_the_manifest_names_pictures_that_exist(client, picture):
    manifest = json.loads(client.get(reverse("field:manifest")).content)

    assert f"/static/field/{picture}" in {icon["src"] for icon in manifest["icons"]}
    assert (BUILT / picture).exists()
