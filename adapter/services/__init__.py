"""What all services share, written once: keys, their redaction, and the checks of addresses."""
