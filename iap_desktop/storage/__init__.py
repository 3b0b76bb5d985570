"""The encrypted file: keys, connection, migrations, the one write path, backups, and SQL per noun."""
