"""Codes that people read, type and pass on."""

import hashlib
import secrets

# Crockford's base 32: no I, L, O, U, so that nothing is mistaken when read aloud or typed from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_code(length: int = 12) -> str:
    """A random code of ``length`` characters, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def clean_code(typed: str) -> str:
    """What was typed, without spaces and dashes, misread letters mended. May still be no code at all."""
    return "".join(c for c in typed.upper() if c.isalnum()).translate(_MISREAD)


def spaced(code: str, every: int = 4) -> str:
    """``ABCDEFGHJKMN`` as ``ABCD-EFGH-JKMN``."""
    return "-".join(code[i : i + every] for i in range(0, len(code), every))


def new_token() -> str:
    """A secret for a link, 256 bits; only its hash is stored."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 of a link's secret, hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
