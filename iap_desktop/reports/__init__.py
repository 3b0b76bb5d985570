"""Paper and Excel out: domain values become bytes."""
