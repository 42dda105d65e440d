"""What templates may ask about connections."""
