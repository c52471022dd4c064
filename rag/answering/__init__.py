"""Writers: from passages to the sentences of an answer."""
