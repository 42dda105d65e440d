"""Addresses of closing and undoing."""

from django.urls import path

from altaclario.privacy import pages

urlpatterns = [
    path("accounts/close", pages.close_account, name="account-close"),
    path("w/<slug:slug>/close", pages.close_workspace, name="workspace-close"),
    path("w/<slug:slug>/reopen", pages.reopen_workspace, name="workspace-reopen"),
    path("closed/", pages.shown_closed, name="closed"),
    path("closed/undo", pages.undo, name="closed-undo"),
    path("closed/<str:token>", pages.opened_link, name="closed-link"),
]
