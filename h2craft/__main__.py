"""`python -m h2craft`: the command line."""

from h2craft.cli import main

main()
