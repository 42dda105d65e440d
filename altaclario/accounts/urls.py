"""Addresses of one's own account: ours before the library's."""

from django.urls import include, path

from altaclario.accounts import pages

urlpatterns = [
    path("security/", pages.security, name="security"),
    path("security/totp/activate/", pages.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("security/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
