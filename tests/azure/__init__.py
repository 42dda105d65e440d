"""An organisation of Azure DevOps, asked without HTTP."""
