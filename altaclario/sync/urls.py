"""Addresses of connections and their reading."""

from django.urls import path

from altaclario.sync import pages

_ONE = "w/<slug:slug>/connections/<uuid:id>/"

urlpatterns = [
    path("w/<slug:slug>/connections/", pages.listed, name="connections"),
    path(_ONE, pages.one, name="connection"),
    path(f"{_ONE}history", pages.history, name="connection-history"),
    path(f"{_ONE}progress", pages.progress, name="connection-progress"),
    path(f"{_ONE}refresh", pages.refresh, name="connection-refresh"),
    path(f"{_ONE}cancel", pages.cancel, name="connection-cancel"),
    path(f"{_ONE}purge", pages.purge, name="connection-purge"),
    path(f"{_ONE}remove", pages.remove, name="connection-remove"),
    path(f"{_ONE}test", pages.test, name="connection-test"),
    path(f"{_ONE}token", pages.token, name="connection-token"),
]
