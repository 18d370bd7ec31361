from tests.cases.factories import CaseFactory, DepartmentTaskFactory
from tests.commissioners.factories import AssignmentFactory, CommissionerFactory
from tests.talents.factories import TalentFactory


def samples(people: dict) -> dict[str, dict]:
    """A case of the same district with a task of its education bureau."""
    talent = TalentFactory(region_id="230602")
    AssignmentFactory(talent=talent, commissioner=CommissionerFactory())
    case = CaseFactory(with_department=True, talent=talent)
    task = {"pk": DepartmentTaskFactory(case=case).pk}
    number = {"number": case.number}
    return {
        "cases:detail": number,
        "cases:act": number | {"act": "note"},
        "cases:task": task,
        "cases:task_accept": task,
        "cases:task_return": task,
        "cases:task_answer": task,
        "cases:task_call_off": task,
    }
