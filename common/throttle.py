"""A brake on how often one visitor may ask the same thing. Counted in the cache; losing a count only forgives."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache


def too_often(request, what: str, *, limit: int, seconds: int) -> bool:
    """Counts this request of the visitor's address and says whether ``limit`` in ``seconds`` is passed."""
    key = f"throttle:{what}:{get_adapter(request).get_client_ip(request)}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ended between the two calls
        return False
