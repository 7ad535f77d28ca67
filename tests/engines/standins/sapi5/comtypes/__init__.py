"""A stand-in for comtypes: as much of SAPI as pyttsx3's sapi5 driver calls."""
