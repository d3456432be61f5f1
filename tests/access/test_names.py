"""An association's own names of categories: on every page about it, in letters, on the certificate, in the registry."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from associations.directory.models import Association
from common.outbox.models import Message
from competencies.standard.models import Category
from endorsement.award.documents import freeze
from endorsement.award.models import Endorsement
from tests.access.routes import ROWS
from tests.access.test_hostile import address_of, visitor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain")]

# What is not about one association, or was frozen or sent under the name of its day.
APART = (
    "standard:",
    "style-guide",
    "mail:",
    "decision:letters",
    "award:verify_code",
    "award:all_certificates",
    "application:queue_all",
)
OWN = {
    "IFA": "Little Helper",
    "ECFA": "Older Helper",
    "IFS": "Family Practitioner",
    "ECFS": "Older Practitioner",
    "IMHS": "Practitioner of Health",
}


@pytest.fixture
def own_names(world, undone):
    with undone():
        Association.objects.filter(slug=world.ours.slug).update(category_names=OWN)
        yield


def core_names(text):
    return [
        name for name in Category.objects.filter(key__in=OWN).values_list("english_name", flat=True) if name in text
    ]


def test_pages(world, own_names):
    wrong, seen = [], set()
    for row in ROWS:
        if row.get != 200 or row.route.startswith(APART):
            continue
        cache.clear()
        address = address_of(world, row)
        # The registry and the form to start with are about the association that is chosen.
        page = world.clients[visitor_of(row)].get(address, {"association": world.ours.slug})
        if page.get("Content-Type", "").startswith("text/html"):
            text = page.content.decode()
            wrong += [(str(row), name) for name in core_names(text)]
            seen |= {row.route for name in OWN.values() if name in text}
    assert wrong == []
    assert {"application:start", "application:dashboard", "application:handle", "review:open", "decision:edit"} <= seen
    assert {"references:rate", "references:ask", "award:mine", "award:record", "award:registry"} <= seen


def test_letters(world, own_names):
    before = set(Message.objects.values_list("pk", flat=True))
    ours, applicant = world.ours, world.clients["applicant"]
    applicant.post(reverse("references:resend", args=[ours.slug, ours.category, ours.reference]))
    applicant.post(reverse("application:withdraw", args=[ours.submitted]))
    sent = [message.subject + message.text for message in Message.objects.exclude(pk__in=before)]
    assert len(sent) >= 2
    assert [core_names(text) for text in sent] == [[]] * len(sent)
    assert {name for name in OWN.values() for text in sent if name in text} >= {OWN["IFS"]}


def test_the_certificate(world, own_names):
    endorsement = Endorsement.objects.filter(association__slug=world.ours.slug, category__key__in=OWN).first()
    facts = freeze(endorsement, name="Somebody", code="0" * 12)
    assert facts["category_name"] == OWN[facts["category_key"]]
