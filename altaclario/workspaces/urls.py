"""Addresses of what a person has before any workspace, and of who belongs to one."""

from django.urls import path

from altaclario.workspaces import api_token_pages, audit_pages, issuer_pages, pages

_MEMBERS = "w/<slug:slug>/members/"
_TOKENS = "w/<slug:slug>/api-tokens/"
_ONE = f"{_MEMBERS}<uuid:member>/"

urlpatterns = [
    path("w/", pages.chosen, name="workspaces"),
    path("w/new", pages.new, name="workspace-new"),
    path("w/<slug:slug>/settings", pages.settings, name="workspace-settings"),
    path("w/<slug:slug>/audit", audit_pages.page, name="audit"),
    path("w/<slug:slug>/audit.csv", audit_pages.as_csv, name="audit-csv"),
    path("w/<slug:slug>/audit.json", audit_pages.as_json, name="audit-json"),
    path("w/<slug:slug>/identity-provider", issuer_pages.page, name="workspace-issuer"),
    path("w/<slug:slug>/identity-provider/set-up", issuer_pages.set_up, name="workspace-issuer-set-up"),
    path("w/<slug:slug>/identity-provider/remove", issuer_pages.remove, name="workspace-issuer-remove"),
    path("w/<slug:slug>/my-sign-in", issuer_pages.link, name="member-identity"),
    path("sign-in/<slug:slug>/", issuer_pages.entrance, name="workspace-sign-in"),
    path("sign-in/<slug:slug>/back", issuer_pages.back, name="workspace-sign-in-back"),
    path(_TOKENS, api_token_pages.listed, name="api-tokens"),
    path(f"{_TOKENS}new", api_token_pages.new, name="api-token-new"),
    path(f"{_TOKENS}<uuid:api_token>/revoke", api_token_pages.revoke, name="api-token-revoke"),
    path(_MEMBERS, pages.listed, name="members"),
    path(f"{_MEMBERS}leave", pages.leave, name="member-leave"),
    path(f"{_MEMBERS}invite", pages.invite, name="member-invite"),
    path(f"{_MEMBERS}invitations/<uuid:invitation>/revoke", pages.revoke, name="member-invitation-revoke"),
    path("invitations/", pages.invitation_held, name="invitation-held"),
    path("invitations/as-another", pages.invitation_as_another, name="invitation-as-another"),
    path("invitations/<str:token>", pages.invitation, name="invitation"),
    path(_ONE, pages.one, name="member"),
    path(f"{_ONE}remove", pages.remove, name="member-remove"),
    path(f"{_ONE}hand-over", pages.hand_over, name="member-hand-over"),
]
