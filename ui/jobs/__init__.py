"""Articles that are handed in while Byline serves: accepted at once, brought in one job after the other."""
