"""The tab in which the library is read, searched, added to and kept in order."""
