"""Who may ask for what: refusals about accounts and sessions."""
