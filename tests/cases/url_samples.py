from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory
from tests.cases.factories import CaseFactory, DepartmentTaskFactory
from tests.commissioners.factories import AssignmentFactory
from tests.commissioners.url_samples import commissioner_of
from tests.talents.factories import TalentFactory


def samples(people: dict) -> dict[str, dict]:
    """A case of the commissioner's, with a task for the handler's office."""
    talent = TalentFactory(region_id="230602")
    served_by = commissioner_of(people)
    AssignmentFactory(talent=talent, commissioner=served_by)
    case = CaseFactory(
        with_department=True, talent=talent, commissioner=people[Role.COMMISSIONER]
    )
    task = {"pk": DepartmentTaskFactory(case=case, office=OfficeFactory()).pk}
    number = {"number": case.number}
    return {
        "cases:detail": number,
        "cases:act": number | {"act": "note"},
        "cases:item_edit": {"pk": case.item_id},
        "cases:task": task,
        "cases:task_accept": task,
        "cases:task_return": task,
        "cases:task_answer": task,
        "cases:task_call_off": task,
    }
