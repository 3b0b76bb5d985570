"""The front door: every way into a room, from the first start to a forgotten passphrase."""
