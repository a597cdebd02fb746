from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import migrations

SEALED = "sealed:"
NAMES = ("secret", "seed")


def box():
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"toso second factor")
    return Fernet(urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))


def seal(apps, schema_editor):
    """What was kept in the clear so far: keys of second factors, seeds of recovery codes."""
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        for name in NAMES:
            if (text := row.data.get(name)) and not text.startswith(SEALED):
                row.data[name] = SEALED + box().encrypt(text.encode()).decode()
        row.save(update_fields=["data"])


def unseal(apps, schema_editor):
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        for name in NAMES:
            if (text := row.data.get(name)) and text.startswith(SEALED):
                row.data[name] = box().decrypt(text.removeprefix(SEALED).encode()).decode()
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles_not_held_twice"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
