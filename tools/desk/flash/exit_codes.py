"""How `wattlend flash` and `wattlend provision` end; their help says the same."""

EXIT_USAGE = 2
EXIT_NO_MICROPYTHON = 5
EXIT_UNSUITABLE = 6
EXIT_FULL = 7
EXIT_PULLED = 8
EXIT_NOT_READY = 9
