"""What a stranger can send us: contact, reports of abuse, notices of infringement; and what is decided on each."""
