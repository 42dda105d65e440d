"""What is an Azure DevOps Server's own: its version, and what its refusals mean. All else is as at the Services."""
