"""What each requirement asks, what counts towards it, what does not, why, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competencies.assessment import rules
from competencies.standard.amounts import amount, any_of

ROLES: Mapping[str, str] = {
    "current_supervisor": gettext_lazy("current supervisor"),
    "supervisor": gettext_lazy("supervisor"),
    "rsc_provider": gettext_lazy("provider of RSC"),
    "rsc_recipient": gettext_lazy("recipient of RSC"),
    "supervisee": gettext_lazy("supervisee"),
    "teacher": gettext_lazy("teacher"),
    "trainer": gettext_lazy("trainer"),
    "consultant": gettext_lazy("consultant"),
    "colleague": gettext_lazy("colleague"),
    "parent": gettext_lazy("parent or recipient of services"),
    "cda_mentor": gettext_lazy("CDA mentor"),
    "board_member": gettext_lazy("board member"),
}
"""Role key of a reference -> its name."""

LEVELS: Mapping[str, str] = {
    "cda": gettext_lazy("Child Development Associate (CDA)"),
    "associate": gettext_lazy("associate degree"),
    "bachelor": gettext_lazy("bachelor’s degree"),
    "master": gettext_lazy("master’s degree"),
    "doctorate": gettext_lazy("doctorate"),
    "medical": gettext_lazy("medical degree"),
    "certificate": gettext_lazy("university certificate"),
}
"""Level of education -> its name."""

LICENCES: Mapping[str, str] = {"mental_health": gettext_lazy("a mental-health licence that is valid on the day")}
"""Kind of licence -> its name."""

LEADERSHIP: Mapping[str, str] = {
    "practice": gettext_lazy("practice"),
    "policy": gettext_lazy("policy"),
    "research_faculty": gettext_lazy("research or faculty"),
}
"""Kind of leadership -> its name."""

KINDS: Mapping[str, str] = {
    "FA": gettext_lazy("Family Associate"),
    "FS": gettext_lazy("Family Specialist"),
    "FRS": gettext_lazy("Family Reflective Supervisor"),
    "MHS": gettext_lazy("Mental Health Specialist"),
    "MHM-C": gettext_lazy("Mental Health Mentor, Clinical"),
    "MHM-P": gettext_lazy("Mental Health Mentor, Policy"),
    "MHM-R/F": gettext_lazy("Mental Health Mentor, Research/Faculty"),
    "ERS": gettext_lazy("Endorsed Reflective Supervisor (ERS)"),
}
"""Kind of category -> what both tracks are called after their first words (Infant, Early Childhood)."""

NATURES: Mapping[str, str] = {
    "promotion": gettext_lazy("promotion"),
    "prevention": gettext_lazy("prevention or early intervention"),
    "dyadic_therapy": gettext_lazy("parent-infant or parent-child therapy"),
    "policy_leadership": gettext_lazy("leadership in policy or programmes"),
    "teaching_research": gettext_lazy("teaching or research"),
    "other": gettext_lazy("other work"),
}
"""Nature of work -> its name."""


@dataclass(frozen=True)
class Explanation:
    """Lazy sentences about one requirement, for the page where an applicant sees it unmet."""

    counts: str
    does_not_count: str
    why: str
    next_step: str


def explain(requirement: str) -> Explanation:
    """The explanation of a requirement key."""
    return EXPLANATIONS[requirement]


_TRAINING = Explanation(
    gettext_lazy("Every hour of training up to the day, on any topic, that you mapped to at least one competency."),
    gettext_lazy("Training that is mapped to no competency, and training still to come."),
    gettext_lazy("Training is evidence of competencies, so each entry says which ones it taught."),
    gettext_lazy("Add training, or map the entries that have no competency yet."),
)

EXPLANATIONS: Mapping[str, Explanation] = {
    "education": Explanation(
        gettext_lazy("A degree or certificate of an accepted level that is already awarded."),
        gettext_lazy("Studies not finished, other levels, and an associate degree in an unrelated field."),
        gettext_lazy("It shows a grounding for the work; some categories accept years of work in its place."),
        gettext_lazy("Add a degree or certificate or, where it is accepted, the work that stands for it."),
    ),
    "work.months": Explanation(
        gettext_lazy("Calendar months of work with the age group of the category; overlapping jobs count once."),
        gettext_lazy("Unpaid work, internships, other kinds of work, other age groups and months still to come."),
        gettext_lazy("Endorsement® rests on experience with very young children and their families."),
        gettext_lazy("Add further work, or correct the days, the age group or the kind of an entry."),
    ),
    "work.families": Explanation(
        gettext_lazy("Families served in the work that counts."),
        gettext_lazy("Families of work that does not count."),
        gettext_lazy("It shows that the experience was with families, not only about them."),
        gettext_lazy("Enter how many families you served in each job."),
    ),
    "training.hours": _TRAINING,
    "training.iecmh": _TRAINING,
    "training.giving_rsc": _TRAINING,
    "training.dei": Explanation(
        gettext_lazy("Training whose topic is diversity, equity and inclusion and that is mapped to a competency."),
        gettext_lazy("Training on other topics: each hour has one topic."),
        gettext_lazy("The association asks for some of the training to be on this topic."),
        gettext_lazy("Add such training, or correct the topic of an entry."),
    ),
    "rsc.hours": Explanation(
        gettext_lazy("Hours from somebody whose RSC counted on the day it was given, individually or in a group."),
        gettext_lazy("Peer supervision, and hours from a provider who was not qualified through the whole entry."),
        gettext_lazy("An hour is judged by the rule of the day on which it was received, and keeps its worth."),
        gettext_lazy("Add RSC, or split the entries where a reason names a day."),
    ),
    "rsc.about_rsc_given": Explanation(
        gettext_lazy("Those of the hours that count in which you reflected on the RSC you give to others."),
        gettext_lazy("Hours about your own work with families, and hours that do not count as RSC."),
        gettext_lazy("Whoever holds the reflection of others needs a place for their own."),
        gettext_lazy("Add RSC about the RSC you give, or correct what an entry was about."),
    ),
    "rsc.window": Explanation(
        gettext_lazy("The hours in the best span of the length the association allows."),
        gettext_lazy("Hours before or after that span."),
        gettext_lazy("The association asks for the hours to be received within one span of time."),
        gettext_lazy("Add further hours within the span."),
    ),
    "rsc.sources": Explanation(
        gettext_lazy("Most of the hours from one provider and the rest from at most one other."),
        gettext_lazy("Nothing is left out; other spreads are looked at by a person."),
        gettext_lazy("Reflective work grows in a lasting relationship."),
        gettext_lazy("Nothing need be done before you submit."),
    ),
    "rsc_given.months": Explanation(
        gettext_lazy("Calendar months in which you gave RSC; overlapping times count once."),
        gettext_lazy("Months still to come."),
        gettext_lazy("It shows experience in giving reflective supervision/consultation."),
        gettext_lazy("Add the times in which you gave RSC."),
    ),
    "leadership.months": Explanation(
        gettext_lazy("Calendar months of leadership of the kind this category names; overlapping times count once."),
        gettext_lazy("Leadership of another kind, and months still to come."),
        gettext_lazy("Those endorsed here lead others in the field."),
        gettext_lazy("Add the times in which you led, or correct the kind of an entry."),
    ),
    "references.count": Explanation(
        gettext_lazy("Completed reference ratings with enough answers."),
        gettext_lazy("Ratings not completed, too old, or with six or more answers “not enough information”."),
        gettext_lazy("References are the main evidence of how you work with others, think and reflect."),
        gettext_lazy("Ask a further rater, or remind those who have not answered."),
    ),
    "references.roles": Explanation(
        gettext_lazy("One usable reference of its own for each role asked for."),
        gettext_lazy("The same reference for two roles."),
        gettext_lazy("People who know your work from different sides see different competencies."),
        gettext_lazy("Ask somebody in the role that is missing."),
    ),
    "references.endorsed": Explanation(
        gettext_lazy("A usable reference from somebody who is endorsed, or vetted where that is accepted."),
        gettext_lazy("References from people who are not endorsed."),
        gettext_lazy("Somebody endorsed knows what the competencies mean in practice."),
        gettext_lazy("Ask somebody who is endorsed."),
    ),
    "agreements.code_of_ethics": Explanation(
        gettext_lazy("The Code of Ethics signed by you."),
        gettext_lazy("A signature dated later than the day."),
        gettext_lazy("Everyone endorsed commits to it."),
        gettext_lazy("Read and sign the Code of Ethics."),
    ),
    "agreements.endorsement_agreement": Explanation(
        gettext_lazy("The Endorsement Agreement signed by you."),
        gettext_lazy("A signature dated later than the day."),
        gettext_lazy("It says what you and the association promise each other."),
        gettext_lazy("Read and sign the Endorsement Agreement."),
    ),
    "membership": Explanation(
        gettext_lazy("A membership that is current on the day."),
        gettext_lazy("Memberships that ended, begin later or are of an association that does not count here."),
        gettext_lazy("Endorsement® is a programme of the associations and carried by their members."),
        gettext_lazy("Join or renew your membership with the association."),
    ),
    "prerequisite": Explanation(
        gettext_lazy("A category that is named here and that you hold on the day, from any association."),
        gettext_lazy("Endorsements that ended, begin later or are of another category."),
        gettext_lazy("This builds on an Endorsement that is held already."),
        gettext_lazy("Ask your association if your Endorsement is missing from the registry."),
    ),
    "exam": Explanation(
        gettext_lazy("The exam taken after the portfolio is approved."),
        gettext_lazy("Nothing: it does not hold up the portfolio."),
        gettext_lazy("It shows how the competencies are put to use."),
        gettext_lazy("Submit your portfolio; the exam follows once it is approved."),
    ),
    "competencies": Explanation(
        gettext_lazy("At least one training or education that counts for each competency asked for."),
        gettext_lazy("Training still to come and education not yet awarded."),
        gettext_lazy("Endorsement® shows that the competencies of the Competency Guidelines® are there."),
        gettext_lazy("Map training or education to the competencies listed, or add some that taught them."),
    ),
}


@singledispatch
def requirement_sentence(requirement) -> str:
    """What a requirement of the rules asks, in a sentence."""
    raise TypeError(type(requirement))


@requirement_sentence.register
def _education(requirement: rules.Education) -> str:
    ways = []
    for alternative in requirement.education:
        for level, name in LEVELS.items():
            if level in alternative.levels:
                related = _("%(degree)s in a related field") % {"degree": name}
                ways.append(related if level in alternative.related_levels else str(name))
    if requirement.work:
        ways.append(_work_terms(requirement.work))
    if requirement.licence:
        ways.append(str(LICENCES[requirement.licence]))
    return _("One of these: %(ways)s.") % {"ways": any_of(ways)}


def _work_terms(terms: rules.WorkTerms) -> str:
    words = {"months": amount(terms.months, "months")}
    work = _("%(months)s of paid work") % words if terms.paid else _("%(months)s of work") % words
    if terms.supervised:
        work = _("%(work)s under supervision") % {"work": work}
    if terms.natures:
        kinds = any_of(name for nature, name in NATURES.items() if nature in terms.natures)
        work = _("%(work)s in %(kinds)s") % {"work": work, "kinds": kinds}
    if terms.volunteers:
        work = _("%(work)s, or as a supervised volunteer with specialised training") % {"work": work}
    if terms.after_degree:
        work = _("%(work)s, after the degree") % {"work": work}
    return work


def _internship(terms: rules.InternshipTerms) -> str:
    words = {"months": amount(terms.months, "months")}
    if not terms.supervisor_kinds:
        return _("Up to %(months)s of it may be an internship.") % words
    words["kinds"] = any_of(KINDS[kind] for kind in terms.supervisor_kinds)
    return _("Up to %(months)s of it may be an internship under somebody endorsed as %(kinds)s.") % words


@requirement_sentence.register
def _work(requirement: rules.WorkMonths) -> str:
    said = _("At least %(work)s, with the age group of the category.") % {"work": _work_terms(requirement.terms)}
    if requirement.terms.internship:
        return f"{said} {_internship(requirement.terms.internship)}"
    return said


@requirement_sentence.register
def _families(requirement: rules.WorkFamilies) -> str:
    return _("At least %(families)s served in that work.") % {"families": amount(requirement.families, "families")}


@requirement_sentence.register
def _training(requirement: rules.TrainingHours) -> str:
    hours = {"hours": amount(requirement.hours, "hours")}
    if requirement.topic is None:
        return _("At least %(hours)s of training mapped to competencies.") % hours
    return _("At least %(hours)s of training on this topic.") % hours


@requirement_sentence.register
def _rsc(requirement: rules.RscHours) -> str:
    said = _("At least %(hours)s of reflective supervision or consultation (RSC) from a qualified provider.") % {
        "hours": amount(requirement.hours, "hours")
    }
    if requirement.after_degree:
        said = f"{said} {_('Only hours after the degree count.')}"
    if requirement.peers:
        said = f"{said} {_('Hours among peers count too.')}"
    return said


@requirement_sentence.register
def _about_given(requirement: rules.RscAboutGiven) -> str:
    return _("At least %(hours)s of the RSC that counts was about the RSC you give.") % {
        "hours": amount(requirement.hours, "hours")
    }


@requirement_sentence.register
def _rsc_given(requirement: rules.RscGivenMonths) -> str:
    return _("At least %(months)s of giving RSC.") % {"months": amount(requirement.months, "months")}


@requirement_sentence.register
def _leadership(requirement: rules.LeadershipMonths) -> str:
    words = {"months": amount(requirement.months, "months")}
    if not requirement.kinds:
        return _("At least %(months)s of leadership of any kind.") % words
    words["kinds"] = any_of(name for kind, name in LEADERSHIP.items() if kind in requirement.kinds)
    return _("At least %(months)s of leadership in %(kinds)s.") % words


@requirement_sentence.register
def _prerequisite(requirement: rules.Prerequisite) -> str:
    if requirement.own:
        return _("The Endorsement to be renewed is held on the day.")
    return _("Held on the day: %(kinds)s.") % {"kinds": any_of(KINDS[kind] for kind in requirement.kinds)}


@requirement_sentence.register
def _exam(requirement: rules.Exam) -> str:
    return _("An exam, taken after the portfolio is approved.")


@requirement_sentence.register
def _window(requirement: rules.RscWindow) -> str:
    return _("The hours that count lie within %(months)s.") % {"months": amount(requirement.months, "months")}


@requirement_sentence.register
def _sources(requirement: rules.RscSources) -> str:
    return _("Most hours are expected from one provider and the rest from at most %(others)s more.") % {
        "others": amount(requirement.others, "providers")
    }


@requirement_sentence.register
def _count(requirement: rules.ReferencesCount) -> str:
    return _("At least %(references)s that can be used.") % {"references": amount(requirement.count, "references")}


@requirement_sentence.register
def _roles(requirement: rules.ReferencesRoles) -> str:
    places = [any_of(ROLES[role] for role in place) for place in requirement.places]
    return _("One each from: %(places)s.") % {"places": "; ".join(places)}


@requirement_sentence.register
def _endorsed(requirement: rules.ReferencesEndorsed) -> str:
    words = {"references": amount(requirement.count, "references")}
    if requirement.vetted:
        return _("At least %(references)s from somebody endorsed, or vetted by the association.") % words
    return _("At least %(references)s from somebody endorsed.") % words


@requirement_sentence.register
def _agreement(requirement: rules.Agreement) -> str:
    return _("Signed on the day or before it.")


@requirement_sentence.register
def _membership(requirement: rules.MembershipTerms) -> str:
    if requirement.own:
        return _("Current membership of the association itself.")
    return _("Current membership of any association of the Alliance, or of WAIMH.")


@requirement_sentence.register
def _competencies(requirement: rules.CompetenciesAsked) -> str:
    return _("Training or education for each competency asked for.")
