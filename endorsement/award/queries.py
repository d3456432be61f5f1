"""Everything that reads more than one row of Endorsements."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import DateField, F, Prefetch, Q, QuerySet, Value

from associations.directory.models import Association
from associations.directory.permissions import Act, those_who_may
from associations.people.models import ProviderVetting
from associations.people.queries import associations_where, is_alliance_staff
from common import clock
from common.ids import clean_code
from common.prepared import Prepared
from endorsement.award.models import AwardEvent, Certificate, CertificateWording, Endorsement, RegistryConsent
from endorsement.award.permissions import OFFICE
from endorsement.award.workflow import MOVES, Kind, Standing

ONE_DAY = datetime.timedelta(days=1)


def visible_to(person) -> QuerySet[Endorsement]:
    """The Endorsements that a person may look at as their own or for their association."""
    if is_alliance_staff(person):
        return Endorsement.objects.all()
    if not person:
        return Endorsement.objects.none()
    return Endorsement.objects.filter(
        Q(person_id=person.pk) | Q(association_id__in=associations_where(person, *OFFICE))
    )


def _with_certificates(endorsements):
    newest_first = Certificate.objects.order_by("-revision")
    return endorsements.select_related("association", "category").prefetch_related(
        Prefetch("certificates", newest_first, to_attr="certificates_newest_first")
    )


def mine(person) -> list[Endorsement]:
    """A holder's Endorsements with their certificates, newest first. Two queries."""
    return list(_with_certificates(Endorsement.objects.filter(person_id=person.pk)).order_by("-endorsed_on", "-pk"))


def consenting_associations(person_id: int) -> set[int]:
    """Ids of the associations in whose registry the person agreed to be listed."""
    open_consents = RegistryConsent.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
    return set(open_consents.values_list("association_id", flat=True))


def certificates_for(association: Association | None) -> QuerySet[Certificate]:
    """The newest certificate of each Endorsement, of one association or (``None``) of all, stopped ones first."""
    newest = Certificate.objects.filter(superseded_at__isnull=True)
    if association:
        newest = newest.filter(endorsement__association=association)
    return newest.select_related("endorsement__association", "endorsement__category").order_by("-created_at", "-pk")


def endorsements_for(association: Association | None, words: str = "") -> QuerySet[Endorsement]:
    """Every Endorsement of one association or (``None``) of all, the newest first; ``words``: parts of name or number.

    Imported ones are here too, which have no certificate before somebody asks for it.
    """
    found = Endorsement.objects.select_related("association", "category")
    if association:
        found = found.filter(association=association)
    for word in words.split():
        found = found.filter(Q(listed_name__icontains=word) | Q(number__icontains=word))
    return found.order_by("-endorsed_on", "-pk")


def has_ended(endorsement: Endorsement) -> bool:
    """Whether a standing Endorsement's time has run out, by the date in its association's zone."""
    last = endorsement.valid_until
    today = clock.today(endorsement.association.time_zone)
    return endorsement.standing == Standing.VALID and last is not None and last < today


def ended_between(first: datetime.date, last: datetime.date) -> list[Endorsement]:
    """Those never suspended or revoked whose last day is from ``first`` to ``last``, both included."""
    return list(Endorsement.objects.filter(standing=Standing.VALID, valid_until__range=(first, last)).order_by("pk"))


def current_certificate(endorsement: Endorsement) -> Certificate | None:
    """The issued certificate that is not superseded: what the holder downloads."""
    issued = endorsement.certificates.filter(state=Certificate.State.ISSUED, superseded_at__isnull=True)
    return issued.order_by("-revision").first()


def newest_certificate(endorsement: Endorsement) -> Certificate | None:
    """The certificate of the highest revision, in whatever state."""
    return endorsement.certificates.order_by("-revision").first()


def saved_wording(association: Association) -> CertificateWording | None:
    """The association's newest wording, else the Alliance's, else ``None``: the portal's own default."""
    wordings = CertificateWording.objects.filter(Q(association=association) | Q(association__isnull=True))
    return max(wordings, key=lambda wording: (wording.association_id is not None, wording.version), default=None)


# The registry: names of consenting holders whose Endorsement is valid today, at associations with a licence.


def registry(*, association=None, category=None, search="", on: datetime.date) -> QuerySet[Endorsement]:
    """Who is listed, by name. ``search`` is a part of a name, every word of it."""
    listed = Endorsement.objects.filter(listed=True, standing=Standing.VALID).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), association__in=those_who_may(Act.LIST, on).values("pk")
    )
    if association:
        listed = listed.filter(association=association)
    if category:
        listed = listed.filter(category=category)
    for word in search.split():
        listed = listed.filter(listed_name__icontains=word)
    return listed.select_related("association", "category").order_by("listed_name", "pk")


# Verification.


