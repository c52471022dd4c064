"""What the server tells about itself: request ids, a request log, metrics, readiness; no questions."""
