"""`byline doctor`: everything that answering rests on, examined one thing at a time."""
