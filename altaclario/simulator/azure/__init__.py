"""The face of an Azure DevOps organisation: the same generated history, told as work items with revisions."""
