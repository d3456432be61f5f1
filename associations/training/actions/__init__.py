"""Everything that changes trainings, their lists and attendance."""

from associations.training.actions.attending import (
    EARLY,
    add_there,
    check_in,
    check_in_closed,
    claim,
    mark,
    mark_list,
    register,
    rename,
    withdraw,
)
from associations.training.actions.certifying import certify, give_up_printing, stop_certificate, store_certificate
from associations.training.actions.faults import Refused
from associations.training.actions.moving import announce, cancel, close, hold_what_is_over, reopen
from associations.training.actions.preparing import (
    discard,
    drop_session,
    save_provider,
    save_session,
    save_training,
)

__all__ = [
    "EARLY",
    "Refused",
    "add_there",
    "announce",
    "cancel",
    "certify",
    "check_in",
    "check_in_closed",
    "claim",
    "close",
    "discard",
    "drop_session",
    "give_up_printing",
    "hold_what_is_over",
    "mark",
    "mark_list",
    "register",
    "rename",
    "reopen",
    "save_provider",
    "save_session",
    "save_training",
    "stop_certificate",
    "store_certificate",
    "withdraw",
]
