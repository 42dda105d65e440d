"""Addresses of the desk."""

from django.urls import path

from altaclario.desk import pages

urlpatterns = [
    path("contact", pages.contact, name="contact"),
    path("abuse", pages.abuse, name="abuse"),
    path("dmca/notice", pages.notice, name="dmca-notice"),
    path("dmca/counter-notice", pages.counter_notice, name="counter-notice"),
    path("desk/status", pages.standing, name="desk-status"),
]
