"""Which of the seldom asked parts of a portfolio the person's applications ask for: nobody else is shown them."""

from accounts.models import Person
from associations.policy.queries import all_overlays
from common import clock
from competencies.assessment.rules import Education, Rules, WorkMonths
from competencies.standard.queries import NotOffered, rules_for, standard
from endorsement.application.assessment import with_signatures
from endorsement.application.pinning import edition_of
from endorsement.application.queries import exceptions_by_application, mine
from endorsement.application.workflow import OPEN_STATES


def asked_parts(person: Person) -> set[str]:
    """``licences``, ``rsc_given``, ``leadership`` and ``internship``, each where an open application asks for it today.

    One query without an open application, else three, however many there are. For ``portfolio.hooks.asked_parts``.
    """
    applications = list(with_signatures(mine(person).filter(state__in=OPEN_STATES)))
    if not applications:
        return set()
    known, overlays = standard(), all_overlays()
    exceptions = exceptions_by_application([one.pk for one in applications if one.has_exceptions])
    parts = set()
    for application in applications:
        association = application.association
        on = clock.today(association.time_zone)
        try:
            rules = rules_for(
                application.category.key,
                on,
                overlays,
                association=association.abbreviation,
                known=known,
                edition=edition_of(application, on, known),
                exceptions=exceptions.get(application.pk, []),
            )
        except NotOffered:
            continue
        parts |= parts_of(rules)
    return parts


def parts_of(rules: Rules) -> set[str]:
    """The same for the rules of one application."""
    parts = set()
    for key, requirement in rules.requirements:
        parts |= {key.partition(".")[0]} & {"rsc_given", "leadership"}
        terms = None
        if isinstance(requirement, Education):
            parts |= {"licences"} if requirement.licence else set()
            terms = requirement.work
        elif isinstance(requirement, WorkMonths):
            terms = requirement.terms
        if terms and terms.internship:
            parts.add("internship")
    return parts
