"""Everything that changes a year or a summary."""

from associations.activity.actions.faults import Refused
from associations.activity.actions.files import remove_file, store_file
from associations.activity.actions.reminding import remind_by_rule, remind_now
from associations.activity.actions.submitting import reopen, submit
from associations.activity.actions.synopsis import fail_synopsis, request_synopsis, store_synopsis
from associations.activity.actions.tagging import tag
from associations.activity.actions.writing import (
    remove_passage,
    restore_passage,
    save_passage,
    save_remark,
    take_over,
)
from associations.activity.actions.years import (
    ask_association,
    change_year,
    close_year,
    leave_out,
    open_year,
    prepare_year,
    reopen_year,
)

__all__ = [
    "Refused",
    "ask_association",
    "change_year",
    "close_year",
    "fail_synopsis",
    "leave_out",
    "open_year",
    "prepare_year",
    "remind_by_rule",
    "remind_now",
    "remove_file",
    "remove_passage",
    "reopen",
    "reopen_year",
    "request_synopsis",
    "restore_passage",
    "save_passage",
    "save_remark",
    "store_file",
    "store_synopsis",
    "submit",
    "tag",
    "take_over",
]
