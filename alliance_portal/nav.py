"""What each person finds in the menu. Composes every app."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.people.enums import DEPUTY, Role
from associations.people.queries import Place, associations_where, is_alliance_staff, places_where, roles_of
from common.prepared import Prepared
from endorsement.application.enums import Turn
from endorsement.application.permissions import HANDLING_ROLES
from endorsement.application.queries import handled_in
from endorsement.application.workflow import states_of_turn
from endorsement.review import queries as reviews

OFFICE = (Role.COORDINATOR, Role.ADMINISTRATOR)
HANDLING = (*OFFICE, DEPUTY)
"""Who finds applications in a queue."""


@dataclass(frozen=True)
class NavItem:
    """``active``: the page is in this part; ``badge``: how many wait there, 0 for none."""

    label: str
    url: str
    icon: str
    active: bool = False
    badge: int = 0


def navigation(request):
    """Context for every page: the menu and whether this is a demonstration. Costs nothing where no menu is drawn."""
    person = getattr(request, "person", None)
    return {
        "nav": SimpleLazyObject(lambda: menu(person, request.path)),
        "account_nav": SimpleLazyObject(lambda: account_menu(person)),
        "footer_nav": SimpleLazyObject(public_pages),
        "person_name": SimpleLazyObject(lambda: person.name if person else ""),
        "demo_mode": settings.PORTAL_DEMO,
        "portal_url": settings.PORTAL_URL,
        "portal_zone": settings.TIME_ZONE,
    }


def menu(person: Person | None, path: str = "") -> list[NavItem]:
    """The main menu. At most two queries: the person's roles, and what waits for them."""
    items = _items(person) if person else public_pages()
    here = max((item.url for item in items if path.startswith(item.url)), key=len, default="")
    return [replace(item, active=item.url == here) for item in items]


def _items(person: Person) -> list[NavItem]:
    roles = frozenset().union(*roles_of(person).values())
    staff, places = is_alliance_staff(person), places_where(person, *HANDLING)
    waiting, owed = _badges(person, bool(places) and not staff, Role.REVIEWER in roles)
    items = []
    if _applies(roles):
        items += applicant_pages()
    if Role.REVIEWER in roles:
        items.append(NavItem(_("Reviews"), reverse("review:queue"), "list-check", badge=owed))
    if staff:
        items += _staff_pages()
    elif places:
        items.append(_queue(places, waiting))
        items += _office_pages(places_where(person, *OFFICE))
    return items


def _applies(roles: frozenset[str]) -> bool:
    """Who only works in the portal finds their own application in the account menu."""
    return not roles or bool(roles & {Role.APPLICANT, Role.MEMBER})


def applicant_pages() -> list[NavItem]:
    return [
        NavItem(_("My applications"), reverse("application:mine"), "file-earmark-text"),
        NavItem(_("My portfolio"), reverse("portfolio:overview"), "journal-text"),
        NavItem(_("My Endorsements"), reverse("award:mine"), "award"),
    ]


def queue_of(places: list[Place]) -> str:
    """The address of the queue of who handles applications in these associations."""
    if len(places) == 1:
        return reverse("application:queue", args=[places[0].slug])
    return reverse("application:queue_all")


def _queue(places: list[Place], waiting: int) -> NavItem:
    return NavItem(_("Queue"), queue_of(places), "folder2-open", badge=waiting)


def _office_pages(places: list[Place]) -> list[NavItem]:
    if not places:
        return []
    if len(places) == 1:
        slug = places[0].slug
        certificates = NavItem(_("Certificates"), reverse("award:certificates", args=[slug]), "award")
        fees = NavItem(_("Fees"), reverse("fees:dues", args=[slug]), "list-check")
        trainings = NavItem(_("Trainings"), reverse("training:office", args=[slug]), "calendar-event")
        people = [NavItem(_("People"), _people(slug), "people"), trainings, certificates, fees]
    else:
        people = [
            NavItem(_("People · %(place)s") % {"place": place.abbreviation}, _people(place.slug), "people")
            for place in places
        ]
    reports = NavItem(_("Reports"), reverse("reports:index"), "list-check")
    return [*people, reports, NavItem(_("Mail"), reverse("mail:box"), "envelope")]


def _people(slug: str) -> str:
    return reverse("people:list", args=[slug])


