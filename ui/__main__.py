"""``python -m ui`` is `byline`, where the script is not installed."""

from ui.cli import main

main()
