"""Who may do what: API keys with scopes, and what is open to those who have none."""
