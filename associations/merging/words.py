"""What the lower rooms' rows are called when two people become one, and what is different about them.

Registered in ``AssociationsConfig.ready``; upper rooms say theirs in their own.
"""

from django.utils.translation import gettext_lazy as _

from associations.merging import hooks


def register() -> None:
    hooks.stays |= {
        "accounts.Person.merged_into",
        "associations.Merge.kept",
        "associations.Merge.gone",
        "associations.TwoPeople.one",
        "associations.TwoPeople.other",
    }
    hooks.gives_way |= {"accounts.Address.person": {"is_primary": False}}
    hooks.doubles |= {
        "associations.Attendee.person",
        "associations.Membership.person",
        "associations.Practice.person",
        "associations.ProviderVetting.person",
        "associations.RoleGrant.person",
        "associations.RosterEntry.person",
    }
    hooks.clashes |= {
        "associations.Attendee.person": _("Both were noted at the same training: correct its attendance first."),
    }
    hooks.things |= {
        "accounts.Address.person": _("E-mail addresses"),
        "associations.Attendee.person": _("Places on lists of trainings"),
        "associations.Checkout.person": _("Payments begun online"),
        "associations.Due.person": _("Fees"),
        "associations.Membership.person": _("Periods of membership"),
        "associations.Practice.person": _("Where they work and in which language"),
        "associations.ProviderVetting.person": _("Vettings as a provider of RSC"),
        "associations.RoleGrant.person": _("Roles"),
        "associations.RosterEntry.person": _("Entries on a roster"),
    }
