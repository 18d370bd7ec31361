from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "accounts.role.granted": _("gave a duty"),
    "accounts.role.ended": _("ended a duty"),
    "accounts.account.opened": _("opened an account"),
    "accounts.account.changed": _("changed an account"),
    "accounts.account.closed": _("closed an account"),
    "accounts.account.reopened": _("opened an account again"),
    "accounts.account.locked": _("locked an account after wrong passwords"),
    "accounts.password.changed": _("changed the own password"),
    "accounts.password.reset": _("gave a temporary password"),
    "accounts.session.began": _("signed in"),
    "accounts.session.ended": _("signed out"),
    "accounts.session.refused": _("was refused at sign-in"),
    "accounts.session.others_ended": _("signed out everywhere else"),
    "accounts.office.set_up": _("set up an office"),
    "accounts.office.changed": _("changed an office"),
}
TARGETS = {
    "accounts.user": (_("account"), "accounts:user"),
    "accounts.office": (_("office"), ""),
}
