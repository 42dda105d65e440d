"""How large a request may be. Ours are far smaller; what is larger is refused before it is read."""

BODY_BYTES = 1 << 20
FIELDS = 2000
ADDRESS_CHARACTERS = 8_000
HEADER_CHARACTERS = 32_000
JSON_DEPTH = 32
