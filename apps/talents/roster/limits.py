"""How large a roster may be.  Beyond these a file is a mistake or an attack."""

MAX_ROWS = 200_000
MAX_COLUMNS = 104  # up to column CZ
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 600 * 1024 * 1024
MAX_CELL_CHARACTERS = 2_000
MAX_MERGED_CELLS = 400_000
