"""Tests of what makes the program ready on a bare machine."""
