"""Addresses of the pages that belong to no workspace."""

from django.urls import path

from altaclario.web import pages, well_known

urlpatterns = [
    path("theme", pages.theme, name="theme"),
    path("shortcuts", pages.shortcuts, name="shortcuts"),
    path("counted", pages.counted, name="counted"),
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.icon, name="icon"),
    path(".well-known/security.txt", well_known.security, name="security-txt"),
    path(".well-known/change-password", well_known.change_password, name="change-password"),
    path("alive", pages.alive, name="alive"),
]
