"""Programs that ask with a client library, one for each language: data of the package.

Nothing here is imported. Each is started with the words that `h2craft.check.profiles.order` has,
by whatever runs that language, and prints what `h2craft.check.profiles.lines` reads.
"""
