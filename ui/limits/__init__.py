"""How much may be asked at once: sizes of requests, requests in a minute, answers at a time."""
