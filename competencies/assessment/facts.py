"""What a person's portfolio says, as frozen records; dates are `date`, hours `Decimal`, open ends `None`."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ERS = "ERS"
"""The add-on Endorsed Reflective Supervisor: held beside a category, in either track."""

CATEGORIES_OF_KIND: "Mapping[str, tuple[str, ...]]" = MappingProxyType(
    {
        "FA": ("IFA", "ECFA"),
        "FS": ("IFS", "ECFS"),
        "FRS": ("IFRS", "ECFRS"),
        "MHS": ("IMHS", "ECMHS"),
        "MHM-C": ("IMHM-C", "ECMHM-C"),
        "MHM-P": ("IMHM-P", "ECMHM-P"),
        "MHM-R/F": ("IMHM-R/F", "ECMHM-R/F"),
        ERS: (ERS,),
    }
)
"""Kind of category -> its keys, birth to 36 months first."""

CATEGORIES = frozenset(key for keys in CATEGORIES_OF_KIND.values() for key in keys)

LEVELS = ("cda", "associate", "bachelor", "master", "doctorate", "medical", "certificate")
TRANSCRIPTS = ("official", "unofficial", "none")
LICENCE_KINDS = ("mental_health",)
AGE_BANDS = ("infant", "early_childhood")
NATURES = ("promotion", "prevention", "dyadic_therapy", "policy_leadership", "teaching_research", "other")
TOPICS = ("iecmh", "giving_rsc", "dei")
FORMATS = ("individual", "group", "peer")
ABOUTS = ("own_work", "rsc_given")
LEADERSHIP_KINDS = ("practice", "policy", "research_faculty")
OVERALLS = ("recommend", "do_not_recommend")
ROLES = (
    "current_supervisor",
    "supervisor",
    "rsc_provider",
    "rsc_recipient",
    "supervisee",
    "teacher",
    "trainer",
    "consultant",
    "colleague",
    "parent",
    "cda_mentor",
    "board_member",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A membership period; no `until` means it still runs."""

    since: date
    until: date | None = None
    association: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A category, or the add-on, that somebody holds or held."""

    category: str
    since: date
    until: date | None = None
    association: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vetting:
    """An association's word that an unendorsed provider may give RSC."""

    since: date
    until: date | None = None
    association: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who gave RSC: what they held and who vetted them."""

    endorsements: tuple[Held, ...] = ()
    vetted_by: tuple[Vetting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The portfolio's holder."""

    name: str = ""
    resides_in: str = ""
    memberships: tuple[Membership, ...] = ()
    endorsements: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Education:
    """A degree or certificate; it is held from the day after `awarded_on`."""

    id: str
    level: str
    awarded_on: date
    field: str = ""
    related: bool = False
    transcript: str | None = None
    competencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence to practise."""

    id: str
    kind: str
    issued_on: date
    region: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A job or voluntary work; no `until` means it still runs; both end days count."""

    id: str
    since: date
    until: date | None = None
    title: str = ""
    paid: bool = False
    supervised: bool = False
    specialised_training: bool = False
    age_bands: tuple[str, ...] = ()
    families: int = 0
    nature: str | None = None
    internship: bool = False
    internship_supervisor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """Hours of training on one topic, mapped to the competencies it taught."""

    id: str
    on: date
    hours: Decimal
    title: str = ""
    topic: str | None = None
    competencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rsc:
    """Reflective supervision or consultation received; without `until` it runs to the day of judgement."""

    id: str
    provider: str
    since: date
    hours: Decimal
    until: date | None = None
    format: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RscGiven:
    """Reflective supervision or consultation given."""

    id: str
    since: date
    hours: Decimal
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leadership:
    """A time of leadership."""

    id: str
    since: date
    kind: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference rating; without `completed_on` it is still awaited."""

    id: str
    roles: tuple[str, ...] = ()
    endorsed: bool = False
    vetted: bool = False
    completed_on: date | None = None
    not_enough_information: int = 0
    overall: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """The days on which the two agreements were signed."""

    code_of_ethics: date | None = None
    endorsement_agreement: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Everything `assess` looks at. Every `Rsc.provider` is a key of `providers`."""

    person: Person = Person()
    education: tuple[Education, ...] = ()
    licences: tuple[Licence, ...] = ()
    work: tuple[Work, ...] = ()
    training: tuple[Training, ...] = ()
    rsc: tuple[Rsc, ...] = ()
    rsc_given: tuple[RscGiven, ...] = ()
    leadership: tuple[Leadership, ...] = ()
    references: tuple[Reference, ...] = ()
    agreements: Agreements = Agreements()
    providers: "Mapping[str, Provider]" = field(default_factory=lambda: MappingProxyType({}))
