"""Mails about merges: to whoever signs in, and to Alliance staff when an association asks."""

from django.utils.translation import gettext as _

from accounts.models import User
from associations.merging.models import Merge
from associations.people.enums import Role
from associations.people.queries import holders
from common.outbox import letters


def merged(merge: Merge, sign_in: dict) -> None:
    """Tells the person at each sign-in what it opens from now on; who never signed in gets no mail."""
    closed = User.objects.filter(pk=sign_in.get("closed")).first()
    stays = User.objects.filter(person=merge.kept_id).first()
    for user in filter(None, (stays, closed)):
        words = {"name": merge.kept.name}
        paragraphs = [_("You were in the Alliance Portal twice. The two are one now, with all that is yours.")]
        if user == closed:
            paragraphs.append(
                _("This address no longer signs in. Please use your other one; nothing of yours is lost.")
            )
        letters.write(
            key=f"merged:{merge.pk}:{merge.done_at.isoformat()}:{user.pk}",
            kind="people.merged",
            to=user.email,
            to_name=merge.kept.name,
            subject=_("Your two records are one: %(name)s") % words,
            paragraphs=[
                *paragraphs,
                _("If these are not both you, please answer at once: it can be taken apart again."),
            ],
            about=f"person:{merge.kept_id}",
            reply_to=merge.association.contact_email if merge.association else "",
        )


def asked(merge: Merge) -> None:
    """To every one of the Alliance's staff, without a name in it."""
    for person in holders(None, Role.ALLIANCE_STAFF).prefetch_related("addresses"):
        if person.email:
            letters.write(
                key=f"merge-asked:{merge.pk}:{person.pk}",
                kind="people.merge_asked",
                to=person.email,
                to_name=person.name,
                subject=_("%(place)s asks you to merge two records") % {"place": merge.association.name},
                paragraphs=[_("They think that two records are one person, and may not decide it themselves.")],
                link=(_("See what is asked"), "/alliance/people/twice/"),
                about=f"merge:{merge.pk}",
            )
