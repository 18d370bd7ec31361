"""One rule definition, asked of the whole register in SQL."""
