"""What an incident may be: of what kind, in which part, how bad, whom it concerns. One chooses from closed lists."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Nature(TextChoices):
    """Whether something fails, or personal data got where they do not belong, which law wants told."""

    FAULT = "fault", _("Something does not work")
    BREACH = "breach", _("A breach of personal data")


class Part(TextChoices):
    """Which part of the product."""

    SIGN_IN = "sign-in", _("Signing in")
    READING = "reading", _("Reading trackers")
    PAGES = "pages", _("Pages and dashboards")
    SHARING = "sharing", _("Share links")
    MAIL = "mail", _("Mail")
    DATA = "data", _("What is stored")


class Severity(TextChoices):
    """How bad it is."""

    MINOR = "minor", _("Slower or clumsier than it should be")
    MAJOR = "major", _("Does not work for some, or not always")
    CRITICAL = "critical", _("Does not work")


class Whom(TextChoices):
    """Whom it concerns: everybody, members of workspaces, or people who have a certain thing on their account."""

    EVERYBODY = "everybody", _("everybody")
    WORKSPACES = "workspaces", _("some workspaces")
    JIRA = "jira", _("workspaces that read a Jira")
    AZURE = "azure-devops", _("workspaces that read an Azure DevOps")
    PASSKEYS = "passkeys", _("people with a passkey")
    APPS = "authenticator-apps", _("people with an authenticator app")
    IDENTITIES = "identity-providers", _("people who sign in through an identity provider")


class Stage(TextChoices):
    """What is said: that it began, how it stands, that it is over."""

    OPENED = "opened", _("Opened")
    UPDATED = "updated", _("Update")
    RESOLVED = "resolved", _("Over")


UNTIL_AUTHORITY = timedelta(hours=72)
"""So long after one learned of a breach the authority must know of it (GDPR, Article 33)."""
