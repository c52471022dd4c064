"""What an answer is worth, computed without a judge model."""
