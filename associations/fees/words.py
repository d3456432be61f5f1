"""A fee in words, for lists, forms and messages."""

from associations.fees.models import Due


def fee_words(due: Due) -> str:
    """The fee and its category."""
    return f"{due.get_kind_display()} · {due.category.key}" if due.category else due.get_kind_display()
