"""Every way in: command line, HTTP, chat page."""
