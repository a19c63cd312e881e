"""`wattlend receipt`: checks a receipt without trusting the platform's pages, and replaces the key that signs them."""
