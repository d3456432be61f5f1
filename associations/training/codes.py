"""The codes of checking in: short-lived, signed, nothing is stored.

The screen shows a code that changes; who opens it gets a pass that lasts long enough to sign in or to write a name.
"""

from django.core import signing

from associations.training.models import TrainingSession
from common import clock

CHANGES = 30
"""Seconds after which the screen shows the next code."""
SHOWN = 120
"""Seconds for which a code of the screen is taken."""
KEPT = 15 * 60
"""Seconds for which the pass is taken."""


class Mangled(ValueError):
    """This is no code of ours."""


class TooOld(ValueError):
    """The code was one of ours once."""


def _signer(kind: str) -> signing.Signer:
    return signing.Signer(salt=f"training.check-in.{kind}")


def _made(session_code: str, kind: str) -> str:
    return _signer(kind).sign(f"{session_code}.{int(clock.now().timestamp())}")


def for_screen(session: TrainingSession) -> str:
    """The code of this moment."""
    return _made(session.code, "screen")


def pass_of(session_code: str) -> str:
    """What the page keeps of who has opened a code in time."""
    return _made(session_code, "pass")


def read(token: str) -> tuple[str, bool]:
    """``(the session's code, whether it is a pass)``. Raises Mangled and TooOld."""
    for kind, seconds in (("screen", SHOWN), ("pass", KEPT)):
        try:
            session_code, moment = _signer(kind).unsign(token).split(".")
        except signing.BadSignature:
            continue
        if not 0 <= clock.now().timestamp() - int(moment) <= seconds:
            raise TooOld
        return session_code, kind == "pass"
    raise Mangled
