"""Addresses of the desk."""

from django.urls import path

from altaclario.desk import pages, status_pages

urlpatterns = [
    path("contact", pages.contact, name="contact"),
    path("abuse", pages.abuse, name="abuse"),
    path("dmca/notice", pages.notice, name="dmca-notice"),
    path("dmca/counter-notice", pages.counter_notice, name="counter-notice"),
    path("desk/status", pages.standing, name="desk-status"),
    path("status", status_pages.status, name="status"),
    path("status/all", status_pages.whole, name="status-all"),
    path("status.atom", status_pages.feed, name="status-feed"),
    path("updates", status_pages.updates_of_the_product, name="updates"),
    path("updates/close", status_pages.close_updates, name="updates-close"),
    path("status/close", status_pages.close, name="incident-close"),
]
