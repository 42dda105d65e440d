"""What is a Data Center's own: its addresses, its pages, what its refusals mean. All else is as at a Cloud."""
