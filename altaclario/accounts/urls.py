"""Addresses of one's own account: ours before the library's."""

from django.urls import include, path

from altaclario.accounts import pages

urlpatterns = [
    path("security/", pages.security, name="security"),
    path("security/sign-out-elsewhere", pages.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("security/authenticate/", pages.SecondStep.as_view(), name="mfa_authenticate"),
    path("security/totp/activate/", pages.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("security/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
