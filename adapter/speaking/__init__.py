"""One turn being spoken: its tasks, what goes out, what comes back, silence, and the hand-over to the caller.

``task.py`` runs a turn. ``intake.py`` turns the source into segments, ``sending.py`` sends them, ``receiving.py`` reads
the answers, and ``delivery.py`` repeats both on new links until all is spoken. ``silence.py`` decides when a service is
gone. ``outbox.py`` holds the events for the caller.
"""
