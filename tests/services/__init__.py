"""What every speech service must hold, by service: ``rows.py`` is the one table. A new service adds its row there."""
