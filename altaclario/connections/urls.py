"""Addresses of connecting a tracker."""

from django.urls import path

from altaclario.connections import pages

urlpatterns = [
    path("w/<slug:slug>/connections/new", pages.new, name="connection-new"),
    path("w/<slug:slug>/connections/<uuid:id>/scope", pages.scope, name="connection-scope"),
]
