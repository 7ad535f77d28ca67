"""Lint: a finished site, or a feed on a host, held against what players and directories ask for."""
