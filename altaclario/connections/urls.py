"""Addresses of connecting a tracker."""

from django.urls import path

from altaclario.connections import allowing_pages, pages

urlpatterns = [
    path("w/<slug:slug>/connections/new", pages.new, name="connection-new"),
    path("w/<slug:slug>/connections/allow/<slug:provider>", allowing_pages.leave, name="connection-allow"),
    path("w/<slug:slug>/connections/allowed/<slug:provider>", allowing_pages.allowed, name="connection-allowed"),
    path("connections/back/<slug:provider>", allowing_pages.back, name="connection-back"),
    path(
        "w/<slug:slug>/connections/<uuid:id>/allow/<slug:provider>", allowing_pages.leave, name="connection-allow-again"
    ),
    path(
        "w/<slug:slug>/connections/<uuid:id>/allowed/<slug:provider>",
        allowing_pages.allowed,
        name="connection-allowed-again",
    ),
    path("w/<slug:slug>/connections/<uuid:id>/scope", pages.scope, name="connection-scope"),
]
