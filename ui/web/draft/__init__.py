"""A reader's own text, checked sentence by sentence against the library, shown and handed on."""
