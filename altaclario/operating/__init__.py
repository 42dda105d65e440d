"""What whoever runs the installation sees: traffic, speed and errors, and nothing of any workspace."""
