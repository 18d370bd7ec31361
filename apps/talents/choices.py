"""The vocabularies of the register.  Codes are stable; labels are for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """The six statistical categories (六类人才队伍): domain facts, section 0."""

    PARTY = "party", _("Party and government")
    ENTERPRISE = "enterprise", _("Enterprise management")
    PROFESSIONAL = "professional", _("Professional and technical")
    SKILLED = "skilled", _("Highly skilled")
    RURAL = "rural", _("Rural practical")
    SOCIAL = "social", _("Social work")
    UNKNOWN = "unknown", _("Not classified")


class TalentStatus(TextChoices):
    ACTIVE = "active", _("On the register")
    LEFT = "left", _("Left the city")
    DECEASED = "deceased", _("Deceased")
    MERGED = "merged", _("Merged into another entry")


class EducationLevel(TextChoices):
    """From low to high; ``rank`` compares."""

    SECONDARY = "secondary", _("Secondary school or less")
    COLLEGE = "college", _("Junior college")
    BACHELOR = "bachelor", _("Bachelor")
    MASTER = "master", _("Master")
    DOCTOR = "doctor", _("Doctor")

    @property
    def rank(self) -> int:
        return list(EducationLevel).index(self)


class TitleLevel(TextChoices):
    """Professional title (职称)."""

    JUNIOR = "junior", _("Junior title")
    INTERMEDIATE = "intermediate", _("Intermediate title")
    DEPUTY_SENIOR = "deputy_senior", _("Deputy senior title")
    SENIOR = "senior", _("Senior title")

    @property
    def rank(self) -> int:
        return list(TitleLevel).index(self)


class IntroductionMode(TextChoices):
    """How somebody was brought to the city (引进方式)."""

    FULL_TIME = "full_time", _("Full-time")
    FLEXIBLE = "flexible", _("Flexible")
    CASE_BY_CASE = "case_by_case", _("Case by case")
    BUNDLED = "bundled", _("Bundled recruitment")
    CAMPUS = "campus", _("Campus recruitment")
    HOMETOWN_TOUR = "hometown_tour", _("Hometown tour")


class EmployerKind(TextChoices):
    ENTERPRISE = "enterprise", _("Enterprise")
    UNIVERSITY = "university", _("University or college")
    HOSPITAL = "hospital", _("Hospital")
    INSTITUTE = "institute", _("Research institute")
    PUBLIC = "public", _("Public institution")
    GOVERNMENT = "government", _("Government body")
    OTHER = "other", _("Other")


class Precision(TextChoices):
    """How much of a date the source said."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
