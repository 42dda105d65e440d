"""Addresses of share links: what members do with them, and the three that guests know."""

from django.urls import path

from altaclario.sharing import pages

_SHARES = "w/<slug:slug>/shares/"

urlpatterns = [
    path(_SHARES, pages.listed, name="shares"),
    path(f"{_SHARES}new", pages.new, name="share-new"),
    path(f"{_SHARES}preview", pages.preview, name="share-preview"),
    path(f"{_SHARES}<uuid:link>/revoke", pages.revoke, name="share-revoke"),
    path("s/<str:token>", pages.opened, name="share-opened"),
    path("shared/<uuid:link>", pages.shared, name="shared"),
    path("e/<str:token>", pages.framed, name="share-framed"),
]
