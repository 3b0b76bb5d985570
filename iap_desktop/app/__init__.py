"""Wires everything together, once: clock, console, log, and what leaves the program as JSON."""
