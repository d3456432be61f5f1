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
        "associations.Membership.person",
        "associations.ProviderVetting.person",
        "associations.RoleGrant.person",
        "associations.RosterEntry.person",
    }
    hooks.things |= {
        "accounts.Address.person": _("E-mail addresses"),
        "associations.Due.person": _("Fees"),
        "associations.Membership.person": _("Periods of membership"),
        "associations.ProviderVetting.person": _("Vettings as a provider of RSC"),
        "associations.RoleGrant.person": _("Roles"),
        "associations.RosterEntry.person": _("Entries on a roster"),
    }
