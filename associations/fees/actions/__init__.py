"""Setting fees, owing them, and paying."""

from associations.fees.actions.owing import charge, owe
from associations.fees.actions.paying import Refused, record_payment, take_back
from associations.fees.actions.setting import set_fees

__all__ = ["Refused", "charge", "owe", "record_payment", "set_fees", "take_back"]
