"""The call desk: a call taken on one screen, knowledge to answer with, calls promised back, what callers say after."""
