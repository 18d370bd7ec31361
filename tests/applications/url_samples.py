"""Real applications for the walk over every address: one handed in, one in a notice."""

from tests.applications.factories import Walk
from tests.applications.route import (
    MONDAY,
    a_full_city,
    in_joint_check,
    in_notice,
    publish,
)
from tests.applications.test_notices import object_to


def samples(people) -> dict:
    city = a_full_city()
    check = in_joint_check(city, number=1).application.joint_checks.first()
    shown = in_notice(city, number=2)
    notice = publish(city, shown)
    objection = object_to(shown, at=MONDAY)
    number = Walk(city).submitted().application.number
    pages = {
        f"applications:{name}": {"number": number}
        for name in ("detail", "review", "decide", "check_fact", "revoke")
    }
    pages |= {
        f"applications:{name}": {"number": notice.number}
        for name in ("notice", "notice_publish", "notice_discard", "notice_lengthen")
    }
    # Its window is over: the world finds nothing there.
    pages |= {
        f"public:{name}": {"address": notice.address}
        for name in ("notice", "objection")
    }
    return pages | {
        "applications:check": {"pk": check.pk},
        "applications:objection_settle": {"pk": objection.pk},
    }
