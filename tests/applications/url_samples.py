"""A real application for the walk over every address: handed in, in Sartu."""

from tests.applications.factories import Walk, a_city


def samples(people) -> dict:
    number = Walk(a_city()).submitted().application.number
    names = ("detail", "review", "decide", "check_fact")
    return {f"applications:{name}": {"number": number} for name in names}
