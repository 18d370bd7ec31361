"""Everything that is done to an application.

The applicant's side: ``start_draft``, ``save_draft``, ``attach``, ``detach``,
``submit``, ``resubmit_correction``, ``withdraw``; what to show: ``known_facts``,
``preview``.  The office's side: ``accept``, ``refuse_acceptance``,
``request_correction``, ``check_fact``, ``decide``; the departments: ``answer_check``;
the public: ``draft_notice``, ``publish_notice``, ``lengthen_notice``,
``take_objection``, ``settle_objection``.  The clock: ``settle_due``, ``end_due``.
"""

from apps.applications.services.drafts import (
    AlreadyApplied,
    KnownFact,
    NotOpen,
    attach,
    detach,
    known_facts,
    preview,
    save_draft,
    start_draft,
)
from apps.applications.services.intake import (
    accept,
    refuse_acceptance,
    request_correction,
)
from apps.applications.services.joint import answer_check
from apps.applications.services.moves import check_current
from apps.applications.services.notices import (
    discard_notice,
    draft_notice,
    end_due,
    lengthen_notice,
    publish_notice,
)
from apps.applications.services.objections import settle_objection, take_objection
from apps.applications.services.review import AmountChanged, check_fact, decide
from apps.applications.services.revoking import revoke
from apps.applications.services.submission import (
    resubmit_correction,
    submit,
    withdraw,
)
from apps.applications.services.tacit import settle, settle_due

__all__ = [
    "AlreadyApplied",
    "AmountChanged",
    "KnownFact",
    "NotOpen",
    "accept",
    "answer_check",
    "attach",
    "check_current",
    "check_fact",
    "decide",
    "detach",
    "discard_notice",
    "draft_notice",
    "end_due",
    "known_facts",
    "lengthen_notice",
    "preview",
    "publish_notice",
    "refuse_acceptance",
    "request_correction",
    "revoke",
    "resubmit_correction",
    "save_draft",
    "settle",
    "settle_due",
    "settle_objection",
    "start_draft",
    "submit",
    "take_objection",
    "withdraw",
]
