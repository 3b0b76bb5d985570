"""What staff can do and what staff can see: commands and queries over a room."""
