"""A language model as judge, and how far it agrees with the verifier and with people."""
