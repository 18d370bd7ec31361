from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "audit.field.revealed": _("looked at a protected field"),
    "audit.chain.verified": _("checked the audit trail"),
}
TARGETS = {"audit.chain": (_("audit trail"), "")}
