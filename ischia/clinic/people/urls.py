"""Where does somebody sign in? E-mail code for everybody; a password for staff who have one."""

from allauth.account import urls as allauth_urls
from allauth.account.views import confirm_login_code, request_login_code
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

# Reversing takes the last pattern of a name: these short addresses win over allauth's own `login/code/`.
account_urls: list[URLPattern | URLResolver] = [
    path("", include(allauth_urls)),
    path("code/", request_login_code, name="account_request_login_code"),
    path("code/confirm/", confirm_login_code, name="account_confirm_login_code"),
]
