from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import include, path

from toso.front.console.queries.subjects import SUBJECTS
from toso.front.console.sources import FORGET, PASS_ON, classes_attended
from toso.front.sync.views import field
from toso.ground.people.views.leaving import erase
from toso.plan.teams.views import issue_decision
from toso.work.assessment.views.cores import core
from toso.work.supervision.views.opinions import ask_opinion

# Only these doors of allauth are open: sign-up, e-mail addresses and resets by e-mail are not part of the product.
ENTRANCE = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/", account.password_change, name="account_change_password"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("code/", second_factor.authenticate, name="mfa_authenticate"),
    path("code/confirm/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/", second_factor.index, name="mfa_index"),
    path("second-factor/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

# Teams stand below the rooms whose open work a new leader takes over: only here both are seen.
HANDOVER = path("teams/decisions/<int:decision_id>/issue/", issue_decision, {"pass_on": PASS_ON}, name="issue_decision")

# People stand below the rooms that keep something of a person: only here all of them are seen.
ERASE = path("people/<int:person_id>/erase/", erase, {"forget": FORGET}, name="erase_person")

# An opinion is asked about anything of any room: only here all of them are seen.
ASK = path("supervision/about/<str:kind>/<int:pk>/", ask_opinion, {"subjects": SUBJECTS}, name="ask_opinion")

# The phone app lives under its own address, so that its worker can keep that part and no other.
FIELD = [
    path("", field.shell, name="shell"),
    path("form/", field.form_page, name="form_page"),
    path("sw.js", field.worker, name="worker"),
    path("manifest.webmanifest", field.manifest, name="manifest"),
]

# Which classes a core person attended stands in a sibling room: only here both are seen.
CORE = path("assessment/cores/<int:core_id>/", core, {"learned": classes_attended}, name="core_person")

urlpatterns = [
    path("sync/", include("toso.front.sync.urls")),  # first: phones ask most often
    path("", include("toso.front.console.urls")),
    HANDOVER,
    path("reports/", include("toso.results.reporting.urls")),
    path("outreach/", include("toso.work.outreach.urls")),
    path("registry/", include("toso.work.registry.urls")),
    path("", include("toso.work.helpdesk.urls")),
    CORE,
    path("allowance/", include("toso.work.allowance.urls")),
    path("assessment/", include("toso.work.assessment.urls")),
    ASK,
    path("supervision/", include("toso.work.supervision.urls")),
    path("training/", include("toso.work.training.urls")),
    path("campaigns/", include("toso.work.campaign.urls")),
    path("forms/", include("toso.plan.forms.urls")),
    path("field/", include((FIELD, "field"))),
    path("kpi/", include("toso.results.kpi.urls")),
    path("teams/", include("toso.plan.teams.urls")),
    path("programme/", include("toso.plan.programme.urls")),
    path("privacy/", include("toso.ground.privacy.urls")),
    path("notices/", include("toso.ground.notices.urls")),
    path("account/", include(ENTRANCE)),
    ERASE,
    path("people/", include("toso.ground.people.urls")),
    path("territory/", include("toso.ground.places.urls")),
    path("audit/", include("toso.ground.audit.urls")),
]

handler400 = "toso.front.console.views.bad_request"
handler403 = "toso.front.console.views.forbidden"
handler404 = "toso.front.console.views.not_found"
handler500 = "toso.front.console.views.server_error"
