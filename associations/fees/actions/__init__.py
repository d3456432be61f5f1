"""Setting fees, owing them, and paying."""

from associations.fees.actions.late import owe_late_fees
from associations.fees.actions.owing import charge, owe
from associations.fees.actions.paying import Refused, record_payment, take_back
from associations.fees.actions.setting import set_fees

__all__ = ["Refused", "charge", "owe", "owe_late_fees", "record_payment", "set_fees", "take_back"]
