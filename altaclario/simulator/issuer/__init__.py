"""An OpenID Connect issuer that answers real HTTP, and misbehaves where it is told to."""