def _staff_pages() -> list[NavItem]:
    return [
        NavItem(_("Associations"), reverse("directory:list"), "building"),
        NavItem(_("Applications"), reverse("application:queue_all"), "folder2-open"),
        NavItem(_("People"), reverse("people:everybody"), "people"),
        NavItem(_("Certificates"), reverse("award:all_certificates"), "award"),
        NavItem(_("Reports"), reverse("reports:index"), "list-check"),
        NavItem(_("Mail"), reverse("mail:box"), "envelope"),
        NavItem(_("Standard"), reverse("standard:categories"), "mortarboard"),
    ]


def public_pages() -> list[NavItem]:
    """What everybody may read."""
    return [
        NavItem(_("Registry"), reverse("award:registry"), "search"),
        NavItem(_("Verify"), reverse("award:verify"), "patch-check"),
        NavItem(_("Trainings"), reverse("training:alliance"), "calendar-event"),
        NavItem(_("Standard"), reverse("standard:categories"), "mortarboard"),
        NavItem(_("Associations"), reverse("directory:alliance"), "building"),
    ]


def account_menu(person: Person | None) -> list[NavItem]:
    """What is one's own, and not in the main menu; the settings of the associations one administers."""
    if not person:
        return []
    roles = frozenset().union(*roles_of(person).values())
    items = [NavItem(_("My account"), reverse("people:me"), "person")]
    if not _applies(roles):
        items += applicant_pages()
    items.append(NavItem(_("My trainings"), reverse("training:mine"), "calendar-event"))
    items.append(NavItem(_("My fees"), reverse("fees:mine"), "list-check"))
    items.append(NavItem(_("My data"), reverse("application:my_data"), "download"))
    if is_alliance_staff(person):
        items.append(NavItem(_("Interest and assistance"), reverse("interest:list"), "people"))
        items.append(NavItem(_("What is taught"), reverse("training:coverage_all"), "calendar-event"))
        items.append(NavItem(_("Yearly summaries"), reverse("activity:years"), "journal-text"))
        items.append(NavItem(_("Editions of the Standard"), reverse("editions:list"), "journal-text"))
        items.append(NavItem(_("Differences from the core"), reverse("policy:all_overlays"), "list-check"))
        items.append(NavItem(_("Personal exceptions"), reverse("application:exceptions_waiting"), "person-badge"))
        items.append(NavItem(_("Texts under licence"), reverse("texts:overview"), "journal-text"))
    for place in places_where(person, *OFFICE):
        label = _("Yearly summaries · %(place)s") % {"place": place.abbreviation}
        items.append(NavItem(label, reverse("activity:mine", args=[place.slug]), "journal-text"))
    for place in places_where(person, Role.ADMINISTRATOR):
        label = _("Settings · %(place)s") % {"place": place.abbreviation}
        items.append(NavItem(label, reverse("directory:settings", args=[place.slug]), "gear"))
    return items


def _how_many(rows):
    """The number of rows as a column."""
    one = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Coalesce(Subquery(one.annotate(number=Count("pk")).values("number")), 0)


@Prepared
def _waiting(person: int, handling: list[int] | None = None, deputy: list[int] | None = None, reviewing=None):
    """The other three: ids of the associations in which the person does each, None where they are not asked for it."""
    waiting = owed = None
    if handling:
        waiting = handled_in(person, handling, deputy).filter(state__in=states_of_turn(Turn.COORDINATOR))
    if reviewing:
        owed = reviews.those_owed(reviews.reviewed_in(person, reviewing))
    columns = [Value(0) if rows is None else _how_many(rows) for rows in (waiting, owed)]
    return Person.objects.filter(pk=person).annotate(waiting=columns[0], owed=columns[1]).values_list("waiting", "owed")


def _badges(person: Person, office: bool, reviewer: bool) -> tuple[int, int]:
    """``(applications that wait for the coordinator, reviews owed)``, in one query, in none where nobody asks."""
    asked = {}
    if office:
        asked["handling"] = associations_where(person, *HANDLING_ROLES)
        asked["deputy"] = associations_where(person, DEPUTY)
    if reviewer:
        asked["reviewing"] = associations_where(person, Role.REVIEWER)
    return _waiting.rows(person=person.pk, **asked)[0] if asked else (0, 0)
