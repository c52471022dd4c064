"""Two runs on the same questions, and gates that fail when answers get worse."""
