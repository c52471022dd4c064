"""Reading of plain text: sentences, words, figures and dates, each with exact offsets."""
