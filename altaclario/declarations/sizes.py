"""How large a request may be. Ours are far smaller; what is larger is refused before it is read."""

BODY_BYTES = 1 << 20
LARGER = {"rights-import": 8 << 20}
"""By the name of the address, for whoever is signed in: an archive that comes back holds all that is about them."""
FIELDS = 2000
ADDRESS_CHARACTERS = 8_000
HEADER_CHARACTERS = 32_000
JSON_DEPTH = 32