@dataclass(frozen=True)
class Verification:
    """What the public learns of one certificate. ``verdict``: valid, ended, suspended or revoked.

    ``since`` is the day from which it is not valid, or the day from which a valid one counts; ``superseded_at`` is
    set when a newer certificate replaced this paper.
    """

    certificate: Certificate
    endorsement: Endorsement
    verdict: str
    since: datetime.date
    public_reason: str
    superseded_at: datetime.datetime | None

    @property
    def is_valid(self):
        return self.verdict == "valid"


def verification(typed: str) -> Verification | None:
    """The answer for a code as typed, or ``None``: unknown. A certificate never issued is unknown."""
    certificate = (
        Certificate.objects.filter(code=clean_code(typed)[:20], state=Certificate.State.ISSUED)
        .select_related("endorsement__association", "endorsement__category")
        .first()
    )
    if certificate is None:
        return None
    endorsement = certificate.endorsement
    verdict, since, reason = _verdict(endorsement, clock.today(endorsement.association.time_zone))
    return Verification(certificate, endorsement, verdict, since, reason, certificate.superseded_at)


def _verdict(endorsement, today):
    if endorsement.standing != Standing.VALID:
        events = endorsement.events.filter(kind__in=[Kind.SUSPENDED, Kind.REVOKED])
        ending = events.order_by("-pk").first()
        return endorsement.standing, ending.on, ending.public_reason
    if endorsement.valid_until and endorsement.valid_until < today:
        return "ended", endorsement.valid_until + ONE_DAY, ""
    return "valid", endorsement.endorsed_on, ""


# Standing over time, for those whose reflective supervision counts only while endorsed.


def provider_standing(person_ids) -> dict[int, list[dict]]:
    """Per person the periods in which an Endorsement was valid: ``{"category", "from", "until"}``, both days included.

    ``category`` is a category's key; ``until`` is ``None`` while open. A suspension cuts its days out. One query.
    """
    return standing_and_vetting(person_ids)[0]


class _Stretch(NamedTuple):
    """A row of an Endorsement (``of``: its category), of a vetting (``of``: the association that vetted), or a move of
    the ledger (``of``: its kind; ``person_id``: its Endorsement, ``since``: its day)."""

    source: str
    pk: int
    person_id: int
    of: str
    since: datetime.date
    until: datetime.date | None


def standing_and_vetting(person_ids) -> tuple[dict[int, list[dict]], dict[int, list[dict]]]:
    """``provider_standing``, and per person who vetted them to give RSC: ``{"association", "from", "until"}``.

    ``association`` is the abbreviation. One query.
    """
    rows = [_Stretch(*row) for row in _stretches.rows(people=person_ids)]
    moves, standing, vetted = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in sorted(rows, key=lambda row: row.pk):
        if row.source == "move":
            moves[row.person_id].append(row)
    for row in sorted(rows, key=lambda row: (row.since, row.pk)):
        if row.source == "endorsement":
            for start, end in _periods(row, moves[row.pk]):
                standing[row.person_id].append({"category": row.of, "from": start, "until": end})
        elif row.source == "vetting":
            vetted[row.person_id].append({"association": row.of, "from": row.since, "until": row.until})
    return dict(standing), dict(vetted)


@Prepared
def _stretches(people: list[int]) -> QuerySet:
    held = Endorsement.objects.filter(person_id__in=people).values_list(
        Value("endorsement"), "pk", "person_id", F("category__key"), "endorsed_on", "valid_until"
    )
    vetted = ProviderVetting.objects.filter(person_id__in=people).values_list(
        Value("vetting"), "pk", "person_id", F("association__abbreviation"), "valid_from", "valid_until"
    )
    moves = AwardEvent.objects.filter(endorsement__person_id__in=people, kind__in=MOVES).order_by()
    ended = Value(None, output_field=DateField())
    return held.union(vetted, moves.values_list(Value("move"), "pk", "endorsement_id", "kind", "on", ended), all=True)


def _periods(endorsement: _Stretch, moves: list[_Stretch]):
    """``(from, until)`` of each stretch in which the Endorsement was valid."""
    last, start = endorsement.until, endorsement.since
    for move in moves:
        if move.of == Kind.REINSTATED:
            start = start or move.since
        elif start:
            end = move.since - ONE_DAY if last is None else min(move.since - ONE_DAY, last)
            if start <= end:
                yield start, end
            start = None
    if start and (last is None or start <= last):
        yield start, last


def endorsed_categories_on(person_ids, day: datetime.date) -> dict[int, set[str]]:
    """Per person the keys of the categories in which they were validly endorsed on ``day``. One query."""
    found = defaultdict(set)
    for person_id, periods in provider_standing(person_ids).items():
        for period in periods:
            if period["from"] <= day and (period["until"] is None or day <= period["until"]):
                found[person_id].add(period["category"])
    return dict(found)
