"""Rows of the table of pages about people."""

from collections.abc import Sequence

from cloud.http.routes import Route
from cloud.web.frame.form_fields import EmptyForm
from cloud.web.frame.row_parts import ANYONE, LEADS_ON, MEMBER, OPERATOR, SHOWN, TAKEN, THEIRS
from cloud.web.people import signing
from cloud.web.people.audit_log import show_audit_log
from cloud.web.people.customers import set_customer_state, show_customer
from cloud.web.people.requests import AccountStateForm, SignInForm, SignUpForm

_ACCOUNT = "/operate/accounts/{account_id}"

PAGES: Sequence[Route] = (
    Route("GET", "/sign-in", ANYONE, signing.show_sign_in, "Sign in", LEADS_ON),
    Route("POST", "/sign-in", ANYONE, signing.sign_in, "Sign in", LEADS_ON, SignInForm),
    Route("GET", "/sign-up", ANYONE, signing.show_sign_up, "Create an account", SHOWN),
    Route("POST", "/sign-up", ANYONE, signing.sign_up, "Create an account", LEADS_ON, SignUpForm),
    Route("POST", "/sign-out", MEMBER, signing.sign_out, "Sign out", TAKEN, EmptyForm),
    Route("GET", "/me", MEMBER, signing.show_me, "One's account", SHOWN),
    Route("GET", _ACCOUNT, OPERATOR, show_customer, "A customer", SHOWN, owner=THEIRS),
    Route("POST", _ACCOUNT, OPERATOR, set_customer_state, "Suspend or reinstate", TAKEN, AccountStateForm,
          owner=THEIRS),
    Route("GET", "/operate/audit", OPERATOR, show_audit_log, "Who did what", SHOWN),
)  # fmt: skip
