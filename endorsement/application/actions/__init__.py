"""Everything that changes applications: one verb each, atomic, keyword-only, safe twice, with its trace."""

from endorsement.application.actions.applying import NotReady, NotSaid, choose_edition, sign, start, submit, withdraw
from endorsement.application.actions.comparing import fail_comparison, request_comparison, store_comparison
from endorsement.application.actions.conversation import answer, ask
from endorsement.application.actions.exceptions import (
    approve_exception,
    end_exception,
    propose_exception,
    refuse_exception,
    withdraw_exception,
)
from endorsement.application.actions.handling import return_to_applicant
from endorsement.application.actions.lapsing import lapse, lapse_due
from endorsement.application.actions.my_data import (
    fail_export,
    forget_old_exports,
    request_export,
    store_export,
)
from endorsement.application.actions.texts import load_agreement_text

__all__ = [
    "NotReady",
    "NotSaid",
    "answer",
    "approve_exception",
    "ask",
    "choose_edition",
    "end_exception",
    "fail_comparison",
    "fail_export",
    "forget_old_exports",
    "lapse",
    "lapse_due",
    "load_agreement_text",
    "propose_exception",
    "refuse_exception",
    "request_comparison",
    "request_export",
    "return_to_applicant",
    "sign",
    "start",
    "store_comparison",
    "store_export",
    "submit",
    "withdraw",
    "withdraw_exception",
]
