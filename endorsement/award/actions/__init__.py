"""Everything that changes an Endorsement, its certificate, its listing or the certificate's wording."""

from endorsement.award.actions.awarding import NotLicensed, award_endorsement, import_endorsements
from endorsement.award.actions.certificates import (
    change_printed_name,
    give_up_printing,
    issue_certificate,
    print_again,
    stop_certificate,
    store_certificate,
)
from endorsement.award.actions.lapsing import tell_lapsed
from endorsement.award.actions.listing import give_consent, withdraw_consent
from endorsement.award.actions.standing import StandingGone, change_standing, reinstate, revoke, suspend
from endorsement.award.actions.wording import save_wording

__all__ = [
    "NotLicensed",
    "StandingGone",
    "award_endorsement",
    "change_printed_name",
    "change_standing",
    "give_consent",
    "give_up_printing",
    "import_endorsements",
    "issue_certificate",
    "print_again",
    "reinstate",
    "revoke",
    "save_wording",
    "stop_certificate",
    "store_certificate",
    "suspend",
    "tell_lapsed",
    "withdraw_consent",
]
