import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_counts():
    """Counts of failed sign-ins outlive a test otherwise."""
    cache.clear()
    yield
    cache.clear()
