"""What whoever runs the installation sees: traffic, speed, errors and the desk, and nothing of any workspace."""
