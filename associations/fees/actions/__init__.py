"""Setting fees, owing them, and paying: by hand and online."""

from associations.fees.actions.accounts import keys_of, set_keys, switch_off
from associations.fees.actions.checking import tell
from associations.fees.actions.comparing import kept
from associations.fees.actions.events import (
    COMPARE,
    WORK,
    ask,
    compare_all,
    compare_everybody,
    keep_event,
    request_comparison,
    work_event,
)
from associations.fees.actions.late import owe_late_fees
from associations.fees.actions.mending import book, leave, may_book
from associations.fees.actions.online import ASK, close, start_paying
from associations.fees.actions.owing import charge, owe
from associations.fees.actions.paying import CLOSE, Refused, record_payment, take_back
from associations.fees.actions.setting import set_fees
from associations.fees.actions.sponsoring import save_sponsor, set_sponsor

__all__ = [
    "ASK",
    "CLOSE",
    "COMPARE",
    "WORK",
    "Refused",
    "ask",
    "book",
    "charge",
    "close",
    "compare_all",
    "compare_everybody",
    "keep_event",
    "kept",
    "keys_of",
    "leave",
    "may_book",
    "owe",
    "owe_late_fees",
    "record_payment",
    "request_comparison",
    "save_sponsor",
    "set_fees",
    "set_keys",
    "set_sponsor",
    "start_paying",
    "switch_off",
    "take_back",
    "tell",
    "work_event",
]
