"""Codes that people read aloud, copy by hand and type: no letter that is read two ways. Pure but for chance."""

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
LENGTH = 10


def new_code() -> str:
    """A code that nobody guesses: 31 letters, ten of them, nearly fifty bits."""
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


def plain_code(typed: str) -> str:
    """A code as it is kept, however it was typed: "k7m2p 9qxpa" is K7M2P9QXPA; "" for what is none."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    is_code = len(letters) == LENGTH and all(letter in LETTERS for letter in letters)
    return letters if is_code else ""


def shown_code(code: str) -> str:
    """As it is said and written: K7M2P-9QXPA."""
    return f"{code[:5]}-{code[5:]}"
