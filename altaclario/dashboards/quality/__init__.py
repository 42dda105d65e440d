"""Whether quality eats the plan: defects in and out, how old the open ones are, what came back, what escaped."""
