from datetime import date

from factory.django import DjangoModelFactory

from apps.workdays.models import AnnouncedYear, HolidayException

DOCUMENT = "国办发明电〔2026〕1号"


class HolidayExceptionFactory(DjangoModelFactory):
    class Meta:
        model = HolidayException

    date = date(2027, 1, 1)
    is_workday = False
    name = "元旦"
    document = DOCUMENT


class AnnouncedYearFactory(DjangoModelFactory):
    class Meta:
        model = AnnouncedYear

    year = 2027
    document = DOCUMENT
