"""Sign-in through an identity provider that somebody else runs: OpenID Connect, the code flow alone."""
