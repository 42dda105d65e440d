"""Addresses of one's own account: ours before the library's."""

from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

from altaclario.accounts import by_mail, pages
from altaclario.accounts import openid_pages as openid

_AS_IT_WAS = RedirectView.as_view(url=reverse_lazy("security"))

urlpatterns = [
    path("through/<slug:issuer>/", openid.leave, name="issuer-leave"),
    path("through/<slug:issuer>/back", openid.back, name="issuer-back"),
    path("identity/unknown", openid.unknown, name="identity-unknown"),
    path("identity/link", openid.link, name="identity-link"),
    path("identity/<uuid:identity>/remove", openid.unlink, name="identity-unlink"),
    path("security/", pages.security, name="security"),
    path("security/activity", pages.activity, name="account-activity"),
    path("preferences/", pages.prefer, name="preferences"),
    path("security/sign-out-elsewhere", pages.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("security/authenticate/", pages.SecondStep.as_view(), name="mfa_authenticate"),
    path("password/change/", pages.ChangePassword.as_view(), name="account_change_password"),
    # Whoever has none gets their first one as one gets another: with a code by mail.
    path("password/set/", RedirectView.as_view(pattern_name="account_reset_password"), name="account_set_password"),
    path("reauthenticate/mail/", by_mail.ByMail.as_view(), name="confirm-by-mail"),
    path("password/reset/complete/", pages.NewPassword.as_view(), name="account_complete_password_reset"),
    path("confirm-email/", pages.ConfirmAddress.as_view(), name="account_email_verification_sent"),
    path("security/totp/deactivate/", pages.TurnOffApp.as_view(), name="mfa_deactivate_totp"),
    path("security/totp/activate/", pages.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("security/webauthn/add/", pages.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("security/webauthn/keys/<int:pk>/remove/", pages.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("security/recovery-codes/", pages.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "security/recovery-codes/download/",
        pages.recovery_codes,
        {"as_file": True},
        name="mfa_download_recovery_codes",
    ),
    path("security/recovery-codes/generate/", pages.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    # The list stands on the page of security; a key's name is given once.
    path("security/webauthn/keys/<int:pk>/edit/", _AS_IT_WAS, name="mfa_edit_webauthn"),
    path("security/webauthn/", RedirectView.as_view(pattern_name="security"), name="mfa_list_webauthn"),
    path("security/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
