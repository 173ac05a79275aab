"""Trusted side: run a submission in its kernel, check it, score it, name the misconception, record the grade."""
