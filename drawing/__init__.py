"""How the figure is drawn: for makers, with the extra ``drawing``. ``python -m drawing`` writes
what ``unknot.pictures`` joins; nobody who only uses unknot needs any of this."""
