"""What comes from other programs' files; `docs/imports.md` says what is read of each format."""
