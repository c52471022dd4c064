"""What people say of a sample of sentences, and what that makes of the figures."""
