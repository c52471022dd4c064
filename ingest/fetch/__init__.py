"""Articles over HTTP: pages, feeds and sitemaps, fetched politely and from public addresses only."""
