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


LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
CODE_LENGTH = 8
APP = "/field/"


def plain_code(typed: str) -> str:
    """A pairing code as it was made, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter in LETTERS)


def shown_code(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"
