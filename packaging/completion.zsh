#compdef paper-trading
# Options as the program's own help lists them.
_gnu_generic
