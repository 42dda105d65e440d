"""Where somebody can complain who finds that their data are not handled lawfully."""

from dataclasses import dataclass

from altaclario.declarations.promises import keeps


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority, and its page."""

    name: str
    address: str


@keeps("complaints-open")
def authorities() -> tuple[Authority, ...]:
    """Those to whom people of the European Economic Area and the United Kingdom can turn."""
    return (
        Authority(
            "The authorities of the European Union", "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en"
        ),
        Authority("The Information Commissioner of the United Kingdom", "https://ico.org.uk"),
    )
