"""The machine: folders, safe files, logs, errors in words."""
