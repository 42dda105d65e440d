"""The only room that makes HTTP calls."""
