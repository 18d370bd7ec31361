from django.urls import path

from apps.commissioners.views import (
    assigning,
    balance,
    caseloads,
    contacts,
    handovers,
    standards,
)

app_name = "commissioners"
urlpatterns = [
    path("", caseloads.caseloads, name="caseloads"),
    path("mine/", caseloads.mine, name="mine"),
    path("new/", caseloads.enrol, name="enrol"),
    path("<int:pk>/", caseloads.detail, name="detail"),
    path("<int:pk>/terms/", caseloads.terms, name="terms"),
    path("<int:pk>/release/", caseloads.release, name="release"),
    path("<int:pk>/hand-over/", handovers.hand_over, name="hand_over"),
    path("hand-overs/", handovers.handover_list, name="handovers"),
    path("hand-overs/<int:pk>/", handovers.handover, name="handover"),
    path("hand-overs/<int:pk>/accept/", handovers.accept, name="handover_accept"),
    path("hand-overs/<int:pk>/decline/", handovers.decline, name="handover_decline"),
    path(
        "hand-overs/<int:pk>/take-back/", handovers.withdraw, name="handover_withdraw"
    ),
    path("balance/", balance.balance, name="balance"),
    path("balance/<int:pk>/", balance.proposal, name="proposal"),
    path("balance/<int:pk>/apply/", balance.apply, name="proposal_apply"),
    path("talents/<int:pk>/assign/", assigning.assign, name="assign"),
    path("talents/<int:pk>/end/", assigning.end, name="end"),
    path("talents/<int:pk>/contact/", contacts.log, name="contact"),
    path("standards/", standards.standard_list, name="standards"),
    path("standards/new/", standards.standard_new, name="standard_new"),
    path("standards/<int:pk>/", standards.standard_edit, name="standard_edit"),
    path("contacts/", contacts.contact_list, name="contacts"),
    path("contacts/<int:pk>/undo/", contacts.undo, name="contact_undo"),
]
