"""Where does somebody sign in? E-mail code for everybody; a password for staff who have one."""

from allauth.account import urls as allauth_urls
from allauth.account.views import confirm_login_code, request_login_code
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from django.views.generic import RedirectView

from ischia.clinic.people import passkeys

_to_code = RedirectView.as_view(pattern_name="account_request_login_code")

# One way in, one form: allauth's pages for signing up, managing addresses and resetting a password lead to the code.
_closed: list[URLPattern | URLResolver] = [
    path("signup/", _to_code),
    path("email/", _to_code),
    path("confirm-email/", _to_code),
    path("confirm-email/<path:key>", _to_code),
    path("password/reset/", _to_code),
    path("password/reset/<path:rest>", _to_code),
    path("login/code/", _to_code),
    path("reauthenticate/", _to_code),
]

# Reversing takes the last pattern of a name: the short addresses win over allauth's own `login/code/`.
account_urls: list[URLPattern | URLResolver] = [
    *_closed,
    path("", include(allauth_urls)),
    path("passkeys/", passkeys.passkeys, name="passkeys"),
    path("passkeys/add/", passkeys.add, name="add_passkey"),
    path("passkeys/<int:passkey_id>/remove/", passkeys.remove, name="remove_passkey"),
    path("passkeys/sign-in/", passkeys.sign_in, name="mfa_login_webauthn"),
    path("again/", passkeys.sign_in_again, name="sign_in_again"),
    path("code/", request_login_code, name="account_request_login_code"),
    path("code/confirm/", confirm_login_code, name="account_confirm_login_code"),
]
