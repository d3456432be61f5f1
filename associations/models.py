"""Gathers the features' models for Django; nothing else."""

from associations.directory.models import Affiliation, Association, CalendarDate, Licence, Signatory
from associations.fees.models import (
    Checkout,
    CheckoutPart,
    Difference,
    Due,
    Fee,
    OnlineAccount,
    Payment,
    ProviderEvent,
    Share,
)
from associations.interest.models import Assistance, Interest, InterestNote
from associations.merging.models import Merge, TwoPeople
from associations.people.models import (
    Invitation,
    Membership,
    MembershipKind,
    MembershipTerms,
    Practice,
    ProviderVetting,
    RoleGrant,
    RosterEntry,
)
from associations.policy.models import Overlay, Policy
from associations.training.models import (
    AttendanceCertificate,
    Attendee,
    Presence,
    Training,
    TrainingProvider,
    TrainingSession,
)

__all__ = [
    "Affiliation",
    "Assistance",
    "Association",
    "AttendanceCertificate",
    "Attendee",
    "CalendarDate",
    "Checkout",
    "CheckoutPart",
    "Difference",
    "Due",
    "Fee",
    "Interest",
    "InterestNote",
    "Invitation",
    "Licence",
    "Membership",
    "MembershipKind",
    "MembershipTerms",
    "Merge",
    "OnlineAccount",
    "Overlay",
    "Payment",
    "Policy",
    "Practice",
    "Presence",
    "ProviderEvent",
    "ProviderVetting",
    "RoleGrant",
    "RosterEntry",
    "Share",
    "Signatory",
    "Training",
    "TrainingProvider",
    "TrainingSession",
    "TwoPeople",
]
