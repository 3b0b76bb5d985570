"""Values and rules of an IAP room: no I/O, no clock, no Qt, no SQL."""
