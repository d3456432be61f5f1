"""The words of the portfolio document (docs: contract "assess"), with their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    CDA = "cda", _("CDA (Child Development Associate)")
    ASSOCIATE = "associate", _("Associate's degree")
    BACHELOR = "bachelor", _("Bachelor's degree")
    MASTER = "master", _("Master's degree")
    DOCTORATE = "doctorate", _("Doctorate")
    MEDICAL = "medical", _("Medical degree")
    CERTIFICATE = "certificate", _("University certificate")


class AgeBand(models.TextChoices):
    INFANT = "infant", _("before birth to 36 months")
    EARLY_CHILDHOOD = "early_childhood", _("3 up to 6 years")


class Nature(models.TextChoices):
    PROMOTION = "promotion", _("promotion")
    PREVENTION = "prevention", _("prevention or early intervention")
    DYADIC_THERAPY = "dyadic_therapy", _("parent-child (dyadic) therapy")
    POLICY_LEADERSHIP = "policy_leadership", _("leadership in policy or programmes")
    TEACHING_RESEARCH = "teaching_research", _("teaching or research")
    OTHER = "other", _("other")


class Topic(models.TextChoices):
    IECMH = "iecmh", _("infant and early childhood mental health")
    GIVING_RSC = "giving_rsc", _("giving reflective supervision/consultation")
    DEI = "dei", _("diversity, equity and inclusion")


class Format(models.TextChoices):
    INDIVIDUAL = "individual", _("individual")
    GROUP = "group", _("group")
    PEER = "peer", _("peers, without a provider")


class About(models.TextChoices):
    OWN_WORK = "own_work", _("my own work with families")
    RSC_GIVEN = "rsc_given", _("the RSC I give")


class LicenceKind(models.TextChoices):
    MENTAL_HEALTH = "mental_health", _("licence to practise in mental health")


class LeadershipKind(models.TextChoices):
    PRACTICE = "practice", _("practice")
    POLICY = "policy", _("policy and programmes")
    RESEARCH_FACULTY = "research_faculty", _("research or teaching at a university")
