"""What a connection is asked: where, as whom, and with which token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from altaclario.connections import networks
from altaclario.connections.grants import principal
from altaclario.connections.kinds import AZURE_DEVOPS, AZURE_SERVER, DATA_CENTER, JIRA
from altaclario.connections.models import Way
from altaclario.connections.networks import towards
from altaclario.egress.origins import AddressNotAllowed, parse

_PASSWORD = {"autocomplete": "off", "spellcheck": "false"}


class Token(forms.Form):
    """A token alone, to replace the one that is sealed."""

    token = forms.CharField(
        label=_("Token"),
        max_length=2000,
        widget=forms.PasswordInput(attrs=_PASSWORD),
        help_text=_("It is sealed and never shown again."),
    )

    @property
    def sent(self) -> dict[str, Any]:
        """What was typed, as it is tried."""
        return self.cleaned_data


class _Site(Token):
    """An address that may be contacted."""

    site = forms.CharField(label=_("Site address"), max_length=300)

    def clean_site(self) -> str:
        """The address, refused unless it may be contacted."""
        site: str = self.cleaned_data["site"].strip().rstrip("/")
        try:
            parse(site, towards(site))
        except AddressNotAllowed as refused:
            raise forms.ValidationError(_plain(str(refused))) from None
        return site


class AtJira(Token):
    """An account and its token, to read a site that is known under them from now on."""

    email = forms.EmailField(
        label=_("Account e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The address of the Atlassian account that the token belongs to."),
    )

    field_order = ("email", "token")


class ToJira(_Site):
    """A Jira Cloud site, the account's address and its token."""

    site = forms.CharField(
        label=_("Site address"),
        max_length=300,
        widget=forms.URLInput(attrs={"placeholder": "https://your-team.atlassian.net", "autocomplete": "url"}),
        help_text=_("For a scoped token: https://api.atlassian.com/ex/jira/ and the id of your cloud."),
    )
    email = forms.EmailField(
        label=_("Account e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The address of the Atlassian account that the token belongs to."),
    )
    token = forms.CharField(
        label=_("API token"),
        max_length=2000,
        widget=forms.PasswordInput(attrs=_PASSWORD),
        help_text=_("Made at Atlassian account › Security › API tokens. It is sealed and never shown again."),
    )

    field_order = ("site", "email", "token")


class ToDataCenter(_Site):
    """A Jira Data Center and a personal access token."""

    site = forms.CharField(
        label=_("Site address"),
        max_length=300,
        widget=forms.URLInput(attrs={"placeholder": "https://jira.your-company.com", "autocomplete": "url"}),
        help_text=_(
            "As it stands in your browser, with its path if it has one, up to /browse, /projects or /secure. Whoever "
            "operates this installation must have listed the network in which it is."
        ),
    )
    token = forms.CharField(
        label=_("Personal access token"),
        max_length=2000,
        widget=forms.PasswordInput(attrs=_PASSWORD),
        help_text=_(
            "Made at your profile › Personal access tokens (Jira 8.14 or newer). It may do whatever you may, so an "
            "account that may only browse is best. It is sealed and never shown again."
        ),
    )

    field_order = ("site", "token")


class ToAzureDevOps(_Site):
    """An organisation of Azure DevOps Services and a personal access token."""

    site = forms.CharField(
        label=_("Organisation address"),
        max_length=300,
        widget=forms.URLInput(attrs={"placeholder": "https://dev.azure.com/your-organisation", "autocomplete": "url"}),
        help_text=_("As it stands in your browser, up to the name of the organisation."),
    )
    token = forms.CharField(
        label=_("Personal access token"),
        max_length=2000,
        widget=forms.PasswordInput(attrs=_PASSWORD),
        help_text=_(
            "Made at User settings › Personal access tokens, with Work items (read) and Project and team (read). It is "
            "sealed and never shown again."
        ),
    )

    field_order = ("site", "token")


class ToAzureServer(_Site):
    """A collection of an Azure DevOps Server and a personal access token."""

    site = forms.CharField(
        label=_("Collection address"),
        max_length=300,
        widget=forms.URLInput(
            attrs={"placeholder": "https://devops.your-company.com/DefaultCollection", "autocomplete": "url"}
        ),
        help_text=_(
            "As it stands in your browser, up to the name of the collection; older servers have /tfs before it. Azure "
            "DevOps Server 2020 and newer. Whoever operates this installation must have listed the network in which it "
            "is."
        ),
    )
    token = forms.CharField(
        label=_("Personal access token"),
        max_length=2000,
        widget=forms.PasswordInput(attrs=_PASSWORD),
        help_text=_(
            "Made at User settings › Personal access tokens, with Work items (read) and Project and team (read). The "
            "server must let tokens in by Basic authentication: signing in by Windows alone (NTLM, Kerberos) cannot be "
            "used. It is sealed and never shown again."
        ),
    )

    field_order = ("site", "token")

    def clean_site(self) -> str:
        """The address, refused unless it may be contacted and can be that of a collection."""
        site = super().clean_site()
        last = site.partition("://")[2].partition("/")[2].rpartition("/")[2]
        if not last or last.startswith("_") or last.lower() == "tfs":
            raise forms.ValidationError(
                _("The address must end with the name of the collection, such as …/DefaultCollection.")
            )
        return site


class Principal(Token):
    """A service principal of Microsoft Entra: no person's account."""

    tenant = forms.RegexField(rf"\A{principal.TENANT.pattern}\Z", label=_("Tenant"), max_length=100)
    client = forms.RegexField(rf"\A{principal.CLIENT.pattern}\Z", label=_("Application (client) id"), max_length=100)
    token = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        widget=forms.PasswordInput(attrs=_PASSWORD),
        help_text=_("It is sealed and never shown again."),
    )

    field_order = ("site", "tenant", "client", "token")

    @property
    def sent(self) -> dict[str, Any]:
        said = self.cleaned_data
        text = principal.Principal(said["tenant"], said["client"], said["token"]).text
        return {"token": text, "way": Way.PRINCIPAL} | ({"site": said["site"]} if "site" in said else {})


class AsPrincipal(Principal, _Site):
    """An organisation of Azure DevOps Services, and the service principal that was added to it."""

    site = forms.CharField(
        label=_("Organisation address"),
        max_length=300,
        widget=forms.URLInput(attrs={"placeholder": "https://dev.azure.com/your-organisation", "autocomplete": "url"}),
        help_text=_("The principal must have been added to it, with the right to read the projects."),
    )

    def clean_site(self) -> str:
        site = super().clean_site()
        if not networks.is_microsofts(site):
            raise forms.ValidationError(
                _("A service principal is for an organisation at https://dev.azure.com/… alone.")
            )
        return site


TAKING_OVER: dict[str, type[Token]] = {JIRA: AtJira, DATA_CENTER: Token, AZURE_DEVOPS: Token, AZURE_SERVER: Token}
"""What is asked of whoever puts a token of their own in the place of somebody else's, by the kind of the tracker."""
FORMS: dict[str, type[Token]] = {
    JIRA: ToJira,
    DATA_CENTER: ToDataCenter,
    AZURE_DEVOPS: ToAzureDevOps,
    AZURE_SERVER: ToAzureServer,
}
"""By the kind of the tracker."""


def _plain(refused: str) -> str:
    """The room's sentence, without the words of the command line."""
    if "--allow-network" in refused:
        return str(
            _(
                "The address is neither Jira Cloud (https://….atlassian.net) nor Azure DevOps "
                "(https://dev.azure.com/…). Whoever operates this installation can list the network in which your own "
                "tracker is."
            )
        )
    return refused
