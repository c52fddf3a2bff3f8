"""One turn being spoken: its tasks, what goes out, what comes back, silence, and the hand-over to the caller.

``task.py`` runs a turn; ``intake.py`` turns the source into segments, ``sending.py`` sends them, ``delivery.py`` has
them spoken whatever becomes of links, ``silence.py`` says when a service is gone, ``outbox.py`` holds the events.
"""
