def PumpWaitingMessages() -> None:
    """Nothing waits: the stand-in speaks synchronously, as SAPI does into a file."""
