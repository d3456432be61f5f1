from common import clock
from common.audit.models import AccessLog


def note_access(*, by, action: str, about: str, scope: str = "", reason: str = "") -> AccessLog:
    """Logs that ``by`` (has ``pk`` and ``name``) did ``action``, such as "view" or "export", on ``about``."""
    return AccessLog.objects.create(
        at=clock.now(),
        by_id=by.pk if by else None,
        by_name=by.name if by else "",
        action=action,
        about=about,
        scope=scope,
        reason=reason,
    )
