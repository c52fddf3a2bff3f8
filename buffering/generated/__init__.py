"""Tables that are data of CLDR and Unicode. ``python -m tests.make_tables`` writes the modules beside this one.

Never edit them: what CLDR lacks is in the entries of ``buffering/languages``.
"""
