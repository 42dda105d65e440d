"""A service principal of Microsoft Entra, as it is sealed: no person, but a tenant, an id and a secret of its own."""

import json
import re
from dataclasses import asdict, dataclass, field

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
"""Its id or one of its domains; it becomes a part of an address."""
CLIENT = re.compile(r"[A-Za-z0-9-]{1,100}")


@dataclass(frozen=True, slots=True)
class Principal:
    """Its secret stands in no printed form."""

    tenant: str
    client: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """As it is sealed."""
        return json.dumps(asdict(self))


def read(text: str) -> Principal:
    """What `text` made."""
    return Principal(**json.loads(text))
