class SpeechLib:
    SSFMCreateForWrite = 3
