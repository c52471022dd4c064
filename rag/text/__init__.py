"""What text says before any model reads it: sentences, figures, dates, words."""
