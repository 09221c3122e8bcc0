"""Claims in the forms that other programs read: what a row is, and a writer for each form."""
