"""Addresses of the texts that the public reads, of what people may ask of their data, of closing and of undoing."""

from django.urls import path

from altaclario.privacy import pages, record_pages, rights_pages, text_pages
from altaclario.web.versions import NAMES

_RIGHTS = "accounts/privacy/"
_TAKEN = {"security": "security-policy"}
"""Names of addresses that lead to something of one's own account."""

urlpatterns = [
    *(path(name, text_pages.text, {"name": name}, name=_TAKEN.get(name, name)) for name in NAMES),
    path("privacy/versions", text_pages.every_version, name="text-versions"),
    path("trust", record_pages.trust, name="trust"),
    path("privacy/processing", record_pages.record, name="processing"),
    path(_RIGHTS, rights_pages.rights, name="rights"),
    path(f"{_RIGHTS}held", rights_pages.held_about_you, name="rights-held"),
    path(f"{_RIGHTS}archive", rights_pages.archive_of_you, name="rights-archive"),
    path(f"{_RIGHTS}import", rights_pages.take_in, name="rights-import"),
    path(f"{_RIGHTS}name", rights_pages.correct_name, name="rights-name"),
    path(f"{_RIGHTS}pause", rights_pages.pause, name="rights-pause"),
    path(f"{_RIGHTS}objections", rights_pages.object_to, name="rights-objections"),
    path("accounts/close", pages.close_account, name="account-close"),
    path("w/<slug:slug>/close", pages.close_workspace, name="workspace-close"),
    path("w/<slug:slug>/reopen", pages.reopen_workspace, name="workspace-reopen"),
    path("closed/", pages.shown_closed, name="closed"),
    path("closed/undo", pages.undo, name="closed-undo"),
    path("closed/<str:token>", pages.opened_link, name="closed-link"),
]
