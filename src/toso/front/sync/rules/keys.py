"""The secret of a phone's key, and the settings that ODK Collect reads from a picture."""

import base64
import hashlib
import json
import zlib


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is long and random, so a plain digest tells nothing of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def collect_settings(server_url: str, *, name: str) -> str:
    """The text of the QR code that sets ODK Collect up: JSON, deflated, in base 64 (docs.getodk.org)."""
    settings = {
        "general": {"server_url": server_url, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"},
        "project": {"name": name},
        "admin": {},
    }
    return base64.b64encode(zlib.compress(json.dumps(settings).encode())).decode()
