"""Addresses of what a person has before any workspace."""

from django.urls import path

from altaclario.workspaces import pages

urlpatterns = [
    path("w/", pages.home, name="home"),
    path("w/new", pages.new, name="workspace-new"),
]
