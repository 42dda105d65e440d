"""What must be true before an installation answers other machines: one function a gate, each with its sentence."""
