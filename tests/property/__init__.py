"""Properties: laws that hold for any input, tried on very many."""
