"""Questions to begin with, and to go on with: made of the articles, each tried before it is shown."""
