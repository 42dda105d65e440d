"""The apps that the operator registered at the makers of trackers; where there is none, no button leads there."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from altaclario.connections.grants import servers
from altaclario.connections.grants.servers import Server


@dataclass(frozen=True, slots=True)
class App:
    """As whom we ask. Its secret is read where it is used and kept nowhere."""

    server: Server
    id: str
    secret_file: str

    @property
    def provider(self) -> str:
        return self.server.provider

    def secret(self) -> str:
        """Empty where the file is gone, which the server then refuses."""
        try:
            return Path(self.secret_file).read_text().strip()
        except OSError:
            return ""


def of(provider: str) -> App | None:
    """That for a kind of tracker; None where the operator has none."""
    found = {
        servers.JIRA: (settings.JIRA_APP_ID, settings.JIRA_APP_SECRET_FILE),
        servers.AZURE_DEVOPS: (settings.AZURE_APP_ID, settings.AZURE_APP_SECRET_FILE),
    }.get(provider, ("", ""))
    return App(servers.of(provider), *found) if all(found) else None
