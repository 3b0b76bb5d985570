"""The window, its pages and widgets: the only layer, with the wiring above it, that knows Qt."""
