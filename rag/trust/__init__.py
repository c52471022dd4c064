"""What makes an answer trustworthy: the evidence gate, disagreements."""
