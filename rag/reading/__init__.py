"""Reading for an answer: what a question asks, what a sentence says, how well they match."""
