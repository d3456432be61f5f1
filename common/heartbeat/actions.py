from common import clock
from common.heartbeat.models import Heartbeat


def beat(name: str) -> None:
    """Notes that ``name`` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.now()})
