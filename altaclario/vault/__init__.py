"""Seals what must stay secret: AES-256-GCM, one data key an owner, wrapped by the root key."""
