"""The services at which Atlassian and Microsoft let an app in, over real HTTP: consent, expiry, rotation, reuse."""
