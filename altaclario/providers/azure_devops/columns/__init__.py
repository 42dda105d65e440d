"""Azure DevOps' JSON becomes columns. Pure: bytes in, columns out; what no struct names is never decoded."""
